"""What was sampled, as the page shows it: distribution functions at the edges of bins."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import fsum
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from freewidth.compare.distances import snap
from freewidth.ensembles import EVERY
from freewidth.freeprob import Law
from freewidth.jacobian import law as limit_law
from freewidth.network import Network
from freewidth.sample import Draws
from scripts import artifact
from scripts.explorer._lattice import KINDS, Lattice, bare, plain
from scripts.finite.results import Finite
from scripts.spectra._kinds import kind_of, representative
from scripts.spectra.results import Spectra, spectra

BINS = 30  # of one width in log x, from 1 % of the mass above 0 to the right edge of the law
EVEN = 16  # of one width in x, up to there: on a linear axis
APART = 0.35  # of a bin: edges of both kinds that are nearer to each other are one
MOST = 24  # of the same width beyond that edge, as far as eigenvalues go
LOW, HIGH = 0.01, 0.998  # shares of eigenvalues, or of the law's mass, at the ends of the window
NUDGE = 0.02  # of a bin, by which edges of bins lie beyond those of the law, where atoms may be
NOISE = 1e-30  # of the largest eigenvalue: what is below is rounding
SPARSE, SIGNS = "sparse", "rademacher"
ALWAYS = tuple(map(representative, KINDS))  # weights that are offered even without samples
DILUTION, LOCALISATION = "dilution", "localisation"


class Place(NamedTuple):
    """Which networks: ``entries`` of the input are equal, the others 0, or it is spread (0)."""

    weights: str
    activation: str
    depth: int
    sigma_w2: float
    sigma_b2: float
    dependence: str
    entries: int
    width: int

    @classmethod
    def of(cls, net: Network, dependence: str, width: int, **rest: Any) -> "Place":
        """That of sampled networks; ``rest`` are other weights than the network says, entries."""
        given = {"weights": net.ensemble, "entries": 0, **rest}
        return cls(
            activation=str(net.activation),
            depth=net.depth,
            sigma_w2=net.weight_variances[0],
            sigma_b2=net.bias_variances[0],
            dependence=dependence,
            width=width,
            **given,
        )


@dataclass(frozen=True)
class Sample:
    """Networks of one size.

    Attributes:
        place: which.
        networks: how many.
        bins: whether there is a histogram; else points of the distribution function alone.
        u: log of the edges of bins, or of points, increasing.
        cdf, error: mean of F_n there and its standard error, atoms included.
        atoms: shares of eigenvalues on the atoms of the limit law.
    """

    place: Place
    networks: int
    bins: bool
    u: NDArray
    cdf: NDArray
    error: NDArray
    atoms: tuple[float, ...] = ()

    def packed(self) -> bytes:
        """u8 values, u8 atoms, f32 scale of errors; f32 u, u16 F, u8 errors; f32 atoms."""
        scale = float(np.max(self.error, initial=0.0)) or 1.0
        parts = [
            struct.pack("<BBf", len(self.u), len(self.atoms), scale),
            self.u.astype("<f4").tobytes(),
            np.round(65535 * self.cdf).astype("<u2").tobytes(),
            np.round(255 * self.error / scale).astype("u1").tobytes(),
            struct.pack(f"<{len(self.atoms)}f", *self.atoms),
        ]
        return b"".join(parts)


def of_grids(paths: Iterable[Path]) -> Iterator[tuple[str, Network, tuple[str, ...], Path]]:
    """Pairs of a grid and a network that the lattice may have, how D was drawn, and the file."""
    for path in paths:
        params = artifact.parameters(path)
        for activation, given in product(params["activations"], params["networks"]):
            net = Network(params["ensemble"], activation, **given)
            if plain(net):
                yield params["grid"], net, tuple(params["dependences"]), path


def on_lattice(net: Network, lattice: Lattice) -> bool:
    """Whether the lattice has the laws of a network."""
    return (
        net.activation in lattice.activations
        and net.depth in lattice.depths
        and net.sigma_w2 in lattice.sigma_w2
        and net.sigma_b2 in lattice.sigma_b2
        and net.q0 == lattice.q0
    )


def sampled(paths: Sequence[Path], lattice: Lattice, results: Spectra) -> Iterator[Sample]:
    """All that grids have of the lattice, every width; where two have the same, the first."""
    known: dict[tuple, Limit] = {}  # ensembles of a kind share their laws
    for grid, net, dependences, path in of_grids(paths):
        if not on_lattice(bare(net), lattice):
            continue
        key = grid, kind_of(net), net.activation, net.depth
        if key not in known:
            known[key] = Limit.of(results.law(grid, net))
        for dependence in dependences:
            found = spectra(path, dependence, str(net.activation), net.depth)
            for width, values in found.items():
                yield binned(Place.of(net, dependence, width), values, known[key])


@dataclass(frozen=True)
class Limit:
    """A limit law, and its ends: all but ``LOW`` of the mass above 0 lies between them."""

    law: Law
    low: float
    top: float

    @classmethod
    def of(cls, law: Law) -> "Limit":
        """Those of a law."""
        zero = fsum(mass for position, mass in law.atoms if position == 0)
        ends = [right for _, right in law.support] + [position for position, _ in law.atoms]
        return cls(law, float(law.quantile(zero + LOW * (1 - zero))), max(ends))


def binned(place: Place, values: NDArray, limit: Limit) -> Sample:
    """Eigenvalues of shape (networks, n) at the edges of bins that end with the law's support."""
    law, values = limit.law, snap(values, limit.law)
    u = _edges(values, limit)
    each = np.sort(values, axis=1)
    below = np.array([np.searchsorted(row, np.exp(u), side="right") for row in each])
    share = below / values.shape[1]
    atoms = tuple(float(np.mean(values == position)) for position, _ in law.atoms)
    return Sample(place, len(values), True, u, share.mean(axis=0), _error(share), atoms)


def _error(share):
    count = len(share)
    return share.std(axis=0, ddof=1) / count**0.5 if count > 1 else np.zeros(share.shape[1])


def _edges(values, limit):
    """log x of the edges of bins."""
    top, low = limit.top, limit.low
    positive = values[values > NOISE * values.max()]
    low = min([low, float(np.quantile(positive, LOW))] if positive.size else [low])
    width = np.log(top / max(min(low, top / 10), NOISE * top)) / BINS
    beyond = np.log(max(float(np.quantile(values, HIGH)), top) / top) / width
    count = min(MOST, int(np.ceil(beyond)))
    u = np.log(top) + width * (np.arange(-BINS, count + 1) + NUDGE)
    even = np.log(top * np.arange(1, EVEN) / EVEN)
    least = APART * np.minimum(width, np.log1p(1 / np.arange(1, EVEN)))
    apart = np.abs(even[:, None] - u).min(axis=1) > least
    return np.union1d(u, even[apart & (even > u[0])])


def sparse(found: Finite, lattice: Lattice) -> Iterator[Sample]:
    """Networks with p n weights per unit, p n = 2 sqrt(n), against the law of full weights."""
    for draws in _cases(found, DILUTION):
        given: Any = draws.settings
        widths = {degree: width for width, degree, _ in given["growing"]}
        for depth in given["depths"]:
            net = Network("gaussian", draws.case, depth, given["sigma_w2"], given["sigma_b2"])
            if on_lattice(net, lattice):
                limit = Limit.of(limit_law(net))
                for degree, values in draws.observed[f"spectra/L{depth}/sparse"].items():
                    place = Place.of(net, "true", widths[degree], weights=SPARSE)
                    yield binned(place, values, limit)


def few_entries(found: Finite, lattice: Lattice) -> Iterator[tuple[Network, Sample]]:
    """Networks with inputs of a few equal entries: F_n at a few points is what was kept."""
    for draws in _cases(found, LOCALISATION):
        given: Any = draws.settings
        for activation, entries in product(given["activations"], given["entries"]):
            net = Network(draws.case, activation, given["depth"], given["sigma_w2"])
            if not on_lattice(net, lattice):
                continue
            u = np.log(_points(draws, activation, net))
            for width, values in draws.observed[f"{activation}/{entries}"].items():
                share = values[:, 2:]  # behind two moments
                place = Place.of(net, "true", width, entries=entries)
                mean, error = share.mean(axis=0), _error(share)
                yield net, Sample(place, len(values), False, u, mean, error)


def _points(draws, activation, net):
    """Where the experiment took F: it kept the values there of the law of spread inputs."""
    (kept,) = draws.observed[f"{activation}/limits"][0]
    return limit_law(net).quantile(kept[2:-1])  # between two moments and a distance


def networks(found: Finite) -> Iterator[Network]:
    """Those of the two experiments."""
    for draws in _cases(found, DILUTION):
        given: Any = draws.settings
        for depth in given["depths"]:
            yield Network("gaussian", draws.case, depth, given["sigma_w2"], given["sigma_b2"])
    for draws in _cases(found, LOCALISATION):
        given = draws.settings
        for activation in given["activations"]:
            yield Network(SIGNS, activation, given["depth"], given["sigma_w2"])


def _cases(found: Finite, experiment: str) -> list[Draws]:
    """The draws of an experiment, none if it was not made."""
    return [*found.experiment(experiment).values()] if experiment in found.experiments else []


def weights(samples: Iterable[Sample]) -> dict[str, dict]:
    """What the page says of the weights that were sampled, by name, those of theorems first."""
    names = dict.fromkeys([*(sample.place.weights for sample in samples), *ALWAYS])
    known = sorted((n for n in names if n in EVERY), key=lambda n: (_note(n) != "", _kind(n), n))
    found = {n: {"label": EVERY[n].label, "kind": _kind(n), "note": _note(n)} for n in known}
    if SPARSE in names:
        note = "2√n weights per unit: the law holds in the limit, corrections are of order 1/√n"
        found[SPARSE] = {"label": "Sparse Gaussian", "kind": "iid", "note": note}
    return found


def _kind(name):
    return EVERY[name].kind.name


def _note(name):
    """Why theorems do not cover an ensemble, "" if they do."""
    ensemble = EVERY[name]
    if ensemble.no_law:
        return f"{ensemble.no_law}: no limit law; shown is that of i.i.d. weights with a variance"
    if not ensemble.has_finite_fourth_moment:
        return "no finite fourth moment: outside of the theorem's hypotheses"
    return ""
