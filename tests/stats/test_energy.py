"""Energy distance to the normal law: closed forms, no bias, and power."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats
from scipy.special import gamma

from freewidth.stats.energy import energy, energy_of_normal, mean_energy, mean_norm, whitened

LIMIT = stats.norm.isf(5e-7)  # two-sided 1e-6


@pytest.mark.parametrize("dimension", [1, 2, 5])
@pytest.mark.parametrize("variance", [0.3, 1.0, 7.0])
def test_norm_of_a_round_gaussian(dimension, variance):
    """The mean of a chi distribution."""
    exact = np.sqrt(2 * variance) * gamma((dimension + 1) / 2) / gamma(dimension / 2)
    assert_allclose(mean_norm(np.full(dimension, variance)), exact, rtol=1e-10)  # of quadrature


def test_norm_of_an_oblong_gaussian(rng):
    variances = np.array([0.2, 1.0, 5.0])
    norms = np.linalg.norm(rng.standard_normal((200_000, 3)) * np.sqrt(variances), axis=1)
    assert abs(mean_norm(variances) - norms.mean()) < LIMIT * norms.std() / np.sqrt(norms.size)


def test_one_dimension_by_hand():
    """E|X - Z| and E|X - X'| in one dimension are sqrt(2/pi) times standard deviations."""
    exact = np.sqrt(2 / np.pi) * (2 * np.sqrt(1 + 3) - np.sqrt(2 * 3) - np.sqrt(2))
    assert_allclose(energy_of_normal([[3.0]]), exact, rtol=1e-9)


def test_zero_only_for_the_law_itself():
    assert abs(energy_of_normal(np.eye(3))) < 1e-10
    assert energy_of_normal(np.diag([1.0, 1.0, 1.1])) > 1e-5


def test_unbiased_with_the_variance_it_says(rng):
    """Over 2000 samples of 30 normal vectors; the variance of a variance from kurtosis below 10."""
    found = np.array([energy(rng.standard_normal((30, 3))) for _ in range(2000)])
    variance = found[:, 1].mean()
    assert abs(found[:, 0].mean()) < LIMIT * np.sqrt(variance / 2000)
    assert_allclose(found[:, 0].var(), variance, rtol=LIMIT * np.sqrt(9 / 2000))


def test_other_covariances_show_at_the_distance_predicted(rng):
    covariance = np.array([[1.3, 0.4], [0.4, 0.8]])
    root = np.linalg.cholesky(covariance)
    found = [energy(rng.standard_normal((100, 2)) @ root.T)[0] for _ in range(1000)]
    sem = np.std(found) / np.sqrt(len(found))
    assert abs(np.mean(found) - energy_of_normal(covariance)) < LIMIT * sem
    assert np.mean(found) > LIMIT * sem  # so this sample would have refuted normality


def test_heavy_tails_of_the_same_covariance_show(rng):
    found = [energy(rng.laplace(size=(100, 3)) / np.sqrt(2))[0] for _ in range(1000)]
    assert np.mean(found) > LIMIT * np.std(found) / np.sqrt(len(found))


def test_whitened_vectors_are_standard(rng):
    sigma = np.array([[2.0, 0.6], [0.6, 0.5]])
    columns = np.linalg.cholesky(sigma)
    assert_allclose(whitened(columns, sigma), np.eye(2), atol=1e-15)


def test_the_mean_distance_vanishes_for_the_right_covariance_alone(rng):
    sigma = np.array([[2.0, 0.6], [0.6, 0.5]])
    vectors = rng.standard_normal((4000, 2)) @ np.linalg.cholesky(sigma).T
    value, sem = mean_energy(vectors, sigma, groups=20)
    assert abs(value) < LIMIT * sem
    wrong, sem = mean_energy(vectors, np.diag(np.diag(sigma)), groups=20)
    assert wrong > LIMIT * sem
    white = whitened(whitened(sigma, np.diag(np.diag(sigma))).T, np.diag(np.diag(sigma)))
    assert wrong == pytest.approx(energy_of_normal(white), abs=LIMIT * sem)
