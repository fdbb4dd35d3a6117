"""Laws of very large or very small numbers: solved for M over its mean, and moved back.

Only where slopes take a few values is the mean known beforehand; elsewhere it stays moderate.
"""

from dataclasses import replace

import numpy as np

from freewidth.errors import NotConvergedError
from freewidth.freeprob.algebra import Layers, layers
from freewidth.freeprob.atoms import atoms
from freewidth.freeprob.law import Law
from freewidth.jacobian.slopes import masses
from freewidth.network import Network

FAR = 100.0  # log of a mean that is moved: its fourth power, exp(400), is still a number
LARGEST, SMALLEST = np.log(np.finfo(float).max), np.log(np.finfo(float).tiny)


def unit(net: Network | Layers) -> float:
    """log m_1 if slopes take finitely many values and it is beyond ``FAR``, else 0."""
    total = 0.0
    for name, y, scale in zip(net.activations, net.preactivations, net.scales, strict=True):
        alive, values = masses(name, y)
        if not values or sum(p for _, p in values) < alive * (1 - 1e-12):  # some of K is curved
            return 0.0
        total += np.log(scale) + np.log(sum(a * p for a, p in values))
    return float(total) if abs(total) > FAR else 0.0


def within(net: Network | Layers, shift: float) -> Layers:
    """The layers of M exp(-shift), an equal part of the factor in each of them."""
    factor = np.exp(-shift / net.depth)
    label = f"{net.label}, in units of exp({shift:.6g})"
    return replace(layers(net), label=label, scales=tuple(factor * s for s in net.scales))


def moved(found: Law, net: Network | Layers, shift: float) -> Law:
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
                f"{net.label}: {name}, exp({worst:.6g}), is no number in double precision; "
                f"freewidth.freeprob.scaled(net, factor) changes the scale"
            )
    low, mass, exponent = found.tail
    return replace(
        found,
        net=net,
        atoms=atoms(net),
        support=tuple(
            (float(np.exp(shift) * a), float(np.exp(shift) * b)) for a, b in found.support
        ),
        pieces=replace(pieces, left=pieces.left + shift, right=pieces.right + shift),
        tail=(low + shift if mass else low, mass, exponent),
    )
