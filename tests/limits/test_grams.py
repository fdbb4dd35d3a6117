"""Fluctuations of Gram matrices: closed forms, derivatives, other formulas, and networks."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth.ensembles import EVERY
from freewidth.errors import InvalidInputError
from freewidth.limits import bivariate, covariances, excess_kurtosis, gram_variances, grams
from freewidth.network import Network
from freewidth.sample import forward, inputs, weights

GRAM = np.array([[1.0, 0.5], [0.5, 1.4]])
TANH = {"sigma_w2": 1.5, "sigma_b2": 0.1}


def both(sigma):
    """Variances of products of two Gaussian numbers."""
    return np.outer(np.diag(sigma), np.diag(sigma)) + sigma**2


def test_one_layer_is_a_wishart_matrix():
    net = Network("gaussian", "tanh", 1, **TANH)
    (sigma,) = covariances(net, GRAM)
    assert_allclose(gram_variances(net, GRAM), both(sigma), rtol=1e-14)


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_linear_layers_add_up(depth):
    """Every layer multiplies by a Wishart matrix: the relative variances are the same."""
    net = Network("gaussian", "linear", depth)
    assert_allclose(gram_variances(net, GRAM), depth * both(GRAM), rtol=1e-11)


def test_haar_weights_without_biases_or_slopes_keep_inner_products():
    net = Network("orthogonal", "linear", 3)
    assert_allclose(gram_variances(net, GRAM), 0, atol=1e-11)


def test_what_rotations_and_biases_make_of_one_layer():
    """Of y y' = (z + b)(z' + b'), z z' is kept: the bias and its products with z are left."""
    net = Network("orthogonal", "tanh", 1, **TANH)
    a, s = 1.5 * GRAM, 0.1
    own = np.outer(np.diag(a), np.ones(2))
    expected = s * (own + own.T + 2 * a) + 2 * s**2
    assert_allclose(gram_variances(net, GRAM), expected, rtol=1e-12)


@pytest.mark.parametrize("ensemble", ["gaussian", "orthogonal"])
def test_nearly_parallel_inputs_have_the_variance_of_one(ensemble):
    net = Network(ensemble, "tanh", 3, **TANH)
    close = np.array([[1.0, 1 - 1e-5], [1 - 1e-5, 1.0]])
    (own, between), _ = gram_variances(net, close)
    assert_allclose(between, own, rtol=1e-4)  # ten times the distance


def test_the_diagonal_is_what_makes_kurtosis():
    for ensemble, less in (("gaussian", 0.0), ("orthogonal", 6.0)):
        net = Network(ensemble, "tanh", 3, **TANH)
        q, inner = net.q[-1], net.q[-1] - net.sigma_b2
        inherited = (excess_kurtosis(net) * q**2 + less * inner**2) / 3
        last = 2 * q**2 - (2 * inner**2 if less else 0)
        assert_allclose(gram_variances(net, [[1.0]])[0, 0], last + inherited, rtol=1e-12)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_derivatives_are_those_of_expectations(activation):
    net = Network("gaussian", activation, 2, **TANH)
    f, kinks, step = net.phi.f, net.phi.cuts, 1e-4
    found = grams._derivatives(net.phi, GRAM)
    moves = [np.diag([1.0, 0]), np.array([[0, 1.0], [1.0, 0]]), np.diag([0, 1.0])]
    for column, move in enumerate(moves):
        for row, powers in enumerate(grams.PRODUCTS):
            ends = [
                bivariate.expect(
                    lambda u, k=powers[0]: f(u) ** k,
                    lambda v, k=powers[1]: f(v) ** k,
                    GRAM + sign * step * move,
                    kinks,
                    kinks,
                )
                for sign in (1, -1)
            ]
            slope = (ends[0] - ends[1]) / (2 * step)
            assert_allclose(found[row, column], slope, atol=1e-7)  # step^2 times derivatives


@pytest.mark.parametrize("ensemble", ["gaussian", "rademacher", "orthogonal"])
def test_networks_have_them(ensemble):
    """Corrections of order 1/n are a few per cent, as are standard errors."""
    net, n, count = Network(ensemble, "tanh", 2, **TANH), 32, 1200
    rng = np.random.default_rng(3)
    x = inputs(rng, GRAM, n, count)
    *_, last = forward(net, net.sizes(n), weights(EVERY[ensemble]), rng, x)
    deviation = last.y.swapaxes(1, 2) @ last.y / n - covariances(net, GRAM)[-1]
    found = n * (deviation**2).mean(axis=0)
    expected, other = (
        gram_variances(Network(name, "tanh", 2, **TANH), GRAM)
        for name in (ensemble, "gaussian" if ensemble == "orthogonal" else "orthogonal")
    )
    assert_allclose(found, expected, rtol=0.2)  # 4 standard errors of 4 %, and 1/n
    assert np.all(abs(found / other - 1) > 0.4)


def test_layers_twice_as_wide_fluctuate_half_as_much():
    square = Network("gaussian", "tanh", 3, **TANH)
    wide = Network("gaussian", "tanh", 3, **TANH, widths=(1, 2, 2, 2))
    assert_allclose(gram_variances(wide, GRAM), gram_variances(square, GRAM) / 2, rtol=1e-12)


def test_what_is_not_known_is_refused():
    parallel = [[1.0, 1.0], [1.0, 1.0]]
    with pytest.raises(InvalidInputError, match="inputs are parallel"):
        gram_variances(Network("gaussian", "tanh", 2), parallel)
    with pytest.raises(InvalidInputError, match="not mixed"):
        gram_variances(Network("orthogonal", "tanh", 2, widths=(1, 2, 1)), GRAM)
    with pytest.raises(InvalidInputError, match="Gram matrix"):
        gram_variances(Network("gaussian", "tanh", 2), [[1.0, 2.0], [2.0, 1.0]])


@pytest.mark.parametrize("activation", ["hardshrink", "threshold"])
def test_activations_that_jump_are_refused(activation):
    """E phi(u) phi(v) grows with the covariance by more than E phi'(u) phi'(v)."""
    with pytest.raises(InvalidInputError, match=rf"{activation} jumps at h=.*continuous"):
        gram_variances(Network("gaussian", activation, 2), GRAM)
