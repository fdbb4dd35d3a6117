r"""One network that somebody has, beside its law and beside random networks of its size.

The distance between a finite spectrum and a limit law is never 0, so by itself it says nothing.
Random networks of the same sizes, with the same input, have distances too: those are the *band*. A
model that was drawn from the law declared is one more draw, and its place among the R + 1 is
uniform. Here two statistics are placed: the Kolmogorov distance to the law, which sees the bulk,
and the largest eigenvalue, which sees the outliers that low rank makes and the bulk does not
notice. A model is outside if its distance is above all R, or its largest eigenvalue above or below
all R; one drawn from the law is so with probability 3/(R + 1) at most. Where variances are measured
on the model itself, its law follows it, and it is outside less often.

Not part of ``freewidth.compare`` itself, as it samples: what compares kept spectra need not.
"""

from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import import_module
from math import fsum
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth import jacobian
from freewidth.arguments import Whole, checked
from freewidth.compare.distances import kolmogorov
from freewidth.errors import InvalidInputError
from freewidth.freeprob import Law
from freewidth.layerwise import number, whole
from freewidth.model import Model, OwnSpectrum
from freewidth.network import Network
from freewidth.rng import stream
from freewidth.sample import Quadrature, delocalised_input, operator, quadrature, spectrum

DECLARED = {"bias", "ensemble", "q0", "sigma_b2", "sigma_w2"}  # options of Model.network
REPLICATES = 59  # 3/60 is a level of 5 %
FLOOR = 1e-10  # of the largest eigenvalue: smaller ones move no distance
EXACT = 2048  # min(n_0, n_L) up to which spectra of the band are exact: seconds for each
PROBES, STEPS = 10, 100  # of the quadrature beyond, the same for the model and the band
TIE = 1e-9  # distances that differ by less are equal: they are known to some 1e-12
SPACINGS = 100.0  # of stored numbers: what an isometry may be off, see freewidth.model
LEVELS = 400  # points at which distribution functions found by quadrature are compared


@dataclass(frozen=True, repr=False, eq=False)
class ModelComparison:
    """A model's own spectrum, its law, and what random networks do.

    Attributes:
        label: of the model.
        net: the network whose law it is, declared or measured.
        law: the limit law.
        x: grid of eigenvalues, shape (points,), on which distribution functions are kept.
        own: the model's distribution function on it.
        band: those of the random networks, shape (R, points).
        eigenvalues: of the model, shape (n_L,); None if found by quadrature.
        distance: Kolmogorov distance of the model to the law.
        distances: of the random networks, shape (R,).
        largest: largest eigenvalue of the model.
        largests: of the random networks, shape (R,).
        rounding: relative difference up to which largest eigenvalues are the same.
        notes: what else is worth knowing: weights unlike any law, storage, method.
    """

    label: str
    net: Network
    law: Law
    x: NDArray
    own: NDArray
    band: NDArray
    eigenvalues: NDArray | None
    distance: float
    distances: NDArray
    largest: float
    largests: NDArray
    rounding: float = 0.0
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"ModelComparison({self.label}; {self.verdict})"

    @property
    def replicates(self) -> int:
        """How many random networks were drawn."""
        return len(self.distances)

    @property
    def rank(self) -> int:
        """Place of the model's distance among all R + 1, from 1: R + 1 is the farthest."""
        return 1 + int(np.count_nonzero(self.distances < self.distance - TIE))

    @property
    def largest_rank(self) -> int:
        """Place of its largest eigenvalue among all R + 1, from 1."""
        return 1 + int(np.count_nonzero(self.largests < self.largest * (1 - self.rounding)))

    @property
    def level(self) -> float:
        """How often a model that was drawn from the law is called outside, at most."""
        return min(1.0, 3 / (self.replicates + 1))

    @property
    def reasons(self) -> tuple[str, ...]:
        """In which respects it is unlike every random network; empty if it is inside."""
        last = self.replicates + 1
        lowest = np.all(self.largests > self.largest * (1 + self.rounding))
        found = []
        if self.rank == last:
            times = self.distance / np.median(self.distances)
            found.append(f"its spectrum is {times:.2g} times as far from the law as theirs")
        if lowest or self.largest_rank == last:
            times = self.largest / np.median(self.largests)
            found.append(f"its largest eigenvalue is {times:.3g} times theirs")
        return tuple(found)

    @property
    def place(self) -> Literal["inside", "outside"]:
        """Whether random networks do what it does."""
        return "outside" if self.reasons else "inside"

    @property
    def verdict(self) -> str:
        """In words."""
        low, high = self.distances.min(), self.distances.max()
        numbers = (
            f"Kolmogorov distance to the law {self.distance:.4f}, random networks {low:.4f} to "
            f"{high:.4f}, place {self.rank} of {self.replicates + 1}"
        )
        if not self.reasons:
            return f"inside the band: as random networks of its size ({numbers})"
        return f"outside the band: {' and '.join(self.reasons)} ({numbers})"

    def plot(self) -> Any:
        """Density and distribution function against law and band, a Matplotlib figure.

        Found by name: nothing numerical depends on a drawing.
        """
        return import_module("freewidth.plotting").model(self)

    def _repr_png_(self) -> bytes:
        return import_module("freewidth.plotting").png(self.plot())


@checked
def compare(
    model: Model,
    x: ArrayLike | None = None,
    *,
    network: Network | None = None,
    replicates: Whole = REPLICATES,
    seed: int = 0,
    exact_up_to: int = EXACT,
    **declared: Any,
) -> ModelComparison:
    r"""The spectrum of a model's own :math:`JJ^\top` beside its law and random networks.

    Args:
        model: whose spectrum.
        x: the input, shape (n_0,); by default a random one of mean square q0.
        network: the network it is compared with; by default ``model.network(x, **declared)``.
        replicates: random networks in the band, with the same input.
        seed: of the named streams from which they are drawn.
        exact_up_to: min(n_0, n_L) beyond which spectra are found by Lanczos quadrature, for the
            model and for the band alike.
        declared: of :meth:`freewidth.model.Model.network`: ensemble, sigma_w2, sigma_b2, bias, q0.

    Warns:
        LawWarning: as :meth:`freewidth.model.Model.network`.

    Raises:
        InvalidInputError: a bad input, a network of other sizes, or one without a limit law, as
            where the slope of an activation is unbounded.
        NotConvergedError: the law, or a spectrum, did not converge.
    """
    replicates = whole("replicates", replicates)
    if set(declared) - DECLARED:
        raise InvalidInputError(
            f"options are {', '.join(sorted(DECLARED))}, got {sorted(declared)}"
        )
    x = _input(model, x, network, seed, declared)
    net = model.network(x, **declared) if network is None else network
    _same_sizes(model, net, declared if network is not None else {})
    law = solved(net)
    see = partial(_seen, law=law, grid=_grid(law), rounding=_rounding(model))
    exact = min(model.sizes[0], model.sizes[-1]) <= exact_up_to
    found = model.spectrum(x, FLOOR, exact_up_to)
    own = see(_content(found))
    others = [see(_random(net, x, seed, number, exact)) for number in range(replicates)]
    return ModelComparison(
        label=model.label,
        net=net,
        law=law,
        x=_grid(law),
        own=own.cdf,
        band=np.stack([each.cdf for each in others]),
        eigenvalues=found.eigenvalues,
        distance=own.distance,
        distances=np.array([each.distance for each in others]),
        largest=own.largest,
        largests=np.array([each.largest for each in others]),
        rounding=_rounding(model),
        notes=_notes(model, exact),
    )


@lru_cache(maxsize=16)  # models of one law, or one model at inputs of one size, share it
def solved(net: Network) -> Law:
    """The limit law of a network."""
    return jacobian.law(net)


@dataclass(frozen=True)
class _Seen:
    """What is kept of one spectrum."""

    cdf: NDArray
    distance: float
    largest: float


def _rounding(model: Model) -> float:
    """How far storage moves eigenvalues that are degenerate, relative: those on an atom."""
    return SPACINGS * fsum(each.epsilon for each in model.layers)


def _on_atoms(values: NDArray, law: Law, rounding: float) -> NDArray:
    """Sorted eigenvalues; those within ``rounding`` of an atom of the law are set to it."""
    values = np.sort(values)
    for position, _ in law.atoms:
        values[np.abs(values - position) <= rounding * position] = position
    return values


def _seen(found: NDArray | Quadrature, law: Law, grid: NDArray, rounding: float) -> _Seen:
    if isinstance(found, Quadrature):
        cdf = found.cdf(grid).value
        return _Seen(cdf, float(np.max(np.abs(cdf - law.cdf(grid)))), float(found.nodes.max()))
    values = _on_atoms(found, law, rounding)
    cdf = np.searchsorted(values, grid, side="right") / values.size
    return _Seen(cdf, float(kolmogorov(values, law)), float(values[-1]))


def _content(found: OwnSpectrum) -> NDArray | Quadrature:
    return found.quadratures[0] if found.eigenvalues is None else found.eigenvalues


def _random(net: Network, x: NDArray, seed: int, number: int, exact: bool) -> NDArray | Quadrature:
    """One random network with the same input."""
    rng = stream(seed, "model", "band", number)
    if exact:
        return spectrum(net, x.size, rng, input=x, floor=FLOOR)
    probes = stream(seed, "model", "band", number, "probes")
    return quadrature(operator(net, x.size, rng, input=x), probes, PROBES, STEPS)


@lru_cache(maxsize=16)
def _grid(law: Law) -> NDArray:
    """Eigenvalues at even levels of the law, and somewhat beyond its ends, without its atoms."""
    inner = np.unique(law.quantile((np.arange(LEVELS) + 0.5) / LEVELS))
    inner = inner[inner > 0]
    if not inner.size:
        raise InvalidInputError(f"{law.label}: the law is an atom at 0; nothing is left to compare")
    return np.concatenate([inner, inner[-1] * np.linspace(1.0, 2.0, 41)[1:]])


def _input(
    model: Model, x: ArrayLike | None, network: Network | None, seed: int, declared: dict[str, Any]
) -> NDArray:
    """The input given, or a random one."""
    if x is None:
        q0 = declared.pop("q0", None) if network is None else network.q0
        rng = stream(seed, "model", "input")
        q0 = 1.0 if q0 is None else number("q0", q0)
        return delocalised_input(rng, model.sizes[0], q0)
    values = model.inputs(x)
    if values.ndim != 1:
        raise InvalidInputError(f"a model is compared at one input, as x[0], got {values.shape}")
    return values


def _same_sizes(model: Model, net: Network, declared: dict[str, Any]) -> None:
    if declared:
        raise InvalidInputError(f"give a network or {', '.join(declared)}, not both")
    if net.sizes(model.sizes[0]) != model.sizes:
        raise InvalidInputError(
            f"the model has sizes {model.sizes}, the network {net.sizes(model.sizes[0])}"
        )


def _notes(model: Model, exact: bool) -> tuple[str, ...]:
    warned = [
        f"{each.name}: {'; '.join(each.warnings)}" for each in model.measured if each.warnings
    ]
    method = () if exact else (f"spectra by {STEPS} steps of Lanczos quadrature, {PROBES} probes",)
    return (*warned, *model.notes, *method)
