r"""Statistics of networks of several widths, extrapolated; and whether what is fitted fits.

Statistics of finite networks carry a bias of order 1/n. Over three widths or more a statistic is
fitted by :math:`y = a + b\,x`, :math:`x = n^{-\mathrm{power}}`, by weighted least squares on the
means over networks, and it is ``a`` that is compared with the limit. Of the next order,
:math:`c\,x^2`, as much is allowed for as :math:`|c| \le |b| / (4 x_{\max})`: at the smallest width
it is then a quarter of the first. The fit makes of :math:`x^2` a line of its own, of slope
:math:`\kappa` and off by :math:`\epsilon` where it is asked for; of the slope
:math:`B = b + c\,\kappa` that is found, c can therefore be :math:`|B| / (4 x_{\max} - \kappa)`, and
the bias :math:`|\epsilon|` times that.

That allowance is an assumption, so it is tested. With W widths the least sum of squares over all
a, b and c within it,

.. math:: \chi^2 = \min_{|c| \le |b|/4x_{\max}} \sum_i
    \frac{(\bar y_i - a - b x_i - c x_i^2)^2}{s_i^2},

has no more than W - 2 degrees of freedom; over them it is compared with the F distribution of
W - 2 and those behind the least known :math:`s_i`. A small probability says that the means lie on
no such curve, and what was extrapolated by it then says nothing.

A share of eigenvalues, as F_n(x), may come out the same in all networks of one width, or nearly so:
its standard error is then no estimate, the width gets all the weight, and a true limit can be many
such errors away. Eigenvalues are rigid, so that their counts fluctuate by :math:`O(1)` at every
width, and a count's variance is taken to be at least the one pooled over widths with one more
eigenvalue moved,

.. math:: v = \frac{1 + \sum_i \sum_r (N_{ir} - \bar N_i)^2}{\sum_i (R_i - 1)},

where R_i networks of width i have N_ir eigenvalues in the share.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import scipy  # its parts are loaded at first use
from numpy.typing import NDArray

from freewidth.arguments import AnyArray, AnyFloat, At, Power, Predictions, Statistics, checked
from freewidth.errors import InvalidInputError
from freewidth.stats.lines import Line

Steps = Mapping[At, Predictions]  # width -> by what one eigenvalue moves each statistic, (K,)

FEWEST = 3  # widths: two determine a line and cannot contradict it
ROUNDING = 1e-9  # relative: laws are certified to better, spectra are good to about 1e-13
MOST_FREEDOM = 1e9  # as good as infinitely many
LEAST = 1e-100  # standard error, so that weights stay finite
SECOND_ORDER = 0.25  # |c| x_max over |b|
WHY_BIAS = (
    "the extrapolation a + b/n leaves out c/n^2; allowed: what it makes of the fit where |c/b| <= "
    "n_min/4, a quarter of the first order at the smallest width"
)
WHY_ROOT = (
    "distances fall like n^{-1/2}, where phi' is constant like 1/n; allowed: what a second order "
    "makes of the fit a + b n^{-power}, a quarter of the first at the smallest width, and half a "
    "step of F_n"
)


@checked
@dataclass(frozen=True)
class Extrapolation:
    """K statistics at one width, infinite or not; arrays have shape (K,).

    Attributes:
        value: of the fit there.
        error: its standard error, that of the fit's linear combination of means, as a bootstrap
            over networks finds it.
        bias: the allowance for what the fit leaves out, see ``WHY_BIAS``.
        freedom: degrees of freedom behind the error.
        fit: p-value of the lack of fit.
    """

    value: NDArray
    error: NDArray
    bias: NDArray
    freedom: AnyFloat
    fit: AnyArray


@checked
def extrapolate(
    observed: Mapping[At, Statistics],
    power: Power = 1.0,
    at: float = np.inf,
    steps: Steps | None = None,
) -> Extrapolation:
    r"""Fit :math:`a + b\,n^{-\mathrm{power}}` to ``observed[n]``, shape (R_n, K).

    The value is that at the width ``at``, by default a. ``steps[n]``, shape (K,), are what one
    eigenvalue adds to each statistic: one over their number for a share of them, 0 for all that is
    no count.

    Raises:
        InvalidInputError: fewer than three widths, or fewer than two networks at some width.

    Examples:
        >>> import numpy as np
        >>> from freewidth.stats import extrapolate
        >>> rng = np.random.default_rng(0)
        >>> noise = {n: rng.normal(0, 0.01, (200, 1)) for n in (16, 32, 64)}
        >>> found = extrapolate({n: 1 + 2 / n + values for n, values in noise.items()})
        >>> bool(abs(found.value[0] - 1) < 4 * found.error[0] + found.bias[0])
        True
    """
    widths = _checked(observed)
    mean = np.stack([observed[n].mean(axis=0) for n in widths])
    variance = variances(observed, steps)
    scale = np.maximum(np.abs(mean).max(axis=0), np.finfo(float).tiny)
    least = np.maximum(np.finfo(float).eps * scale, LEAST) ** 2  # exact statistics have none
    x = np.array(widths, dtype=float)[:, None] ** -power
    weight = 1 / (variance + least)
    line, end = Line.through(x, mean, weight), float(at) ** -power
    # the value is linear in the means: propagate their variances through its coefficients
    error = np.sqrt((line.at_coefficients(end) ** 2 * variance).sum(axis=0))
    bias = np.abs(line.slope) * left_out(x, weight, end) + ROUNDING * scale
    freedom = float(min(len(observed[n]) for n in widths) - 1)
    known = variance + np.maximum(ROUNDING * scale, LEAST) ** 2
    return Extrapolation(line.at(end), error, bias, freedom, lack_of_fit(x, mean, known, freedom))


def variances(observed: Mapping[int, NDArray], steps: Steps | None = None) -> NDArray:
    """Of the means at all widths, increasing, shape (W, K); of shares at least the pooled one."""
    widths = sorted(observed)
    own = np.stack([observed[n].var(axis=0, ddof=1) for n in widths])
    networks = np.array([len(observed[n]) for n in widths])[:, None]
    if steps is not None:
        if missing := set(widths) - set(steps):
            raise InvalidInputError(f"steps are needed at all widths, also at {sorted(missing)}")
        unit = np.stack([np.broadcast_to(steps[n], own[0].shape) for n in widths]) ** 2
        squares = own * (networks - 1) / np.where(unit > 0, unit, np.inf)  # of counts
        pooled = (1 + squares.sum(axis=0)) / (networks - 1).sum()
        own = np.maximum(own, unit * pooled)
    return own / networks


def left_out(x: NDArray, weight: NDArray, end: float) -> NDArray:
    """The largest bias at x = ``end`` over the slope that is found, shape (K,)."""
    square = Line.through(x, x**2 * np.ones_like(weight), weight)
    return np.abs(square.at(end) - end**2) / (x.max() / SECOND_ORDER - square.slope)


def lack_of_fit(
    x: NDArray, y: NDArray, variance: NDArray, freedom: float, more: NDArray | None = None
) -> NDArray:
    """The p-value of the lack of fit of a + b x + c more, with |c| <= |b|, shape (K,).

    ``x`` and ``more`` have shape (W, 1), ``y`` and ``variance`` (W, K); ``freedom`` are those of
    the variances. By default ``more`` is the square of the module's docstring.
    """
    weight, more = 1 / variance, SECOND_ORDER * x**2 / x.max() if more is None else more
    c = coefficient(x, more, y, weight)
    b = Line.through(x, y - c * more, weight).slope
    inside = squares(x, y - c * more, weight)
    ends = [squares(x + sign * more, y, weight) for sign in (1, -1)]  # c = +-b
    least = np.where(np.abs(c) <= np.abs(b), inside, np.minimum(*ends))
    return tail(least, len(x) - 2, freedom)


def tail(least: NDArray, spare: int, freedom: float) -> NDArray:
    """The probability of sums of squares larger than ``least``, with ``spare`` degrees."""
    return scipy.special.fdtrc(spare, min(freedom, MOST_FREEDOM), least / spare)


def squares(x: NDArray, y: NDArray, weight: NDArray) -> NDArray:
    """Weighted sums of squares about the best lines, shape (K,); the arrays have shape (W, K)."""
    line = Line.through(x, y, weight)
    return (weight * (y - line.height - line.slope * (x - line.centre)) ** 2).sum(axis=0)


def coefficient(x: NDArray, more: NDArray, y: NDArray, weight: NDArray) -> NDArray:
    """That of ``more`` in the best a + b x + c more, shape (K,); ``more`` has the shape of x."""
    more = more * np.ones_like(y)
    line = Line.through(x, more, weight)
    off = more - line.height - line.slope * (x - line.centre)
    return (weight * off * y).sum(axis=0) / (weight * off**2).sum(axis=0)


@checked
def jointly(*fits: AnyFloat) -> AnyFloat:
    """The p-value of a statistic made of several fits: the least times their number, 1 at most.

    Those of statistics that nothing was fitted to are nan and do not count.
    """
    known = [fit for fit in fits if not np.isnan(fit)]
    return float(min(1.0, len(known) * min(known))) if known else np.nan


def _checked(observed):
    widths = sorted(observed)
    if len(widths) < FEWEST:
        raise InvalidInputError(
            f"an extrapolation in the width needs {FEWEST} widths or more, so that its fit can be "
            f"tested, got {widths}"
        )
    for width in widths:
        if len(observed[width]) < 2:
            raise InvalidInputError(
                f"width {width} has {len(observed[width])} network; a standard error needs two"
            )
    return widths
