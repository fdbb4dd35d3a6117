"""The corank of diluted matrices: known numbers, and maximum matchings of random graphs."""

import numpy as np
import pytest
import scipy.sparse
from numpy.testing import assert_allclose
from scipy.sparse.csgraph import structural_rank

from freewidth.errors import InvalidInputError
from freewidth.limits import corank


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
