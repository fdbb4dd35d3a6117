"""The equation of a free product, with quadratures as fine as its law asks for."""

from freewidth.freeprob.factors import FreeProduct
from freewidth.freeprob.measure import DEEPER
from freewidth.freeprob.negative_axis import DEEPEST_LOG, lowest_level
from freewidth.freeprob.product import Product, build

FIRST = 1e-13  # floor of the first quadratures
LEAST = 1e-280  # and of the last ones: |w| near the smallest number
LOWEST = 1e-270  # times DEEPER: below it |w| is looked at more closely, as floors fall no more
SHARP = 1e-12  # blur where M = K, whose density is singular on the support itself
LOWER = 1e3  # a |w| met above the floor is right to this factor
SHARE = 0.08  # of its logarithm, by which one below is missed: A is no exact power of w


def prepare(net: FreeProduct, deepest: float = DEEPEST_LOG) -> tuple[Product, float] | None:
    """The factored form, its quadratures fine enough near 0, and the lowest log x looked at.

    It is ``deepest`` at least. None if M = 0.
    """
    if net.vanishes:
        return None
    floor = FIRST
    while True:
        product = build(net, floor)
        lowest, least = lowest_level(product, deepest)
        if least <= DEEPER * floor < LOWEST:
            lowest, least = lowest_level(product, deepest, 2 * DEEPER * floor)
        if least > DEEPER * floor:
            return (build(net, floor, SHARP) if product.bare else product), lowest
        floor = max(least * min(1.0, least / floor) ** SHARE / LOWER, LEAST)
