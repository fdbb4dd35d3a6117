"""Networks with errors put in on purpose: closed forms, and two roads to the same numbers."""

from dataclasses import replace

import numpy as np
import pytest

from freewidth import genus, limits
from freewidth.errors import InvalidInputError
from freewidth.jacobian import free_product, law
from freewidth.network import Network
from freewidth.perturbed import FACTORS, INGREDIENTS, Perturbed

NET = Network("gaussian", "tanh", 3, 1.2, 0.1, widths=(6, 12, 4, 9))


def test_factors_of_one_are_the_network_itself():
    same = Perturbed.of(NET)
    assert same.exact == NET
    assert same.preactivations == NET.preactivations
    assert same.scales == NET.scales
    np.testing.assert_array_equal(genus.moments(same, 4), genus.moments(NET, 4))
    one, other = free_product(same), free_product(NET)
    assert (one.sources, one.scales, one.ratios) == (other.sources, other.scales, other.ratios)


def test_slopes_multiply_moments():
    wrong = genus.moments(INGREDIENTS["slope"](NET, 1.1), 4)
    np.testing.assert_allclose(wrong, genus.moments(NET, 4) * 1.1 ** (3 * np.arange(1, 5)), 1e-13)


@pytest.mark.parametrize("bias", ["gaussian", "rademacher"])
def test_variances_are_those_of_another_input_in_the_first_layer_alone(bias):
    """One layer: q = sigma_w2 q0 + sigma_b2, so that both parts grow with q0 and sigma_b2."""
    net = Network("orthogonal", "tanh", 1, 1.0, 0.3, 0.8, bias=bias)
    other = replace(net, q0=1.3 * net.q0, sigma_b2=1.3 * net.sigma_b2)
    wrong = INGREDIENTS["q"](net, 1.3)
    assert wrong.preactivations == other.preactivations
    np.testing.assert_allclose(genus.moments(wrong, 3), genus.moments(other, 3), 1e-13)


def test_the_recursion_is_left_alone():
    wrong = INGREDIENTS["q"](NET, 1.3)
    np.testing.assert_allclose(wrong.q, 1.3 * np.array(NET.q), 1e-14)


def test_weight_variance_of_homogeneous_networks():
    """d log m_k / d log sigma_w2 = k L for phi = relu without biases."""
    net = Network("gaussian", "relu", 4)
    wrong = genus.moments(INGREDIENTS["sigma_w2"](net, 1.1), 3)
    np.testing.assert_allclose(wrong, genus.moments(net, 3) * 1.1 ** (4 * np.arange(1, 4)), 1e-12)


def test_linear_networks_know_of_sizes_and_not_of_variances():
    net = Network("gaussian", "linear", 1, 1.0, 0.5)
    for name in ("q", "sigma_b2"):
        np.testing.assert_allclose(genus.moments(INGREDIENTS[name](net, 1.3), 2), [1, 2], 1e-14)
    sizes = INGREDIENTS["ratio"](net, 1.25)  # m_2 = 1 + n_1/n_0
    np.testing.assert_allclose(genus.moments(sizes, 2), [1, 1 + 1 / 1.25], 1e-14)


@pytest.mark.parametrize("name", INGREDIENTS)
def test_two_roads_to_the_moments_of_a_wrong_law(name):
    net = Network("gaussian", "hardtanh", 2, 1.0, 0.2)
    wrong = INGREDIENTS[name](net, max(FACTORS))
    np.testing.assert_allclose(law(wrong).moments(3), genus.moments(wrong, 3), 1e-8)
    right = genus.moments(net, 3)
    assert not np.allclose(genus.moments(wrong, 3), right, rtol=1e-3)


def test_slopes_of_the_tangent_kernel():
    """L = 2: Theta = Theta^1 sigma_w^2 E phi'phi' + Sigma^2."""
    net, gram = Network("gaussian", "tanh", 2, 1.2, 0.1), [[1.0, 0.3], [0.3, 0.8]]
    last = limits.covariances(net, gram)[-1]
    right, wrong = (
        limits.tangent_kernel(each, gram) for each in (net, INGREDIENTS["slope"](net, 1.1))
    )
    np.testing.assert_allclose(wrong - last, 1.1 * (right - last), 1e-13)


def test_factors_are_positive():
    with pytest.raises(InvalidInputError, match="slope_factor must be finite and > 0, got 0"):
        Perturbed.of(NET, slope_factor=0.0)


def test_the_label_says_what_is_wrong():
    assert "q x 1.1" in INGREDIENTS["q"](NET, 1.1).label
