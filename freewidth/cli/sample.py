"""``freewidth sample``: spectra of finite networks."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from freewidth.cli import arrays, cost, show
from freewidth.cli.errors import USAGE, failure, plain_errors
from freewidth.cli.files import STANDARD
from freewidth.cli.group import Choice, Command, examples
from freewidth.cli.options import FORCE, SEED, network, network_options
from freewidth.cli.skips import RESIDUAL, with_skips

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from freewidth.network import Network
    from freewidth.residual_network import ResidualNetwork

    AnyNetwork = Network | ResidualNetwork


@click.command(
    cls=Command,
    short_help="Save spectra of random networks.",
    epilog=examples(
        "freewidth sample -e gaussian -a tanh -d 3 -n 500 -o x.npy",
        "freewidth sample -e orthogonal -a relu -d 5 -n 200 -r 20 -s 1 -o x.npz",
        "freewidth sample -e gaussian -a linear -d 1 -n 9 -o - | sort -t, -k2g",
        "freewidth sample -e gaussian -a tanh -d 8 --residual 0.5 -n 300 -o x.npy",
    ),
)
@network_options
@click.option(
    "-n",
    "--width",
    required=True,
    type=click.IntRange(1, 10**6),
    help="Size n_0 of the input layer.",
)
@SEED
@click.option(
    "-r",
    "--replicates",
    type=click.IntRange(1, cost.MOST_NETWORKS),
    help="Draw so many networks, shape (replicates, n_L). [default: one, shape (n_L,)]",
)
@RESIDUAL
@click.option("--independent", is_flag=True, help="Replace each D by an independent copy.")
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="File to write: .npy, .npz, .csv or .json; - for standard output.",
)
@click.option(
    "--format",
    "kind",
    type=Choice(arrays.FORMATS),
    help="What to write. [default: by the ending of the file; csv for -]",
)
@FORCE
@cost.long
@plain_errors()
def sample(
    width: int,
    seed: int,
    replicates: int | None,
    residual: tuple[float, ...] | None,
    independent: bool,
    out: Path,
    kind: str | None,
    force: bool,
    long: bool,
    **given: Any,
) -> None:
    """Draw networks and save the sorted eigenvalues of J J^T as an array.

    The same options give the same numbers, and the first replicates of many are those of few.
    """
    arrays.ready(out, kind, force)
    net = _asked_for(given, residual, independent)
    bearable(net, width, replicates or 1, long)
    spectra = drawn(net, width, seed, replicates or 1, independent)
    spectra = spectra if replicates else spectra[0]
    slopes = "independent D" if independent else "true D"
    about = {"network": net.label, "width": width, "slopes": slopes, "seed": seed}
    arrays.write(out, kind, force, spectra, about)
    click.echo(
        f"wrote {out}: eigenvalues of J J^T, shape {spectra.shape}, "
        f"of {net.label}, width {width}, {slopes}, seed {seed}",
        err=out == STANDARD,
    )


def _asked_for(
    given: dict[str, Any], residual: tuple[float, ...] | None, independent: bool
) -> "AnyNetwork":
    """The network, with skip connections if they are asked for."""
    net = network(given)
    if residual is None:
        return net
    if independent:
        raise failure("--residual goes with the true D; leave --independent out", USAGE)
    return with_skips(net, residual)


def bearable(net: "AnyNetwork", width: int, count: int, insist: bool) -> None:
    """Refuse what does not fit into memory, and what takes long unless insisted on.

    Raises:
        click.ClickException: see ``cost.fits`` and ``cost.bearable``.
    """
    from freewidth.residual_network import ResidualNetwork

    alike = (width,) * (net.depth + 1)
    sizes = alike if isinstance(net, ResidualNetwork) else net.sizes(width)
    seconds, size = cost.sampling(sizes, count)
    work = f"{'1 network' if count == 1 else f'{count} networks'} of {net.depth} layers"
    cost.fits(size, work)
    cost.bearable(seconds, work, insist)


def drawn(net: "AnyNetwork", width: int, seed: int, count: int, independent: bool) -> "NDArray":
    """Spectra of replicates 0..count - 1, shape (count, n_L)."""
    import numpy as np

    found = []
    with show.working("networks", count) as step:
        for replicate in range(count):
            found.append(draw(net, width, seed, replicate, independent))
            step()
    return np.stack(found)


def draw(net: "AnyNetwork", width: int, seed: int, replicate: int, independent: bool) -> "NDArray":
    """Spectrum of one replicate, from a stream named by all that defines it."""
    from freewidth.residual_network import ResidualNetwork
    from freewidth.rng import stream
    from freewidth.sample import residual_eigenvalues, spectrum

    names = (*_labels(net.ensemble), *_labels(net.activation))
    variances = (*_labels(net.sigma_w2), *_labels(net.sigma_b2))
    if isinstance(net, ResidualNetwork):
        added = (net.depth, *_labels(net.scale), *variances, net.q0, width)
        rng = stream(seed, "spectrum", "residual", *names, *added, replicate)
        return residual_eigenvalues(net, width, rng)[0]
    bias = () if net.bias == "gaussian" else _labels(net.bias)
    numbers = (net.depth, *variances, net.q0, *net.ratios, width)
    dependence = "independent" if independent else "true"
    rng = stream(seed, "spectrum", dependence, *names, *bias, *numbers, replicate)
    return spectrum(net, width, rng, independent=independent)


def _labels(value: Any) -> tuple[str | float, ...]:
    """Of a stream: one value for all layers, or what it is and one per layer."""
    return ("per layer", *value) if isinstance(value, tuple) else (value,)
