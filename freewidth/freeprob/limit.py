"""From a free product to its law: edges, pieces between them, tail, certificate."""

from dataclasses import replace
from math import fsum

import numpy as np

from freewidth.arguments import checked
from freewidth.errors import NotConvergedError
from freewidth.freeprob import certify, units
from freewidth.freeprob._law import Law
from freewidth.freeprob.atoms import atoms
from freewidth.freeprob.density import solve_density
from freewidth.freeprob.factors import FreeProduct
from freewidth.freeprob.families import every, few
from freewidth.freeprob.negative_axis import DEEPEST_LOG
from freewidth.freeprob.piecewise import assemble, empty
from freewidth.freeprob.prepare import prepare
from freewidth.freeprob.product import build, unfolded
from freewidth.freeprob.segment import SIZE
from freewidth.freeprob.support import find_support
from freewidth.freeprob.threads import single_threaded

SHARP = 1e-12  # of the largest k: how near w may come to singular points of K at most
FLATTEST = 1e-9  # exponent of a tail that does not fall to the left: it gets its mass from F
DEEP = 1e-13  # mass below the smallest x from which the closed form of F beats a power law


@checked
@single_threaded
def law(product: FreeProduct) -> Law:
    r"""The law of :math:`M = JJ^\top` for a product of free factors, solved and certified.

    Raises:
        NotConvergedError: some step or some check of the certificate did not meet its tolerance.
    """
    if shift := units.unit(product):
        deepest = DEEPEST_LOG - max(shift, 0.0)  # x that are numbers when moved back
        return units.moved(_law(units.within(product, shift), deepest), product, shift)
    return _law(product, DEEPEST_LOG)


def _law(net, deepest):
    """The certified law, solved for log x >= ``deepest`` where w allows."""
    found = atoms(net)
    prepared = prepare(net, deepest)
    if prepared is None:
        return Law(net, found, (), empty(), (0.0, 0.0, 1.0), certify.trivial())
    product, lowest = prepared
    try:
        return _solved(net, product, lowest, deepest, found, few)
    except NotConvergedError:
        whole, _ = unfolded(net, product)
        if len(whole.layers) == len(product.layers):
            raise
        # few do not stand for many
        return _solved(net, whole, lowest, deepest, found, every)


def _solved(net, product, lowest, deepest, found, choice):
    """The certified law of a product of the ``choice`` :func:`.few` or :func:`.every`."""
    product, parts, flat = _traced(net, product, lowest, choice)
    support = _intervals(parts)
    pieces, tail = _assemble(flat, parts)
    share = product.share
    own = found if share == 1 else tuple((at, p / share) for at, p in found if at > 0)
    if tail[1] > DEEP:
        pieces, tail = _anchor(product, flat[0], pieces, tail, own)
    result = Law(net, own, support, pieces, tail, certify.trivial())
    result = replace(result, certificate=certify.certify(result, product, flat, deepest))
    return result if share == 1 else _diluted(result, found, share)


def _diluted(result, found, share):
    """The law with these atoms, from that off 0 alone, of which there is so much."""
    own = result.pieces
    names = ("density", "integral", "below", "mass")
    pieces = replace(own, **{name: share * getattr(own, name) for name in names})
    low, mass, exponent = result.tail
    return replace(result, atoms=found, pieces=pieces, tail=(low, share * mass, exponent))


def _traced(net, product, lowest, choice):
    """(product, bulks, pieces), with sharp quadratures where some w is too near for others."""
    if product.bare:  # its quadrature is sharp
        return _pieces(net, product, lowest)
    try:
        found = _pieces(net, product, lowest)
        if not _blurred(product, found[-1]):
            return found
    except NotConvergedError:
        if not any(layer.law.critical for layer in product.layers):
            raise
    return _pieces(net, build(net, product.rule[0], SHARP, choice), lowest)


def _pieces(net, product, lowest):
    """(product, bulks, solved segments) of the density."""
    support = find_support(product, net.label, lowest)
    return product, *solve_density(product, support, net.label)


def _blurred(product, flat):
    """Whether some w comes nearer to a singular point of its K than its rule is meant for."""
    for g, law in enumerate(layer.law for layer in product.layers):
        w = np.array([piece.w[:, g] for piece in flat])
        near = [np.abs(w - value).min() for value in law.critical if w.size]
        if min(near, default=np.inf) < law.blur * law.top:
            return True
    return False


def _intervals(parts):
    """(left, right) in x, intervals that touch joined."""
    joined = []
    for bulk in parts:
        left = 0.0 if bulk.left is None else float(np.exp(bulk.left.u))
        right = float(np.exp(bulk.right.u))
        if joined and joined[-1][1] == left:
            left = joined.pop()[0]
        joined.append((left, right))
    return tuple(joined)


def _assemble(flat, parts):
    """Pieces with cumulative masses, and the tail below the first one."""
    if not flat:
        return empty(), (0.0, 0.0, 1.0)
    segments, density = [p.segment for p in flat], np.stack([p.density for p in flat])
    tail = (0.0, 0.0, 1.0)
    if parts[0].left is None:
        tail = _tail(segments[0].left, segments[0].right, density[0])
    return assemble(segments, density, tail[1]), tail


def _anchor(product, first, pieces, tail, found):
    """Mass below the first piece from the closed form of F, where it is far from a pure power."""
    u, y, w = (part[SIZE // 2 :][:1] for part in (first.segment.nodes[0], first.y, first.w))
    exact = 1 - product.potential(y, w, u + 0j).imag[0] / np.pi
    exact -= fsum(mass for position, mass in found if position == 0)
    mass = exact - (pieces.cumulative(u)[0] - tail[1])
    shifted = replace(pieces, below=pieces.below + (mass - tail[1]))
    if mass < DEEP:
        return shifted, (tail[0], 0.0, 1.0)
    return shifted, (tail[0], float(mass), float(tail[1] * tail[2] / mass))


def _tail(left, right, density):
    """Power law through the first piece's value and slope at its left end."""
    signs = (-1.0) ** np.arange(density.size)
    value = float(density @ signs)
    slope = float((density * np.arange(density.size) ** 2) @ -signs) * 2 / (right - left)
    if value <= 0:
        return (float(left), 0.0, 1.0)
    exponent = max(slope / value, FLATTEST)
    return (float(left), value / exponent, exponent)
