"""``freewidth critical``: which initialisation, why, and what to type."""

import json
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from freewidth.cli import show
from freewidth.cli.cost import CRITICAL_LAYER, MOST_LAYERS, bearable, long
from freewidth.cli.errors import USAGE, failure, plain_errors
from freewidth.cli.extensions import admit
from freewidth.cli.files import STANDARD
from freewidth.cli.group import Command, examples
from freewidth.cli.options import DEPTH as LAYERS_OPTION
from freewidth.cli.options import FORCE, JSON, LAYERS, PLOT
from freewidth.cli.plot import draw_phases, ready, report

if TYPE_CHECKING:
    from freewidth.initialisation import Initialisation

DEPTH = 50


@click.command(
    cls=Command,
    short_help="Find the critical initialisation of an activation, and what to type.",
    epilog=examples(
        "freewidth critical -a relu -e orthogonal -d 50",
        "freewidth critical -a tanh --target-width 10 -p phases.png",
        "freewidth critical --table --json",
    ),
)
@click.option(
    "-a", "--activation", help="Activation function (freewidth list activations), or all: a table."
)
@click.option(
    "-e",
    "--ensemble",
    default="orthogonal",
    show_default=True,
    help="Weight ensemble. See: freewidth list ensembles.",
)
@click.option(*LAYERS_OPTION, type=LAYERS, help=f"Number of layers L. [default: {DEPTH}]")
@click.option("--q", type=float, help="Take the critical point with this variance q*.")
@click.option(
    "-b", "--sigma-b2", type=float, help="Take the critical point with this variance of the biases."
)
@click.option(
    "--target-width",
    type=float,
    help="Take the critical point whose largest singular value is so many medians at depth L; "
    "with --q or --sigma-b2 and no --depth, the greatest such depth.",
)
@click.option(
    "-w",
    "--sigma-w2",
    type=float,
    help="Describe the network with this variance of weights times fan-in, critical or not.",
)
@click.option(
    "--most-layers",
    default=256,
    show_default=True,
    type=click.IntRange(1, MOST_LAYERS),
    help="How deep to look for the depth at which the spectrum is a decade wide.",
)
@click.option("--table", is_flag=True, help="One line for every activation.")
@JSON
@PLOT
@FORCE
@long
@plain_errors()
def critical(
    table: bool,
    as_json: bool,
    plot: Path | None,
    most_layers: int,
    force: bool,
    long: bool,
    **given: Any,
) -> None:
    """Find weights and biases with which gradients neither grow nor shrink.

    Without --q, --sigma-b2 or --target-width it is the critical point at which phi adds 1/4 to
    m_2/m_1^2 of J J^T in all layers, or as little as it can. The spectral width is the largest
    singular value of J over the median of those that are not 0.
    """
    layers = max(given["depth"] or DEPTH, most_layers)
    bearable(layers * CRITICAL_LAYER, f"{layers} layers", long)
    every = table or given["activation"] == "all"
    admit(ensembles=given["ensemble"], activations=None if every else given["activation"])
    if every:
        return _table(as_json, plot, given)
    if given["activation"] is None:
        raise failure("say which --activation, or ask for a --table of all", USAGE)
    if plot:
        ready(plot, force, as_json)
    with show.working("solving"):
        net, why = find(**given)
        found = describe(net, most_layers)
    if as_json:
        click.echo(json.dumps({name: plain(value) for name, value in found.items()}))
    else:
        _print(net, why, found, err=plot == STANDARD)
    if plot:
        draw_phases(net, plot, force)
        report(plot, as_json)
    return None


def find(
    activation: str,
    ensemble: str,
    depth: int | None,
    q: float | None,
    sigma_b2: float | None,
    target_width: float | None,
    sigma_w2: float | None,
) -> tuple["Initialisation", str]:
    """The network asked for, and why it is this one."""
    from dataclasses import replace

    from freewidth import initialisation

    layers = DEPTH if depth is None else depth
    if sigma_w2 is not None:
        if q is not None or target_width is not None:
            raise failure("--sigma-w2 goes with --sigma-b2 alone; q* follows from both", USAGE)
        bias = sigma_b2 or 0.0
        net = initialisation.given(activation, ensemble, layers, sigma_w2=sigma_w2, sigma_b2=bias)
        return net, "the fixed point of the variances given"
    point = q is not None or sigma_b2 is not None
    if target_width is not None and point:
        if depth is not None:
            raise failure(
                "--target-width with --q or --sigma-b2 finds --depth; leave it out", USAGE
            )
        net = initialisation.critical(activation, ensemble, layers, q=q, sigma_b2=sigma_b2)
        deepest = net.deepest(target_width)
        if not 1 <= deepest < float("inf"):
            which = "every depth" if deepest else "no depth"
            raise failure(
                f"{net.label}: {which} has a spectral width of {target_width:g} or less", USAGE
            )
        return replace(net, depth=int(deepest)), f"the greatest depth of width <= {target_width:g}"
    net = initialisation.critical(
        activation, ensemble, layers, q=q, sigma_b2=sigma_b2, width=target_width
    )
    if target_width is not None:
        return net, f"the critical point of spectral width {target_width:g}"
    return net, "the critical point asked for" if point else _usual(net)


def _usual(net):
    from freewidth.initialisation import nonlinearity
    from freewidth.limits.phases import MOST, critical_line

    if critical_line(net.activation).homogeneous:
        return "critical at this sigma_w^2 alone, with every q*"
    added = nonlinearity(net)
    if net.q >= MOST:
        return f"phi adds {added:.3g} to m_2/m_1^2, less beyond q = {MOST:g}, where none is sought"
    return f"the critical point at which phi adds {added:.3g} to m_2/m_1^2 (--q for others)"


def describe(net: "Initialisation", most_layers: int) -> dict[str, Any]:
    """All that is known of it, by name; the lines last."""
    from freewidth.errors import InvalidInputError
    from freewidth.initialisation import lines, remarks

    decay = net.correlation_decay
    try:
        typed: dict[str, Any] = lines(net)
    except InvalidInputError as error:
        typed = {"note": str(error)}
    return {
        "activation": net.name,
        "ensemble": net.weights,
        "depth": net.depth,
        "sigma_w2": net.sigma_w2,
        "sigma_w": net.sigma_w2**0.5,
        "sigma_b2": net.sigma_b2,
        "sigma_b": net.sigma_b2**0.5,
        "q": net.q,
        "q0": net.q0,
        "chi": net.chi,
        "variance_slope": net.variance_slope,
        "variance_depth": net.variance_depth,
        "correlation": net.correlation,
        "correlation_depth": net.correlation_depth,
        "correlation_decay": decay and {"factor": decay[0], "power": decay[1]},
        "moments": list(net.moments),
        "edges": list(net.edges),
        "spectral_width": net.spectral_width,
        "decade_depth": _decade(net, most_layers),
        "remarks": list(remarks(net)),
        "lines": typed,
    }


def _decade(net, most_layers):
    """A number, inf, or a sentence."""
    from freewidth.errors import InvalidInputError, NotConvergedError
    from freewidth.initialisation import DECADE

    try:
        return net.deepest(DECADE, most_layers)
    except (InvalidInputError, NotConvergedError) as error:
        return str(error).removeprefix(f"{net.label}: ")


def plain(value: Any) -> Any:
    """Numbers of JSON, None for what is infinite."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str):
        return value
    return (value if isinstance(value, int) else float(value)) if isfinite(value) else None


def _print(net, why, found, err):
    from freewidth.initialisation import NEEDS

    console = show.console(err)
    console.print(f"{net.weights} {net.name}, L={net.depth}: {why}", style="bold")
    rows = show.table("", "")
    for name, text in _rows(found).items():
        rows.add_row(name, text)
    console.print(rows)
    for sentence in found["remarks"]:
        console.print(sentence)
    typed = found["lines"]
    if "note" in typed:
        console.print(typed["note"])
        return
    for framework, lines in typed.items():
        console.print(f"\n# {framework}: {NEEDS[framework]}")
        for line in lines:
            console.print(line, soft_wrap=True)


def _rows(found):
    """Headings and cells."""
    low, high = found["edges"]
    first, second = found["moments"]
    return {
        "sigma_w^2": f"{digits(found['sigma_w2'])}  (sigma_w {digits(found['sigma_w'])})",
        "sigma_b^2": f"{digits(found['sigma_b2'])}  (sigma_b {digits(found['sigma_b'])})",
        "q*": digits(found["q"]),
        "chi": digits(found["chi"]),
        "chi_q": f"{digits(found['variance_slope'])}  (xi_q {_layers(found['variance_depth'])})",
        "c*": f"{digits(found['correlation'])}  (xi_c {_correlations(found)})",
        "m_1, m_2 of J J^T": f"{digits(first)}, {digits(second)}",
        "eigenvalues in": f"[{digits(low)}, {digits(high)}]",
        "spectral width": f"{digits(found['spectral_width'])}  (s_max/s_median)",
        "up to a decade": _layers(found["decade_depth"]),
    }


def _layers(depth):
    if isinstance(depth, str):
        return depth
    return f"{digits(depth)} layers" if isfinite(depth) else "infinite"


def _correlations(found):
    """xi_c, with the power law that takes its place at criticality."""
    decay = found["correlation_decay"]
    if isfinite(found["correlation_depth"]):
        return _layers(found["correlation_depth"])
    if decay is None:
        return "infinite"
    return f"infinite: 1 - c_l ~ {_power(decay['factor'], decay['power'])}"


def _power(factor, power):
    return f"{factor:.4g}/l" if power == 1 else f"{factor:.4g}/l^{power}"


def digits(value: float) -> str:
    """Six significant digits."""
    return f"{value:.6g}"


def _table(as_json, plot, given):
    """One line for every activation; those without a critical point say so."""
    from freewidth.activations import ACTIVATIONS
    from freewidth.errors import FreewidthError

    admit(activations=tuple(ACTIVATIONS))
    if plot or any(given[name] is not None for name in ("q", "sigma_w2", "target_width")):
        raise failure("a table of all goes with --ensemble, --depth, --sigma-b2 and --json", USAGE)
    found = {}
    with show.working("activations", len(ACTIVATIONS)) as step:
        for name in ACTIVATIONS:
            try:
                found[name] = _line(find(**{**given, "activation": name})[0])
            except FreewidthError as error:
                if name == next(iter(ACTIVATIONS)) and given["sigma_b2"] is None:
                    raise  # the same for all: weights without a law, a depth that is none
                found[name] = {"none": str(error)}
            step()
    if as_json:
        click.echo(json.dumps(plain(found)))
        return
    rows = show.table("activation", *HEADINGS.values())
    missing = {name: line["none"] for name, line in found.items() if "none" in line}
    for name, line in found.items():
        if name not in missing:
            rows.add_row(name, *_cells(line))
    console = show.console()
    console.print(rows)
    for sentence in missing.values():
        console.print(sentence)


HEADINGS = {
    "sigma_w2": "sigma_w^2",
    "sigma_b2": "sigma_b^2",
    "q": "q*",
    "variance_depth": "xi_q",
    "correlation_decay": "1 - c_l",
    "spectral_width": "width at L",
    "variance": "m_2/m_1^2",
}


def _line(net):
    first, second = net.moments
    return {
        "sigma_w2": net.sigma_w2,
        "sigma_b2": net.sigma_b2,
        "q": net.q,
        "variance_depth": net.variance_depth,
        "correlation_decay": net.correlation_decay,
        "spectral_width": net.spectral_width,
        "variance": second / first**2,
    }


def _cells(line):
    decay = line["correlation_decay"]
    law = _power(*decay) if decay else "constant"
    return [law if name == "correlation_decay" else digits(line[name]) for name in HEADINGS]
