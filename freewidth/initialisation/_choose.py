r"""Which point: of the critical line, or where given variances of weights and biases lead."""

from dataclasses import replace
from functools import cache
from math import fsum, isfinite

import numpy as np
from scipy.optimize import brentq

from freewidth.activations import Activation, known
from freewidth.arguments import checked
from freewidth.ensembles import Ensemble
from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.initialisation._network import Initialisation
from freewidth.initialisation._settled import settled
from freewidth.limits import phases
from freewidth.limits.critical import STEPS, energy, fixed_point, spread
from freewidth.limits.critical import critical as weights_and_biases

SHARE = 0.25  # L (mu_2/mu_1^2 - 1) of the point that is taken where none is asked for
POINTS = 60  # of a line, at which the spread is looked at
LEAST_SHARE = 1e-3  # the same, from which on spectral widths are sought
WIDEST = 1e5  # times that q, up to which they are
JUMP = 1e-4  # relative, by which a width that is found may be off
CLOSE = 1e-8  # relative, of a q that is found by solving laws
ZERO = 1e-11  # variances below it at sigma_b = 0 are on their way to 0


@checked
def critical(
    activation: str | Activation,
    ensemble: str | Ensemble = "orthogonal",
    depth: int = 50,
    *,
    q: float | None = None,
    sigma_b2: float | None = None,
    width: float | None = None,
) -> Initialisation:
    r"""The critical network with the variance q, bias variance or spectral width asked for.

    Without any of these, the q with :math:`L(\mu_2/\mu_1^2 - 1) = 1/4`, all that phi adds to
    :math:`m_2/m_1^2`, so that spectra of deep networks with Haar weights stay narrow (Pennington,
    Schoenholz and Ganguli 2017); where no q has it, the one with the least :math:`\mu_2/\mu_1^2`.
    Homogeneous activations (linear, ReLU) are critical at every q, and 1 stands for all.

    Raises:
        InvalidInputError: more than one is asked for, the activation has no critical point, or
            none with what is asked for; the message says what there is.
        NotConvergedError: as :func:`freewidth.jacobian.law`, for a width.

    Examples:
        >>> from freewidth import initialisation
        >>> net = initialisation.critical("relu", "gaussian", depth=50)
        >>> round(net.sigma_w2, 10), net.sigma_b2
        (2.0, 0.0)
        >>> round(initialisation.critical("tanh", sigma_b2=1e-4).sigma_w2, 6)
        1.086026
        >>> initialisation.critical("softplus")
        Traceback (most recent call last):
            ...
        freewidth.errors.InvalidInputError: softplus has no critical point with q up to ...
    """
    if sum(asked is not None for asked in (q, sigma_b2, width)) > 1:
        raise InvalidInputError(
            "q, sigma_b2 and the spectral width each determine the point: take one"
        )
    Initialisation(activation, ensemble, depth, 1.0, 0.0, 1.0)  # checks what is asked
    line = phases.critical_line(activation)
    name = activation if isinstance(activation, str) else activation.label
    _require_line(line, name)

    def at(variance):
        return Initialisation(activation, ensemble, depth, *_weights(line, variance), variance)

    some = at(1.0 if line.homogeneous else line.ends[0][0])
    if q is not None:
        return at(_allowed(line, q, name))
    if sigma_b2 is not None:
        return at(_with_bias(line, sigma_b2, name))
    if width is not None:
        return at(_with_width(at, line, width, some))
    return at(1.0 if line.homogeneous else _narrow(line, SHARE / some.depth))


@checked
def nonlinearity(net: Initialisation) -> float:
    r""":math:`\sum_l(\mu_2/\mu_1^2 - 1)`: what phi adds to m_2/m_1^2 in all layers."""
    return fsum(spread(net.activation, q) for q in net.variances)


@checked
def given(
    activation: str | Activation,
    ensemble: str | Ensemble = "orthogonal",
    depth: int = 50,
    *,
    sigma_w2: float,
    sigma_b2: float = 0.0,
) -> Initialisation:
    r"""Any network, critical or not, at the fixed point to which inputs of :math:`|x|^2=n_0` lead.

    Raises:
        InvalidInputError: the variance grows without bound.
        NotConvergedError: it does not settle, nor do roots say where it goes.
    """
    checked = Initialisation(activation, ensemble, depth, sigma_w2, sigma_b2, 1.0)
    if _dies(activation, sigma_w2, sigma_b2):
        return replace(checked, q=0.0)
    where = f"{checked.name}, sigma_w2={sigma_w2:.12g}, sigma_b2={sigma_b2:.12g}"
    try:
        q = _limit(activation, sigma_w2, sigma_b2)
    except InvalidInputError as error:
        raise InvalidInputError(
            f"{where}: the variance has no fixed point that inputs of variance 1 lead to ({error})"
        ) from None
    except NotConvergedError as error:
        raise NotConvergedError(
            f"{where}: a variance of 1 does not settle within {STEPS} layers ({error}); change "
            f"sigma_w2 or sigma_b2"
        ) from None
    return replace(checked, q=q)


def _limit(activation, sigma_w2, sigma_b2):
    """By the recursion, or, where it takes too many layers, by roots."""
    try:
        q = fixed_point(activation, sigma_w2, sigma_b2)
    except NotConvergedError:
        return settled(activation, sigma_w2, sigma_b2)
    return 0.0 if sigma_b2 == 0 and q < ZERO else q


def _dies(activation, sigma_w2, sigma_b2):
    """Whether every variance up to 1 falls, to 0."""
    if sigma_b2 > 0 or float(known(activation).f(np.zeros(1))[0]) != 0:
        return False
    if sigma_w2 * phases.start_slope(activation) > 1 + phases.SAME:
        return False  # 0 repels
    some = np.geomspace(phases.LEAST, 1.0, POINTS)
    slack = 1 - phases.SAME
    return all(sigma_w2 * energy(activation, q) <= q * (1 + phases.SAME) for q in some) and (
        sigma_w2 * energy(activation, 1.0) < slack
    )


def _require_line(line, name):
    if line.ends:
        return
    chi, sigma_w2, q = line.nearest()
    raise InvalidInputError(
        f"{name} has no critical point with q up to {phases.MOST:g}: the nearest chi at an "
        f"attracting fixed point is {chi:.4g}, at sigma_w2={sigma_w2:.6g}, sigma_b2=0, q*={q:.4g}; "
        f"give sigma_w2 and sigma_b2 to see another network"
    )


def _weights(line, q):
    """(sigma_w^2, sigma_b^2) of the critical network with this variance; rounding is no bias."""
    if q == 0:
        return line.start, 0.0
    sigma_w2, sigma_b2 = weights_and_biases(line.activation, q)
    return sigma_w2, 0.0 if line.homogeneous or sigma_b2 <= phases.SAME * q else sigma_b2


def _allowed(line, q, name):
    if not (isfinite(q) and q >= 0):
        raise InvalidInputError(f"q is a finite variance >= 0, got {q!r}")
    if q == 0 and line.start > 0:
        return 0.0
    if not any(a <= q * (1 + phases.SAME) and q <= b for a, b in line.ends):
        raise InvalidInputError(
            f"{name} is critical with q in {_intervals(line)}, where sigma_b2 >= 0; q={q:g} is not "
            f"there"
        )
    return float(q)


def _intervals(line):
    return " and ".join(f"[{a:.4g}, {b:.4g}]" for a, b in line.ends)


def _with_bias(line, sigma_b2, name):
    if not (isfinite(sigma_b2) and sigma_b2 >= 0):
        raise InvalidInputError(f"sigma_b2 is finite and >= 0, got {sigma_b2!r}")
    found = line.variances(sigma_b2)
    if not found:
        reason = (
            "it is homogeneous, and critical with sigma_b2 = 0 alone"
            if line.homogeneous
            else f"its critical line has q in {_intervals(line)}"
        )
        raise InvalidInputError(f"{name} is not critical with sigma_b2={sigma_b2:g}: {reason}")
    return found[0]


def _narrow(line, target):
    """The least q on the line with mu_2/mu_1^2 - 1 = target, else that with the least spread."""

    def excess(q):
        return spread(line.activation, q) - target

    for a, b in line.ends:
        some = np.geomspace(a, b, POINTS)
        signs = np.array([excess(q) for q in some])
        for i in np.flatnonzero(signs[:-1] * signs[1:] < 0):
            return float(brentq(excess, some[i], some[i + 1], rtol=1e-12, xtol=1e-300))
    return phases.least_spread(line)


def _with_width(at, line, width, some):
    """The q whose spectral width is the one asked for: wider spectra lie at greater q.

    Raises:
        InvalidInputError: none that is looked at has it.
    """
    if not (isfinite(width) and width >= 1):
        raise InvalidInputError(
            f"the spectral width s_max/s_median is a finite number >= 1, got {width!r}"
        )
    if line.homogeneous:
        raise InvalidInputError(
            f"{some.label}: the spectral width is {some.spectral_width:.4g} at every q; change "
            f"the depth"
        )

    @cache
    def seen_at(q):
        return at(q).spectral_width

    low = _narrow(line, LEAST_SHARE / some.depth)
    least = seen = seen_at(low)
    if width < least:
        raise InvalidInputError(
            f"{some.weights} {some.name}, L={some.depth}: the narrowest critical network has "
            f"spectral width {least:.4g} (q={low:.3g}), not {width:g}; take fewer layers, or "
            f"orthogonal weights"
        )
    high = low
    while seen < width and high < min(WIDEST * low, line.ends[-1][1] / 2):
        high = 2 * high
        seen = seen_at(high)
    if seen < width:
        raise InvalidInputError(
            f"{some.weights} {some.name}, L={some.depth}: critical networks have spectral widths "
            f"from {least:.4g} (q={low:.3g}) to {seen:.4g} (q={high:.3g}), not {width:g}; take "
            f"more layers"
        )
    if high == low:
        return low
    found = float(
        brentq(lambda q: seen_at(q) - width, max(low, high / 2), high, xtol=1e-300, rtol=CLOSE)
    )
    if abs(seen_at(found) - width) > JUMP * width:
        below, above = (seen_at(found * side) for side in (1 - JUMP, 1 + JUMP))
        raise InvalidInputError(
            f"{some.weights} {some.name}, L={some.depth}: the spectral width jumps from "
            f"{below:.4g} to {above:.4g} at q={found:.4g}, where the median leaves the atom at the "
            f"top, and is never {width:g}"
        )
    return found
