"""Supports in several parts: narrow gaps, gaps that hold atoms, a bulk beside an atom."""

from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import Network
from freewidth.freeprob import discrete, multiply
from freewidth.freeprob.real_branch import dw_dxi, w_at
from freewidth.jacobian import law

solved = lru_cache(maxsize=None)(law)

SPLIT = {  # their widths are those of random networks whose gaps were once overlooked
    "narrow": ("gaussian", 2, (3.94883, 1.30009, 1.13337)),
    "w passes infinity": ("gaussian", 2, (3.68776, 3.74457, 1.12407)),
    "two w pass infinity": ("orthogonal", 3, (4.86324, 4.44592, 4.27413, 1.33707)),
    "five layers": ("gaussian", 5, (2.66473, 3.54532, 2.32929, 4.87406, 1.07639, 1.69965)),
}


@pytest.mark.parametrize("name", SPLIT)
def test_half_of_the_bottleneck_lies_below_the_gap(name):
    """Exact separation: half of the slopes of leaky ReLU are small, and so is half of the rank."""
    ensemble, depth, widths = SPLIT[name]
    found = solved(Network(ensemble, "leaky_relu", depth, widths=widths))
    (_, left), (right, _) = found.support
    rank = min(widths) / widths[-1]
    below = found.cdf(np.sqrt(left * right)) - (1 - rank)
    assert below == pytest.approx(rank / 2, abs=1e-12)


def two_values(a, p, b, q):
    """Edges and masses of the product of {1, a} and {1, b}, 1 with probabilities p and q.

    Two projections split space into blocks of two dimensions, where the cosine c of the angle
    between them has its squares between p + q - 2pq -+ 2 sqrt(pq(1-p)(1-q)). The product then has
    trace b(1+a) + (1-b)(c^2 + a(1-c^2)) and determinant ab.
    """
    root = 2 * np.sqrt(p * q * (1 - p) * (1 - q))
    square = p + q - 2 * p * q + np.array([-root, root])
    half = (b * (1 + a) + (1 - b) * (square + a * (1 - square))) / 2
    upper = half + np.sqrt(half**2 - a * b)
    return a * b / upper[::-1], upper, min(p, 1 - p, q, 1 - q)


@pytest.mark.parametrize(
    ("a", "p", "b", "q"),
    [(0.1, 0.7, 0.1, 0.4), (1e-4, 0.7, 1e-4, 0.4), (0.1, 0.5, 0.1, 0.4), (0.3, 0.2, 0.05, 0.9)],
)
def test_atoms_between_two_bulks(a, p, b, q):
    lower, upper, mass = two_values(a, p, b, q)
    found = law(multiply(discrete((1.0, a), (p, 1 - p)), discrete((1.0, b), (q, 1 - q))))
    assert_allclose(found.support, [lower, upper], rtol=1e-10)
    jumps = [sum(m for at, m in found.atoms if at <= x) for x in (lower[1], upper[1])]
    ends = [found.cdf(lower[1]) - jumps[0], found.cdf(upper[1]) - jumps[1]]
    assert_allclose(ends, [mass, 2 * mass], rtol=1e-11)


def test_a_light_bulk_beside_an_atom():
    """A thousandth of the law between two atoms, near a zero of z: wide, then tall isometries."""
    found = law(Network("orthogonal", "hardtanh", 2, 0.646746, q0=0.442968, widths=(19, 10, 17.43)))
    assert len(found.support) == 1
    light = 1 - sum(mass for _, mass in found.atoms)
    (left, right), position = found.support[0], found.atoms[-1][0]
    assert 0 < left < right < position
    assert_allclose(found.cdf(right) - found.cdf(left), light, rtol=1e-10)


@pytest.mark.parametrize(
    "ends", [(0.2, 0.7), (1.0, 0.01), (3.0, 0.0), (-np.inf, 0.5), (2.0, np.inf)]
)
def test_an_interval_of_w_is_run_through_from_end_to_end(ends):
    low, high = map(np.array, ends)
    xi = np.linspace(-8.0, 8.0, 400)
    w = w_at(xi, low, high)
    turns = 1 / (w - (low + high) / 2) if high <= low else -w  # falls from the end low to high
    assert np.all(np.diff(turns) < 0)
    step = 1e-6
    slope = (w_at(xi + step, low, high) - w_at(xi - step, low, high)) / (2 * step)
    large = np.abs(slope) > 1e-4 * np.abs(w)  # rounding over the step, 1e-10 of w, is 1e-6 then
    assert_allclose(dw_dxi(w, low, high)[large], slope[large], rtol=1e-5)
    for at, end in ((-60.0, low), (60.0, high)):
        if np.isfinite(end):
            assert_allclose(w_at(np.array(at), low, high), end, rtol=1e-12, atol=1e-24)


def test_an_edge_next_to_the_end_of_its_branch():
    """GELU at a small variance: w turns half way from the top of K to where it ends."""
    found = law(Network("gaussian", "gelu", 2, q0=0.2))
    right = found.support[0][1]
    step = 1e-6 * right
    assert found.density(right + step) == 0
    below = found.density([right - 4 * step, right - step])
    assert_allclose(below[0] / below[1], 2.0, rtol=1e-4)  # a square root


@pytest.mark.parametrize(
    "net",
    [
        Network("orthogonal", "hardtanh", 20),
        Network("orthogonal", "linear", 3, widths=(1.7532, 1.53238, 2.92092, 1.37349)),
    ],
)
def test_a_bulk_that_ends_next_to_an_atom_that_just_fails(net):
    """m is 100 at the right edge: log z is a sum of large terms that cancel."""
    assert solved(net).certificate.residual < 3e-10  # 5e-9 when segments were taken for resolved


def test_an_edge_next_to_m_zero():
    """Two w are 1000 at an edge, and infinite a little further on inside the gap."""
    widths = (2.52546, 4.84403, 1.32489, 2.86543)
    found = law(Network("orthogonal", "leaky_relu", 3, widths=widths))
    (_, left), (right, _) = found.support
    rank = widths[2] / widths[3]
    assert_allclose(found.cdf(np.sqrt(left * right)), 1 - rank / 2, rtol=1e-12)


def test_many_gaps_and_an_atom_in_one_of_them():
    """An atom of mass 0.03 in a gap whose next branch runs round through infinity and 0."""
    values, masses = (0.0327, 0.38298, 0.19763, 0.06305), (0.39443, 0.34427, 0.03586, 0.22544)
    found = law(multiply(discrete(values, masses), discrete((0.35578, 0.67638), (0.361, 0.639))))
    assert len(found.support) == 4
    assert_allclose(found.atoms, [(0.0327 * 0.67638, 0.03343)], rtol=1e-9)
    gaps = np.sqrt([a * b for (_, a), (b, _) in pairwise(found.support)])
    assert_allclose(found.cdf(gaps), np.round(found.cdf(gaps), 5), atol=1e-12)  # sums of masses
