"""Gluings of one layer: their surfaces, their graphs, and what they sum to."""

from fractions import Fraction
from math import prod

import pytest
import sympy

from freewidth.genus import census, gluings, layer, mean_moments

ORDERS = [1, 2, 3, 4, 5]


@pytest.mark.parametrize("k", ORDERS)
def test_every_pairing_is_counted_once(k):
    found = list(gluings(k))
    assert sum(g.count for g in found) == prod(range(1, 2 * k, 2))
    assert len({g.pairs for g in found}) == len(found)


@pytest.mark.parametrize("k", ORDERS)
def test_euler_characteristics_agree_with_the_census(k):
    """Here vertices are counted on the polygon, there by loops of pairings."""
    for field, orientable in (("real", False), ("complex", True)):
        counts = {}
        for g in gluings(k):
            if g.orientable or not orientable:
                counts[g.euler] = counts.get(g.euler, 0) + g.count
        assert counts == census(k, 1, field)


def test_names_of_surfaces():
    assert {g.surface for g in gluings(2)} == {"sphere", "projective plane"}
    names = {g.surface: g.count for g in gluings(3) if g.euler == 0}
    assert names == {"torus": 1, "Klein bottle": 3}


@pytest.mark.parametrize("k", ORDERS)
def test_planar_gluings_sum_to_the_formula(k):
    a, kappa = sympy.symbols(f"a1:{k + 1}"), sympy.symbols(f"k1:{k + 1}")
    planar = sum(g.count * g.weight(a, kappa) for g in gluings(k) if g.euler == 2)
    assert sympy.expand(planar - layer(a, kappa)[k - 1]) == 0
    everything = sum(g.count * g.weight(a, kappa) for g in gluings(k))
    assert k == 1 or sympy.expand(everything - layer(a, kappa)[k - 1]) != 0


@pytest.mark.parametrize("k", ORDERS)
def test_all_gluings_sum_to_the_exact_mean(k):
    n = 7
    ones = [1] * k
    total = sum(g.count * g.weight(ones, ones) * Fraction(n) ** (g.euler - 2) for g in gluings(k))
    assert total == mean_moments((n, n), k)[-1]


@pytest.mark.parametrize("k", ORDERS)
def test_the_operator_graph_is_the_glued_boundary(k):
    """Connected, bipartite, every vertex with as many edge ends as it has corners."""
    for g in gluings(k):
        assert len(g.edges) == k
        for side, vertices in ((0, g.inner), (1, g.outer)):
            degree = [sum(edge[side] == v for edge in g.edges) for v in range(len(vertices))]
            assert degree == [len(corners) for corners in vertices]
        reached, grown = {("in", 0)}, True
        while grown:
            grown = False
            for inner, outer in g.edges:
                ends = {("in", inner), ("out", outer)}
                if ends & reached and not ends <= reached:
                    reached |= ends
                    grown = True
        assert len(reached) == len(g.inner) + len(g.outer)
