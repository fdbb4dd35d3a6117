r"""The limiting law of a pre-activation, :math:`h = \sqrt v\,g + \sigma_b b`, g ~ N(0, 1).

The weights contribute a Gaussian of variance v, whatever their entries; the bias keeps its own law.
With points and weights for the law of b, h is a finite mixture of Gaussians,

.. math:: \rho(h) = \sum_j \frac{p_j}{\sqrt{2\pi v}} e^{-(h - s_j)^2/2v}, \qquad s_j = \sigma_b b_j,

exactly for discrete b and to rounding for others, and continues to complex h. A Gaussian bias is
part of v: one term, at 0.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth import gaussian, quadrature
from freewidth.biases import Bias, named
from freewidth.errors import InvalidInputError

NARROWEST = 1e-3  # v over sigma_b^2: below, a smooth bias law takes 1e4 points and more
BLOCK = 200_000  # numbers times terms at once


@dataclass(frozen=True)
class Preactivation:
    """The law of h in one layer.

    Attributes:
        variance: v, the part that is Gaussian; all of it if the bias is Gaussian.
        sigma_b2: variance of a bias that is not Gaussian, else 0.
        bias: its law, by name or itself.

    Raises:
        InvalidInputError: the Gaussian part is too narrow against the bias (only where b has a
            density).
    """

    variance: float
    sigma_b2: float = 0.0
    bias: str | Bias = "gaussian"

    def __post_init__(self):
        if self.sigma_b2 == 0:
            object.__setattr__(self, "bias", "gaussian")
        smooth = not self.gaussian and not self.law.discrete
        if smooth and self.variance < NARROWEST * self.sigma_b2:
            raise InvalidInputError(
                f"a {self.name} bias of variance {self.sigma_b2:.4g} needs a Gaussian part of at "
                f"least {NARROWEST * self.sigma_b2:.1e} to be smooth, got {self.variance:.2g}; "
                f"raise q0 or sigma_w2, or lower sigma_b2"
            )

    @property
    def law(self) -> Bias:
        """The law of the bias itself."""
        return named(self.bias)

    @property
    def name(self) -> str:
        """What messages call the bias."""
        return self.bias if isinstance(self.bias, str) else self.bias.label

    @property
    def gaussian(self) -> bool:
        """Whether h is Gaussian."""
        return self.bias == "gaussian"

    @property
    def q(self) -> float:
        """Variance of h."""
        return self.variance + self.sigma_b2

    @cached_property
    def mixture(self) -> tuple[NDArray, NDArray]:
        """Shifts s_j, increasing, and weights p_j, both of shape (k,)."""
        if self.gaussian:
            return np.zeros(1), np.ones(1)
        width = np.sqrt(self.sigma_b2)
        rule = self.law.rule
        assert rule is not None  # it is for Gaussian biases alone
        points, weights = rule(np.sqrt(self.variance) / width)
        return width * points, weights

    @property
    def reach(self) -> float:
        """Largest shift: |h| beyond it is as rare as for a Gaussian of variance v."""
        return float(np.abs(self.mixture[0]).max())

    @property
    def unbounded(self) -> bool:
        """Whether the bias has tails of its own, heavier than those of a Gaussian."""
        return not self.law.bounded

    @cached_property
    def even(self) -> bool:
        """Whether h and -h have the same law."""
        shifts, weights = self.mixture
        near = np.allclose(shifts, -shifts[::-1], rtol=0, atol=1e-12 * self.reach)
        return bool(near and np.allclose(weights, weights[::-1], rtol=0, atol=1e-14))

    def sample(self, rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray:
        """Independent draws of h: all g first, then all b where it is not Gaussian."""
        h = np.sqrt(self.variance) * rng.standard_normal(shape)
        return h if self.gaussian else h + np.sqrt(self.sigma_b2) * self.law.sample(rng, shape)

    def density(self, h: ArrayLike) -> NDArray:
        r""":math:`\rho(h)` for real or complex h, any shape; v > 0."""
        v, smoothed = self.variance, self.law.smoothed
        if smoothed is not None:
            width = np.sqrt(self.sigma_b2)
            return smoothed(np.asarray(h) / width, float(np.sqrt(v)) / width) / width
        return self._mean(lambda h: np.exp(-(h**2) / (2 * v)) / np.sqrt(2 * np.pi * v), h)

    def log_density(self, h: NDArray) -> NDArray:
        r"""Largest :math:`\log p_j - (h - s_j)^2/2v`, never -inf, for real h of shape (N,)."""
        shifts, weights = self.mixture
        return np.concatenate(
            [
                np.max(
                    np.log(weights) - (part[:, None] - shifts) ** 2 / (2 * self.variance), axis=1
                )
                for part in np.array_split(h, max(1, h.size * shifts.size // BLOCK))
            ]
        )

    def above(self, h: ArrayLike) -> NDArray:
        r""":math:`\int_h^\infty\rho`, for real or complex h, any shape; v > 0."""
        from scipy.special import ndtr  # takes longer to load than small networks to sample

        return self._mean(lambda h: ndtr(-h / np.sqrt(self.variance)), h)

    def below(self, h: ArrayLike) -> NDArray:
        r""":math:`\int_{-\infty}^h\rho`, likewise."""
        from scipy.special import ndtr

        return self._mean(lambda h: ndtr(h / np.sqrt(self.variance)), h)

    def between(self, low: float, high: float) -> float:
        """P(low < h < high) without cancellation in either tail; v > 0."""
        shifts, weights = self.mixture
        if low == -np.inf and high == np.inf:
            return float(np.ones_like(weights) @ weights)
        from scipy.special import ndtr  # takes long to load

        low, high = ((end - shifts) / np.sqrt(self.variance) for end in (low, high))
        return float(np.where(low < 0, ndtr(high) - ndtr(low), ndtr(-low) - ndtr(-high)) @ weights)

    def expect(
        self, f: Callable[[NDArray], NDArray], kinks: tuple[float, ...] = (), unit: float = 2.0
    ) -> float:
        """E f(h) for real f that is smooth between its ``kinks``, to 1e-12 of E|f(h)|.

        Where the bias has a density, panels are at most ``unit`` wide (else as in
        :mod:`freewidth.gaussian`, unless it is infinite), before those that err are halved.

        Raises:
            InvalidInputError, NotConvergedError: as :func:`freewidth.gaussian.expect`.
        """
        if self.gaussian:
            return gaussian.expect(f, self.variance, kinks)
        shifts, weights = self.mixture
        if self.law.discrete:
            # without unit width, panels are of the Gaussian's: h = s + width g
            width = np.sqrt(self.variance) if np.isinf(unit) and self.variance > 0 else 1.0
            parts = [
                gaussian.expect(
                    lambda g, s=s: f(s + width * g),  # type: ignore[misc]
                    self.variance / width**2,
                    [(k - s) / width for k in kinks],
                )
                for s in shifts
            ]
            return float(weights @ parts)
        edges = self._edges(kinks, unit)
        h, w = quadrature.points(edges[:-1], edges[1:])
        w = w * self.density(h)
        mass = float(w.sum())
        terms = w / mass * quadrature.finite(f(h), h, str(self))
        return quadrature.total(terms, edges, f, lambda h: self.density(h) / mass, str(self))

    def _edges(self, kinks, unit):
        """Of panels in h, as in :mod:`freewidth.gaussian`, over all shifts."""
        shifts, width = self.mixture[0], np.sqrt(self.variance)
        low, high = shifts.min() - gaussian.REACH * width, shifts.max() + gaussian.REACH * width
        count = int(np.ceil((high - low) / min(width, unit)))
        if count > gaussian.MAX_PANELS:
            raise InvalidInputError(
                f"{self} needs {count:.3g} quadrature panels, more than {gaussian.MAX_PANELS}; "
                f"lower sigma_w2, sigma_b2 or q0"
            )
        cuts = [k for k in kinks if low < k < high]
        return np.unique(np.concatenate([np.linspace(low, high, count + 1), cuts]))

    def _mean(self, f, h):
        """sum_j p_j f(h - s_j), a block of h at a time."""
        shifts, weights = self.mixture
        h = np.asarray(h)
        if self.gaussian:
            return f(h)
        flat = h.ravel()
        step = max(1, BLOCK // shifts.size)
        with np.errstate(under="ignore"):
            parts = [
                f(flat[i : i + step, None] - shifts) @ weights for i in range(0, flat.size, step)
            ]
        return np.concatenate(parts or [flat]).reshape(h.shape)
