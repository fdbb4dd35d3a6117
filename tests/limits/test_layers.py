"""Limits beyond the law of networks whose layers differ: closed forms and invariances."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import Network, limits
from freewidth.compare.comparison import compare
from freewidth.errors import InvalidInputError
from freewidth.jacobian import law
from freewidth.perturbed import INGREDIENTS, Perturbed
from freewidth.rng import stream
from freewidth.sample import forward, spectrum, tangent_kernels, weights
from freewidth.sample._batch import WeightLaw

GRAM = np.array([[1.0, 0.3], [0.3, 0.6]])
NET = Network(
    "gaussian", ("tanh", "erf", "linear"), sigma_w2=(1.3, 0.7, 2.0), sigma_b2=(0.1, 0, 0.2)
)
ROUNDING = 1e-12  # of two-dimensional quadratures


def test_covariances_of_one_input_are_the_variances():
    found = limits.covariances(NET, GRAM)
    for index in (0, 1):
        net = replace(NET, q0=GRAM[index, index])
        assert_allclose([sigma[index, index] for sigma in found], net.q, rtol=ROUNDING)


def test_kernels_of_a_relu_and_a_linear_layer():
    r"""One input: Sigma^2 = b a q0/2 and Theta^2 = a q0 b/2 + Sigma^2; then a linear layer."""
    a, b, c, q0 = 1.3, 0.7, 2.0, 0.9
    net = Network("gaussian", ("relu", "linear", "tanh"), sigma_w2=(a, b, c), q0=q0)
    assert_allclose(limits.tangent_kernel(net, [[q0]]), 3 * a * b * c * q0 / 2, rtol=ROUNDING)
    shifted = replace(net, sigma_b2=(0, 0.5, 0))  # Theta^3 = c Theta^2 + Sigma^3
    exact = c * (a * b * q0 + 0.5) + c * (a * b * q0 / 2 + 0.5)
    assert_allclose(limits.tangent_kernel(shifted, [[q0]]), exact, rtol=ROUNDING)
    assert limits.tangent_kernel(replace(shifted, sigma_w2=(a, c, b)), [[q0]]) < 0.9 * exact


def test_tangent_kernels_of_finite_networks_are_sums_of_squared_derivatives():
    """By differences in every weight of a network of two layers, and its biases."""
    net = Network("gaussian", ("tanh", "sin"), sigma_w2=(1.7, 0.6), sigma_b2=(0, 0.3))
    rng, sizes = np.random.default_rng(0), (3, 4, 2)
    x, w = rng.standard_normal((1, 3, 1)), [rng.standard_normal(s) for s in ((4, 3), (2, 4))]
    given = iter([w[0] / np.sqrt(3), w[1] / 2])
    drawn = WeightLaw("given", lambda *_: (next(given)[None], None))
    kernel = tangent_kernels(net, sizes, drawn, rng, x)[0, :, 0, :, 0]

    def outputs(first, second):
        hidden = np.tanh(np.sqrt(1.7 / 3) * first @ x[0, :, 0])
        return np.sqrt(0.6 / 4) * second @ hidden

    total, step = 0.3 * np.eye(2), 1e-5
    for layer in (0, 1):
        for place in np.ndindex(w[layer].shape):
            ends = []
            for sign in (1, -1):
                moved = [part.copy() for part in w]
                moved[layer][place] += sign * step
                ends.append(outputs(*moved))
            slope = (ends[0] - ends[1]) / (2 * step)
            total = total + np.outer(slope, slope)
    assert_allclose(kernel, total, rtol=1e-8)  # step^2 and eps/step


def test_outputs_of_piecewise_linear_layers_have_a_known_kurtosis():
    r"""|x^l|^2 multiply by factors of variance (E phi^4/(E phi^2)^2 - 1)/n_l."""
    net = Network("gaussian", ("relu", "leaky_relu", "linear", "tanh"), sigma_w2=(1.3, 0.7, 2, 0.4))
    leaky = 3 * (1 + 1e-4) / 2 / ((1 + 1e-2) / 2) ** 2 - 1
    assert_allclose(limits.excess_kurtosis(net), 3 * (5 + leaky + 2), rtol=1e-10)
    wide = replace(net, widths=(1, 2, 1, 4, 1))
    assert_allclose(limits.excess_kurtosis(wide), 3 * (5 / 2 + leaky + 2 / 4), rtol=1e-10)


def inserted(net):
    """With a linear layer that is so wide that it does not fluctuate, after the first one."""
    return Network(
        "gaussian",
        (net.activation[0], "linear", *net.activation[1:]),
        sigma_w2=(net.sigma_w2[0], 1, *net.sigma_w2[1:]),
        sigma_b2=(net.sigma_b2[0], 0, *net.sigma_b2[1:]),
        widths=(1, 1, 1e13, 1, 1),
    )


def test_a_wide_linear_layer_changes_no_fluctuation():
    more = inserted(NET)
    assert_allclose(limits.excess_kurtosis(more), limits.excess_kurtosis(NET), rtol=1e-10)
    one, two = (limits.gram_variances(net, GRAM) for net in (NET, more))
    assert_allclose(two, one, rtol=1e-9)
    moved = limits.gram_variances(replace(NET, sigma_w2=(0.7, 1.3, 2.0)), GRAM)
    assert np.all(np.abs(moved / one - 1) > 1e-3)


def test_gram_variances_of_layers_that_scale():
    """Without biases the variances of weights may be split between piecewise linear layers."""
    net = Network("gaussian", ("relu", "linear", "leaky_relu"), sigma_w2=(1, 1, 1))
    split = replace(net, sigma_w2=(2.0, 0.25, 2.0))
    found = (limits.gram_variances(each, GRAM) for each in (net, split))
    assert_allclose(*found, rtol=1e-10)
    haar = Network("orthogonal", ("tanh", "erf", "linear"), 3, (1, 2, 0.5), (0.1, 0.3, 0))
    rotated = Network(
        "orthogonal", ("tanh", "erf", "linear", "tanh"), 4, (1, 2, 1, 0.5), (0.1, 0.3, 0, 0)
    )
    more = limits.gram_variances(rotated, GRAM)  # one rotation more: lengths are kept
    assert_allclose(more, limits.gram_variances(haar, GRAM), rtol=1e-9)


def test_lengths_of_vectors_multiply_layer_by_layer():
    net = Network("gaussian", ("relu", "linear", "leaky_relu", "relu"), widths=(1, 2, 1, 3, 1))
    leaky = 2 * (1 + 1e-4) / (1 + 1e-2) ** 2
    factors = [1 + (3 * s - 1) / n for s, n in zip((2, 1, leaky, 2), (40, 20, 60, 20), strict=True)]
    assert_allclose(limits.squared_norm_moments(net, 20, 0.05)[1], np.prod(factors), rtol=1e-12)
    assert_allclose(limits.log_norm_variance(net, 20), sum(factors) - 4, rtol=1e-12)
    clear = Network("gaussian", ("relu", "linear", "relu"), widths=(1, 2, 1, 3))
    alone = [
        Network("gaussian", phi, 1, widths=(1, n))
        for phi, n in zip(clear.activation, (2, 1, 3), strict=True)
    ]
    parts = sum(limits.log_norm_cumulants(each, 5) for each in alone)
    assert_allclose(limits.log_norm_cumulants(clear, 5), parts, rtol=1e-12)
    assert_allclose(1 - limits.vanishing(clear, 2), (1 - 2.0**-4) * (1 - 2.0**-6), rtol=1e-12)


def test_a_word_knows_its_layer():
    from freewidth.gaussian import expect

    found = limits.word_limit(NET, "D2", lambda letters: 1.0)
    df = NET.phis[1].df
    assert_allclose(found, expect(df, NET.q[1]), rtol=1e-13)
    assert abs(found - expect(NET.phis[0].df, NET.q[1])) > 0.01


def test_what_needs_one_value_for_all_layers_says_so():
    with pytest.raises(InvalidInputError, match="linear on either side of 0"):
        limits.log_norm_variance(replace(NET, activation=("relu", "tanh", "linear")), 10)
    biased = replace(NET, bias=("gaussian", "uniform", "gaussian"))
    for limit in (lambda net: limits.covariances(net, GRAM), limits.excess_kurtosis):
        with pytest.raises(InvalidInputError, match="Gaussian biases"):
            limit(biased)


def test_ingredients_are_those_of_every_layer():
    wrong = {name: perturb(NET, 1.1) for name, perturb in INGREDIENTS.items()}
    assert_allclose(wrong["sigma_w2"].sigma_w2, 1.1 * np.array(NET.sigma_w2))
    assert_allclose(wrong["sigma_b2"].sigma_b2, 1.1 * np.array(NET.sigma_b2))
    assert_allclose(wrong["q"].q, 1.1 * np.array(NET.q), rtol=1e-14)
    assert_allclose(wrong["slope"].scales, 1.1 * np.array(NET.sigma_w2))
    assert Perturbed.of(NET, q_factor=1.1).exact == NET


def test_a_sample_is_compared_with_its_own_law():
    spectra = {
        n: np.array([spectrum(NET, n, stream(0, "layers", n, i)) for i in range(12)])
        for n in (12, 24, 48)
    }
    rival = law(replace(NET, activation=("erf", "tanh", "linear")))
    found = compare(NET, spectra, law(NET), {"swapped": rival})
    assert "swapped" in found.rivals
    assert {item.what for item in found.evidence()} >= {"m_1", "sup|dF|", "W_1"}
    assert "(tanh, erf, linear)" in repr(found)


def test_batches_run_each_layer_with_its_own():
    """Weights that are one number: y is written out."""
    net = Network("gaussian", ("sin", "tanh"), sigma_w2=(4.0, 9.0), sigma_b2=(0, 0))
    one = WeightLaw(
        "ones", lambda rng, batch, rows, columns: (np.ones((batch, rows, columns)), None)
    )
    first, second = forward(net, (1, 1, 1), one, np.random.default_rng(0), np.full((1, 1, 1), 0.3))
    assert_allclose(first.y, 2 * 0.3, rtol=1e-15)
    assert_allclose(second.y, 3 * np.sin(0.6), rtol=1e-15)
    drawn = weights(net.ensembles[0])
    noisy = replace(net, sigma_b2=(0, 0.5))
    layers = list(forward(noisy, (1, 1, 1), drawn, np.random.default_rng(0), np.zeros((500, 1, 1))))
    assert np.all(layers[0].y == 0)
    assert abs(np.var(layers[1].y) - 0.5) < 5 * 0.5 * np.sqrt(2 / 500)
