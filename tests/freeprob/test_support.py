"""Edges of the support and their types; bulks split at gaps that were not seen before."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import Network
from freewidth.freeprob import marchenko_pastur, power, projection
from freewidth.freeprob.density import solve_density
from freewidth.freeprob.edge import BRANCH_POINT, HARD, SOFT, Bulk
from freewidth.freeprob.guesses import KnownSolutions
from freewidth.freeprob.prepare import prepare
from freewidth.freeprob.support import find_support
from freewidth.jacobian import free_product

ARCSINE = power(projection(0.5), 2)  # 1/(pi sqrt(x (1 - x))) at half of its mass
TWO_BULKS = free_product(Network("gaussian", "leaky_relu", 2, widths=(3.68776, 3.74457, 1.12407)))
SINE = free_product(Network("orthogonal", "sin", 1))  # M = K: k = cos(h)^2


def found(net):
    product, lowest = prepare(net)
    return product, find_support(product, net.label, lowest)


@pytest.mark.parametrize(
    ("net", "types"),
    [
        (marchenko_pastur(1.0), [(None, SOFT)]),
        (marchenko_pastur(0.3), [(SOFT, SOFT)]),
        (ARCSINE, [(None, HARD)]),
        (TWO_BULKS, [(SOFT, SOFT), (SOFT, SOFT)]),
        (SINE, [(None, BRANCH_POINT)]),
    ],
    ids=lambda value: getattr(value, "label", ""),
)
def test_types_of_edges(net, types):
    _, support = found(net)
    seen = [(bulk.left and bulk.left.type, bulk.right.type) for bulk in support.bulks]
    assert seen == types


def test_edges_in_closed_form():
    """(1 -+ sqrt c)^2 for Marchenko and Pastur, 1 for the other two."""
    _, support = found(marchenko_pastur(0.3))
    (bulk,) = support.bulks
    ends = np.exp([bulk.left.u, bulk.right.u])
    assert_allclose(ends, (1 + np.array([-1, 1]) * np.sqrt(0.3)) ** 2, rtol=1e-12)
    for net in (ARCSINE, SINE):
        assert_allclose(found(net)[1].bulks[0].right.u, 0.0, atol=1e-13)


def test_a_bulk_is_split_at_a_gap_nobody_has_seen():
    """Two bulks given as one: nodes fall into the gap, and its edges are the same."""
    product, support = found(TWO_BULKS)
    first, last = support.bulks
    hull = Bulk(first.left, last.right)
    hidden = support.known.u < first.right.u  # what is known on the right of the gap is forgotten
    known = KnownSolutions(*(part[hidden] for part in vars(support.known).values()))
    blind = replace(support, bulks=(hull,), known=known)
    bulks, solved = solve_density(product, blind, TWO_BULKS.label)
    ends = np.array([[bulk.left.u, bulk.right.u] for bulk in bulks])
    assert_allclose(ends, [[bulk.left.u, bulk.right.u] for bulk in support.bulks], atol=1e-12)
    assert all(a.segment.right <= b.segment.left for a, b in pairwise(solved))
    assert_allclose(sum(one.segment.width for one in solved), np.diff(ends).sum(), rtol=1e-12)


def test_a_gap_between_all_points_of_the_scan():
    """So narrow that nodes are the first to fall into it."""
    net = Network("gaussian", "leaky_relu", 2, widths=(3.94883, 1.30009, 1.13337))
    narrow = free_product(net)
    product, support = found(narrow)
    bulks, _ = solve_density(product, support, narrow.label)
    assert (len(support.bulks), len(bulks)) == (1, 2)
