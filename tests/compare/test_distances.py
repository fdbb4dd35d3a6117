"""Distances against closed forms and brute force."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from freewidth.compare import between, kolmogorov, resolvent, wasserstein
from freewidth.errors import InvalidInputError
from tests.compare.laws import MarchenkoPastur, PointMass


def brute_kolmogorov(values, law, atoms):
    """The supremum on a fine grid, both limits approached numerically."""
    grid = np.concatenate([values, atoms, np.linspace(-0.5, 4.5, 4001)])
    grid = np.concatenate([grid, np.nextafter(grid, -np.inf), np.nextafter(grid, np.inf)])
    empirical = (values[:, None] <= grid).mean(axis=0)
    return np.abs(empirical - law.cdf(grid)).max()


@pytest.mark.parametrize("atom", [0.0, 0.4])
@pytest.mark.parametrize("zeros", [0, 3, 11])
def test_kolmogorov_is_the_supremum(atom, zeros):
    rng = np.random.default_rng(1)
    values = np.concatenate([np.zeros(zeros), rng.uniform(0, 4, 20), [1.5, 1.5, 1.5]])
    law = MarchenkoPastur(atom)
    # the grid resolves F to its steepest step near 0: F(1e-3) = 0.02
    assert_allclose(kolmogorov(values, law), brute_kolmogorov(values, law, [0.0]), atol=1e-12)


def test_kolmogorov_without_atoms_is_that_of_scipy():
    values = np.random.default_rng(2).uniform(0, 4, 50)
    law = MarchenkoPastur()
    assert_allclose(kolmogorov(values, law), stats.kstest(values, law.cdf).statistic, rtol=1e-12)


def test_kolmogorov_forgives_rounding_at_atoms_only():
    law = PointMass(2.5)
    rounding = 2.5 * (1 + 1e-14 * np.arange(-3, 4))
    assert kolmogorov(rounding, law) == 0
    assert kolmogorov(rounding * 1.001, law) == 1
    noise = np.concatenate([np.full(4, 1e-30), np.linspace(1, 3, 6)])
    assert kolmogorov(noise, MarchenkoPastur(0.4)) < 0.4


def test_distances_of_quantiles_are_as_small_as_can_be():
    law = MarchenkoPastur(0.25)
    n = 40
    values = law.quantile((np.arange(n) + 0.5) / n)
    assert kolmogorov(values, law) == pytest.approx(1 / (2 * n), rel=1e-9)
    # each step of Q_n spans 1/n of the mass: W1 is at most the law's width over n
    assert wasserstein(values, law) < 4 / n


def test_wasserstein_is_the_area_between_the_distribution_functions():
    law = MarchenkoPastur()
    values = np.random.default_rng(3).uniform(0, 4, 60)
    x = np.linspace(0, 4, 200_001)
    empirical = np.searchsorted(np.sort(values), x, "right") / values.size
    area = np.trapezoid(np.abs(empirical - law.cdf(x)), x)
    # four midpoints per step of Q_n: error below width / (4 n)^2 summed over n steps
    assert_allclose(wasserstein(values, law), area, atol=4 / (16 * values.size))


def test_wasserstein_of_a_shift_is_the_shift():
    assert_allclose(wasserstein(np.full(7, 2.75), PointMass(2.5)), 0.25, rtol=1e-14)


def test_batches_give_one_distance_per_network():
    law = MarchenkoPastur()
    values = np.random.default_rng(4).uniform(0, 4, (3, 2, 30))
    for distance in (kolmogorov, wasserstein):
        assert distance(values, law).shape == (3, 2)
        assert_allclose(distance(values, law)[1, 1], distance(values[1, 1], law), rtol=1e-14)


def test_resolvent_has_the_sign_of_the_stieltjes_transform():
    z = np.array([1 + 0.5j, 2 - 0.1j])
    values = np.array([1.0, 3.0])
    expected = [np.mean(1 / (point - values)) for point in z]
    assert_allclose(resolvent(values, z), expected, rtol=1e-14)
    assert np.all(resolvent(values, z).imag * z.imag < 0)


@pytest.mark.parametrize("bad", [[], [1.0, np.nan], 3.0])
def test_bad_eigenvalues_are_refused(bad):
    with pytest.raises(InvalidInputError, match="eigenvalues"):
        kolmogorov(bad, MarchenkoPastur())


def test_a_real_point_has_no_resolvent():
    with pytest.raises(InvalidInputError, match="real axis"):
        resolvent([1.0], [2.0])


def test_laws_are_as_far_apart_as_their_atoms():
    """MP against MP with weight a at 0: F differs by a at 0, quantiles by a of the mean in all."""
    gap = between(MarchenkoPastur(), MarchenkoPastur(0.3))
    assert_allclose(gap, [0.3, 0.3], atol=4 / 1000)  # a thousand points on a width of 4
    assert_allclose(between(PointMass(1.0), PointMass(1.5)), [1.0, 0.5], rtol=1e-12)
    assert_allclose(between(MarchenkoPastur(), MarchenkoPastur()), 0, atol=1e-15)
