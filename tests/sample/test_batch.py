"""Batches of finite networks: inputs, weights, Jacobians."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from freewidth.ensembles import ENSEMBLES, EVERY
from freewidth.errors import InvalidInputError
from freewidth.network import Network
from freewidth.sample import (
    diluted,
    forward,
    independent_jacobians,
    inputs,
    jacobians,
    trace_moments,
    weights,
)

GRAM = np.array([[1.0, 0.3, -0.2], [0.3, 2.0, 0.5], [-0.2, 0.5, 0.7]])
LIMIT = stats.norm.isf(5e-7)  # two-sided 1e-6, for means over thousands of draws


def test_inputs_have_the_gram_matrix_asked_for(rng):
    x = inputs(rng, GRAM, 40, 7)
    found = x.swapaxes(1, 2) @ x / 40
    assert_allclose(found, np.broadcast_to(GRAM, found.shape), rtol=0, atol=1e-14)


def test_parallel_inputs_are_possible(rng):
    x = inputs(rng, [[1, 2], [2, 4]], 10)[0]
    assert_allclose(x[:, 1], 2 * x[:, 0], rtol=0, atol=1e-7)  # sqrt of a rounded zero eigenvalue


def test_inputs_are_delocalised(rng):
    """No direction is special: E x_1^4 = 3n/(n+2) on the sphere of radius sqrt(n)."""
    fourth = inputs(rng, [[1.0]], 20, 4000)[:, 0, 0] ** 4
    assert abs(fourth.mean() - 60 / 22) < LIMIT * fourth.std() / np.sqrt(4000)


@pytest.mark.parametrize("gram", [np.eye(5), [[1, 2], [2, 1]]])
def test_impossible_inputs_are_refused(rng, gram):
    with pytest.raises(InvalidInputError, match="inputs in 4 dimensions"):
        inputs(rng, gram, 4)


def test_weights_have_fan_in_variance_one(rng, ensemble):
    if ensemble.finite_moments <= 4:
        pytest.skip("the mean of squares needs a variance")
    drawn, kept = weights(ensemble).draw(rng, 500, 4, 6)
    assert kept is None
    rows = (np.abs(drawn) ** 2).sum(axis=2).ravel()
    assert abs(rows.mean() - 1) <= LIMIT * rows.std() / np.sqrt(rows.size) + 1e-13


@pytest.mark.parametrize("density", [0.1, 0.5, 1.0])
def test_sparse_weights(rng, density):
    drawn, kept = diluted(ENSEMBLES["rademacher"], density).draw(rng, 400, 10, 10)
    assert np.array_equal(kept, drawn != 0)
    assert_allclose(drawn[kept] ** 2, 1 / (10 * density), rtol=1e-14)
    count = kept.mean(axis=(1, 2))
    assert abs(count.mean() - density) <= LIMIT * count.std() / np.sqrt(count.size) + 1e-14


def test_sparse_weights_are_a_mask_times_entries_in_order():
    """B, row by row, then as many entries as are kept, from one generator: the same bits."""
    drawn, kept = diluted(ENSEMBLES["gaussian"], 0.3).draw(np.random.default_rng(1), 7, 5, 6)
    rng, expected = np.random.default_rng(1), np.zeros((7, 5, 6))
    mask = rng.random(expected.shape) < 0.3
    np.place(expected, mask, rng.standard_normal(mask.sum()))
    assert np.array_equal(kept, mask)
    assert np.array_equal(drawn, expected / np.sqrt(0.3 * 6))


@pytest.mark.parametrize("density", [0.1, 0.5])
def test_the_share_of_entries_kept_is_the_density(rng, density):
    """Their number is binomial; two per cent more of them would be seen."""
    shape = (40, 200, 200)
    _, kept = diluted(ENSEMBLES["rademacher"], density).draw(rng, *shape)
    mean, deviation = np.prod(shape) * density, np.sqrt(np.prod(shape) * density * (1 - density))
    assert abs(kept.sum() - mean) < LIMIT * deviation
    assert 0.02 * mean > 1.5 * LIMIT * deviation


@pytest.mark.parametrize("name", ["complex_gaussian", "unitary"])
def test_complex_weights_are_circular(rng, name):
    drawn, _ = weights(EVERY[name]).draw(rng, 2000, 5, 5)
    for entries, expected in (
        (np.abs(drawn[:, 1, 2]) ** 2, 1 / 5),
        ((drawn[:, 1, 2] ** 2).real, 0),
        (drawn[:, 0, 0].real, 0),  # without the phases Haar fails here: R's diagonal is positive
        (np.trace(drawn, axis1=1, axis2=2).real, 0),
    ):
        assert abs(entries.mean() - expected) < LIMIT * entries.std() / np.sqrt(2000)
    if name == "unitary":
        square = drawn @ drawn.conj().swapaxes(1, 2)
        assert_allclose(square, np.broadcast_to(np.eye(5), square.shape), rtol=0, atol=1e-13)


def test_without_phases_unitaries_are_not_circular(rng):
    """Negative control of the test above."""
    parts = rng.standard_normal((2, 2000, 5, 5))
    q, _ = np.linalg.qr(parts[0] + 1j * parts[1])
    first = q[:, 0, 0].real
    assert abs(first.mean()) > LIMIT * first.std() / np.sqrt(2000)


@pytest.mark.parametrize("activation", ["tanh", "sin", "erf"])
def test_jacobians_are_derivatives(rng, activation):
    net = Network("gaussian", activation, 3, sigma_w2=1.7, sigma_b2=0.2)
    sizes, x = (4, 6, 3, 5), rng.standard_normal((2, 4, 1))
    layers = list(forward(replace(net, sigma_b2=0), sizes, weights(net.ensembles[0]), rng, x))
    found = jacobians(net, layers)
    for column in range(4):
        y = x + 1e-30j * np.eye(4)[:, column : column + 1]
        for layer in layers:
            y = net.phi.f(np.sqrt(net.sigma_w2) * (layer.weights @ y))
        assert_allclose(found[:, :, column], y[:, :, 0].imag / 1e-30, rtol=1e-12, atol=1e-14)


def test_complex_jacobians_are_complex_derivatives(rng):
    net = Network("complex_gaussian", "sin", 2, 0.5)
    x = rng.standard_normal((1, 3, 1)) + 1j * rng.standard_normal((1, 3, 1))
    layers = list(forward(net, (3, 4, 3), weights(net.ensembles[0]), rng, x))
    found = jacobians(net, layers)
    y = [x + s * 1e-6 * np.eye(3)[:, :1] for s in (1, -1)]
    for layer in layers:
        y = [np.sin(np.sqrt(0.5) * (layer.weights @ v)) for v in y]
    assert_allclose(found[0, :, 0], (y[0] - y[1])[0, :, 0] / 2e-6, rtol=1e-8)  # central: 1e-10


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 4)])
def test_trace_moments_are_those_of_eigenvalues(rng, shape):
    product = rng.standard_normal((6, *shape)) + 1j * rng.standard_normal((6, *shape))
    eigenvalues = np.linalg.eigvalsh(product @ product.conj().swapaxes(1, 2))
    expected = np.stack([(eigenvalues**k).mean(axis=1) for k in range(1, 8)], axis=1)
    assert_allclose(trace_moments(product, 7), expected, rtol=1e-12)


def test_independent_slopes_do_not_see_the_input(rng):
    """Same law of each D, but nothing of the network: E m_1 = prod kappa_1 exactly, at any n."""
    net = Network("gaussian", "relu", 2)
    product = independent_jacobians(net, (3, 3, 3), weights(net.ensembles[0]), rng, 20_000)
    first = trace_moments(product, 1)[:, 0]
    assert abs(first.mean() - 0.25) < LIMIT * first.std() / np.sqrt(first.size)


@pytest.mark.parametrize("density", [0.0, 1.5, -0.1])
def test_bad_densities_are_refused(density):
    with pytest.raises(InvalidInputError, match="density"):
        diluted(ENSEMBLES["gaussian"], density)


def test_only_independent_entries_can_be_diluted():
    with pytest.raises(InvalidInputError, match="no independent entries"):
        diluted(ENSEMBLES["orthogonal"], 0.5)
