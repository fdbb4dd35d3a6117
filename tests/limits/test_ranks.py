"""How many zeros a product of rectangular matrices has: counted by the rank of drawn factors."""

from functools import reduce
from itertools import pairwise

import numpy as np
import pytest

from freewidth.errors import InvalidInputError
from freewidth.limits import product_nullity


@pytest.mark.parametrize("sizes", [(6, 3), (3, 6), (5, 5), (6, 4, 9), (4, 9, 2), (7, 3, 5, 8)])
def test_drawn_factors_have_that_rank(sizes, rng):
    product = reduce(np.matmul, (rng.standard_normal(shape) for shape in pairwise(sizes)))
    assert sizes[0] - np.linalg.matrix_rank(product) == product_nullity(sizes)


@pytest.mark.parametrize(("m", "zeros"), [(2, 5), (7, 0), (9, 0)])
def test_a_sandwich_is_a_product_of_its_four_sizes(m, zeros, rng):
    x, w = rng.standard_normal((m, 7)), rng.standard_normal((m, m))
    assert 7 - np.linalg.matrix_rank(x.T @ (w + w.T) @ x) == zeros
    assert product_nullity((7, m, m, 7)) == zeros


def test_a_factor_without_entries_in_some_rows_has_more():
    """The negative control: generic it is not."""
    x = np.diag([1.0, 1.0, 0.0])
    assert 3 - np.linalg.matrix_rank(x) > product_nullity((3, 3))


@pytest.mark.parametrize("sizes", [(), (4,), (4, 0), (4, 2.5), (4, -1, 4)])
def test_sizes_that_are_none_are_refused(sizes):
    with pytest.raises(InvalidInputError, match=r"sizes = .*whole numbers >= 1"):
        product_nullity(sizes)
