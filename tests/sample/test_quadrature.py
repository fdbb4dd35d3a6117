"""The matrix-free road against the dense one."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.sparse.linalg import svds

from freewidth import sample
from freewidth.ensembles import EVERY, normal
from freewidth.errors import InvalidInputError
from freewidth.network import Network
from freewidth.rng import stream

EPS = np.finfo(float).eps
SIGMAS = 5.0


def network(name, **change):
    phi = "sin" if EVERY[name].field == "complex" else "tanh"
    given = {"sigma_w2": 1.2, "sigma_b2": 0.1, "q0": 0.5}
    return Network(name, phi, 3, **given | change)


@pytest.mark.parametrize("widths", [None, (2, 3, 1, 4)])
@pytest.mark.parametrize("name", [name for name in EVERY if "wigner" not in name])
def test_the_operator_is_the_jacobian(name, widths, rng):
    net = network(name, widths=widths)
    jacobian = sample.jacobian(net, 24, stream(0, name))
    operator = sample.operator(net, 24, stream(0, name))
    assert operator.shape == jacobian.shape
    assert operator.dtype == jacobian.dtype
    x, y = (normal(rng, (size, 3), jacobian.dtype) for size in jacobian.shape[::-1])
    error = {"rtol": 0, "atol": 1000 * EPS * np.abs(jacobian).max()}  # sums of tens of terms
    assert_allclose(operator @ x, jacobian @ x, **error)
    assert_allclose(operator.H @ y, jacobian.conj().T @ y, **error)
    assert_allclose(operator @ x[:, 0], jacobian @ x[:, 0], **error)
    assert_allclose(operator.rmatvec(y[:, 0]), jacobian.conj().T @ y[:, 0], **error)


@pytest.mark.parametrize("widths", [None, (2, 3, 1, 4)])
@pytest.mark.parametrize("name", [name for name in EVERY if "wigner" not in name])
def test_in_single_precision_it_is_the_same_network_rounded(name, widths):
    net = network(name, widths=widths)
    operator = sample.operator(net, 40, stream(0, name), single=True)
    jacobian = sample.jacobian(net, 40, stream(0, name))
    assert operator.dtype == jacobian.dtype
    seen = operator @ np.eye(jacobian.shape[1], dtype=jacobian.dtype)
    back = operator.H @ np.eye(jacobian.shape[0], dtype=jacobian.dtype)
    error = np.abs(seen - jacobian).max() / np.abs(jacobian).max()
    assert 1e-10 < error < 1e-5
    assert_allclose(back.conj().T, seen, rtol=0, atol=1e-5 * np.abs(jacobian).max())


def test_weights_drawn_in_pieces_are_those_drawn_at_once(monkeypatch):
    """Where entries come one after the other; signs, eight of which share a draw, do not."""
    monkeypatch.setattr("freewidth.ensembles._weights.PIECE", 100)
    for name, ensemble in EVERY.items():
        if ensemble.entry is None or ensemble.density is not None or ensemble.hermitian:
            continue
        held = ensemble.draw_single([stream(0, name)], 30, 17)
        exact = ensemble.draw([stream(0, name)], 30, 17)
        assert held.held.dense().dtype in (np.float32, np.complex64)
        assert_allclose(held.dense(), exact.dense(), rtol=1e-6)


def test_the_operator_serves_scipy():
    net, name = network("orthogonal"), (0, "svds")
    largest = svds(sample.operator(net, 300, stream(*name)), 3, return_singular_vectors=False)
    exact = sample.singular_values(net, 300, stream(*name))[-3:]
    assert_allclose(np.sort(largest), exact, rtol=1e-10)  # its default tolerance is eps


# Quadrature


def seen_by_probes(jacobian, rng, probes):
    """Eigenvalues of J J*, and the weight with which every probe sees each, (n, probes)."""
    start = normal(rng, (jacobian.shape[0], probes), jacobian.dtype)
    left, singular, _ = np.linalg.svd(jacobian)
    values = np.zeros(jacobian.shape[0])
    values[: singular.size] = singular**2
    weights = np.abs(left.conj().T @ (start / np.linalg.norm(start, axis=0))) ** 2
    return values, weights


@pytest.mark.parametrize("widths", [None, (2, 1, 1, 3), (3, 2, 1, 1)])
@pytest.mark.parametrize("name", ["gaussian", "orthogonal", "unitary", "sparse_sqrt"])
def test_gauss_is_exact_for_the_probes_drawn(name, widths):
    """Moments below order 2k to rounding, and the bounds on the distribution hold everywhere."""
    net, probes, steps = network(name, widths=widths), 4, 12
    jacobian = sample.jacobian(net, 60, stream(0, name))
    values, weights = seen_by_probes(jacobian, stream(0, "probes"), probes)
    operator = sample.operator(net, 60, stream(0, name))
    found = sample.quadrature(operator, stream(0, "probes"), probes, steps)
    orders = np.arange(1, 2 * steps)
    exact = (weights.T @ values[:, None] ** orders).mean(axis=0)
    # the largest terms are (largest eigenvalue)^order; each node is good to some eps
    assert_allclose(found.moments(2 * steps - 1)[0], exact, rtol=orders[-1] * 1000 * EPS)
    x = np.concatenate([values * (1 + 1e-9), np.geomspace(1e-6, 2 * values.max(), 200)])
    distribution = np.sum(weights.T[:, None] * (values <= x[:, None]), axis=2).mean(axis=0)
    seen = found.cdf(x)
    assert np.all(np.abs(seen.value - distribution) <= seen.resolution + 1e-9)
    assert np.all((seen.value >= 0) & (seen.value <= 1 + 1e-12))


def test_one_more_moment_is_not_exact():
    net, steps = network("gaussian"), 4
    jacobian = sample.jacobian(net, 60, stream(0))
    values, weights = seen_by_probes(jacobian, stream(0, "probes"), 3)
    found = sample.quadrature(sample.operator(net, 60, stream(0)), stream(0, "probes"), 3, steps)
    exact = (weights.T @ values ** (2 * steps)).mean()
    assert abs(found.expect(lambda x: x ** (2 * steps))[0] / exact - 1) > 1e-6
    with pytest.raises(InvalidInputError, match="moment 8"):
        found.moments(8)


@pytest.mark.parametrize("name", ["gaussian", "orthogonal", "complex_gaussian"])
def test_error_bars_cover_the_whole_spectrum(name):
    net, n = network(name, sigma_w2=0.8), 200
    values = sample.spectrum(net, n, stream(0, name))
    operator = sample.operator(net, n, stream(0, name))
    found = sample.quadrature(operator, stream(0, "bars"), probes=30, steps=40)
    x = np.quantile(values, np.linspace(0.02, 1, 50))
    seen = found.cdf(x)
    exact = np.searchsorted(values, x, side="right") / n
    assert np.all(np.abs(seen.value - exact) <= SIGMAS * seen.sem + seen.resolution)
    for k, (value, sem) in enumerate(zip(*found.moments(4), strict=True), start=1):
        assert abs(value - np.mean(values**k)) < SIGMAS * sem
    # and they are not idle: half as large an answer is excluded
    assert found.moments(1)[1][0] * SIGMAS < 0.5 * np.mean(values)
    assert np.median(seen.resolution) < 0.1


def test_all_steps_give_the_spectrum_itself():
    """As many steps as dimensions: the nodes are the eigenvalues, even where orthogonality
    would be lost without reorthogonalisation."""
    net = Network("orthogonal", "tanh", 6, sigma_b2=0.1)
    values = sample.spectrum(net, 40, stream(0, "all"))
    operator = sample.operator(net, 40, stream(0, "all"))
    found = sample.quadrature(operator, stream(0, "probe"), probes=2, steps=400)
    assert found.nodes.shape == (2, 40)
    assert_allclose(found.nodes, [values, values], rtol=0, atol=1e-12 * values[-1])


def test_dead_networks_and_narrow_ones():
    """Krylov spaces that end early."""
    dead = Network("gaussian", "hardtanh", 2, sigma_b2=1e12)
    found = sample.quadrature(sample.operator(dead, 20, stream(0)), stream(1), 3, 10)
    assert_allclose(found.nodes, 0, atol=0)
    assert_allclose(found.weights.sum(axis=1), 1, rtol=10 * EPS)
    narrow = Network("gaussian", "tanh", 2, widths=(10, 1, 10))
    values = sample.spectrum(narrow, 60, stream(0))  # six are not zero
    operator = sample.operator(narrow, 60, stream(0))
    found = sample.quadrature(operator, stream(1), probes=20, steps=12)
    seen = found.cdf(values[-6] / 2)
    assert abs(seen.value - 0.9) < SIGMAS * seen.sem + seen.resolution
    assert (
        abs(found.expect(np.sqrt)[0] - np.sqrt(values).mean()) < SIGMAS * found.expect(np.sqrt)[1]
    )


@pytest.mark.parametrize(("probes", "steps"), [(1, 5), (3, 0)])
def test_too_little_is_refused(probes, steps):
    with pytest.raises(InvalidInputError, match="needs probes >= 2 and steps >= 1"):
        sample.quadrature(
            sample.operator(network("gaussian"), 5, stream(0)), stream(1), probes, steps
        )
