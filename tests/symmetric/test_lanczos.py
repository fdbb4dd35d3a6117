"""Quadrature against spectra that are known."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth.errors import InvalidInputError
from freewidth.symmetric.trained.lanczos import quadrature


@pytest.fixture
def matrix(rng):
    """Symmetric, with a bulk of both signs and five outliers."""
    basis = np.linalg.qr(rng.standard_normal((300, 300)))[0]
    values = np.concatenate([rng.uniform(-1, 2, 295), [20.0, 30, 40, -25, 60]])
    return (basis * values) @ basis.T


def apply(matrix):
    return lambda vectors: vectors @ matrix


def test_every_step_makes_it_exact(matrix, rng):
    """With as many steps as dimensions a probe measures v^T f(A) v itself."""
    found = quadrature(apply(matrix), 300, rng, probes=2, steps=300)
    values = np.linalg.eigvalsh(matrix)
    assert_allclose(np.sort(found.nodes[0]), values, atol=1e-11)  # rounding of norm 60


def test_expectations_within_their_error(matrix, rng):
    found = quadrature(apply(matrix), 300, rng, probes=60, steps=40, deflate=5)
    values = np.linalg.eigvalsh(matrix)
    assert_allclose(found.outliers, np.sort(values[np.argsort(-abs(values))[:5]]), rtol=1e-9)
    for f in (np.square, lambda x: 1 / (1 + x**2), np.cos):
        mean, error = found.expect(f)
        assert abs(mean - f(values).mean()) < 5 * error  # 60 probes: 4e-6 two-sided
        assert 0 < error < 0.1 * np.abs(f(values)).mean()  # and the error says something


def test_probes_weigh_one_and_count_outliers(matrix, rng):
    found = quadrature(apply(matrix), 300, rng, probes=3, steps=20, deflate=5)
    assert_allclose(found.weights.sum(axis=1), 1, rtol=1e-12)  # first row of an orthogonal matrix
    level, error = found.cdf([-1e3, -10.0, 1e3])
    assert_allclose(level, [0, 1 / 300, 1], atol=1e-12)
    assert_allclose(error, 0, atol=1e-12)
    assert_allclose(found.quantile([0.0, 1.0]), [-25, 60], rtol=1e-9)  # of the outlier solver


def test_deflation_sharpens_the_bulk(matrix, rng):
    values = np.linalg.eigvalsh(matrix)
    x = np.linspace(-1, 2, 50)
    exact = np.searchsorted(values, x, side="right") / 300
    plain = quadrature(apply(matrix), 300, rng, probes=30, steps=12)
    sharp = quadrature(apply(matrix), 300, rng, probes=30, steps=12, deflate=5)
    error = [np.abs(q.cdf(x)[0] - exact).mean() for q in (plain, sharp)]
    assert error[1] < error[0] / 1.2


def test_bad_input_is_named(matrix, rng):
    with pytest.raises(InvalidInputError, match="at least two"):
        quadrature(apply(matrix), 300, rng, probes=1)
    with pytest.raises(InvalidInputError, match="take fewer"):
        quadrature(apply(matrix), 300, rng, steps=301)
