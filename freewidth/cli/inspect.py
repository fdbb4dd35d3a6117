"""``freewidth inspect``: a network that somebody has, beside its law."""

import json
import warnings
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from freewidth.cli import show
from freewidth.cli.cost import MOST_NETWORKS, bearable, fits, long, sampling
from freewidth.cli.errors import USAGE, failure, plain_errors
from freewidth.cli.extensions import admit
from freewidth.cli.files import STANDARD
from freewidth.cli.group import Command, examples
from freewidth.cli.options import FORCE, JSON, PLOT, SEED, names, numbers
from freewidth.cli.plot import draw_model, ready, report
from freewidth.cli.weights import read_input, read_model

if TYPE_CHECKING:
    from freewidth.compare.models import ModelComparison
    from freewidth.model import Measured, Model

PATH = click.Path(path_type=Path, dir_okay=False, allow_dash=True)


def listed(
    context: click.Context, option: click.Parameter, text: str | None
) -> tuple[str, ...] | None:
    """Read ``tanh,tanh,linear`` as a tuple of names."""
    return None if text is None else tuple(part.strip() for part in text.split(","))


def optional(context: click.Context, option: click.Parameter, text: str | None) -> Any:
    """Read one name, or one per layer, if any."""
    return None if text is None else names(context, option, text)


def variances(context: click.Context, option: click.Parameter, text: str | None) -> Any:
    """Read one number, or one per layer, if any."""
    values = numbers(context, option, text)
    return values[0] if values and len(values) == 1 else values


@click.command(
    cls=Command,
    short_help="Compare a network of yours with its law.",
    epilog=examples(
        "freewidth inspect net.safetensors -a tanh,tanh,linear -p net.png",
        "freewidth inspect net.npz -a relu,linear --input x.npy --json",
        "freewidth inspect - -a relu,linear < net.npz",
    ),
)
@click.argument("file", type=PATH)
@click.option(
    "-a",
    "--activations",
    "--activation",
    required=True,
    callback=listed,
    help="One per layer: tanh,tanh,linear.",
)
@click.option(
    "--layers", callback=listed, help="Names of layers in order, if not clear: in,mid,out."
)
@click.option("--input", "input_", type=PATH, help="File .npy with one input. [default: random]")
@click.option(
    "-e", "--ensemble", callback=optional, help="Declared weight ensemble. [default: recognised]"
)
@click.option(
    "-w", "--sigma-w2", callback=variances, help="Declared, of all layers or each. [measured]"
)
@click.option(
    "-b", "--sigma-b2", callback=variances, help="Declared, of all layers or each. [measured]"
)
@click.option(
    "--bias", default="gaussian", show_default=True, callback=names, help="Law of biases."
)
@SEED
@click.option(
    "-r",
    "--replicates",
    default=59,
    show_default=True,
    type=click.IntRange(1, MOST_NETWORKS),
    help="Random networks in the band.",
)
@JSON
@PLOT
@FORCE
@long
@plain_errors()
def inspect(
    file: Path,
    activations: tuple[str, ...],
    layers: tuple[str, ...] | None,
    input_: Path | None,
    as_json: bool,
    plot: Path | None,
    force: bool,
    long: bool,
    seed: int,
    replicates: int,
    **declared: Any,
) -> None:
    """Compare the network in FILE (.safetensors or .npz; - for standard input) with its law.

    Layers are told apart by names: NAME.weight, NAME.bias (outputs first, as PyTorch has them), or
    W1, b1, W2, ... What is not declared is measured on the weights. The verdict says whether random
    networks of the same sizes, with the same input, have such a spectrum of J J^T.
    """
    if plot:
        ready(plot, force, as_json)
    if file == input_ == STANDARD:
        raise failure("weights and input cannot both be standard input", USAGE)
    for path in filter(None, (file, input_)):
        if path != STANDARD and not path.exists():
            raise failure(f"there is no file {path}", USAGE)
    admit(ensembles=declared["ensemble"], activations=activations, biases=declared["bias"])
    model = read_model(file, activations, layers)
    x = read_input(input_) if input_ else None
    sizes = model.sizes
    seconds, size = sampling(sizes, replicates)
    fits(size, f"{replicates} networks")
    bearable(seconds, f"{replicates} networks like {model.label}", long)
    with warnings.catch_warnings(), show.working("comparing"):
        warnings.simplefilter("ignore")  # they stand in the table
        found = model.compare(x, seed=seed, replicates=replicates, **declared)
    if as_json:
        click.echo(json.dumps(plain(model, found), allow_nan=False))
    else:
        describe(model, found, err=plot == STANDARD)
    if plot:
        draw_model(found, plot, force)
        report(plot, as_json)


def plain(model: "Model", found: "ModelComparison") -> dict[str, Any]:
    """What there is to say, for JSON."""
    return {
        "model": found.label,
        "layers": [_layer(each) for each in model.measured],
        "law": found.law.label,
        "q0": found.net.q0,
        "place": found.place,
        "level": found.level,
        "reasons": found.reasons,
        "kolmogorov": {
            "model": found.distance,
            "band": found.distances.tolist(),
            "rank": found.rank,
        },
        "largest_eigenvalue": {
            "model": found.largest,
            "band": found.largests.tolist(),
            "rank": found.largest_rank,
        },
        "notes": found.notes,
    }


def _layer(each: "Measured") -> dict[str, Any]:
    return {
        "name": each.name,
        "shape": each.shape,
        "sigma_w2": each.sigma_w2,
        "sigma_w2_sem": each.sigma_w2_sem,
        "sigma_b2": each.sigma_b2,
        "sigma_b2_sem": each.sigma_b2_sem,
        "looks_like": each.looks,
        "stands_for_it": each.ensemble,
        "kurtosis": each.kurtosis if isfinite(each.kurtosis) else None,  # all weights are 0
        "p_values": dict(each.p_values),
        "warnings": each.warnings,
    }


def describe(model: "Model", found: "ModelComparison", err: bool = False) -> None:
    """Print a table of the layers, warnings, and the verdict."""
    console = show.console(err)
    console.print(found.label, style="bold")
    rows = show.table("layer", "shape", "activation", "sigma_w2", "sigma_b2", "looks like")
    for layer, each in zip(model.layers, model.measured, strict=True):
        shape = f"{each.shape[0]} x {each.shape[1]}"
        weights = pair(each.sigma_w2, each.sigma_w2_sem)
        biases = "none" if layer.bias is None else pair(each.sigma_b2, each.sigma_b2_sem)
        rows.add_row(each.name, shape, layer.phi.label, weights, biases, each.looks)
    console.print(rows)
    for note in found.notes:
        console.print(f"note: {note}")
    console.print(f"law: {found.law.label}")
    console.print(found.verdict)
    console.print(
        f"a model drawn from this law would be outside with probability {found.level:.2g} at most"
    )


def pair(value: float, sem: float) -> str:
    """A number and its standard error."""
    return f"{value:.4g} ± {sem:.1g}" if sem else f"{value:.4g}"
