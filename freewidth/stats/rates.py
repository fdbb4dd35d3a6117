r"""How fast linear statistics concentrate: slopes of log-moments of fluctuations against log n.

For nonlinear phi the diagonal of D fluctuates like n independent numbers, so the variance of
:math:`n^{-1}\mathrm{tr} f(JJ^\top)` falls like 1/n and its fourth central moment like
:math:`n^{-2}`. Given D, or for linear phi, only the weights' rigid spectrum fluctuates: the
variance falls like :math:`n^{-2}`.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import InvalidInputError
from freewidth.stats.evidence import Evidence

WHY_BIAS = (
    "log of the moment is s log n + const + d/n; allowed: |d| <= n_min/4, carried through the fit"
)


def central_moment_slope(
    observed: Mapping[int, NDArray], order: int = 2
) -> tuple[float, float, float, float]:
    r"""Slope of :math:`\log\mathbb E|Y_n-\mathbb E Y_n|^{order}` against log n, order 2 or 4.

    ``observed[n]`` holds one statistic per network, shape (R_n,). Weighted least squares over the
    widths; the variance of each log-moment by the delta method. Returns the slope, its standard
    error, the bias allowance (see ``WHY_BIAS``) and the degrees of freedom.

    Raises:
        InvalidInputError: fewer than two widths, or a statistic that does not fluctuate at all.
    """
    widths = np.array(sorted(observed))
    if widths.size < 2:
        raise InvalidInputError(f"a slope in n needs at least two widths, got {widths.tolist()}")
    logs, errors = zip(*(_log_moment(n, observed[n], order) for n in widths), strict=True)
    weight = 1 / np.square(errors)
    x = np.log(widths)
    lever = weight * (x - (weight @ x) / weight.sum())
    lever /= lever @ x
    bias = abs(lever @ (widths.min() / 4 / widths))
    freedom = min(len(observed[n]) for n in widths) - 1
    return (
        float(lever @ np.array(logs)),
        float(np.sqrt(lever**2 @ np.square(errors))),
        bias,
        freedom,
    )


def slope_evidence(
    what: str,
    observed: Mapping[int, NDArray],
    *,
    expected: float,
    rivals: Mapping[str, float],
    order: int = 2,
) -> Evidence:
    """The measured exponent of one statistic against the expected one."""
    slope, sem, bias, freedom = central_moment_slope(observed, order)
    return Evidence(what, slope, expected, sem, bias, WHY_BIAS, rivals, freedom)


def _log_moment(width, values, order):
    centred = np.asarray(values, dtype=float) - np.mean(values)
    spread = np.abs(centred).max(initial=0.0)
    if spread <= 1e-13 * np.abs(values).max(initial=1.0):
        raise InvalidInputError(
            f"the statistic does not fluctuate at width {width}: its {len(centred)} values agree "
            f"to {spread:.1e}; an exponent needs fluctuations"
        )
    powers = np.abs(centred) ** order
    return np.log(powers.mean()), powers.std(ddof=1) / np.sqrt(len(powers)) / powers.mean()
