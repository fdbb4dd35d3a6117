r"""How wide a spectrum is, and to which depth it is no wider than asked.

The spectral width is the largest singular value of J over their median, zeros left out,

.. math:: w_L = s_{\max}/s_{\mathrm{median}}.

The smallest one would not do: it is 0 in the limit as soon as weights are independent or phi
saturates. Defined like this w is finite for both, 1 if J is an isometry up to a factor.
"""

from collections.abc import Callable
from math import fsum

from freewidth.arguments import checked
from freewidth.errors import NotConvergedError
from freewidth.freeprob import Law

DECADE = 10.0
MOST_LAYERS = 256  # deeper laws take seconds each
NEIGHBOURS = 3  # depths tried instead of one whose law is refused


def lost(law: Law) -> float:
    """The share of singular values that are 0."""
    return fsum(mass for x, mass in law.atoms if x == 0)


@checked
def spectral_width(law: Law) -> float:
    """Largest over median singular value, zeros left out."""
    zero = lost(law)
    ends = [right for _, right in law.support] + [x for x, _ in law.atoms]
    return float((max(ends) / law.quantile(zero + (1 - zero) / 2)) ** 0.5)


def deepest(width: Callable[[int], float], most: float, start: int, limit: int) -> int:
    """The L with width(L) <= ``most`` < width(L + 1), by doubling and bisection; 0 if width(1) is.

    It is the greatest where the width grows with L, as it does in all cases that were looked at
    but for the first layers of phi that are not odd.

    Raises:
        NotConvergedError: L is ``limit`` or more, or the laws next to it are refused.
    """
    low, high = 0, min(start, limit)
    while (found := _near(width, high, low + 1, limit)) and found[1] <= most:
        if found[0] == limit:
            raise NotConvergedError(
                f"more than {limit} layers, where the spectral width is {found[1]:.4g}"
            )
        low, high = found[0], min(2 * found[0], limit)
    high = found[0]
    while high - low > 1:
        depth, seen = _near(width, (low + high) // 2, low + 1, high - 1)
        low, high = (depth, high) if seen <= most else (low, depth)
    return low


def _near(width, depth, least, most):
    """(L, width(L)) for the depth itself, or for a near one where its law is refused."""
    near = sorted(range(least, most + 1), key=lambda other: abs(other - depth))
    for other in near[: 2 * NEIGHBOURS + 1]:
        try:
            return other, width(other)
        except NotConvergedError as error:
            refused = error
    raise refused
