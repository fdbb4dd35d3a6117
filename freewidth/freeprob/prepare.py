"""The product of a network, with quadratures as fine as its law asks for."""

from freewidth.freeprob.algebra import Layers
from freewidth.freeprob.negative_axis import DEEPEST_LOG, lowest_level
from freewidth.freeprob.product import Product, build
from freewidth.jacobian.slopes import DEEPER, masses
from freewidth.network import Network

LOWER = 1e3  # a |w| met above the floor is right to this factor
SHARE = 0.08  # of its logarithm, by which one below is missed: A is no exact power of w


def prepare(net: Network | Layers, deepest: float = DEEPEST_LOG) -> tuple[Product, float] | None:
    """The factored form, its quadratures fine enough near 0, and the lowest log x looked at.

    It is ``deepest`` at least. None if M = 0.
    """
    laws = zip(net.activations, net.preactivations, strict=True)
    if any(masses(name, y)[0] == 0 for name, y in laws):
        return None
    floor = 1e-13
    while True:
        product = build(net, floor)
        lowest, least = lowest_level(product, deepest)
        if least <= DEEPER * floor < 1e-270:
            lowest, least = lowest_level(product, deepest, 2 * DEEPER * floor)
        if least > DEEPER * floor:
            return (build(net, floor, 1e-12) if product.bare else product), lowest
        floor = max(least * min(1.0, least / floor) ** SHARE / LOWER, 1e-280)
