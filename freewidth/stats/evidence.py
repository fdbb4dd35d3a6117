r"""One measured number against one predicted number, and how sure one may be of either.

Statistics of finite networks carry a bias of order 1/n. Over several widths a statistic is
extrapolated, :math:`y(n) = a + b/n`, by weighted least squares on the means over networks, and it
is ``a`` that is compared with the limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
import scipy  # its parts are loaded at first use
from numpy.typing import NDArray

from freewidth.errors import InvalidInputError
from freewidth.stats.lines import Line

Side = Literal["equal", "at least", "at most"]

ROUNDING = 1e-9  # relative: laws are certified to better, spectra are good to about 1e-13
LEAST = 1e-100  # standard error, so that weights stay finite
SECOND_ORDER = 0.25
WHY_BIAS = (
    "the extrapolation a + b/n leaves c/(n_min n_max); allowed: a quarter of the first-order "
    "correction b/n_max, that is |c/b| <= n_min/4"
)
WHY_ROOT = (
    "distances fall like n^{-1/2}, where phi' is constant like 1/n; allowed: a quarter of what the "
    "fit a + b n^{-power} puts down to the width at the largest one, and half a step of F_n"
)


@dataclass(frozen=True, repr=False)
class Evidence:
    """A statistic, its prediction, and the predictions that must be excluded.

    Attributes:
        what: name of the statistic.
        observed: measured value (extrapolated to infinite width).
        expected: value the statement predicts.
        sem: standard error of ``observed``.
        bias: deterministic error allowed for, with its reason in ``why_bias``.
        rivals: predictions of the named rivals for the same statistic.
        freedom: degrees of freedom behind ``sem`` (Student t).
        at_width: plain mean at the widest network, for the reader.
        side: ``"at least"`` or ``"at most"`` if the statement is an inequality: ``expected`` is
            then its bound, and what lies on the right side of it is at distance 0.
    """

    what: str
    observed: float
    expected: float
    sem: float
    bias: float
    why_bias: str
    rivals: Mapping[str, float] = field(default_factory=dict)
    freedom: float = np.inf
    at_width: float = np.nan
    side: Side = "equal"

    def __post_init__(self):
        if self.sem < 0 or self.bias < 0:
            raise InvalidInputError(
                f"{self.what}: errors are >= 0, got sem={self.sem!r}, bias={self.bias!r}"
            )
        if self.side not in get_args(Side):
            raise InvalidInputError(
                f"{self.what}: side is one of {', '.join(get_args(Side))}, got {self.side!r}"
            )

    def __repr__(self):
        relation = "" if self.side == "equal" else f"{self.side} "
        rivals = ", ".join(f"{name}: {value:.6g}" for name, value in self.rivals.items())
        return (
            f"Evidence({self.what}: {self.observed:.6g} +- {self.sem:.2g}, bias <= {self.bias:.2g};"
            f" expected {relation}{self.expected:.6g}" + (f"; rivals {rivals})" if rivals else ")")
        )

    def distance(self, target: float | None = None) -> float:
        """Distance to ``target`` (default: expected) beyond the bias, in standard errors."""
        side: Side = self.side if target is None else "equal"
        above = self.observed - (self.expected if target is None else target)
        beyond = {"equal": abs(above), "at least": -above, "at most": above}[side] - self.bias
        if beyond <= 0:
            return 0.0
        return beyond / self.sem if self.sem > 0 else np.inf

    def p_value(self, target: float | None = None) -> float:
        """Two-sided probability of a distance this large if ``target`` were the truth."""
        return float(2 * scipy.special.stdtr(self.freedom, -self.distance(target)))


def extrapolate(
    observed: Mapping[int, NDArray], power: float = 1.0, at: float = np.inf
) -> tuple[NDArray, NDArray, NDArray, float]:
    r"""Fit :math:`a + b\,n^{-\mathrm{power}}` to statistics of networks of several widths.

    ``observed[n]`` has shape (R_n, K). Returns the fit's value at the width ``at`` (by default a),
    its standard error, the allowance for what the fit leaves out (see ``WHY_BIAS``), each of shape
    (K,), and the degrees of freedom. The error is that of the fit's linear combination of means,
    as a bootstrap over networks finds it.

    Raises:
        InvalidInputError: fewer than two widths, or fewer than two networks at some width.
    """
    widths = sorted(observed)
    if len(widths) < 2:
        raise InvalidInputError(f"extrapolation in 1/n needs at least two widths, got {widths}")
    for width in widths:
        if len(observed[width]) < 2:
            raise InvalidInputError(
                f"width {width} has {len(observed[width])} network; a standard error needs two"
            )
    mean = np.stack([observed[n].mean(axis=0) for n in widths])
    variance = np.stack([observed[n].var(axis=0, ddof=1) / len(observed[n]) for n in widths])
    scale = np.maximum(np.abs(mean).max(axis=0), np.finfo(float).tiny)
    least = np.maximum(np.finfo(float).eps * scale, LEAST) ** 2  # exact statistics have none
    x = np.array(widths, dtype=float)[:, None] ** -power
    line, end = Line.through(x, mean, 1 / (variance + least)), float(at) ** -power
    # the value is linear in the means: propagate their variances through its coefficients
    error = np.sqrt((line.at_coefficients(end) ** 2 * variance).sum(axis=0))
    beyond = max(widths) ** -power - end  # what is left out grows from the last one
    bias = SECOND_ORDER * np.abs(line.slope) * abs(beyond) + ROUNDING * scale
    return line.at(end), error, bias, float(min(len(observed[n]) for n in widths) - 1)
