r"""A path through complex pre-activations h on which :math:`k(h)=\phi'(h)^2` meets no pole.

Below the real h-axis where k grows, above it where k falls, k(h) lies in the lower half plane. A
path bent to that side crosses the axis at the critical points of k and at kinks only, so that
1/(w - k(h)) is smooth along it for every w in the closed upper half plane, real ones included, and
Gauss-Legendre panels converge geometrically. The panels' width follows the bend, which follows the
length over which k changes: geometric towards critical points, uniform in log k along tails.

The path depends on the activation and, weakly, on the scale of h: one serves a factor 2 in
variance. Where k has a period T, :math:`\int f(k)\rho = \int_T f(k(h)) \sum_n \rho(h + nT)\,dh`:
one period serves them all.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from freewidth.activations import ACTIVATIONS
from freewidth.errors import NotConvergedError
from freewidth.jacobian.bend import Bend
from freewidth.jacobian.landscape import Landscape, landscape
from freewidth.jacobian.panels import halves, nodes
from freewidth.preactivation import Preactivation

TRIES = 8  # bends, each 0.7 of the one before
TINY = 16  # equivalent nodes for all k below a tenth of the floor: 0.1**16 is left out


@dataclass(frozen=True, eq=False)
class Path:
    """Nodes on one curved piece of an activation.

    Attributes:
        h, dh, k: nodes, weights of dh and values of k, shape (N,); Im k <= 0.
        turns: shifts by periods of k, shape (n,): h + turns have the same k; 0 among them.
        left, right: first and last point; complex where the rest is negligible, the ends of the
            piece where turns leave no rest.
        beyond: k at these two, for that rest.
        even: whether k is even and h covers the right half only.
        critical: values of k at its critical points and at kinks.
        low, high: infimum and supremum of k.
        vanishes: whether phi' has a zero inside the piece.
        tails: at each infinite end, pairs (h^2, log k) far out, shape (2, n).
        tiny, merge: which nodes have |k| below a tenth of the floor, and the matrix (TINY,
            sum(tiny)) that replaces them by equal weights on a circle of that radius.
        radius: that radius.
    """

    h: NDArray
    dh: NDArray
    k: NDArray
    turns: NDArray
    left: complex
    right: complex
    beyond: NDArray
    even: bool
    critical: tuple[float, ...]
    low: float
    high: float
    vanishes: bool
    tails: tuple[NDArray, ...]
    tiny: NDArray
    merge: NDArray
    radius: float


@lru_cache(maxsize=512)
def path(
    name: str,
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
        NotConvergedError: no bend keeps k in the lower half plane.
    """
    land = landscape(name, piece, variance, mixed)
    course = _course(land, floor)
    parts = halves(course.marks, course.levels, course.loose, floor, blur * max(course.levels))
    h, dh, k, bent = _bent(ACTIVATIONS[name].label, land, variance, parts)
    ends, beyond = _ends(land, course, bent)
    tiny = np.abs(k) < floor / 10
    return Path(
        h=h,
        dh=dh,
        k=k,
        turns=np.zeros(1) if course.turns is None else course.turns,
        left=complex(ends[0]),
        right=complex(ends[1]),
        beyond=beyond,
        even=land.even,
        critical=tuple(v for v in course.crossed if v > floor),
        low=0.0 if course.vanishes or course.falls else min(course.levels),
        high=max(course.levels),
        vanishes=course.vanishes,
        tails=land.tails,
        tiny=tiny,
        merge=_merge(k[tiny] / (floor / 10)),
        radius=floor / 10,
    )


@dataclass(frozen=True, eq=False)
class Course:
    """Where a path crosses the axis.

    Attributes:
        marks, levels: critical points of k and both ends, increasing, and k there.
        loose: which ends are no critical points and no kinks.
        turns: shifts by periods of k, None where the path is not folded.
        vanishes: whether phi' is 0 at a mark.
    """

    marks: list[float]
    levels: list[float]
    loose: set[float]
    turns: NDArray | None
    vanishes: bool

    @property
    def crossed(self) -> list[float]:
        """k at marks that are not loose."""
        at = zip(self.marks, self.levels, strict=True)
        return [level for mark, level in at if mark not in self.loose]

    @property
    def falls(self) -> bool:
        """Whether k is least at a loose end, beyond which it falls on."""
        at = zip(self.marks, self.levels, strict=True)
        return any(level <= min(self.levels) for mark, level in at if mark in self.loose)


def _course(land: Landscape, floor):
    marks, turns = _marks(land, floor)
    fixed = {land.low, land.high} | ({0.0} if land.even else set())
    loose = {marks[0], marks[-1]} - fixed if turns is None else set()
    land.k.expand([m for m in marks if m not in loose])
    levels = np.real(land.k(np.array(marks), 0.0)).tolist()
    return Course(marks, levels, loose, turns, any(m in land.k.zeros for m in marks))


def _marks(land: Landscape, floor):
    """Ends and critical points of the path, increasing; the turns where k has a period, or None."""
    left, right = land.reach(floor)
    period, part = land.period, land.critical
    span = period and (period / 2 if land.even else period)
    if not span or right - left <= span:
        return [left, *part[(part > left) & (part < right)].tolist(), right], None
    first = 0.0 if land.even else float(part[0])
    inner = part[(part > first + 1e-9) & (part < first + span - 1e-9)]
    least, most = (-right if land.even else left), right
    turns = np.arange(np.floor((least - first) / period) - 1, np.ceil((most - first) / period) + 1)
    return [first, *inner.tolist(), first + span], period * turns


def _bent(label, land, variance, parts):
    """h, dh, k and Im h at both ends, bent as much as keeps k in the lower half plane."""
    kinks = [t for t in (land.low, land.high) if np.isfinite(t)]
    for i in range(TRIES):
        bend = Bend(land.k, variance, kinks, 0.7**i)
        h, dh, k, start = nodes(land.k, bend, parts)
        wrong = k.imag - 1e-11 * np.abs(k)  # phase errors of far tails, not the bend
        if not np.any(wrong > 0):
            return h, dh, k.real + 1j * np.minimum(k.imag, 0.0), start[[0, -1]]
    raise NotConvergedError(
        f"{label} at variance {variance:.4g}: phi'^2 leaves the lower half plane near "
        f"h={h[np.argmax(wrong)].real:.4g}; is df analytic on its pieces?"
    )


def _ends(land, course, bent):
    """First and last point and k there; the ends of the piece if turns reach them."""
    if course.turns is not None:
        return (land.low, land.high), np.zeros(2)
    ends = np.array([course.marks[0], course.marks[-1]]) + 1j * bent
    return ends, land.k(0.0, ends)


def _merge(t):
    """Lagrange's polynomials on the roots of unity at |t| <= 1, shape (TINY, t.size)."""
    powers = np.arange(TINY)
    turn = np.exp(-2j * np.pi * np.outer(powers, powers) / TINY)
    return turn @ np.vander(t, TINY, increasing=True).T / TINY
