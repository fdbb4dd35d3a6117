r"""Where variances go if the recursion takes too many layers to tell: next to criticality.

:math:`q_{l+1} = F(q_l)`, :math:`F(q) = \sigma_w^2\,\mathbb E\,\phi(\sqrt q g)^2 + \sigma_b^2`.
Where F increases, the q_l from 1 on all rise or all fall, and their limit is the first root of
F(q) = q on their way, however slowly they come to it.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from freewidth.activations import Activation
from freewidth.arguments import checked
from freewidth.errors import NotConvergedError
from freewidth.limits.critical import ROUNDING, energy
from freewidth.limits.phases import SAME, start_slope

UP, DOWN = 6, 30  # decades from 1: as far as quadrature goes; kinks at 0 have roots of (chi - 1)^2
A_DECADE = 8  # points: E phi^2 is smooth in log q, an average over a Gaussian
NEARLY = (
    0.1  # |F/q - 1| below which a least one between points is looked for: two roots touch there
)


@checked
def settled(activation: str | Activation, sigma_w2: float, sigma_b2: float) -> float:
    """The limit of the variances from 1 on, by roots; 0 if they fall below all.

    Raises:
        NotConvergedError: they grow, or fall, beyond all that are looked at, or F does not increase
            on their way.
    """

    def rise(log_q):
        q = np.exp(log_q)
        return (sigma_w2 * energy(activation, q) + sigma_b2) / q - 1

    first = rise(0.0)
    if abs(first) <= SAME:
        return 1.0
    decades = UP if first > 0 else -DOWN
    points = np.log(10) * np.linspace(0.0, decades, abs(decades) * A_DECADE + 1)
    rises = np.array([rise(point) for point in points])
    end, bracket = _first(rise, points, rises)
    _require_increasing(points[: end + 1], rises[: end + 1])
    if bracket:
        return float(np.exp(brentq(rise, *bracket, xtol=ROUNDING, rtol=ROUNDING)))
    if first > 0:
        raise NotConvergedError(
            f"it grows from layer to layer, beyond 1e{UP}, and no fixed point further out is sought"
        )
    if sigma_b2 > 0 or sigma_w2 * start_slope(activation) > 1 + SAME:
        raise NotConvergedError(f"it falls from layer to layer, below 1e-{DOWN}")
    return 0.0


def _first(rise: Callable, points, rises):
    """Index of the point beyond the first root, and ends of an interval with it; or None."""
    seen = np.flatnonzero(np.abs(rises) > SAME)  # what is smaller may be rounding
    sign = np.sign(rises[0])
    for before, here, after in zip([0, *seen[:-2]], seen[:-1], seen[1:], strict=False):
        if rises[here] * sign < 0:
            return here, (points[before], points[here])
        size = abs(rises[here])  # the first is its own neighbour
        if size < min(NEARLY, abs(rises[after])) and size <= abs(rises[before]):
            least = minimize_scalar(
                lambda x: sign * rise(x),
                bounds=sorted((points[before], points[after])),
                method="bounded",
                options={"xatol": ROUNDING**0.5},
            )
            if least.fun <= 0:
                return after, (points[before], least.x)
    if rises[seen[-1]] * sign < 0:
        return seen[-1], (points[seen[-2]], points[seen[-1]])
    return len(points) - 1, None


def _require_increasing(points, rises):
    values = [np.exp(x) * (1 + y) for x, y in sorted(zip(points, rises, strict=True))]
    if any(after < before * (1 - SAME) for before, after in pairwise(values)):
        raise NotConvergedError("the variance of a layer does not increase with that before it")
