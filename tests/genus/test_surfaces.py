"""Gluings of one layer: their surfaces, their graphs, and what they sum to."""

from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
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


@pytest.mark.parametrize("k", [1, 2, 3])
def test_weighted_gluings_sum_to_the_mean_for_fixed_factors(k):
    """A and D fixed 2 x 2 matrices, the mean over the four entries of W by a Gaussian rule."""
    a, d2 = np.array([[1.3, 0.4], [0.4, 0.6]]), np.array([0.7, 1.9])
    x, weight = np.polynomial.hermite_e.hermegauss(4)  # exact to degree 7 in each entry
    every = np.array(list(product(range(4), repeat=4)))
    w = x[every].reshape(-1, 2, 2) / np.sqrt(2)
    m = w @ a @ w.swapaxes(1, 2) * d2  # W A W^T D^2, with the moments of D W A W^T D
    traces = np.trace(np.linalg.matrix_power(m, k), axis1=1, axis2=2)
    mean = weight[every].prod(axis=1) @ traces / (2 * np.pi) ** 2 / 2
    inner = [np.trace(np.linalg.matrix_power(a, s)) / 2 for s in range(1, k + 1)]
    kappa = [np.mean(d2**s) for s in range(1, k + 1)]
    total = sum(g.count * g.weight(inner, kappa) * 2.0 ** (g.euler - 2) for g in gluings(k))
    assert total == pytest.approx(mean, rel=1e-13)  # sums of a few hundred terms


def test_planar_is_said_of_the_surface_not_of_the_graph():
    """Trees are spheres; the three parallel edges left by a torus could be drawn in a plane."""
    for k in ORDERS:
        for g in gluings(k):
            tree = len(g.inner) + len(g.outer) == k + 1
            assert tree == (g.surface == "sphere")
    torus = next(g for g in gluings(3) if g.surface == "torus")
    assert torus.edges == ((0, 0), (0, 0), (0, 0))


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
