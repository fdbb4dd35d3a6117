r"""How fast statistics concentrate: slopes of log-moments against log n.

For nonlinear phi the diagonal of D fluctuates like n independent numbers, so the variance of
:math:`n^{-1}\mathrm{tr} f(JJ^\top)` falls like 1/n and its fourth central moment like
:math:`n^{-2}`. Given D, or for linear phi, only the weights' rigid spectrum fluctuates: the
variance falls like :math:`n^{-2}`. What grows like log n has a slope along log n (``growth``).
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import checked
from freewidth.errors import InvalidInputError
from freewidth.stats.evidence import Evidence
from freewidth.stats.extrapolation import FEWEST, coefficient, lack_of_fit, squares, tail
from freewidth.stats.lines import Line
from freewidth.stats.samples import mean_and_error

Curve = Callable[[NDArray], NDArray]  # from widths to numbers

WHY_SLOPE = (
    "log of the moment is s log n + const + d/n; allowed: |d| <= n_min/4, carried through the fit"
)
SECOND_ORDER = 0.25  # |d| over the smallest width
ROUNDING = 1e-13  # relative: values that agree to this do not fluctuate


@checked
def log_slope(
    what: str,
    observed: Mapping[int, NDArray],
    expected: float,
    rivals: Mapping[str, float],
    order: int | None = None,
    steps: Mapping[int, float] | None = None,
) -> Evidence:
    r"""The exponent s of a moment :math:`\propto n^s` by its logarithm's slope against log n.

    ``observed[n]`` holds one statistic per network, shape (R_n,). The moment is the mean (``order``
    None: for statistics that are positive on average) or the central one
    :math:`\mathbb E|Y_n-\mathbb E Y_n|^{order}`. Weighted least squares over the widths; the
    variance of each log-moment by the delta method; the bias allowance is ``WHY_SLOPE``, and the
    lack of fit that of the best curve within it. A mean is given at the widest networks, too.

    ``steps[n]`` is what one eigenvalue moves the statistic by, where it is made of shares of
    eigenvalues: a few networks may agree by chance, and the variance of their mean is at least that
    of R_n numbers one of which is off by a step, :math:`(\text{step}/R_n)^2`.

    Raises:
        InvalidInputError: fewer than three widths, a mean that is not positive, steps that are not
            of all widths or given for a central moment, or a statistic that does not fluctuate at
            all and has none.
    """
    widths = _several(observed)
    if steps is not None and (order is not None or {*widths.tolist()} - {*steps}):
        raise InvalidInputError("steps are those of a mean, and needed at all widths")
    found = [
        _moment(n, np.asarray(observed[n], dtype=float), order, steps[n] if steps else 0.0)
        for n in widths
    ]
    moments, relative = np.array(found).T
    relative = np.maximum(relative, np.finfo(float).eps)  # of moments without an error
    line = Line.through(np.log(widths), np.log(moments), 1 / relative**2)
    lever = line.slope_coefficients
    freedom = float(min(len(values) for values in observed.values()) - 1)
    return Evidence(
        what=what,
        observed=float(line.slope),
        expected=expected,
        sem=float(np.sqrt(lever**2 @ relative**2)),
        bias=float(abs(lever @ (SECOND_ORDER * widths.min() / widths))),
        why_bias=WHY_SLOPE,
        rivals=dict(rivals),
        freedom=freedom,
        at_width=float(moments[-1]) if order is None else np.nan,
        fit=_fit(widths, np.log(moments), relative, freedom),
    )


@checked
def growth(
    what: str,
    observed: Mapping[int, NDArray],
    expected: float,
    along: Curve,
    also: Curve,
    why_bias: str,
    rivals: Mapping[str, float],
    curves: Mapping[str, Curve],
) -> Evidence:
    r"""The slope b of means :math:`a + b\,t(n)`, where t(n) is known but for slower terms.

    ``observed[n]`` holds one statistic per network, shape (R_n,); ``along`` is t, ``also`` another
    that is as good: the bias is by how much b differs between them. The lack of fit is that of the
    best curve with :math:`t + c\,(t' - t)`, :math:`|c|\le1`, t' being ``also``. Each of ``curves``
    is a rival of the form :math:`c\,g(n)`: c is fitted, and what the slope of such a curve along t
    would be is its prediction; those in ``rivals`` are slopes.

    Raises:
        InvalidInputError: fewer than three widths, or ``also`` is ``along``.
    """
    widths = _several(observed)
    found = [mean_and_error(np.asarray(observed[n], dtype=float)) for n in widths]
    y, sem = np.array(found).T
    n, weight = widths.astype(float), 1 / np.maximum(sem, np.finfo(float).eps) ** 2
    if np.allclose(also(n), along(n)):
        raise InvalidInputError(f"{what}: nothing is allowed for: both curves are {along(n)}")
    line, other = (Line.through(t(n), y, weight) for t in (along, also))
    lever = line.slope_coefficients
    freedom = float(min(len(values) for values in observed.values()) - 1)
    x, more = along(n)[:, None], (also(n) - along(n))[:, None]
    fit = lack_of_fit(x, y[:, None], 1 / weight[:, None], freedom, more)
    return Evidence(
        what=what,
        observed=float(line.slope),
        expected=expected,
        sem=float(np.sqrt(lever**2 @ sem**2)),
        bias=float(abs(other.slope - line.slope)),
        why_bias=why_bias,
        rivals={**rivals, **{name: _slope(g(n), y, weight, lever) for name, g in curves.items()}},
        freedom=freedom,
        at_width=float(y[-1]),
        fit=float(fit[0]),
    )


def _slope(g, y, weight, lever):
    """Of the best curve c g."""
    return float((weight * g) @ y / ((weight * g) @ g) * (lever @ g))


def _several(observed):
    """The widths, increasing: three or more."""
    widths = np.array(sorted(observed))
    if widths.size < FEWEST:
        raise InvalidInputError(
            f"a slope in n needs {FEWEST} widths or more, so that its fit can be tested, got "
            f"{widths.tolist()}"
        )
    return widths


def _fit(widths, y, relative, freedom):
    """p-value of the lack of fit of s log n + const + d/n, with |d| <= n_min/4."""
    x, more = np.log(widths)[:, None], 1 / widths[:, None]
    y, weight = y[:, None], 1 / np.maximum(relative, ROUNDING)[:, None] ** 2
    most = SECOND_ORDER * widths.min()
    d = np.clip(coefficient(x, more, y, weight), -most, most)
    return float(tail(squares(x, y - d * more, weight), len(widths) - 2, freedom)[0])


def _moment(width, values, order, step):
    """The moment and its relative standard error; ``step`` as in :func:`log_slope`, 0 for none."""
    spread = np.abs(values - values.mean()).max(initial=0.0)
    if not step and spread <= ROUNDING * np.abs(values).max(initial=1.0):
        raise InvalidInputError(
            f"the statistic does not fluctuate at width {width}: its {len(values)} values agree "
            f"to {spread:.1e}; an exponent needs fluctuations"
        )
    powers = values if order is None else np.abs(values - values.mean()) ** order
    mean = powers.mean()
    if mean <= 0:
        raise InvalidInputError(
            f"the mean at width {width} is {mean:.3g}; the exponent of a mean needs positive ones"
        )
    error = max(powers.std(ddof=1) / np.sqrt(len(powers)), step / len(powers))
    return mean, error / mean
