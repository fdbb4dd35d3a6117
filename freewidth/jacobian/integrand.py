"""Where the slope of an activation matters to Gaussians of some width: its reach,
breakpoints and tails.

What depends on the activation and the octave of the variance, and not on how small a |w| is asked
for, is found here once and serves all paths of that octave.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from freewidth.activations import Activation, known
from freewidth.errors import NotConvergedError
from freewidth.jacobian.squared_slope import SquaredSlope
from freewidth.preactivation import Preactivation

TAIL = 44.0  # what is exp(-44) = 1e-19 of the largest contribution is left out
FLAT = 10.0  # |h| beyond which a constant slope counts as the limit at infinity
LEAST = 1e-280  # k below it is not looked at
FAR = np.geomspace(2.0, 1000.0, 500)  # |h| of the tails
POINTS = 4001  # uniform in arsinh h: resolve the scale of phi' however far h reaches


@dataclass(frozen=True, eq=False)
class Integrand:
    """k on a curved piece (low, high), or on its right half where ``even``.

    Attributes:
        k: the profile.
        low, high: ends of the piece, not of its half.
        period: of k, None if it has none.
        even: whether k and the law of h are even.
        h, value, weight: grid, k there, and log density of h up to a constant, shape (n,).
        tails: at each infinite end, pairs (h^2, log k) far out, shape (2, n).
    """

    k: SquaredSlope
    low: float
    high: float
    period: float | None
    even: bool
    h: NDArray
    value: NDArray
    weight: NDArray

    @cached_property
    def critical(self) -> NDArray:
        """Zeros of k' between the ends of the grid, increasing."""
        some = np.nonzero((self.value > LEAST) & ~self._settled)[0]
        ends = max(some[0] - 1, 0), min(some[-1] + 1, self.h.size - 1)
        return self.k.critical(self.h[ends[0]], self.h[ends[1]])

    @cached_property
    def tails(self) -> tuple[NDArray, ...]:
        """Pairs (h^2, log k) at infinite ends of the piece, where k can still be represented."""
        return tuple(_tail(self.k, end) for end in (self.low, self.high) if np.isinf(end))

    def reach(self, floor: float) -> tuple[float, float]:
        """The part on which k differs from 0 for some |w| >= ``floor`` and carries mass.

        Raises:
            NotConvergedError: there is none.
        """
        size = self.weight - np.log(np.maximum(self.value, floor))
        keep = (size > size.max() - TAIL) | (self.weight > self.weight.max() - TAIL)
        keep &= (self.value > max(1e-18 * floor, LEAST)) & ~self._settled
        seen = np.nonzero(keep)[0]
        if not seen.size:
            raise NotConvergedError(
                f"on the piece ({self.low:.4g}, {self.high:.4g}) phi'^2 is 0 or its limit to "
                f"rounding wherever there is mass; declare the piece straight, or raise the "
                f"variances"
            )
        return self.h[max(seen[0] - 1, 0)], self.h[min(seen[-1] + 1, self.h.size - 1)]

    @cached_property
    def _settled(self):
        """Which points of the grid lie where k has its limit at infinity, to rounding."""
        flat = _leading(self.value) | _leading(self.value[::-1])[::-1]
        return flat & (np.abs(self.h) > FLAT)


@lru_cache(maxsize=256)
def of_piece(
    name: str | Activation, piece: int, variance: float, mixed: Preactivation | None = None
) -> Integrand:
    """Of a curved piece, for Gaussians of a variance between ``variance`` and twice that.

    A pre-activation ``mixed`` of several Gaussians has a of_piece of its own.

    Raises:
        NotConvergedError: df is not analytic.
    """
    phi = known(name)
    low, high = phi.pieces[piece]
    k = SquaredSlope(phi.slope_on(low, high), (low, high))
    even = low == -high and k.is_even(min(high, 30.0)) and (mixed is None or mixed.even)
    law = _wider(mixed, variance)
    far = law.reach + 38.0 * np.sqrt(law.variance)
    ends = max(0.0 if even else low, -far), min(high, far)
    start, stop = np.arcsinh(ends)
    h = np.sinh(np.linspace(start, stop, POINTS))
    h[[0, -1]] = ends
    _check(phi.label, k, h[1:-1:80])
    return Integrand(k, low, high, phi.period, even, h, k(0.0, h), law.log_density(h))


def _check(label, k, h):
    """That the derivative of phi' is the same to both sides, as far as steps can tell."""
    up, across = k.steps(h)
    apart = np.abs(up - across)
    if np.max(apart) > 0.1 * np.max(np.abs(across)) + 1e-9 * np.max(np.abs(k.df(h))):
        worst = np.argmax(apart)
        raise NotConvergedError(
            f"{label}: from h={h[worst]:.4g} phi' grows by {up[worst]:.4g} along i, but by "
            f"{across[worst]:.4g} along the real axis; is df analytic on its pieces?"
        )


def _wider(mixed, variance):
    """The law of h with twice the variance in each Gaussian: its density is nowhere too small."""
    if mixed is None:
        return Preactivation(2 * variance)
    return Preactivation(2 * variance, mixed.sigma_b2, mixed.bias)


def _leading(value):
    """Which leading values equal the first, not small, to rounding."""
    limit = value[0]
    if limit < 1e-3 * value.max():
        return np.zeros(value.size, dtype=bool)
    moved = np.abs(value - limit) > 1e-16 * limit
    return ~np.logical_or.accumulate(moved)


def _tail(k, end):
    logk = np.log(np.maximum(k(0.0, np.sign(end) * FAR), 1e-300))
    seen = (logk < -60) & (logk > -640)
    return np.stack([FAR[seen] ** 2, logk[seen]])
