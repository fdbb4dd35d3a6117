"""The options that say which network, shared by all commands that need one."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from freewidth.cli.cost import MOST_LAYERS
from freewidth.cli.extensions import admit

if TYPE_CHECKING:
    from freewidth.network import Network


def names(
    context: click.Context, option: click.Parameter, text: str | None
) -> str | tuple[str, ...] | None:
    """Read ``gaussian``, or ``gaussian,orthogonal`` as one name per layer."""
    if text is None:
        return None
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


class PerLayer(click.ParamType):
    """A number for all layers, or one for each: ``1.5`` or ``1,2,1``."""

    name = "number[,number...]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float | tuple[float, ...]:
        """Of a default, or of text."""
        if not isinstance(value, str):
            return value
        try:
            found = tuple(float(part) for part in value.split(","))
        except ValueError as error:
            self.fail(f"{error}; give a number, or one per layer, separated by commas", param, ctx)
        return found if len(found) > 1 else found[0]


DEPTH = ("-d", "-L", "--depth")
LAYERS = click.IntRange(max=MOST_LAYERS)
SEED = click.option(
    "-s",
    "--seed",
    default=0,
    show_default=True,
    type=click.IntRange(min=0),
    help="Seed of the named random streams.",
)
FORCE = click.option("-f", "--force", is_flag=True, help="Overwrite a file that exists.")
JSON = click.option(
    "-j", "--json", "as_json", is_flag=True, help="Print one JSON object; null = not finite."
)
PLOT = click.option(
    "-p",
    "--plot",
    type=click.Path(path_type=Path),
    help="Draw it: .png, .pdf or .svg; - for a PNG on standard output.",
)
OPTIONS = (
    click.option(
        "-e",
        "--ensemble",
        callback=names,
        help="Weight ensemble (freewidth list ensembles), or one per layer: gaussian,orthogonal.",
    ),
    click.option(
        "-a",
        "--activation",
        callback=names,
        help="Activation function (freewidth list activations), or one per layer: tanh,linear.",
    ),
    click.option(
        *DEPTH,
        type=LAYERS,
        help="Number of layers L, unless some option has one value per layer.",
    ),
    click.option(
        "-w",
        "--sigma-w2",
        default=1.0,
        show_default=True,
        type=PerLayer(),
        help="Weight variance times fan-in, or one per layer: 1,2,1.",
    ),
    click.option(
        "-b",
        "--sigma-b2",
        default=0.0,
        show_default=True,
        type=PerLayer(),
        help="Bias variance, or one per layer.",
    ),
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
        callback=names,
        help="Law of the biases (freewidth list biases), or one per layer.",
    ),
    click.option(
        "--layers",
        type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
        help="A file .yaml, .json or .toml that says the network, layer by layer, instead; "
        "- for standard input.",
    ),
)
NEEDED = ("ensemble", "activation")  # options without a default


def network_options(command: Callable) -> Callable:
    """Add the options of a network to a command, which receives them as keywords."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def network(given: dict[str, Any]) -> "Network":
    """The network the keywords of :func:`network_options` describe, or that of the file given.

    Raises:
        click.UsageError: an option is missing, or there is a file besides.
        InvalidInputError: they describe no network, or an entry is not what it declares.
    """
    path, rest = given["layers"], {k: v for k, v in given.items() if k != "layers"}
    if path is not None:
        from freewidth.cli import layers

        if said := [name for name in rest if _was_given(name)]:
            option = said[0].replace("_", "-")
            raise click.UsageError(f"--layers says the whole network; leave out --{option}")
        return layers.network(path)
    for name in NEEDED:
        if rest[name] is None:
            raise click.UsageError(f"Missing option '--{name}', or --layers with a file.")
    from freewidth.network import Network

    admit(ensembles=rest["ensemble"], activations=rest["activation"], biases=rest["bias"])
    return Network(**rest)


def _was_given(name: str) -> bool:
    """Whether an option stands on the command line."""
    source = click.get_current_context().get_parameter_source(name)
    return source is not click.core.ParameterSource.DEFAULT
