"""``freewidth sample``: spectra of finite networks."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from freewidth.cli.errors import USAGE, failure, plain_errors
from freewidth.cli.files import whole, writable
from freewidth.cli.options import network, network_options

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from freewidth.network import Network

ENDINGS = (".npy",)  # of files that can be written


@click.command(short_help="Save spectra of random networks.")
@network_options
@click.option(
    "--width", required=True, type=click.IntRange(1, 10**6), help="Size n_0 of the input layer."
)
@click.option(
    "--seed",
    default=0,
    show_default=True,
    type=click.IntRange(min=0),
    help="Seed of the named random stream.",
)
@click.option(
    "--replicates",
    type=click.IntRange(min=1),
    help="Draw so many networks, shape (replicates, n_L). [default: one, shape (n_L,)]",
)
@click.option("--independent", is_flag=True, help="Replace each D by an independent copy.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="File .npy to write.")
@click.option("--force", is_flag=True, help="Overwrite the file if it exists.")
@plain_errors()
def sample(
    width: int,
    seed: int,
    replicates: int | None,
    independent: bool,
    out: Path,
    force: bool,
    **given: Any,
) -> None:
    """Draw networks and save the sorted eigenvalues of J J^T as a NumPy array.

    The same options give the same numbers, and the first replicates of many are those of few.
    """
    ready(out, force)
    net = network(given)
    net.sizes(width)
    import numpy as np

    count = replicates or 1
    spectra = np.stack([draw(net, width, seed, r, independent) for r in progress(count)])
    spectra = spectra if replicates else spectra[0]
    with whole(out, force) as draft, draft.open("wb") as file:
        np.save(file, spectra, allow_pickle=False)
    kind = "independent D" if independent else "true D"
    click.echo(
        f"wrote {out}: eigenvalues of J J^T, shape {spectra.shape}, "
        f"of {net.label}, width {width}, {kind}, seed {seed}"
    )


def ready(out: Path, force: bool) -> None:
    """Refuse at once what could not be written after networks are drawn.

    Raises:
        click.ClickException: the file has another ending than those known, or see ``writable``.
    """
    writable(out, force)
    if out.suffix.lower() not in ENDINGS:
        raise failure(f"--out writes {', '.join(ENDINGS)}, not {out.name}", USAGE)


def draw(net: "Network", width: int, seed: int, replicate: int, independent: bool) -> "NDArray":
    """Spectrum of one replicate, from a stream named by all that defines it."""
    from freewidth.rng import stream
    from freewidth.sample import spectrum

    names = (*_labels(net.ensemble), *_labels(net.activation))
    bias = () if net.bias == "gaussian" else _labels(net.bias)
    variances = (*_labels(net.sigma_w2), *_labels(net.sigma_b2))
    numbers = (net.depth, *variances, net.q0, *net.ratios, width)
    dependence = "independent" if independent else "true"
    rng = stream(seed, "spectrum", dependence, *names, *bias, *numbers, replicate)
    return spectrum(net, width, rng, independent=independent)


def _labels(value: Any) -> tuple[str | float, ...]:
    """Of a stream: one value for all layers, or what it is and one per layer."""
    return ("per layer", *value) if isinstance(value, tuple) else (value,)


def progress(count: int) -> Iterable[int]:
    """Count up to ``count``, with a bar where somebody watches."""
    from rich.console import Console
    from rich.progress import track

    watcher = Console(stderr=True)
    quiet = count == 1 or not watcher.is_terminal
    return track(range(count), "networks", console=watcher, transient=True, disable=quiet)
