"""``freewidth law``: the limit law of J J^T as the width grows."""

import json
from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from freewidth.cli import show
from freewidth.cli.cost import SOLVED_LAYER, bearable, long
from freewidth.cli.errors import plain_errors
from freewidth.cli.files import STANDARD
from freewidth.cli.group import Command, examples
from freewidth.cli.options import FORCE, JSON, PLOT, network, network_options, numbers
from freewidth.cli.plot import draw, ready, report
from freewidth.cli.skips import RESIDUAL, with_skips

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from freewidth.freeprob import Distribution
    from freewidth.network import Network
    from freewidth.residual_network import ResidualNetwork


@click.command(
    cls=Command,
    short_help="Print or draw a limit law.",
    epilog=examples(
        "freewidth law -e gaussian -a tanh -d 3 --at 0.5,1,2",
        "freewidth law -e orthogonal,gaussian -a tanh,linear --widths 1,2,1 --json",
        "freewidth law --layers net.yaml -p law.pdf",
    ),
)
@network_options
@click.option("--at", callback=numbers, help="Where to evaluate density and CDF: 0.1,0.2.")
@click.option(
    "--moments",
    default=4,
    show_default=True,
    type=click.IntRange(min=1),
    help="How many moments m_1, m_2, ... to give.",
)
@RESIDUAL
@JSON
@PLOT
@FORCE
@long
@plain_errors()
def law(
    at: tuple[float, ...] | None,
    moments: int,
    residual: tuple[float, ...] | None,
    as_json: bool,
    plot: Path | None,
    force: bool,
    long: bool,
    **given: Any,
) -> None:
    """Print the limit law: variances, support, atoms, moments, density and CDF.

    The density is that of the continuous part; the CDF counts atoms.
    """
    if plot:
        ready(plot, force, as_json)
    given_net = network(given)
    bearable(given_net.depth * SOLVED_LAYER, f"the law of {given_net.depth} layers", long)
    import numpy as np

    points = np.array(at or (), dtype=float)
    with show.working("solving"):
        net, solved = solve(given_net, residual)
        values = evaluate(solved, net, points, moments)
    found = {name: plain(value) for name, value in values.items()}
    if as_json:
        click.echo(json.dumps(found, allow_nan=False))
    else:
        describe(net.label, points.tolist(), found, err=plot == STANDARD)
    if plot:
        draw(solved, plot, force)
        report(plot, as_json)


def evaluate(
    solved: "Distribution", net: "Network | ResidualNetwork", points: "NDArray", moments: int
) -> dict[str, Any]:
    """All that is printed, by name."""
    return {
        "q": net.q,
        "density": solved.density(points),
        "cdf": solved.cdf(points),
        "moments": solved.moments(moments),
        "atoms": solved.atoms,
        "support": solved.support,
    }


def solve(
    net: "Network", residual: tuple[float, ...] | None
) -> tuple["Network | ResidualNetwork", "Distribution"]:
    """The network, with skip connections if they are asked for, and its law."""
    if residual is None:
        from freewidth.jacobian import law as plain_law

        return net, plain_law(net)
    from freewidth.residual import law as residual_law

    made = with_skips(net, residual)
    return made, residual_law(made)


def plain(values: Any) -> Any:
    """Nested lists of floats, None for what is not finite (a density may be infinite at 0)."""
    if hasattr(values, "__iter__"):
        return [plain(value) for value in values]
    return float(values) if isfinite(values) else None


def describe(
    label: str, points: Sequence[float], found: Mapping[str, Any], err: bool = False
) -> None:
    """Print what was found as tables."""
    atoms = [f"mass {digits(mass)} at {digits(x)}" for x, mass in found["atoms"]]
    support = [f"[{digits(left)}, {digits(right)}]" for left, right in found["support"]]
    console = show.console(err)
    console.print(label, style="bold")
    rows = show.table("", "")
    rows.add_row("variances q_l", "  ".join(map(digits, found["q"])))
    rows.add_row("continuous on", "  ".join(support) or "nothing: the law is made of atoms")
    rows.add_row("atoms", ", ".join(atoms) or "none")
    rows.add_row("moments m_k", "  ".join(map(digits, found["moments"])))
    console.print(rows)
    if len(points):
        values = show.table("x", "density", "CDF", align="right")
        for row in zip(points, found["density"], found["cdf"], strict=True):
            values.add_row(*map(digits, row))
        console.print(values)


def digits(value: float | None) -> str:
    """Eight significant digits, as much as anybody reads."""
    return "inf" if value is None else f"{value:.8g}"
