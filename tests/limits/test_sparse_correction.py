"""The first correction of sparse networks: closed forms, and a sample."""

import numpy as np
import pytest

from freewidth.ensembles import ENSEMBLES
from freewidth.limits import sparse_correction, sparse_second_moment
from freewidth.network import Network
from freewidth.sample import batches, diluted, independent_jacobians, trace_moments, weights
from freewidth.stats import at_infinite_width

KURTOSIS = 3.0  # of Gaussian entries


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_the_first_correction_of_sparse_networks(depth):
    """For linear networks the slope at 0 of m_2 over 1/(p n); one ReLU layer by hand."""
    linear = sparse_correction(Network("gaussian", "linear", depth), KURTOSIS)
    step = 1e-6
    slope = (sparse_second_moment(depth, 1 / step) - (depth + 1)) / step
    assert linear == pytest.approx(slope, rel=depth**2 * 10 * step)  # the next order, 9 L(L-1)/2
    assert linear == pytest.approx(3 * depth, rel=1e-14)
    one = sparse_correction(Network("gaussian", "relu", 1, sigma_w2=1.5), KURTOSIS)
    assert one == pytest.approx(1.5**2 * 3 / 2, rel=1e-14)  # m_2 adds kappa_2 E X^4 / (p n)


def test_the_first_correction_of_two_sparse_relu_layers(rng):
    """p = 1/4, so that 3 p of E X^4 cancels against full weights; extrapolated in 1/(p n)."""
    net = Network("gaussian", "relu", 2, sigma_w2=2.0)
    excess = {}
    for degree, count in ((4, 15_000), (6, 12_000), (8, 10_000)):
        parts = [
            moments(net, drawn, 4 * degree, count, rng)
            for drawn in (diluted(ENSEMBLES["gaussian"], 1 / 4), weights(ENSEMBLES["gaussian"]))
        ]
        excess[degree] = degree * (parts[0] - parts[1])
    expected = sparse_correction(net, KURTOSIS - 3 / 4)
    (item,) = at_infinite_width(["b"], excess, [expected], {"mean slope": [6.0 * 3 / 4]})
    assert item.p_value() > 1e-6
    assert item.p_value(6.0 * 3 / 4) < 1e-6


def moments(net, drawn, width, count, rng):
    """m_2 of networks with independent D, in batches, shape (count, 1)."""
    parts = [
        trace_moments(independent_jacobians(net, net.sizes(width), drawn, rng, some), 2)[:, 1:]
        for some in batches(count, width**2)
    ]
    return np.concatenate(parts)
