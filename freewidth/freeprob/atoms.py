r"""Atoms of the limit law, exactly.

A free product has an atom at ab iff :math:`\nu_A(\{a\}) + \nu_B(\{b\}) > 1`, of mass the sum less
one. What weights make of atoms their kind says: independent entries leave none but the one at 0; an
isometry keeps them (tall weights dilute them by zeros, wide ones compress: mass
:math:`(p - (1 - t))/t`, t the ratio of the sizes).
"""

from freewidth.freeprob.factors import FreeProduct

LEAST = 1e-13  # masses below are differences of rounded numbers, not atoms


def atoms(product: FreeProduct) -> tuple[tuple[float, float], ...]:
    """Pairs (position, mass) of all atoms of the limit law, increasing in position."""
    law = {1.0: 1.0}
    rank = 1.0  # of M^l, relative to n_l
    for stage in product.stages:
        ratio = stage.columns / stage.rows
        alive, values = stage.source.masses()
        rank = min(rank * ratio, alive, 1.0)
        law = {
            stage.scale * a * b: p + r - 1
            for a, p in stage.kind.atoms(law, ratio).items()
            for b, r in values
            if p + r - 1 > LEAST
        }
    zero = 1 - rank
    found = ([(0.0, zero)] if zero > LEAST else []) + sorted(law.items())
    return tuple((float(a), float(p)) for a, p in found)
