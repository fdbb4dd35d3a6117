"""Statistics of outputs, as experiments keep them."""

import numpy as np
import pytest
from numpy.polynomial.hermite_e import hermeval
from numpy.testing import assert_allclose

from freewidth import sample


@pytest.mark.parametrize(
    ("size", "second", "fourth"),
    [(0.0, -1.0, 3.0), (1.0, 0.0, -2.0), (3.0, 8.0, 30.0)],  # signs have excess kurtosis -2
)
def test_hermite_means_of_one_size_by_hand(size, second, fourth):
    y = 2.0 * size * np.array([[1.0, -1.0, -1.0]])
    assert_allclose(sample.hermite_means(y, 4.0), [[second, fourth]], rtol=1e-14, atol=1e-14)


def test_hermite_means_are_those_of_the_polynomials(rng):
    y, q = rng.standard_normal((3, 500)), 1.7
    expected = [hermeval(y / np.sqrt(q), [0] * k + [1]).mean(axis=1) for k in (2, 4)]
    assert_allclose(sample.hermite_means(y, q), np.transpose(expected), rtol=1e-12, atol=1e-12)
