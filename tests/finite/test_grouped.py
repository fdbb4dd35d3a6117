"""Means over groups of networks stand for the networks."""

import numpy as np
import pytest

from scripts.finite._grouped import LEAST, TOGETHER, means


@pytest.mark.parametrize("networks", [40_000, 400_000])
def test_means_of_groups_have_the_mean_and_the_error_of_the_networks(networks):
    """The estimated error itself fluctuates by 1/sqrt(2 groups): four times that is allowed."""
    values = np.random.default_rng(0).gamma(2.0, size=(networks, 2))
    kept = means(values)
    assert kept.shape == (networks // TOGETHER, 2)
    np.testing.assert_allclose(kept.mean(axis=0), values.mean(axis=0), rtol=1e-13)
    error, same = (v.std(axis=0, ddof=1) / np.sqrt(len(v)) for v in (kept, values))
    np.testing.assert_allclose(error / same, 1, atol=4 / np.sqrt(2 * len(kept)))


@pytest.mark.parametrize("networks", [2, 8, TOGETHER * LEAST - TOGETHER, 40_001])
def test_few_networks_or_a_number_without_groups_are_kept_one_by_one(networks):
    values = np.arange(2.0 * networks).reshape(networks, 2)
    np.testing.assert_array_equal(means(values), values)


def test_a_number_with_a_smaller_divisor_has_smaller_groups():
    assert means(np.ones((10_010, 1))).shape == (1_001, 1)
