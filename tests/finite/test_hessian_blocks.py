"""The statistic of the experiment on blocks of Hessians, where it is known exactly."""

import numpy as np
import pytest

from freewidth.symmetric.trained.curvature import hessian
from freewidth.symmetric.trained.data import Dataset
from freewidth.symmetric.trained.mlp import MLP
from scripts.finite.hessian_blocks import _off_diagonal


@pytest.mark.parametrize("classes", [2, 7])
def test_weights_of_zero_give_the_same_ratio_for_all_data(classes, rng):
    data = Dataset("random", rng.exponential(size=(30, 4)), rng.integers(0, classes, 30), classes)
    mlp = MLP((4, classes), "linear")
    matrix = hessian(mlp, np.zeros(mlp.parameters), data)
    assert _off_diagonal(matrix, 5) == pytest.approx(1 / (classes - 1), rel=1e-12)


def test_biases_are_left_out(rng):
    inner = np.kron(np.array([[2.0, 1.0], [1.0, 2.0]]), np.eye(2))
    matrix = np.full((6, 6), 100.0)
    at = np.array([0, 1, 3, 4])
    matrix[np.ix_(at, at)] = inner
    assert _off_diagonal(matrix, 3) == pytest.approx(0.5)
