"""``--residual``: layers that add to what enters them, shared by the commands that know them."""

from typing import TYPE_CHECKING

import click

from freewidth.cli.options import numbers

if TYPE_CHECKING:
    from freewidth.network import Network
    from freewidth.residual_network import ResidualNetwork

MOST_SCALE = 1e15  # of what layers add: beyond, 1 is lost beside it
RESIDUAL = click.option(
    "--residual",
    callback=numbers,
    help="Layers add to what enters them, times this number, or one per layer: 0.3.",
)


def with_skips(net: "Network", scales: tuple[float, ...]) -> "ResidualNetwork":
    """The network whose layers add to what enters them.

    Raises:
        InvalidInputError: sizes or biases are given, or there are neither one scale nor L.
    """
    from freewidth.errors import InvalidInputError
    from freewidth.residual_network import ResidualNetwork

    if net.widths is not None or net.bias != "gaussian":
        raise InvalidInputError(
            "--residual needs layers of one size and gaussian biases; leave --widths and --bias out"
        )
    if max(map(abs, scales)) > MOST_SCALE:
        raise InvalidInputError(f"--residual is at most {MOST_SCALE:g}, got {max(scales):g}")
    scale = scales if len(scales) > 1 else scales[0]
    given = net.ensemble, net.activation, net.depth, scale, net.sigma_w2, net.sigma_b2, net.q0
    return ResidualNetwork(*given)
