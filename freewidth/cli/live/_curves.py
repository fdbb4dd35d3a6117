"""What is drawn of a law and of a sample, as columns of numbers."""

from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from freewidth.compare.distances import snap
from freewidth.freeprob import Law
from freewidth.network import Network, shifted
from freewidth.plotting import panels
from freewidth.rng import stream
from freewidth.sample import spectra

POINTS = 300  # of a curve
BINS = 40  # of a linear axis
SAMPLE_WIDTH, NETWORKS = 128, 12  # of what is drawn for comparison: a fraction of a second
FINEST = 1e-12  # of the right edge: where curves begin on a linear axis


@dataclass(frozen=True)
class Curve:
    """A law over its window.

    Attributes:
        low, high: ends of the window.
        x: points, increasing, both sides of jumps among them.
        per_decade, density, cdf: values there.
        heights: tops that an axis should show, per decade and per unit.
    """

    low: float
    high: float
    x: NDArray
    per_decade: NDArray
    density: NDArray
    cdf: NDArray
    heights: tuple[float, float]


def curve(law: Law, window: tuple[float, float] | None = None) -> Curve:
    """A law over a window, its own if none is given."""
    low, high = window or panels.window([law])
    x = np.union1d(panels.grid(law, low, high, POINTS), np.linspace(0, high, POINTS)[1:])
    per_decade = panels.per_decade(law, x)
    bulk = panels.bulk(law, low, high)
    even = np.linspace(0, high, BINS + 1)
    mass = np.diff(law.cdf(even))
    for position, weight in law.atoms:
        mass[(even[:-1] < position) & (position <= even[1:])] -= weight
    tops = float(bulk.max(initial=0)), float(mass[1:].max(initial=0) * BINS / high)
    return Curve(low, high, x, per_decade, per_decade / np.log(10) / x, law.cdf(x), tops)


@dataclass(frozen=True)
class Sampled:
    """Networks of one width beside a law.

    Attributes:
        edges, per_decade: of bins of log10 of the eigenvalues; even, density: of the eigenvalues.
        x, cdf, error: the mean of F_n at some points, and its standard error.
    """

    edges: NDArray
    per_decade: NDArray
    even: NDArray
    density: NDArray
    x: NDArray
    cdf: NDArray
    error: NDArray


def sampled(net: Network, law: Law, dependence: str, window: tuple[float, float]) -> Sampled:
    """Networks of width :data:`SAMPLE_WIDTH`, always those of the same streams.

    Raises:
        InvalidInputError, NotConvergedError: they cannot be drawn.
    """
    streams = [stream(0, "explore", dependence, k) for k in range(NETWORKS)]
    source = shifted(net) if dependence == "shifted" else net
    found = spectra(source, _width(net), streams, independent=dependence != "true").eigenvalues
    values = snap(found, law)
    edges, per_decade = panels.counts(values, law, *window)
    even = np.linspace(0, window[1], BINS + 1)
    free = ~np.isin(values, [position for position, _ in law.atoms])
    density = np.histogram(values[free], even)[0] / values.size * BINS / window[1]
    x = np.union1d(edges, even[1:])
    x = x[: np.searchsorted(x, max(values.max(), panels.edge(law, window[1]))) + 1]
    each = np.array([np.searchsorted(row, x, side="right") for row in values]) / values.shape[1]
    error = each.std(axis=0, ddof=1) / len(each) ** 0.5
    return Sampled(edges, per_decade, even, density, x, each.mean(axis=0), error)


def _width(net):
    """n_0 for which the largest layer has about :data:`SAMPLE_WIDTH` units."""
    if net.widths is None:
        return SAMPLE_WIDTH
    return max(1, round(SAMPLE_WIDTH * net.widths[0] / max(net.widths)))


def said(law: Law) -> str:
    """Moments, atoms and support in words."""
    m1, m2 = law.moments(2)
    atoms = ", ".join(f"{mass:.4g} at {x:.4g}" for x, mass in law.atoms) or "none"
    bulk = fsum(mass for _, mass in law.atoms)
    support = ", ".join(f"[{a:.4g}, {b:.4g}]" for a, b in law.support) if bulk < 1 else "none"
    worst = law.certificate.worst
    return (
        f"m₁ = {m1:.4g}, m₂/m₁² = {m2 / m1**2:.4g}; atoms: {atoms}; continuous on {support}; "
        f"certified to {worst:.0e}"
    )
