"""Moments at finite width and their order 1/n: closed forms, limits, and a recursion."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import genus
from freewidth.network import Network

NETWORKS = [
    Network("gaussian", "tanh", 2, 1.5, 0.1),
    Network("gaussian", "relu", 3, 2.0),
    Network("gaussian", "gelu", 1, 1.2, 0.3, widths=(1, 2)),
]


@pytest.fixture(params=NETWORKS, ids=lambda net: net.label)
def net(request):
    return request.param


def test_one_linear_layer_by_hand():
    """E tr W W^T/n = 1 and E tr (W W^T)^2/n = 2 + 1/n for real weights; 2 for complex ones."""
    real, other = (Network(name, "linear", 1) for name in genus.corrections.GAUSSIAN)
    for n in (2, 7, 50):
        assert_allclose(genus.finite_moments(real, n, 2), [1, 2 + 1 / n], rtol=1e-14)
        assert_allclose(genus.finite_moments(other, n, 2), [1, 2], rtol=1e-14)
    assert_allclose(genus.first_correction(real, 2), [0, 1], atol=1e-9)  # rounding, 10^6 times


def test_one_relu_layer_by_hand():
    """M = W W^T with rows kept by chance 1/2: of (2 n^2 + n) pairs those with i = j, or k = l."""
    n, net = 5, Network("gaussian", "relu", 1)
    # tr (D W W^T D)^2 = sum over rows i, j kept of (w_i . w_j)^2
    diagonal, off = n * (n + 2) / n**2, 1 / n  # E (w.w)^2, E (w.v)^2
    expected = (n * diagonal / 2 + n * (n - 1) * off / 4) / n
    assert_allclose(genus.finite_moments(net, n, 2), [1 / 2, expected], rtol=1e-13)


def test_the_limit_is_that_of_planar_gluings(net):
    limit = genus.moments(net, 3)
    wide = np.array(genus.finite_moments(net, 10**6, 3))
    assert_allclose(wide, limit, rtol=1e-4)
    assert np.all(np.abs(np.array(genus.finite_moments(net, 8, 3)) / limit - 1)[1:] > 0.02)


def test_the_first_correction_is_the_slope_in_one_over_n(net):
    """By extrapolation of n (E m - limit) from two moderate widths, to second order."""
    limit = genus.moments(net, 3)
    one, two = (n * (np.array(genus.finite_moments(net, n, 3)) - limit) for n in (400, 800))
    assert_allclose(genus.first_correction(net, 3), 2 * two - one, rtol=2e-3, atol=1e-8)


def test_the_slope_in_the_fourth_cumulant_is_one_per_linear_layer():
    """E tr (W W^T)^2/n = 2 + (kappa_4 + 1)/n for one square layer of real weights, by counting."""
    found = [genus.fourth_cumulant_slope(Network("gaussian", "linear", L)) for L in (1, 2, 3)]
    assert_allclose(found, [1, 2, 3], rtol=1e-14)


@pytest.mark.parametrize("depth", [1, 2, 4])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_the_slope_follows_from_layer_to_layer(activation, depth):
    """A recursion: b_l is passed on, and a diagonal entry of J J^T that is squared is new."""
    net = Network("gaussian", activation, depth, 1.7, 0.2)
    mean, diagonal, found = 1.0, 1.0, 0.0
    for kappa_1, kappa_2 in genus.slope_moments(net, 2):
        found = net.sigma_w2**2 * (kappa_1**2 * found + kappa_2 * diagonal)
        diagonal = net.sigma_w2**2 * kappa_2 * mean**2
        mean *= net.sigma_w2 * kappa_1
    assert_allclose(genus.fourth_cumulant_slope(net), found, rtol=1e-12)


def test_planar_moments_are_the_limits_of_linear_networks():
    sizes = (6, 4, 9)
    net = Network("gaussian", "linear", 2, widths=sizes)
    assert_allclose(genus.planar_moments(sizes, 4), genus.moments(net, 4), rtol=1e-14)
    wide = [10**6 * n for n in sizes]
    assert_allclose(
        genus.planar_moments(sizes, 3), np.array(genus.mean_moments(wide, 3), float), rtol=1e-5
    )


def test_networks_whose_own_slopes_are_as_good_as_independent(rng):
    """ReLU: at n = 2 the mean of m_2 with its own D is the sum for independent D; tanh's is not."""
    for activation, same in (("relu", True), ("tanh", False)):
        net = Network("gaussian", activation, 2, 2.0)
        assert genus.forgets_signs(net) is same
        values = own_second_moments(net, 2, 400_000, rng)
        expected = genus.finite_moments(net, 2, 2)[1]
        off = abs(values.mean() - expected) / (values.std() / len(values) ** 0.5)
        assert bool(off < 5) is same, off
    assert genus.forgets_signs(Network("gaussian", "linear", 2))
    assert not genus.forgets_signs(Network("gaussian", "hardtanh", 2))


def own_second_moments(net, n, networks, rng):
    """m_2 of networks without biases, D from the weights."""
    x, jacobian = np.ones((networks, n, 1)), np.eye(n)
    for _ in range(net.depth):
        weights = (net.sigma_w2 / n) ** 0.5 * rng.standard_normal((networks, n, n))
        y = weights @ x
        x, jacobian = net.phi.f(y), net.phi.df(y) * (weights @ jacobian)
    square = jacobian @ jacobian.transpose(0, 2, 1)
    return (square**2).sum(axis=(1, 2)) / n
