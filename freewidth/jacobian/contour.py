r"""A path through complex pre-activations h on which :math:`k(h)=\phi'(h)^2` meets no pole.

Below the real h-axis where k grows, above it where k falls, k(h) lies in the lower half plane. A
path deformed to that side crosses the axis at the critical points of k and at kinks only, so that
1/(w - k(h)) is smooth along it for every w in the closed upper half plane, real ones included, and
Gauss-Legendre panels converge geometrically. The panels' width follows the deformation, which
follows the length over which k changes: geometric towards critical points, uniform in log k along
tails.

The path depends on the activation and, weakly, on the scale of h: one serves a factor 2 in
variance. Where k has a period T, :math:`\int f(k)\rho = \int_T f(k(h)) \sum_n \rho(h + nT)\,dh`:
one period serves them all.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from freewidth.activations import Activation, known
from freewidth.errors import NotConvergedError
from freewidth.jacobian.deformation import Deformation
from freewidth.jacobian.integrand import Integrand, of_piece
from freewidth.jacobian.panels import Crossings, halves, nodes
from freewidth.preactivation import Preactivation

TRIES, LESS = 8, 0.7  # deformations, each a share of the one before
SAME = 1e-9  # distance in h of critical points that are one
PHASE = 1e-11  # relative Im k: phase errors of far tails, not the deformation
TINY = 16  # equivalent nodes for all k below a tenth of the floor: 0.1**16 is left out


@dataclass(frozen=True, eq=False)
class Path:
    """Nodes on one curved piece of an activation.

    Attributes:
        h, dh, k: nodes, weights of dh and values of k, shape (N,); Im k <= 0.
        shifts: shifts by periods of k, shape (n,): h + shifts have the same k; 0 among them.
        left, right: first and last point; complex where the rest is negligible, the ends of the
            piece where shifts leave no rest.
        beyond: k at these two, for that rest.
        even: whether k is even and h covers the right half only.
        critical: values of k at its critical points and at kinks.
        low, high: infimum and supremum of k.
        order: the highest of zeros of phi' on the piece, 0 if it has none.
        tails: at each infinite end, pairs (h^2, log k) far out, shape (2, n).
        tiny, merge: which nodes have |k| below a tenth of the floor, and the matrix (TINY,
            sum(tiny)) that replaces them by equal weights on a circle of that radius.
        radius: that radius.
    """

    h: NDArray
    dh: NDArray
    k: NDArray
    shifts: NDArray
    left: complex
    right: complex
    beyond: NDArray
    even: bool
    critical: tuple[float, ...]
    low: float
    high: float
    order: int
    tails: tuple[NDArray, ...]
    tiny: NDArray
    merge: NDArray
    radius: float


@lru_cache(maxsize=512)
def path(
    name: str | Activation,
    piece: int,
    variance: float,
    floor: float,
    blur: float,
    mixed: Preactivation | None = None,
) -> Path:
    """The path on a curved piece, for Gaussians of a variance between ``variance`` and twice that.

    A pre-activation ``mixed`` of several Gaussians has a path of its own. It resolves |w| >=
    ``floor`` and w at a distance of ``blur`` times sup k from critical values.

    Raises:
        NotConvergedError: no deformation keeps k in the lower half plane.
    """
    integrand = of_piece(name, piece, variance, mixed)
    crossings = _crossings(integrand, floor)
    parts = halves(crossings, floor, blur * max(crossings.levels))
    h, dh, k, heights = _deformed(known(name).label, integrand, variance, parts)
    ends, beyond = _ends(integrand, crossings, heights)
    tiny = np.abs(k) < floor / 10
    return Path(
        h=h,
        dh=dh,
        k=k,
        shifts=np.zeros(1) if crossings.shifts is None else crossings.shifts,
        left=complex(ends[0]),
        right=complex(ends[1]),
        beyond=beyond,
        even=integrand.even,
        critical=tuple(v for v in crossings.crossed if v > floor),
        low=0.0 if crossings.order or crossings.falls else min(crossings.levels),
        high=max(crossings.levels),
        order=crossings.order,
        tails=integrand.tails,
        tiny=tiny,
        merge=_merge(k[tiny] / (floor / 10)),
        radius=floor / 10,
    )


def _crossings(integrand: Integrand, floor):
    breakpoints, shifts = _breakpoints(integrand, floor)
    fixed = {integrand.low, integrand.high} | ({0.0} if integrand.even else set())
    truncated = {breakpoints[0], breakpoints[-1]} - fixed if shifts is None else set()
    integrand.k.expand([m for m in breakpoints if m not in truncated])
    levels = np.real(integrand.k(np.array(breakpoints), 0.0)).tolist()
    order = max(integrand.k.order(m) for m in breakpoints)
    return Crossings(breakpoints, levels, truncated, shifts, order)


def _breakpoints(integrand: Integrand, floor):
    """Ends and critical points of the path, increasing; shifts where k has a period, or None."""
    left, right = integrand.reach(floor)
    period, part = integrand.period or np.inf, integrand.critical
    span = period / 2 if integrand.even else period
    if right - left <= span:
        return [left, *part[(part > left) & (part < right)].tolist(), right], None
    first = 0.0 if integrand.even else float(part[0])
    inner = part[(part > first + SAME) & (part < first + span - SAME)]
    least, most = (-right if integrand.even else left), right
    shifts = np.arange(np.floor((least - first) / period) - 1, np.ceil((most - first) / period) + 1)
    return [first, *inner.tolist(), first + span], period * shifts


def _deformed(label, integrand, variance, parts):
    """h, dh, k and Im h at both ends, deformed as much as keeps k in the lower half plane."""
    kinks = [t for t in (integrand.low, integrand.high) if np.isfinite(t)]
    for i in range(TRIES):
        deformation = Deformation(integrand.k, variance, kinks, LESS**i)
        try:
            h, dh, k, start = nodes(integrand.k, deformation, parts)
        except NotConvergedError as error:
            raise NotConvergedError(f"{label} at variance {variance:.4g}: {error}") from None
        with np.errstate(over="ignore", invalid="ignore"):
            wrong = np.where(np.isfinite(k), k.imag - PHASE * np.abs(k), np.inf)
        if not np.any(wrong > 0):
            return h, dh, k.real + 1j * np.minimum(k.imag, 0.0), start[[0, -1]]
    raise NotConvergedError(
        f"{label} at variance {variance:.4g}: phi'^2 leaves the lower half plane near "
        f"h={h[np.argmax(wrong)].real:.4g}; is df analytic on its pieces?"
    )


def _ends(integrand, crossings, heights):
    """First and last point and k there; the ends of the piece if shifts reach them."""
    if crossings.shifts is not None:
        return (integrand.low, integrand.high), np.zeros(2)
    ends = np.array([crossings.breakpoints[0], crossings.breakpoints[-1]]) + 1j * heights
    return ends, integrand.k(0.0, ends)


def _merge(t):
    """Lagrange's polynomials on the roots of unity at |t| <= 1, shape (TINY, t.size)."""
    powers = np.arange(TINY)
    inverse = np.exp(-2j * np.pi * np.outer(powers, powers) / TINY)
    return inverse @ np.vander(t, TINY, increasing=True).T / TINY
