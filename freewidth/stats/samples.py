"""From samples to evidence: means, counts, differences, extrapolated and forecast statistics.

In samples the networks, which are independent, are along the first axis. Where several statistics
are measured at once, functions take their ``names`` and return one :class:`Evidence` for each.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import fsum
from typing import Annotated

import numpy as np
import scipy  # its parts are loaded at first use
from numpy.typing import ArrayLike, NDArray

from freewidth.arguments import (
    REAL,
    Allowance,
    At,
    Length,
    Names,
    Power,
    Predictions,
    Shape,
    Statistics,
    checked,
)
from freewidth.errors import InvalidInputError
from freewidth.stats.evidence import Evidence, Side
from freewidth.stats.extrapolation import (
    WHY_BIAS,
    Extrapolation,
    Steps,
    extrapolate,
    jointly,
    variances,
)

Rivals = Mapping[str, Predictions]  # name -> predictions, one per statistic

ROUNDING = 1e-12  # relative: traces of products of a few small matrices
SAME = 1e-6  # relative: rivals that predict the same number to this are none
NOTHING = 1e-12  # the same where the prediction is 0
SURE = 5.0  # standard errors by which a measured rival is moved towards what it must differ from
ONE = [-1.0, 1.0]  # standard errors around a median: the order statistics that give its error
WHY_EXACT = "the prediction is exact at this width; only rounding is allowed for"
WHY_MEAN = "none: both sides are measured alike"
WHY_COUNTED = "none: whole numbers"
WHY_SAME_WIDTH = "both are means at the same width"


@checked
def exact(
    names: Names,
    values: Statistics,
    expected: Predictions,
    rivals: Rivals,
) -> list[Evidence]:
    """Means of statistics, shape (R, K), against values predicted for this very width, shape (K,).

    Rivals that predict the same are left out.

    Raises:
        InvalidInputError: there is one network only.
    """
    _check_networks(values)
    center, sem = mean_and_error(values)
    return items_of(
        names,
        center,
        expected,
        sem,
        ROUNDING * np.abs(center),
        WHY_EXACT,
        distinct_rivals(rivals, expected),
        len(values) - 1,
    )


@checked
def at_infinite_width(
    names: Names,
    observed: Mapping[At, Statistics],
    expected: Predictions,
    rivals: Rivals,
    *,
    power: Power = 1.0,
    why_bias: str = WHY_BIAS,
    distinct: bool = True,
    steps: Steps | None = None,
    fit: Extrapolation | None = None,
) -> list[Evidence]:
    r"""Statistics extrapolated by :math:`a + b\,n^{-\mathrm{power}}` against their limits.

    ``observed[n]`` has shape (R_n, K); ``steps`` says which are shares of eigenvalues. Rivals that
    predict the same are left out, unless all are wanted (``distinct`` false). ``fit`` is what
    :func:`extrapolate` says of them, if that is known.

    Raises:
        InvalidInputError: as :func:`extrapolate`.
    """
    found = extrapolate(observed, power, steps=steps) if fit is None else fit
    widest = observed[max(observed)].mean(axis=0)
    others = distinct_rivals(rivals, expected) if distinct else _each(rivals, len(names))
    return items_of(
        names,
        found.value,
        expected,
        found.error,
        found.bias,
        why_bias,
        others,
        found.freedom,
        widest,
        found.fit,
    )


@checked
def forecast(
    names: Names,
    fitted: Mapping[At, Statistics],
    width: int,
    values: Statistics,
    rivals: Callable[[NDArray], Rivals],
    *,
    power: Power = 1.0,
    why_bias: str = WHY_BIAS,
    steps: Steps | None = None,
) -> list[Evidence]:
    r"""Statistics at one width against what :math:`a + b\,n^{-\mathrm{power}}` makes of others.

    ``fitted[n]``, shape (R_n, K), are the statistics of the widths that the line is fitted to;
    ``values``, shape (R, K), those at ``width``; ``rivals`` makes rival predictions of the
    predicted ones, shape (K,); ``steps``, at all these widths, say which are shares of eigenvalues.

    Raises:
        InvalidInputError: as :func:`extrapolate`.
    """
    found = extrapolate(fitted, power, at=width, steps=steps)
    center = values.mean(axis=0)
    every = {**fitted, width: values}
    own = variances(every, steps)[sorted(every).index(width)]
    others = _each(rivals(found.value), len(names))
    both = np.sqrt(own + found.error**2)
    freedom = min(found.freedom, len(values) - 1)
    return items_of(
        names, center, found.value, both, found.bias, why_bias, others, freedom, fit=found.fit
    )


@checked
def difference(
    names: Names,
    one: Statistics,
    other: Statistics,
    why_bias: str = WHY_SAME_WIDTH,
) -> list[Evidence]:
    """Means of one sample less those of an independent one, of shapes (R, K): should vanish."""
    (first, a), (second, b) = mean_and_error(one), mean_and_error(other)
    zero = np.zeros(len(names))
    nobody = _each({}, len(names))
    freedom = min(len(one), len(other)) - 1
    gap = first - second
    return items_of(names, gap, zero, np.sqrt(a**2 + b**2), zero, why_bias, nobody, freedom)


@checked
def counted(
    what: str,
    observed: float,
    expected: float,
    side: Side = "equal",
    rivals: Mapping[str, float] | None = None,
) -> Evidence:
    """Numbers that are counted, not estimated: no error at all. Equal rivals are left out."""
    others = {name: float(value) for name, value in (rivals or {}).items() if value != expected}
    observed, expected = float(observed), float(expected)
    return Evidence(
        what, observed, expected, 0.0, 0.0, WHY_COUNTED, others, at_width=observed, side=side
    )


@checked
def mean(
    what: str,
    values: Annotated[ArrayLike, Shape("networks"), REAL],
    expected: float,
    rivals: Mapping[str, float],
    side: Side = "equal",
    bias: Allowance = 0.0,
    why_bias: str = WHY_MEAN,
) -> Evidence:
    """The mean of one number per network, shape (R,)."""
    values = np.asarray(values, dtype=float)
    _check_networks(values)
    center, sem = (float(number) for number in mean_and_error(values))
    freedom = float(len(values) - 1)
    return Evidence(
        what, center, float(expected), sem, bias, why_bias, dict(rivals), freedom, center, side
    )


@checked
def single(
    what: str,
    value: float,
    sample: Annotated[NDArray, Shape("networks"), REAL],
    expected: float,
    rivals: Mapping[str, float],
    side: Side = "equal",
    bias: Allowance = 0.0,
    why_bias: str = WHY_MEAN,
) -> Evidence:
    r"""One more number, with the spread that a sample of its kind has.

    A new number and the mean of R others differ by :math:`s\sqrt{1+1/R}`, s their standard
    deviation (prediction interval).
    """
    _check_networks(sample)
    count, value = len(sample), float(value)
    sem = float(sample.std(ddof=1) * np.sqrt(1 + 1 / count))
    return Evidence(
        what, value, expected, sem, bias, why_bias, dict(rivals), float(count - 1), value, side
    )


@checked
def pooled(items: Annotated[Sequence[Evidence], Length()], why_bias: str) -> Evidence:
    """The mean deviation of independent statistics from what is expected of each: should vanish."""
    count = len(items)
    return Evidence(
        what=f"{items[0].what} less its limit",
        observed=fsum(item.observed - item.expected for item in items) / count,
        expected=0.0,
        sem=fsum(item.sem**2 for item in items) ** 0.5 / count,
        bias=fsum(item.bias for item in items) / count,
        why_bias=why_bias,
        freedom=min(item.freedom for item in items),
        at_width=fsum(item.at_width - item.expected for item in items) / count,
        fit=jointly(*(item.fit for item in items)),
    )


def mean_and_error(values: NDArray) -> tuple[NDArray, NDArray]:
    """Means over the first axis, and their standard errors."""
    return values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(len(values))


def median_and_error(values: NDArray) -> tuple[float, float]:
    """The median of numbers, shape (R,), and half the width of its central 68 % interval.

    By order statistics, whatever the law of the numbers is; the interval is closed outwards, which
    makes it longer by :math:`R^{-1/2}` of itself or so.
    """
    # how many lie below the median
    below = scipy.special.bdtr(np.arange(len(values) + 1), len(values), 0.5)
    low, high = np.searchsorted(below, scipy.special.ndtr(ONE))
    ordered = np.sort(values)
    return float(np.median(values)), float(ordered[high] - ordered[low - 1]) / 2


@checked
def cautious(values: Statistics) -> NDArray:
    """Means moved towards 0 by ``SURE`` standard errors, or to 0 if they get there.

    For rivals that are measured: noise must not make them seem further off than they are, and one
    that vanishes is none.

    Raises:
        InvalidInputError: there are fewer than two.
    """
    if len(values) < 2:
        raise InvalidInputError(
            f"the error of a mean needs two values at least, got {len(values)}: draw more"
        )
    center, sem = mean_and_error(values)
    return np.sign(center) * np.maximum(np.abs(center) - SURE * sem, 0.0)


@checked
def without_rivals(items: Sequence[Evidence]) -> list[Evidence]:
    """The same evidence for a control, which has nothing to exclude."""
    return [replace(item, rivals={}) for item in items]


def items_of(
    names: Names,
    observed: NDArray,
    expected: ArrayLike,
    sem: NDArray,
    bias: NDArray,
    why_bias: str,
    rivals: Sequence[Mapping[str, float]],
    freedom: float,
    at_width: NDArray | None = None,
    fit: NDArray | None = None,
) -> list[Evidence]:
    """One Evidence per statistic from arrays, shape (K,), and one mapping of rivals for each."""
    expected = np.asarray(expected, dtype=float)
    at_width = observed if at_width is None else at_width
    fit = np.full(len(names), np.nan) if fit is None else fit
    return [
        Evidence(
            what=name,
            observed=float(observed[i]),
            expected=float(expected[i]),
            sem=float(sem[i]),
            bias=float(bias[i]),
            why_bias=why_bias,
            rivals=rivals[i],
            freedom=freedom,
            at_width=float(at_width[i]),
            fit=float(fit[i]),
        )
        for i, name in enumerate(names)
    ]


def _each(rivals, count):
    """A mapping name -> prediction for every statistic."""
    arrays = {name: np.asarray(values, dtype=float) for name, values in rivals.items()}
    return [{name: float(values[i]) for name, values in arrays.items()} for i in range(count)]


def distinct_rivals(rivals: Rivals, expected: ArrayLike) -> list[dict[str, float]]:
    """For every statistic the rivals that do not predict what is expected."""
    targets = np.asarray(expected, dtype=float)
    return [
        {n: v for n, v in found.items() if not np.isclose(v, target, rtol=SAME, atol=NOTHING)}
        for found, target in zip(_each(rivals, len(targets)), targets, strict=True)
    ]


def _check_networks(values):
    if len(values) < 2:
        raise InvalidInputError(f"a standard error needs two networks, got {len(values)}")
