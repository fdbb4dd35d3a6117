"""Quantiles of the negative half of a semicircle."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad

from freewidth.limits import negative_quantile


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.9])
def test_that_share_of_the_negative_half_lies_below(share):
    x = float(negative_quantile(share))
    below = quad(lambda t: np.sqrt(4 - t**2) / np.pi, -2, x)[0]  # twice the density
    assert below == pytest.approx(share, abs=1e-10)  # of interpolation


def test_the_ends_are_those_of_the_half():
    assert_allclose(negative_quantile([0, 1]), [-2, 0], atol=1e-12)


def test_near_the_edge_it_is_a_power():
    """The share within e of the edge is 4 e^{3/2}/(3 pi)."""
    e = 1e-3
    assert float(negative_quantile(4 * e**1.5 / (3 * np.pi))) == pytest.approx(-2 + e, rel=1e-6)
