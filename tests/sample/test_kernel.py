"""The tangent kernel of finite networks against differentiation of the network itself."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth.ensembles import ENSEMBLES, Dense
from freewidth.network import Network
from freewidth.sample import WeightLaw, diluted, forward, tangent_kernels, weights

SIZES = (3, 6, 5, 2)
GAUSSIAN = ENSEMBLES["gaussian"]
STEP = 1e-30  # complex-step differentiation has no cancellation: exact to rounding


def outputs(net, omegas, betas, scales, x):
    """Outputs at all inputs, written from the definition; parameters may be complex."""
    for layer, (omega, beta, scale) in enumerate(zip(omegas, betas, scales, strict=True)):
        x = x if layer == 0 else net.phi.f(y)  # noqa: F821 - y is that of the layer before
        y = np.sqrt(net.sigma_w2) * scale * (omega @ x) + np.sqrt(net.sigma_b2) * beta[:, None]
    return y


def by_differentiation(net, omegas, betas, scales, trained, x):
    """Sum over all trained parameters of products of output derivatives."""
    rows, split = [], len(omegas)
    for which, allowed in enumerate(trained):
        for index in np.argwhere(allowed):
            moved = [v.astype(complex) for v in omegas + betas]
            moved[which][tuple(index)] += 1j * STEP
            y = outputs(net, moved[:split], moved[split:], scales, x)
            rows.append(y.imag.ravel() / STEP)
    jacobian = np.array(rows)
    shape = (SIZES[-1], x.shape[1])
    return (jacobian.T @ jacobian).reshape(*shape, *shape)


def replay(found):
    """Weights that give back, layer by layer, one network that was drawn before."""
    remaining = iter(found)

    def draw(rng, batch, rows, columns):
        layer = next(remaining)
        return layer.weights.dense(), layer.trained

    return draw


@pytest.mark.parametrize("activation", ["tanh", "erf", "sin", "linear"])
@pytest.mark.parametrize("density", [None, 0.6])
def test_against_complex_step_derivatives(rng, activation, density):
    net = Network("gaussian", activation, 3, sigma_w2=1.4, sigma_b2=0.3)
    drawn = weights(GAUSSIAN) if density is None else diluted(GAUSSIAN, density)
    x = rng.standard_normal((1, SIZES[0], 4))
    layers = list(forward(replace(net, sigma_b2=0), SIZES, drawn, rng, x))
    again = WeightLaw("again", replay(layers), drawn.density)
    found = tangent_kernels(replace(net, sigma_b2=0), SIZES, again, rng, x)[0]
    scales = [1 / np.sqrt(drawn.density * n) for n in SIZES[:-1]]
    omegas = [layer.weights.dense()[0] / s for layer, s in zip(layers, scales, strict=True)]
    betas = [np.zeros(n) for n in SIZES[1:]]
    every = [np.ones_like(w) for w in omegas]
    trained = every if density is None else [layer.trained[0] for layer in layers]
    silent = [np.zeros(n) for n in SIZES[1:]]
    own = replace(net, sigma_b2=0)
    exact = by_differentiation(own, omegas, betas, scales, trained + silent, x[0])
    assert_allclose(found, exact, rtol=0, atol=1e-13 * np.abs(exact).max())  # ~100 roundings
    if density is not None:  # training the absent entries too would be another kernel
        other = by_differentiation(own, omegas, betas, scales, every + silent, x[0])
        assert np.abs(other - exact).max() > 0.01 * np.abs(exact).max()


def test_biases_are_trained_too(rng):
    net = Network("gaussian", "tanh", 3, sigma_w2=1.4, sigma_b2=0.3)
    x = rng.standard_normal((1, SIZES[0], 4))
    found = tangent_kernels(net, SIZES, weights(GAUSSIAN), np.random.default_rng(5), x)[0]
    # draw the same again: weights, then biases, layer by layer
    order, omegas, betas = np.random.default_rng(5), [], []
    for columns, rows in pairwise(SIZES):
        omegas.append(order.standard_normal((1, rows, columns))[0])
        betas.append(order.standard_normal((1, rows, 1))[0, :, 0])
    scales = [1 / np.sqrt(n) for n in SIZES[:-1]]
    every = [np.ones_like(v) for v in omegas + betas]
    exact = by_differentiation(net, omegas, betas, scales, every, x[0])
    assert_allclose(found, exact, rtol=0, atol=1e-13 * np.abs(exact).max())  # ~100 roundings


def test_networks_of_a_batch_are_separate(rng):
    net = Network("gaussian", "tanh", 3)
    x = rng.standard_normal((3, SIZES[0], 2))
    layers = list(forward(net, SIZES, weights(GAUSSIAN), rng, x))
    together = tangent_kernels(net, SIZES, WeightLaw("", replay(layers)), rng, x)
    for i in range(3):
        one = [replace(m, weights=Dense(m.weights.dense()[i : i + 1])) for m in layers]
        alone = tangent_kernels(net, SIZES, WeightLaw("", replay(one)), rng, x[i : i + 1])
        assert_allclose(together[i], alone[0], rtol=1e-13)


def test_symmetric_and_positive(rng, activation_name):
    net = Network("gaussian", activation_name, 3, sigma_b2=0.1)
    x = rng.standard_normal((5, SIZES[0], 4))
    found = tangent_kernels(net, SIZES, weights(GAUSSIAN), rng, x).reshape(5, 8, 8)
    assert_allclose(found, found.swapaxes(1, 2), rtol=0, atol=1e-13 * np.abs(found).max())
    assert np.linalg.eigvalsh(found).min() > -1e-12 * np.abs(found).max()  # Gram, up to rounding
