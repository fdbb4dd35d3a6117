"""Gauss-Legendre panels along a path, as wide as its deformation: edges, then nodes.

A path is cut at its breakpoints and half-way between them. Each half is measured from its
anchor, so that distances to it keep their relative accuracy.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import NotConvergedError
from freewidth.jacobian.deformation import Deformation
from freewidth.jacobian.squared_slope import SquaredSlope

ORDER = 24  # Gauss-Legendre points per panel
WIDTH = 2.4  # panel width over deformation: 24 points leave (0.83 + 1.30)**-48 = 2e-16
CURB = 0.3  # panels shrink by 1 + CURB climb^2 where the path climbs: poles beside it are nearer
CORNERS = 6  # per panel; a stiffer shape than the panels can follow spoils their convergence
MOST = 10_000  # panels of one half
FLATTEST = 0.1  # least power of the distance at which k approaches its level at an anchor
FINEST = 1e-30  # panels of a half without inner scale are wider

SETTLED = 1e-13  # relative: a k as near to its limit is that limit, and needs no panels
UNIFORM, APART, LONGEST = 24, 1.0, 2048  # distances looked at in a half, and how far apart, if so
# many are enough
SHORTER = np.arange(1, 33) * 0.5  # log of the last of these over shorter ones


@dataclass(frozen=True)
class Half:
    """From a breakpoint, the anchor, to the middle of a segment.

    Attributes:
        anchor, level: an end of the segment, k there.
        length: of the half, negative to the left.
        target: panels shrink towards the anchor until k is so close to its level; None: they do
            not.
        truncated: whether the anchor is no critical point but where the rest is left out; k may
            then tend to a limit, within target of which panels shrink no more.
    """

    anchor: float
    level: float
    length: float
    target: float | None
    truncated: bool


@dataclass(frozen=True)
class Crossings:
    """Where a path crosses the axis.

    Attributes:
        breakpoints, levels: critical points of k and both ends, increasing, and k there.
        truncated: which ends are no critical points and no kinks.
        shifts: shifts by periods of k, None where the path is not folded.
        order: the highest of zeros of phi' at breakpoints, 0 if there are none.
    """

    breakpoints: list[float]
    levels: list[float]
    truncated: set[float]
    shifts: NDArray | None
    order: int

    @property
    def crossed(self) -> list[float]:
        """k at breakpoints that are not truncated."""
        at = zip(self.breakpoints, self.levels, strict=True)
        return [level for point, level in at if point not in self.truncated]

    @property
    def falls(self) -> bool:
        """Whether k is least at a truncated end, beyond which it falls on."""
        at = zip(self.breakpoints, self.levels, strict=True)
        return any(level <= min(self.levels) for point, level in at if point in self.truncated)


def halves(crossings: Crossings, floor: float, blur: float) -> list[Half]:
    """All halves between neighbouring breakpoints.

    Panels resolve k down to ``floor`` at its zeros, and by ``blur`` at other critical values.
    """
    out = []
    ends = list(zip(crossings.breakpoints, crossings.levels, strict=True))
    for left, right in pairwise(ends):
        length = (right[0] - left[0]) / 2
        for (anchor, level), sign in ((left, 1), (right, -1)):
            truncated = anchor in crossings.truncated
            if truncated:
                target = blur if level > 10 * blur else None  # a limit of k at infinity
            else:
                target = floor if level <= max(floor, 1e-20) else blur
            out.append(Half(anchor, level, sign * length, target, truncated))
    return out


def nodes(
    k: SquaredSlope, deformation: Deformation, parts: list[Half]
) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """h, dh and k on the path, shape (N,), and its imaginary part at the anchor of each half."""
    edges = _edges(k, deformation, parts)
    counts = [e.size - 1 for e in edges]
    start = np.concatenate([e[:-1] for e in edges])[:, None]
    end = np.concatenate([e[1:] for e in edges])[:, None]
    anchor, sign = (
        np.repeat(values, counts)[:, None]
        for values in ([p.anchor for p in parts], [np.sign(p.length) for p in parts])
    )
    corner, interior, slope, x, w = _panel_rule()
    y = deformation(anchor, _along(start, end, corner)[0])
    last = np.cumsum(counts) - 1
    first = last - counts + 1
    y[1:, 0] = np.where(sign[1:, 0] == sign[:-1, 0], y[:-1, -1], y[1:, 0])  # where panels meet
    y[last[1::2], -1] = y[last[::2], -1]
    y[first[[not p.truncated for p in parts]], 0] = 0.0
    along, speed = _along(start, end, x)
    offset = along + 1j * (y @ interior.T)
    weight = sign * w * (speed + 1j * (y @ slope.T))
    h = anchor + offset
    return h.ravel(), weight.ravel(), k(anchor, offset).ravel(), y[first, 0]


def _along(start, end, x):
    """Offsets at x in [-1, 1] and their derivatives by x; off the anchor, uniform in the logarithm.

    Poles are then as far for small offsets as for large ones.
    """
    inner = start == 0
    rate = np.log(end / np.where(inner, end, start)) / 2
    graded = end * np.exp(rate * (x - 1))
    return np.where(inner, end * (1 + x) / 2, graded), np.where(inner, end / 2, graded * rate)


def _depths(length):
    """Depths -log(distance/length) at which halves are looked at: uniform distances, then less."""
    count = int(np.clip(np.ceil(np.abs(length).max() / APART), UNIFORM, LONGEST))
    uniform = np.log(count / np.arange(count, 0, -1))
    return np.concatenate([uniform, uniform[-1] + SHORTER])


def _edges(k, deformation, parts):
    """Distances of edges from the anchor, 0 first, with the sign of the half's length."""
    anchor, length = np.array([[p.anchor, p.length] for p in parts]).T[:, :, None]
    depth = _depths(length)
    far = length * np.exp(-depth)
    size = np.abs(deformation(anchor, far))
    change = np.abs(np.real(k(anchor, far)) - np.array([[p.level] for p in parts]))
    for i, part in enumerate(parts):
        if part.truncated:
            size[i] = np.maximum(size[i], size[i, 0] / 8)
    far = np.abs(far)
    climb = np.gradient(size, depth, axis=1) / far
    width = WIDTH * size / (1 + CURB * climb**2)
    rows = zip(parts, far, change, strict=True)
    finest = np.array([_finest(*row, deformation.width) for row in rows])
    least = np.repeat(finest[:, None], depth.size, axis=1)
    for i, part in enumerate(parts):
        if part.truncated:  # a limit may be far from where k varies
            least[i, (far[i] > finest[i]) & (change[i] > SETTLED * part.level)] = 0.0
    grow = far / np.maximum(width, least)
    steps = (grow[:, 1:] + grow[:, :-1]) / 2 * np.diff(depth)
    total = np.concatenate([np.zeros((len(parts), 1)), np.cumsum(steps, axis=1)], axis=1)
    rows = zip(parts, total, grow[:, -1], finest, strict=True)
    return [_graded(*row, depth) for row in rows]


def _finest(part, far, change, width):
    """The distance at which k is within target of its level at the anchor."""
    if part.target is None:
        return FINEST
    seen = change > 1e-10 * part.level  # not rounding
    if change[0] <= part.target or np.count_nonzero(seen) < 2:
        return far[0]
    depth, log = np.log(far[seen]), np.log(change[seen])
    aim = np.log(part.target)
    if log[-1] <= aim:
        found = np.interp(aim, log[::-1], depth[::-1])
    else:  # a power law by then
        order = (log[-1] - log[-2]) / (depth[-1] - depth[-2])
        if not order > FLATTEST:
            raise NotConvergedError(
                f"phi'^2 does not tend to {part.level:.6g}, its value at h={part.anchor:.6g}, but "
                f"stays {change[seen][-1]:.2g} off; is there a kink that is not declared?"
            )
        found = depth[-1] + (aim - log[-1]) / order
    return min(np.exp(found), width if part.truncated else np.inf)


def _graded(part, total, grow, finest, depth):
    """Edges at equal steps of ``total``, which counts panels from the outer end inwards."""
    length = abs(part.length)
    end = np.log(length / finest)
    if end > depth[-1] and not part.truncated:  # on as it went last, then one panel for the rest
        total = np.append(total, total[-1] + grow * (end - depth[-1]) + [0.0, 1.0])
        depth = np.append(depth, [end, end])
    if not total[-1] < MOST:
        raise NotConvergedError(
            f"phi'^2 takes more than {MOST} panels next to h={part.anchor:.6g}: it varies too fast"
        )
    count = max(1, int(np.ceil(total[-1])))
    inner = np.interp(np.linspace(total[-1], 0, count + 1)[1:-1], total, depth)
    edges = np.concatenate([[0.0], length * np.exp(-inner), [length]])
    return np.sign(part.length) * edges


@lru_cache(maxsize=1)
def _panel_rule():
    """Chebyshev-Lobatto points, the maps from values there to Gauss points and slopes, the rule."""
    cheb = np.polynomial.chebyshev
    corner = -np.cos(np.pi * np.arange(CORNERS) / (CORNERS - 1))
    x, w = np.polynomial.legendre.leggauss(ORDER)
    invert = np.linalg.inv(cheb.chebvander(corner, CORNERS - 1))
    slope = np.stack([cheb.chebval(x, cheb.chebder(row)) for row in np.eye(CORNERS)], axis=1)
    return corner, cheb.chebvander(x, CORNERS - 1) @ invert, slope @ invert, x, w
