"""What an activation is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from freewidth.activations._check import cuts
from freewidth.arguments import AnyFloat, checked
from freewidth.errors import InvalidInputError

NEXT = 4 * np.finfo(float).eps  # from a kink to where phi' is surely that of the piece
PROBES = np.concatenate([np.linspace(-2, -1, 64), np.linspace(1, 2, 64)])
OUTWARDS = 1e3, 1e9  # |h| at which slopes are compared
GROWN = 1.5  # a logarithm grows by 3
TINY = 1e-100  # of tails towards 0
JUMP = 1e-12  # relative: less is a step of two roundings of h, times phi'


@checked
def inside(left: AnyFloat, right: AnyFloat) -> tuple[float, float]:
    """Ends of a piece, but for so much that phi' there is surely that of the piece."""
    low = left + NEXT * max(1.0, abs(left)) if np.isfinite(left) else left
    high = right - NEXT * max(1.0, abs(right)) if np.isfinite(right) else right
    return low, high


@checked
@dataclass(frozen=True)
class Activation:
    r"""A function phi, its derivative, and where and how it is piecewise linear.

    Attributes:
        label: what a legend prints.
        f: phi, on real arrays; on complex ones too where a piece is curved.
        df: phi', likewise: on a curved piece it must accept complex arguments and be the analytic
            continuation (``np.tanh`` does; ``np.maximum`` does not, but straight pieces need none).
        kinks: increasing points where phi or one of its derivatives jumps.
        slopes: one entry per interval between kinks, len(kinks) + 1 in all: the constant value of
            phi' there, or None where phi is curved. A straight piece makes an atom of the law of
            phi'(h)^2, a flat one (slope 0) an atom at 0. Empty means curved everywhere.
        entire: whether phi has no singularity in the complex plane and :math:`\mathbb E|\phi|^2`
            is finite for complex Gaussians of any variance: what complex weights need.
        period: of phi'^2 on the whole line, if it has one; limit laws are the quicker for it.
        bounded: whether phi is bounded, as the papers' theorems ask (recalled, not read).
        source: where the function comes from.
        cuts: kinks, and where panels of one unit must be cut to see all of f and df: found.

    Raises:
        InvalidInputError: a declaration is wrong, df is not the derivative of f (along the real
            axis and off it), or f or df is not smooth off its kinks. At declared kinks f may jump:
            laws take the slope there as 0.

    Examples:
        >>> import numpy as np
        >>> from freewidth import Network
        >>> from freewidth.activations import Activation
        >>> slope = lambda h: 0.5 / np.cosh(h) ** 2
        >>> half = Activation("tanh(h)/2", lambda h: np.tanh(h) / 2, slope, bounded=True)
        >>> [round(q, 6) for q in Network("gaussian", half, depth=2).q]
        [1.0, 0.098574]
        >>> Activation("wrong", np.tanh, slope, bounded=True)
        Traceback (most recent call last):
            ...
        freewidth.errors.InvalidInputError: wrong: f grows by 0.761594156 from h=-1 to ...
    """

    label: str
    f: Callable[[NDArray], NDArray]
    df: Callable[[NDArray], NDArray]
    bounded: bool
    kinks: tuple[float, ...] = ()
    slopes: tuple[float | None, ...] = ()
    source: str = ""
    entire: bool = False
    period: float | None = None
    cuts: tuple[float, ...] = field(init=False, compare=False)

    def __post_init__(self):
        for name in ("kinks", "slopes"):  # a list or an array would have no hash
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if list(self.kinks) != sorted(set(self.kinks)):
            raise InvalidInputError(
                f"{self.label}: kinks must be strictly increasing: {self.kinks}"
            )
        if not self.slopes:
            object.__setattr__(self, "slopes", (None,) * (len(self.kinks) + 1))
        if len(self.slopes) != len(self.kinks) + 1:
            raise InvalidInputError(
                f"{self.label}: {len(self.kinks)} kinks make {len(self.kinks) + 1} pieces, "
                f"but slopes has {len(self.slopes)} entries"
            )
        for (left, right), slope in zip(self.pieces, self.slopes, strict=True):
            low, high = max(left, -9.0), min(right, 9.0)
            if low >= high:
                low, high = (left, left + 1.0) if np.isfinite(left) else (right - 1.0, right)
            inside = np.linspace(low, high, 33)[1:-1]
            seen = np.asarray(self.df(inside), dtype=float)
            spread = np.ptp(seen)
            if slope is None and spread == 0:
                raise InvalidInputError(
                    f"{self.label}: phi' is constant ({seen[0]:g}) on ({left:g}, {right:g}) but "
                    f"declared curved; put {seen[0]:g} into slopes there"
                )
            if slope is not None and np.max(np.abs(seen - slope)) > 1e-12 * max(1, abs(slope)):
                raise InvalidInputError(
                    f"{self.label}: phi' should be {slope:g} on ({left:g}, {right:g}), but "
                    f"reaches {seen[np.argmax(np.abs(seen - slope))]:g}; fix slopes, kinks or df"
                )
        if self.period is not None:
            self._check_period()
        object.__setattr__(self, "cuts", cuts(self))

    def _check_period(self):
        h = np.linspace(-9.0, 9.0, 33)
        here, there = (self.df(h + shift) ** 2 for shift in (0.0, self.period))
        off = np.abs(there - here)
        if not self.period > 0 or np.max(off) > 1e-12 * np.max(here):  # 1e-15: rounding of h
            raise InvalidInputError(
                f"{self.label}: phi'^2 has no period {self.period:g}: a period on from "
                f"h={h[np.argmax(off)]:.4g} it differs by {np.max(off):.1e}; fix period or df"
            )

    def __repr__(self) -> str:
        return f"Activation({self.label!r})"

    @property
    def pieces(self) -> tuple[tuple[float, float], ...]:
        """The intervals between kinks, from -inf to inf."""
        return tuple(pairwise((-np.inf, *self.kinks, np.inf)))

    @checked
    def slope_on(self, left: AnyFloat, right: AnyFloat) -> Callable[[NDArray], NDArray]:
        """phi' on one of the pieces: at its ends, where phi' may jump, the limit from inside."""
        if np.isinf(left) and np.isinf(right):
            return self.df
        low, high = inside(left, right)

        def df(h: NDArray) -> NDArray:
            along = np.real(h)
            return self.df(h + (np.clip(along, low, high) - along))

        return df

    @property
    def jumps(self) -> tuple[float, ...]:
        """Those kinks at which f itself jumps: laws and samples take the slopes beside them."""
        kinks = np.array(self.kinks)
        values = (self.f(np.nextafter(kinks, end)) for end in (-np.inf, np.inf))
        left, right = (np.real(value) for value in values)
        far = np.abs(right - left) > JUMP * np.maximum(1.0, np.abs(left) + np.abs(right))
        return tuple(kinks[far].tolist())

    @property
    def bounded_slope(self) -> bool:
        """Whether phi' stays as large far out as nearer by, as limit laws ask."""
        with np.errstate(over="ignore", invalid="ignore"):
            near, far = (np.abs(self.df(away * PROBES)).max() for away in OUTWARDS)
        return bool(np.isfinite(far) and far <= GROWN * near + TINY)

    @property
    def piecewise_linear(self) -> bool:
        """Whether every piece is straight, so that phi'(h)^2 takes finitely many values."""
        return all(slope is not None for slope in self.slopes)
