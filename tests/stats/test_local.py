"""Local statistics on spectra whose statistics are known."""

import numpy as np
from numpy.testing import assert_allclose

from freewidth.stats.fits.local import GOE, POISSON, index, isolation, outliers, spacing_ratios
from freewidth.symmetric.matrices import MATRICES


def test_spacing_ratios_of_the_orthogonal_ensemble_and_of_independent_points(rng):
    goe = [spacing_ratios(MATRICES["wigner"].eigenvalues(rng, 300)) for _ in range(20)]
    free = [spacing_ratios(np.sort(rng.standard_normal(300))) for _ in range(20)]
    for ratios, expected in ((goe, GOE), (free, POISSON)):
        values = np.concatenate(ratios)
        # neighbouring ratios are weakly dependent: their spread, doubled
        assert abs(values.mean() - expected) < 5 * 2 * values.std() / np.sqrt(values.size)
    assert np.concatenate(goe).mean() > np.concatenate(free).mean() + 0.1


def test_zeros_and_tails_are_left_out():
    values = np.concatenate([[-50.0, -40], np.zeros(30), np.arange(1, 101), [300, 900]])
    assert_allclose(spacing_ratios(np.sort(values)), 1)


def test_index_counts_negative_eigenvalues_of_the_shifted_matrix():
    assert_allclose(index(np.array([-2.0, -1, 0, 3]), [0, 1, 1.5, 5]), [0.5, 0.25, 0.25, 0])


def test_outliers_lie_above_the_widest_gap():
    assert outliers(np.array([1.0, 1.1, 1.2, 5, 6]), 4) == 2
    assert outliers(np.array([1.0, -3, -9]), 2) == 0


def test_isolation_is_positive_for_the_widest_gap_alone():
    values = np.array([1.0, 1.5, 2, 10, 40])
    assert outliers(values, 4) == 2
    assert_allclose(isolation(values, 2, 4), np.log(5) / np.log(4) - 1)
    assert_allclose(isolation(values, 1, 4), np.log(4) / np.log(5) - 1)
    assert np.isnan(isolation(values, 4, 4))  # what is left is no bulk
    assert np.isnan(isolation(-values, 2, 4))
