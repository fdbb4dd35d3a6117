r"""Activations made at random of steep parts, and expectations of them that know where these are.

Up to four parts :math:`a\,g(s(h-c))`, g among tanh, erf, arctan, sin and the identity clipped to
[-1, 1] (kinks and plateaus), s up to 100. Expectations use Gauss-Legendre panels that shrink in
proportion to the distance from every c, down to a fraction of 1/s: nothing is searched for, and
nothing of ``freewidth.quadrature`` is used. Densities of pre-activations are written out anew.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy import special

from freewidth import genus
from freewidth.activations import ACTIVATIONS, EVERY, Activation
from freewidth.network import Network

ORDERS = 32, 48  # of the two rules whose difference says what a reference is worth
GRADES = np.concatenate([[0.0], 0.25 * 2.0 ** np.arange(9)])  # distances from c, in 1/s
FINE = 0.5  # other panels, in units of h and of the Gaussian's width
REACH = 12.0  # widths
MOST = 10_000  # panels on either side


@dataclass(frozen=True)
class Part:
    """The function a g(s (h - c)).

    Attributes:
        name: of g.
        height, steepness, place: a, s, c.
    """

    name: str
    height: float
    steepness: float
    place: float

    @property
    def kinks(self) -> tuple[float, ...]:
        """Where it has kinks."""
        ends = self.place - 1 / self.steepness, self.place + 1 / self.steepness
        return ends if self.name == "clip" else ()

    def f(self, h: NDArray) -> NDArray:
        """The function."""
        t = self.steepness * (h - self.place)
        if self.name == "clip":
            t = np.where(self._below(h), -1.0, np.where(self._above(h), 1.0, t))
        return self.height * FUNCTIONS[self.name][0](t)

    def df(self, h: NDArray) -> NDArray:
        """Its derivative."""
        slope = FUNCTIONS[self.name][1](self.steepness * (h - self.place))
        if self.name == "clip":
            slope = np.where(self._below(h) | self._above(h), 0.0, slope)
        return self.height * self.steepness * slope

    def _below(self, h):
        return h.real <= self.kinks[0]

    def _above(self, h):
        return h.real >= self.kinks[1]


def _erf(t):
    """exp(-t^2), 0 where it underflows: there numpy makes 0 times a phase, which is no number."""
    square = t * t
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        return 2 / np.sqrt(np.pi) * np.where(np.real(square) > FADED, 0.0, np.exp(-square))


FADED = 740.0  # exp(-740) is the least number but 0

FUNCTIONS: dict[str, tuple[Callable, Callable]] = {
    "tanh": (np.tanh, ACTIVATIONS["tanh"].df),
    "erf": (special.erf, _erf),
    "arctan": (np.arctan, lambda t: 1 / (1 + t**2)),
    "sin": (np.sin, np.cos),
    "clip": (lambda t: t, np.ones_like),  # between its kinks
}


@dataclass(frozen=True)
class Made:
    """A sum of parts."""

    parts: tuple[Part, ...]

    def f(self, h: NDArray) -> NDArray:
        """Of real or complex h."""
        return sum(part.f(h) for part in self.parts)

    def df(self, h: NDArray) -> NDArray:
        """Of real or complex h."""
        return sum(part.df(h) for part in self.parts)

    @property
    def activation(self) -> Activation:
        """As the library takes it.

        Raises:
            InvalidInputError: f and df are found to be at odds.
        """
        kinks = tuple(sorted({kink for part in self.parts for kink in part.kinks}))
        middles = np.array([*(np.array([-1e3, *kinks]) + np.array([*kinks, 1e3])) / 2])
        straight = all(part.name == "clip" for part in self.parts)
        slopes = tuple(self.df(middles).tolist()) if straight else ()
        return Activation("made", self.f, self.df, bounded=True, kinks=kinks, slopes=slopes)

    def cuts(self) -> NDArray:
        """Panel edges at every part, ever closer towards it, and at all kinks."""
        near = [
            part.place + sign * GRADES / part.steepness for part in self.parts for sign in (1, -1)
        ]
        return np.concatenate([*near, *(part.kinks for part in self.parts)])


def made(rng: np.random.Generator) -> Made:
    """One to four parts."""
    parts = []
    for i in range(int(rng.integers(1, 5))):
        name = str(rng.choice(list(FUNCTIONS)))
        height = 1.0 if i == 0 else float(rng.choice([-1, 1]) * np.exp(rng.uniform(-3.5, 0)))
        steepest = 10.0 if name == "sin" else 100.0
        steepness = float(np.exp(rng.uniform(np.log(0.3), np.log(steepest))))
        parts.append(Part(name, height, steepness, float(rng.uniform(-2, 2))))
    return Made(tuple(parts))


@contextmanager
def registered(name: str, phi: Activation) -> Iterator[str]:
    """The activation under a name that networks know, for as long as it takes.

    A name must not be used twice: what has been found of it is remembered.
    """
    for registry in (ACTIVATIONS, EVERY):
        registry._modules[name], registry._found[name] = "made", phi
    try:
        yield name
    finally:
        for registry in (ACTIVATIONS, EVERY):
            del registry._modules[name], registry._found[name]


@dataclass(frozen=True)
class Known:
    """A registered activation, in the place of one that is made."""

    phi: Activation

    def f(self, h: NDArray) -> NDArray:
        """Of real h."""
        return self.phi.f(h)

    def df(self, h: NDArray) -> NDArray:
        """Of real h."""
        return self.phi.df(h)

    def cuts(self) -> NDArray:
        """Its kinks; between them it varies over a unit."""
        return np.array(self.phi.kinks)


def density(net: Network, variance: float, layer: int = 1) -> Callable[[NDArray], NDArray]:
    """Of h, whose Gaussian part has this variance, with the bias of a layer, from 1."""
    width, scale = np.sqrt(variance), np.sqrt(net.bias_variances[layer - 1])
    bias = net.biases[layer - 1] if scale > 0 else "gaussian"

    def normal(h):
        return np.exp(-(h**2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)

    def tail(h, rate):  # an exponential of this rate and the Gaussian
        z = (rate * variance - h) / (width * np.sqrt(2))
        near = special.erfcx(np.maximum(z, 0)) * np.exp(-(h**2) / (2 * variance))
        far = special.erfc(np.minimum(z, 0)) * np.exp(
            np.where(z < 0, rate**2 * variance / 2 - rate * h, -np.inf)
        )
        return rate / 2 * np.where(z < 0, far, near)

    if bias == "gaussian":
        return normal
    if bias == "rademacher":
        return lambda h: (normal(h - scale) + normal(h + scale)) / 2
    if bias == "uniform":
        end = np.sqrt(3) * scale
        below = special.ndtr
        return lambda h: (
            np.where(
                h < 0,
                below((h + end) / width) - below((h - end) / width),
                below((end - h) / width) - below((-end - h) / width),
            )
            / (2 * end)
        )
    if bias == "laplace":
        rate = np.sqrt(2) / scale
        return lambda h: (tail(h, rate) + tail(-h, rate)) / 2
    return lambda h: tail(h + scale, 1 / scale)  # exponential


def expectations(
    net: Network, phi: Made | Known, variance: float, layer: int = 1
) -> tuple[NDArray, float]:
    """E f^2 and E df^2, df^4, df^6, df^8 in a layer, and how far two rules differ, relative.

    The difference is infinite where too many panels would be needed.
    """
    rho, law = density(net, variance, layer), net.biases[layer - 1]
    width = np.sqrt(variance)
    bias = 0.0 if law == "gaussian" else np.sqrt(net.bias_variances[layer - 1])
    far = REACH * width + (40 if law in ("laplace", "exponential") else 2) * bias
    straight = isinstance(phi, Known) and phi.phi.piecewise_linear
    step = FINE * (width if straight else min(1.0, width))
    if far / step > MOST:
        return np.ones(5), np.inf
    edges = np.concatenate([np.linspace(-far, far, int(np.ceil(2 * far / step)) + 1), phi.cuts()])
    shifts = np.sqrt(3) * bias, bias, 0.0
    edges = np.concatenate(
        [edges, *(sign * s + GRADES * width for s in shifts for sign in (1, -1))]
    )
    edges = np.unique(np.clip(edges, -far, far))
    first, second = (_integrals(phi, rho, edges, order) for order in ORDERS)
    return second, float(np.max(np.abs(first / second - 1)))


def _integrals(phi, rho, edges, order):
    x, w = np.polynomial.legendre.leggauss(order)
    half = np.diff(edges)[:, None] / 2
    h = ((edges[1:] + edges[:-1])[:, None] / 2 + half * x).ravel()
    weights = (half * w).ravel() * rho(h)
    slope = phi.df(h) ** 2
    values = [phi.f(h) ** 2, slope, slope**2, slope**3, slope**4]
    return np.stack(values) @ weights / weights.sum()


def reference(net: Network, *phis: Made | Known) -> tuple[list[float], NDArray, float]:
    """(q_1, ..., q_L), moments m_1..m_4, and the largest difference of two rules.

    ``phis`` are one activation, or one per layer.
    """
    found, moments, worst, energy = [], [Fraction(1)] * 4, 0.0, net.q0
    sizes = [Fraction(r) for r in net.ratios]
    variances = zip(net.weight_variances, net.bias_variances, net.biases, strict=True)
    for layer, (sigma_w2, sigma_b2, bias) in enumerate(variances, 1):
        variance = sigma_w2 * net.gain(layer) * energy
        found.append(variance + sigma_b2)
        part = found[-1] if bias == "gaussian" else variance
        phi = phis[layer - 1] if len(phis) > 1 else phis[0]
        (energy, *kappa), off = expectations(net, phi, part, layer)
        worst = max(worst, off)
        exact = [Fraction(float(value)) for value in kappa]
        ratio = sizes[layer - 1] / sizes[layer]
        inner = genus.layer(moments, exact, ratio, net.kinds[layer - 1])
        scaled = [Fraction(sigma_w2) ** (k + 1) * m for k, m in enumerate(inner)]
        moments = [Fraction(float(m)) for m in scaled]
    return found, np.array([float(m) for m in moments]), worst
