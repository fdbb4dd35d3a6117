r"""Atoms of the limit law, exactly.

A free product has an atom at ab iff :math:`\nu_A(\{a\}) + \nu_B(\{b\}) > 1`, of mass the sum less
one. Independent entries leave no atom but the one at 0; an isometry keeps them (tall weights dilute
them by zeros, wide ones compress: mass :math:`(p - (1 - t))/t`, t the ratio of the sizes).
"""

from freewidth.jacobian.slopes import masses
from freewidth.network import Network

LEAST = 1e-13  # masses below are differences of rounded numbers, not atoms


def atoms(net: Network) -> tuple[tuple[float, float], ...]:
    """Pairs (position, mass) of all atoms of the limit law, increasing in position."""
    n = net.ratios
    law = {1.0: 1.0}
    rank = 1.0  # of M^l, relative to n_l
    for layer, (kind, y) in enumerate(zip(net.kinds, net.preactivations, strict=True), start=1):
        ratio = n[layer - 1] / n[layer]
        alive, slopes = masses(net.activations[layer - 1], y)
        rank = min(rank * ratio, alive, 1.0)
        if kind == "iid":
            law = {}
        elif ratio <= 1:
            law = {a: p * ratio for a, p in law.items()}
        else:
            law = {a: 1 - (1 - p) * ratio for a, p in law.items()}
        law = {
            net.scales[layer - 1] * a * b: p + r - 1
            for a, p in law.items()
            for b, r in slopes
            if p + r - 1 > LEAST
        }
    zero = 1 - rank
    found = ([(0.0, zero)] if zero > LEAST else []) + sorted(law.items())
    return tuple((float(a), float(p)) for a, p in found)
