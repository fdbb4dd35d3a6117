"""Sample sizes: the number of networks found shows a difference, half of it does not."""

import numpy as np
import pytest
from scipy import stats

from freewidth.stats.power import LEVEL, networks_needed


def test_that_many_networks_put_the_mean_at_the_limit():
    count = networks_needed(0.7, 0.01)
    z = 0.01 / np.sqrt(0.7 / count)
    assert 2 * stats.norm.sf(z) == pytest.approx(LEVEL, rel=1e-9)
    assert networks_needed(0.7, 0.01, level=0.05) < count


def test_ends():
    assert networks_needed(1.0, 0.0) == np.inf
    assert networks_needed(0.0, 0.0) == np.inf
    assert np.array_equal(networks_needed([1.0, 0.0], [100.0, 1.0]), [2, 2])
