"""The corank of diluted matrices: known numbers, and maximum matchings of random graphs."""

import numpy as np
import pytest
import scipy.sparse
from numpy.testing import assert_allclose
from scipy.sparse.csgraph import structural_rank

from freewidth.errors import InvalidInputError
from freewidth.limits import corank, sparse_second_moment
from freewidth.stats import at_infinite_width


@pytest.mark.parametrize(("c", "known"), [(1, 0.4559), (2, 0.2161), (3, 0.0723)])
def test_printed_values(c, known):
    assert_allclose(corank(c), known, rtol=0, atol=5e-5)  # half a unit of the last digit


def test_ends():
    assert corank(0) == 1
    c = 12.0  # isolated rows and, to the next order in e^{-c}, rows of one column: e^{-c}(1 + ...)
    assert 1 < corank(c) / np.exp(-c) < 1 + 2 * c * np.exp(-c) * c


def test_decreasing_through_the_transition():
    c = np.linspace(0, 6, 200)
    values = np.array([corank(x) for x in c])
    assert np.all(np.diff(values) < 0)
    assert np.abs(np.diff(values)).max() < 0.04  # continuous at c = e: slopes stay below 1


@pytest.mark.parametrize("c", [0.5, 1.0, 2.0, 4.0])
def test_rank_is_the_maximum_matching(rng, c):
    """Generic entries: the rank is structural. Fluctuations are O(n^{-1/2}); 20 graphs of 4000."""
    n, found = 4000, []
    for _ in range(20):
        count = rng.binomial(n * n, c / n)
        places = rng.integers(n, size=(2, count))
        graph = scipy.sparse.coo_array((np.ones(count), tuple(places)), shape=(n, n)).tocsr()
        found.append(1 - structural_rank(graph) / n)
    sem = np.std(found, ddof=1) / np.sqrt(len(found))
    bias = 2 * c / n  # doubled edges (c^2/2 of them) and other short cycles, each worth at most 1/n
    assert abs(np.mean(found) - corank(c)) < 6 * sem + bias  # t with 19 degrees: 1e-5
    assert abs(np.mean(found) - np.exp(-c)) > 6 * sem + bias  # isolated rows alone are not it


@pytest.mark.parametrize("c", [-1, np.nan, np.inf])
def test_bad_degrees_are_refused(c):
    with pytest.raises(InvalidInputError, match="mean degree"):
        corank(c)


def test_the_second_moment_of_one_layer_by_counting():
    """E sum_k W_ik^2 W_jk^2: n^2 pairs i != j or k != l leave 2, equal ones E X^4/c."""
    assert sparse_second_moment(1, 4.0) == 2 + 3 / 4
    assert sparse_second_moment(1, 4.0, fourth_moment=1.0) == 2 + 1 / 4


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_many_entries_have_the_second_moment_of_full_weights(depth):
    assert sparse_second_moment(depth, 1e9) == pytest.approx(depth + 1, rel=1e-7)
    assert sparse_second_moment(depth, 2.0) > depth + 2


def test_two_sparse_layers_drawn_here(rng):
    """c = 4, Gaussian entries; m_2 extrapolated in 1/n."""
    observed = {
        n: np.array([[second_moment(n, 4.0, 2, rng)] for _ in range(1500)]) for n in (16, 24, 32)
    }
    rivals = {"full": [3.0], "one entry more": [sparse_second_moment(2, 5.0)]}
    (item,) = at_infinite_width(["m_2"], observed, [sparse_second_moment(2, 4.0)], rivals)
    assert item.p_value() > 1e-6
    assert item.p_value(item.rivals["full"]) < 1e-6


def second_moment(n, c, depth, rng):
    jacobian = np.eye(n)
    for _ in range(depth):
        kept = rng.random((n, n)) < c / n
        jacobian = kept * rng.standard_normal((n, n)) / np.sqrt(c) @ jacobian
    return ((jacobian @ jacobian.T) ** 2).sum() / n


@pytest.mark.parametrize("c", [0, -1, np.nan])
def test_no_entries_have_no_second_moment(c):
    with pytest.raises(InvalidInputError, match="> 0"):
        sparse_second_moment(2, c)
