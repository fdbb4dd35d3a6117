"""Laws of very large or very small numbers: solved for M over its mean, and moved back.

Only where all measures are of a few values is the mean known beforehand; elsewhere it is moderate.
"""

from dataclasses import replace
from math import fsum

import numpy as np

from freewidth.errors import NotConvergedError
from freewidth.freeprob._law import Law
from freewidth.freeprob.atoms import atoms
from freewidth.freeprob.factors import FreeProduct

FAR = 100.0  # log of a mean that is moved: its fourth power, exp(400), is still a number
LARGEST, SMALLEST = np.log(np.finfo(float).max), np.log(np.finfo(float).tiny)


def unit(product: FreeProduct) -> float:
    """log m_1 if measures are of finitely many values and it is beyond ``FAR``, else 0."""
    total = 0.0
    for stage in product.stages:
        alive, values = stage.source.masses()
        if not values or fsum(p for _, p in values) < alive * (1 - 1e-12):  # some of K is curved
            return 0.0
        total += np.log(stage.scale) + np.log(fsum(a * p for a, p in values))
    return float(total) if abs(total) > FAR else 0.0


def within(product: FreeProduct, shift: float) -> FreeProduct:
    """The factors of M exp(-shift), an equal part of that in each of them."""
    factor = np.exp(-shift / product.depth)
    label = f"{product.label}, in units of exp({shift:.6g})"
    return replace(product, label=label, scales=tuple(factor * s for s in product.scales))


def moved(found: Law, product: FreeProduct, shift: float) -> Law:
    """The law of M from that of M exp(-shift), pieces and certificate the same.

    Raises:
        NotConvergedError: the right edge or an atom is no number in double precision.
    """
    pieces = found.pieces
    ends = {"an atom": np.log([at for at, _ in found.atoms if at > 0]) + shift}
    ends["the right edge"] = pieces.right[-1:] + shift
    for name, u in ends.items():
        if np.any((u > LARGEST) | (u < SMALLEST)):
            worst = u[np.argmax(np.abs(u))]
            raise NotConvergedError(
                f"{product.label}: {name}, exp({worst:.6g}), is no number in double precision; "
                f"freewidth.freeprob.scaled(product, factor) changes the scale"
            )
    low, mass, exponent = found.tail
    return replace(
        found,
        of=product,
        atoms=atoms(product),
        support=tuple(
            (float(np.exp(shift) * a), float(np.exp(shift) * b)) for a, b in found.support
        ),
        pieces=replace(pieces, left=pieces.left + shift, right=pieces.right + shift),
        tail=(low + shift if mass else low, mass, exponent),
    )
