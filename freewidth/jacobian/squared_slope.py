r""":math:`k(h) = \phi'(h)^2` on one curved piece: values, derivatives, critical points.

Values keep their relative accuracy next to zeros of phi': points are given as an offset from a
anchor, and near an anchor where phi' vanishes a Taylor series in the offset takes over.
"""

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import NDArray

NEAR = 0.01  # |offset| within which the series of phi' at a zero is used
RADIUS = 0.2  # of the circle that gives its coefficients
BESIDE = 0.02  # of the one beside the end of a piece, beyond which df is of no use
ASIDE = 1.25  # radii from that end to its centre
TERMS = 14  # the series leaves (NEAR/RADIUS)**14 = 6e-19
ZERO = 1e-12  # |phi'| at one of its zeros, and terms there that are rounding, at most
TURN = 1e-20  # imaginary step: its square is nothing, and k times it does not underflow
STEP = 1e-3  # imaginary step for two more derivatives: they shape the path, no more
SMALL = 1e-5  # step of differences: they tell whether df is analytic, no more
SMALLEST = 1e-13  # of these steps next to the end of a piece
ROUNDS = 100  # of the secant rule with brackets; simple roots take ten


class SquaredSlope:
    """k of one curved piece, from its ``df``; ``zeros`` maps zeros of phi' to series there.

    ``ends`` are those of the piece: at them ``df`` is known to one side only.
    """

    def __init__(self, df, ends: tuple[float, float] = (-np.inf, np.inf)):
        self.df, self.ends = df, ends
        self.zeros: dict[float, NDArray] = {}

    def __call__(self, anchor, offset) -> NDArray:
        """k at anchor + offset, real or complex, arrays that broadcast."""
        with np.errstate(under="ignore", over="ignore"):
            return self._slope(anchor, np.asarray(offset)) ** 2

    def _slope(self, anchor, offset):
        slope = np.array(self.df(anchor + offset))
        for zero, series in self.zeros.items():
            near = np.broadcast_to((anchor == zero) & (np.abs(offset) < NEAR), slope.shape)
            if near.any():
                slope[near] = np.polyval(series, np.broadcast_to(offset, slope.shape)[near])
        return slope

    def expand(self, breakpoints) -> None:
        """Note those breakpoints where phi' vanishes, with its Taylor coefficients."""
        breakpoints = np.array([m for m in breakpoints if m not in self.zeros], dtype=float)
        for anchor in breakpoints[np.abs(np.real(self.df(breakpoints))) < ZERO].tolist():
            side = int(anchor == self.ends[0]) - int(anchor == self.ends[1])
            powers = taylor(self.df, anchor, side)
            powers[: order_of_zero(powers)] = 0.0
            self.zeros[anchor] = powers[::-1]

    def order(self, anchor: float) -> int:
        """Of the zero of phi' at an anchor, 0 where it has none."""
        powers = self.zeros.get(anchor, np.ones(1))[::-1]
        return int(np.nonzero(powers)[0][0])

    def derivatives(self, anchor, offset) -> tuple[NDArray, NDArray, NDArray]:
        """The first three derivatives of k at real points, up to one positive factor each point.

        First derivatives of phi' come from a complex step, without cancellation; the second and
        third ones, from another, keep six digits.
        """
        h = anchor + offset
        with np.errstate(under="ignore", over="ignore"):
            s0 = np.real(self._slope(anchor, offset))
            s1 = np.imag(self.df(h + 1j * TURN)) / TURN
            far = self.df(h + 1j * STEP)
            s2 = (s0 - far.real) * (2 / STEP**2)
            s3 = (s1 - far.imag / STEP) * (6 / STEP**2)
            size = np.max(np.abs([s0, s1, s2, s3]), axis=0)
            s0, s1, s2, s3 = np.stack([s0, s1, s2, s3]) / np.where(size > 0, size, 1.0)
            return 2 * s0 * s1, 2 * (s1**2 + s0 * s2), 2 * (3 * s1 * s2 + s0 * s3)

    def steps(self, h) -> tuple[NDArray, NDArray]:
        """The derivative of phi' at real h by a step along i and by a difference along the axis."""
        inside = np.minimum(h - self.ends[0], self.ends[1] - h) / 2  # df is of the piece there
        step = np.clip(inside, SMALLEST, SMALL)
        across = (self.df(h + step) - self.df(h - step)) / (2 * step)
        return np.imag(self.df(h + 1j * TURN)) / TURN, np.real(across)

    def is_even(self, end: float) -> bool:
        """Whether k(-h) = k(h) at a hundred points up to ``end``."""
        h = np.linspace(0.0, end, 101)[1:-1]
        return bool(np.array_equal(self(0.0, h), self(0.0, -h)))

    def critical(self, low: float, high: float, points: int = 2048) -> NDArray:
        """Zeros of phi' and phi'' between ``low`` and ``high``, increasing; one a grid cell each.

        They are where phi' or phi'' changes its sign between neighbours of a uniform grid.
        """
        h = np.linspace(low, high, points)

        def parts(h):  # off the axis a phi' that touches 0 is below it: two of these
            return np.real(self.df(h)), np.imag(self.df(h + 1j * TURN)) / TURN

        with np.errstate(under="ignore", over="ignore"):
            found = []
            for i, values in enumerate(parts(h)):
                some = np.nonzero(values)[0]
                flips = np.nonzero(np.diff(np.sign(values[some])))[0]
                if flips.size:
                    ends = h[some[flips]], h[some[flips + 1]]
                    found.append(_roots(lambda t, i=i: parts(t)[i], *ends))
        return np.unique(np.concatenate([h[:0], *found]))


def taylor(df, anchor: float, side: int = 0) -> NDArray:
    """Coefficients of phi' at an anchor, TERMS of them, the constant first (Cauchy's formula).

    From a circle about the anchor, or from one on its right (``side`` = 1) or left (-1), where
    phi' of the piece is known to that side only.
    """
    radius = BESIDE if side else RADIUS
    away = side * ASIDE * radius
    circle = radius * np.exp(2j * np.pi * np.arange(64) / 64)
    values = df(anchor + away + circle)
    found = np.fft.fft(values)[:TERMS].real / (64 * radius ** np.arange(TERMS))
    return Polynomial(found)(Polynomial([-away, 1.0])).coef if side else found


def order_of_zero(powers: NDArray) -> int:
    """How many coefficients of phi' at a zero are 0 but for rounding: at least one.

    They are compared at the distance NEAR, up to which the series is used.
    """
    sizes = np.abs(powers[1:]) * NEAR ** np.arange(1, powers.size)
    return 1 + int(np.argmax(sizes > ZERO))


def _roots(f, a, b):
    """Roots of f in brackets [a, b], arrays: regula falsi with halved weights (Illinois)."""
    fa, fb, cell = f(a), f(b), b - a
    for _ in range(ROUNDS):
        c = b - fb * ((b - a) / (fb - fa))
        moved = np.abs(c - b)
        fc = f(c)
        across = np.sign(fc) * np.sign(fb) < 0
        a, fa = np.where(across, b, a), np.where(across, fb, fa / 2)
        b, fb = c, fc
        if np.all((fc == 0) | (moved <= 2e-16 * (np.abs(c) + cell))):
            break
    return b
