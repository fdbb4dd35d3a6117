"""Segments next to every type of edge, and exact integrals over them, against closed forms."""

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth.freeprob.edge import BRANCH_POINT, HARD, INTERIOR, SOFT, TYPES, Side
from freewidth.freeprob.piecewise import assemble, empty, rule
from freewidth.freeprob.segment import (
    RESOLVED,
    SIZE,
    Segment,
    nodes,
    remainder,
    to_coefficients,
    varies_little,
)

LEFT, RIGHT = -1.25, 0.5
V = np.linspace(0.0, RIGHT - LEFT, 60)[1:-1]

# f at distance v from the edge, and the mass between
CLOSED = {
    INTERIOR: (lambda v: 1 + v**2, lambda v: v + v**3 / 3),
    SOFT: (lambda v: np.sqrt(v) * (1 + v), lambda v: 2 * v**1.5 / 3 + 2 * v**2.5 / 5),
    HARD: (lambda v: (1 + v) / np.sqrt(v), lambda v: 2 * v**0.5 + 2 * v**1.5 / 3),
    BRANCH_POINT: (lambda v: 1 / np.sqrt(v) + 1 + v, lambda v: 2 * v**0.5 + v + v**2 / 2),
}


def fitted(kind, side, start=0.0):
    segment = Segment(LEFT, RIGHT, kind, side)
    _, v = segment.nodes
    b = CLOSED[kind][0](v) / v**kind.power
    return assemble([segment], (to_coefficients() @ b)[None], start)


@pytest.fixture(params=product(TYPES, Side), ids=str)
def case(request):
    return request.param


def test_density_and_mass(case):
    kind, side = case
    found, (f, mass) = fitted(kind, side, start=0.2), CLOSED[kind]
    u = LEFT + V if side is Side.LEFT else RIGHT - V
    whole = mass(RIGHT - LEFT)
    below = mass(V) if side is Side.LEFT else whole - mass(V)
    assert_allclose(found.per_log(u), f(V), rtol=1e-13)
    assert_allclose(found.cumulative(u), 0.2 + below, rtol=1e-13)
    assert_allclose(found.mass, [whole], rtol=1e-14)


def test_off_the_segment(case):
    found = fitted(*case, start=0.2)
    outside = np.array([LEFT - 1, RIGHT + 1])
    assert np.array_equal(found.per_log(outside), [0, 0])
    assert_allclose(found.cumulative(outside), [0.2, 0.2 + found.mass[0]], rtol=1e-15)


def test_gauss_rule(case):
    """Against the same integral over v in closed form: that of cos(v) by a plain fine rule in v."""
    kind, side = case
    u, weight = rule(fitted(kind, side))
    s, w = np.polynomial.legendre.leggauss(60)
    s, w = (s + 1) / 2 * np.sqrt(RIGHT - LEFT), w / 2 * np.sqrt(RIGHT - LEFT)  # v = s^2
    plain = w @ (CLOSED[kind][0](s**2) * np.cos(s**2) * 2 * s)
    v = u - LEFT if side is Side.LEFT else RIGHT - u
    assert_allclose(weight @ np.cos(v), plain, rtol=1e-13)


def test_edges_are_where_the_density_is_singular(case):
    kind, side = case
    found = fitted(kind, side)
    for end in Side:
        assert found.edges(end).tolist() == [kind != INTERIOR and end is side]


def test_halves_keep_the_edge_on_one_side(case):
    kind, side = case
    whole = Segment(LEFT, RIGHT, kind, side, base=3.0)
    left, right = whole.halves()
    assert (left.left, right.right, left.right) == (LEFT, RIGHT, right.left)
    near, far = (left, right) if side is Side.LEFT else (right, left)
    assert (near.type, near.side, near.base) == (kind, side, 3.0)
    assert (far.type, far.base) == (INTERIOR, 3.0)


def test_coordinates_and_distances_belong_together(case):
    segment = Segment(LEFT, RIGHT, *case)
    offset, v = segment.at(nodes())
    assert_allclose(segment.distance(offset), v, atol=1e-15)
    assert_allclose(segment.coordinate(v), nodes(), atol=1e-14)
    ends, _ = segment.at(np.array([-1.0, 1.0]))
    on_left = segment.side is Side.LEFT
    assert_allclose(ends, (LEFT, RIGHT) if on_left else (RIGHT, LEFT), rtol=1e-15)


def test_segments_are_what_was_assembled(case):
    segment = Segment(LEFT, RIGHT, *case)
    found = assemble([segment], np.ones((1, SIZE)), 0.0)
    assert found.segments == (segment,)


def test_many_points_in_any_order_on_several_segments():
    """Two bulks with a gap: what one point gives does not depend on the others."""
    parts = [Segment(0, 1, SOFT), Segment(1, 2, SOFT, Side.RIGHT), Segment(3, 4, HARD)]
    density = np.tile([1.0, 0.2, -0.1, 0.05] + [0.0] * (SIZE - 4), (3, 1))
    found = assemble(parts, density, 0.05)
    u = np.linspace(-0.5, 4.5, 97)[np.argsort(np.sin(np.arange(97)))]
    for function in (found.per_log, found.cumulative):
        alone = [function(np.array([at]))[0] for at in u]
        assert_allclose(function(u), alone, rtol=1e-15)
    assert np.all(np.diff(found.cumulative(np.sort(u))) >= 0)
    assert_allclose(found.cumulative(np.array([2.5])), 0.05 + found.mass[:2].sum(), rtol=1e-15)


def test_what_is_resolved_and_what_varies_little():
    smooth, kinked = (to_coefficients() @ f for f in (np.exp(nodes()), np.abs(nodes())))
    assert remainder(smooth) < RESOLVED  # 1/(2^17 18!) and rounding
    assert remainder(kinked) > 1e-3  # 2/(pi (k^2 - 1))
    steep = to_coefficients() @ np.exp(3 * nodes())  # exp(6) = 403
    assert varies_little(smooth)
    assert not varies_little(steep)
    assert not varies_little(-smooth)


def test_one_line_says_how_many_segments_and_where():
    shown = repr(fitted(SOFT, Side.LEFT))
    assert shown == "PiecewiseChebyshev(1 segments of log x in [-1.25, 0.5])"


def test_without_segments():
    none = empty()
    assert "(0 segments)" in repr(none)
    assert none.segments == ()
    assert np.array_equal(none.per_log(V), np.zeros(V.size))
    assert np.array_equal(none.cumulative(V), np.zeros(V.size))
