"""The options that say which network, shared by all commands that need one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from freewidth.network import Network


def names(context: click.Context, option: click.Parameter, text: str) -> str | tuple[str, ...]:
    """Read ``gaussian``, or ``gaussian,orthogonal`` as one name per layer."""
    parts = tuple(part.strip() for part in text.split(","))
    return parts if len(parts) > 1 else parts[0]


def numbers(
    context: click.Context, option: click.Parameter, text: str | None
) -> tuple[float, ...] | None:
    """Read ``0.1,0.2`` as a tuple of finite numbers."""
    if text is None:
        return None
    try:
        values = tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise click.BadParameter(f"{error}; give numbers separated by commas") from None
    if not all(abs(value) < float("inf") for value in values):
        raise click.BadParameter(f"{text!r} holds a number that is not finite")
    return values


OPTIONS = (
    click.option(
        "--ensemble",
        required=True,
        callback=names,
        help="Weight ensemble (freewidth list ensembles), or one per layer: gaussian,orthogonal.",
    ),
    click.option(
        "--activation", required=True, help="Activation function. See: freewidth list activations."
    ),
    click.option("--depth", required=True, type=int, help="Number of layers L."),
    click.option(
        "--sigma-w2", default=1.0, show_default=True, help="Weight variance times fan-in."
    ),
    click.option("--sigma-b2", default=0.0, show_default=True, help="Bias variance."),
    click.option("--q0", default=1.0, show_default=True, help="The input's |x|^2/n_0."),
    click.option(
        "--widths",
        callback=numbers,
        help="Relative layer sizes n_0,...,n_L: 1,2,1. [default: all equal]",
    ),
    click.option(
        "--bias",
        default="gaussian",
        show_default=True,
        help="Law of the biases. See: freewidth list biases.",
    ),
)


def network_options(command: Callable) -> Callable:
    """Add the options of a network to a command, which receives them as keywords."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def network(given: dict[str, Any]) -> "Network":
    """The network the keywords of :func:`network_options` describe."""
    from freewidth.network import Network

    return Network(**given)
