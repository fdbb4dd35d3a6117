r"""Many layers of nearly equal variance as a few: Gauss's rule for a sum over layers.

Square layers share :math:`A_l(w_l) = y`, and :math:`\log w_l(y)` is analytic in the logarithm of
the variance v of the Gaussian in layer l. Gauss's rule with n nodes for the discrete measure
:math:`\sum_l \delta_{\log v_l}` replaces :math:`\sum_l \log w_l` by :math:`\sum_i \lambda_i
\log w(y; v_i)`, exactly for polynomials of degree 2n - 1, with positive weights and nodes between
the :math:`v_l`. As variances converge along the depth, a handful of nodes serves any number of
layers.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from freewidth.activations import ACTIVATIONS
from freewidth.jacobian.slopes import Slope
from freewidth.network import Network
from freewidth.preactivation import Preactivation

LEFT_OUT = 1e-17  # relative remainder for functions analytic within RADIUS
RADIUS = 1.0  # in log v; at pi/2 from the axis exp(-h^2/2v) no longer decays
MOST = 12  # nodes


def gauss(points: NDArray) -> tuple[NDArray, NDArray] | None:
    """Nodes and weights (n,) for the sum over ``points`` (N,); None if n < N does not suffice.

    The remainder is |f^(2n)| |pi_n|^2/(2n)!, pi_n the monic orthogonal polynomial.
    """
    basis = [np.full(points.size, points.size**-0.5)]  # orthonormal polynomials at the points
    diagonal, off, norm = [], [], 1.0
    while len(basis) < min(points.size, MOST + 1):
        ahead = points * basis[-1]
        diagonal.append(ahead @ basis[-1])
        for _ in range(2):  # the second pass removes the rounding of the first
            ahead = ahead - np.stack(basis).T @ (np.stack(basis) @ ahead)
        off.append(np.linalg.norm(ahead))
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


def _kin(name, y, rho):
    """What layers have in common that may stand for one another: up to a factor 2 in v."""
    octave = np.floor(np.log2(y.variance)) if y.variance > 0 else -np.inf
    return name, rho, octave, y.sigma_b2, y.bias


def every(net: Network) -> list[tuple[Slope, Preactivation, float, float]]:
    """(activation, pre-activation, n_L/n_l, count) of all layers, each with count 1."""
    ratios = [net.ratios[-1] / size for size in net.ratios[1:]]
    laws = zip(net.activations, net.preactivations, ratios, strict=True)
    return [(name, y, rho, 1) for name, y, rho in laws]


def few(net: Network) -> list[tuple[Slope, Preactivation, float, float]]:
    """As :func:`every`, with nodes and weights for layers that are curved everywhere."""
    groups = {}
    for layer in every(net):
        groups.setdefault(_kin(*layer[:3]), []).append(layer)
    out = []
    for members in groups.values():
        (name, y, rho, _), variance = members[0], np.array([y.variance for _, y, _, _ in members])
        rule = gauss(np.log(variance)) if y.variance > 0 and _curved(name) else None
        if rule is None:
            out += members
        else:
            nodes = [replace(y, variance=float(v)) for v in np.exp(rule[0])]
            out += [(name, node, rho, float(c)) for node, c in zip(nodes, rule[1], strict=True)]
    return out


def _curved(name):
    return isinstance(name, str) and all(slope is None for slope in ACTIVATIONS[name].slopes)


def spread(some, all_) -> NDArray:
    """Matrix (N, n) interpolating functions of log v from some (activation, y, rho) to others.

    Rows of the triples ``all_`` that are among ``some`` are exact.
    """
    out = np.zeros((len(all_), len(some)))
    groups = {}
    for g, triple in enumerate(some):
        groups.setdefault(_kin(*triple), []).append(g)
    for row, (name, y, rho) in enumerate(all_):
        columns = groups[_kin(name, y, rho)]
        same = [g for g in columns if some[g][1] == y]
        if same:
            out[row, same] = 1.0
        else:
            nodes = np.log([some[g][1].variance for g in columns])
            out[row, columns] = lagrange(nodes, np.log([y.variance]))[0]
    return out
