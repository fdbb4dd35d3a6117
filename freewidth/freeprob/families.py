r"""Many factors of nearly the same measure as a few: Gauss's rule for a sum over a family.

Factors of one size share :math:`A_l(w_l) = y`, and for members of a :class:`.Family`
:math:`\log w_l(y)` is analytic in the coordinate t of the family. Gauss's rule with n nodes for the
discrete measure :math:`\sum_l \delta_{t_l}` replaces :math:`\sum_l \log w_l` by
:math:`\sum_i \lambda_i \log w(y; t_i)`, exactly for polynomials of degree 2n - 1, with positive
weights and nodes between the :math:`t_l`. Where coordinates converge along the depth, a handful of
nodes serves any number of layers.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.freeprob.factors import FreeProduct
from freewidth.freeprob.measure import Source

LEFT_OUT = 1e-17  # relative remainder for functions analytic within RADIUS
RADIUS = 1.0  # in the coordinate, as families promise
MOST = 12  # nodes


@dataclass(frozen=True)
class Member:
    """A measure and the size at which it stands.

    Attributes:
        source: of the measure.
        rho: n_L over the size.
        count: how many factors it stands for; a weight, and no whole number, of Gauss's rules.
    """

    source: Source
    rho: float
    count: float = 1


Choice = Callable[[FreeProduct], list[Member]]  # :func:`every` or :func:`few`


def gauss(points: NDArray) -> tuple[NDArray, NDArray] | None:
    """Nodes and weights (n,) for the sum over ``points`` (N,); None if n < N does not suffice.

    The remainder is |f^(2n)| |pi_n|^2/(2n)!, pi_n the monic orthogonal polynomial.
    """
    basis = [np.full(points.size, points.size**-0.5)]  # orthonormal polynomials at the points
    diagonal: list[float] = []
    off: list[float] = []
    norm = 1.0
    while len(basis) < min(points.size, MOST + 1):
        ahead = points * basis[-1]
        diagonal.append(float(ahead @ basis[-1]))
        for _ in range(2):  # the second pass removes the rounding of the first
            ahead = ahead - np.stack(basis).T @ (np.stack(basis) @ ahead)
        off.append(float(np.linalg.norm(ahead)))
        norm *= (off[-1] / RADIUS) ** 2
        if norm <= LEFT_OUT:
            nodes, vectors = np.linalg.eigh(
                np.diag(diagonal) + np.diag(off[:-1], 1) + np.diag(off[:-1], -1)
            )
            return nodes, points.size * vectors[0] ** 2
        basis.append(ahead / off[-1])
    return None


def lagrange(nodes: NDArray, points: NDArray) -> NDArray:
    """Matrix (N, n) from values at the nodes to those of the interpolant at the points."""
    out = np.ones((points.size, nodes.size))
    for i in range(nodes.size):
        for j in range(nodes.size):
            if i != j:
                out[:, i] *= (points - nodes[j]) / (nodes[i] - nodes[j])
    return out


def every(product: FreeProduct) -> list[Member]:
    """The measures of all factors, each with count 1."""
    return [Member(stage.source, product.ratios[-1] / stage.rows) for stage in product.stages]


def few(product: FreeProduct) -> list[Member]:
    """As :func:`every`, with nodes and weights for members of one family and size."""
    groups: dict[Hashable, list[Member]] = {}
    for member in every(product):
        groups.setdefault(_kin(member), []).append(member)
    return [chosen for members in groups.values() for chosen in _chosen(members)]


def _chosen(members):
    """A few for all members of one family and size."""
    family = members[0].source.family
    rule = None if family is None else gauss(_coordinates(members))
    if rule is None:
        return members
    return [
        Member(family.member(float(t)), members[0].rho, float(count))
        for t, count in zip(*rule, strict=True)
    ]


def _kin(member):
    """What members have in common that may stand for one another."""
    family = member.source.family
    return (member.source if family is None else family.key), member.rho


def spread(some: Sequence[Member], all_: Sequence[Member]) -> NDArray:
    """Matrix (N, n) interpolating functions of the coordinate from some members to others.

    Rows of members of ``all_`` whose measure is among ``some`` are exact.
    """
    out = np.zeros((len(all_), len(some)))
    groups: dict[Hashable, list[int]] = {}
    for g, member in enumerate(some):
        groups.setdefault(_kin(member), []).append(g)
    for row, member in enumerate(all_):
        columns = groups[_kin(member)]
        same = [g for g in columns if some[g].source == member.source]
        if same:
            out[row, same] = 1.0
        else:
            nodes = _coordinates([some[g] for g in columns])
            out[row, columns] = lagrange(nodes, _coordinates([member]))[0]
    return out


def _coordinates(members: Sequence[Member]) -> NDArray:
    """Of members of a family."""
    return np.array([m.source.family.coordinate for m in members if m.source.family is not None])
