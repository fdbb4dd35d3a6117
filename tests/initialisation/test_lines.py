"""Printed lines, executed: what they draw, and the spectra of networks that they make.

PyTorch and Keras are not in the locked environment; `.ci/torch` has them, elsewhere what needs them
is skipped.
"""

import os
from dataclasses import replace

import numpy as np
import pytest

from freewidth import initialisation
from freewidth.activations import known
from freewidth.errors import InvalidInputError
from freewidth.rng import stream

FRAMEWORKS = ("JAX", "PyTorch", "Keras")
SHAPES = ((100, 40), (40, 100))  # (n_in, n_out)
SINGLE = 1e-5  # float32: rounding of sums of 100 products is some 30 eps
TANH = {"activation": "tanh", "q": 0.3}  # with biases
ERRORS = 5  # standard errors


def drawn(framework, net, n_in, n_out, seed):
    """W, shape (n_out, n_in), and b, of a layer made by the printed lines."""
    needed = {"JAX": "jax", "PyTorch": "torch", "Keras": "keras"}[framework]
    if needed == "keras":
        os.environ.setdefault("KERAS_BACKEND", "jax")
    module = pytest.importorskip(needed, reason=f"{framework} is not in the locked environment")
    lines = "\n".join(initialisation.lines(net)[framework])
    return MAKERS[framework](module, lines, n_in, n_out, seed)


def jax(module, lines, n_in, n_out, seed):
    key_w, key_b = module.random.split(module.random.key(seed))
    names = {"jax": module, "key_w": key_w, "key_b": key_b, "n_in": n_in, "n_out": n_out}
    exec(lines, names)
    return np.array(names["W"], dtype=float).T, np.array(names["b"], dtype=float)


def torch(module, lines, n_in, n_out, seed):
    module.manual_seed(seed)
    layer = module.nn.Linear(n_in, n_out)
    exec(lines, {"nn": module.nn, "layer": layer})
    return tuple(each.detach().numpy().astype(float) for each in (layer.weight, layer.bias))


def keras(module, lines, n_in, n_out, seed):
    module.utils.set_random_seed(seed)
    names = {"keras": module, "n_in": n_in, "n_out": n_out}
    exec(lines, names)
    names["layer"].build((None, n_in))
    weights, biases = (np.array(each.value, dtype=float) for each in names["layer"].weights)
    return weights.T, biases


MAKERS = {"JAX": jax, "PyTorch": torch, "Keras": keras}


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("shape", SHAPES)
def test_orthogonal_lines_draw_isometries_of_this_variance(framework, shape):
    net = initialisation.critical(**TANH, ensemble="orthogonal", depth=4)
    n_in, n_out = shape
    weights, _ = drawn(framework, net, n_in, n_out, 0)
    gram = weights.T @ weights if n_out > n_in else weights @ weights.T
    scale = net.sigma_w2 * max(1.0, n_out / n_in)
    assert np.allclose(gram / scale, np.eye(len(gram)), atol=SINGLE)
    mean = (weights**2).mean() * n_in  # sigma_w^2 counts fan-in, but a wide W drops what it drops
    assert mean == pytest.approx(net.sigma_w2, rel=SINGLE)


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("ensemble", ["gaussian", "uniform"])
def test_independent_weights_have_this_variance_and_fourth_moment(framework, ensemble):
    net = initialisation.critical(**TANH, ensemble=ensemble, depth=4)
    weights, _ = drawn(framework, net, 400, 160, 1)
    x = weights.ravel() * np.sqrt(400 / net.sigma_w2)
    kurtosis = {"gaussian": 3.0, "uniform": 9 / 5}[ensemble]  # truncated normals would have less
    for power, expected in ((1, 0.0), (2, 1.0), (4, kurtosis)):
        error = np.std(x**power) / np.sqrt(x.size)
        assert abs(np.mean(x**power) - expected) < ERRORS * error


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_biases_have_this_variance_or_are_0(framework):
    net = initialisation.critical(**TANH, ensemble="gaussian", depth=4)
    _, biases = drawn(framework, net, 10, 4000, 2)
    error = np.sqrt(2 / biases.size)  # of the variance of Gaussians
    assert np.mean(biases**2) / net.sigma_b2 == pytest.approx(1.0, abs=ERRORS * error)
    relu = initialisation.critical("relu", "gaussian", 4)
    assert not drawn(framework, relu, 10, 40, 2)[1].any()


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "linear"])
def test_what_is_said_to_be_the_same_line_is(activation):
    torch = pytest.importorskip("torch", reason="PyTorch is not in the locked environment")
    net = initialisation.critical(activation, "gaussian", 4)
    one, two = initialisation.lines(net)["PyTorch"][:2]
    layers = []
    for line in (one, two):
        torch.manual_seed(0)
        layer = torch.nn.Linear(40, 30)
        torch.manual_seed(1)
        exec(line, {"nn": torch.nn, "layer": layer})
        layers.append(layer.weight.detach().numpy())
    assert "the same" in two
    assert np.allclose(*layers, rtol=1e-5)


def spectra(framework, net, networks=8, width=120):
    """Eigenvalues of J J^T, shape (networks, width), all weights and biases from the lines."""
    phi, found = known(net.activation), []
    for network in range(networks):
        x = stream(0, "lines", network).standard_normal(width)
        x *= np.sqrt(net.q0 * width) / np.linalg.norm(x)
        jacobian = np.eye(width)
        for layer in range(net.depth):
            weights, biases = drawn(framework, net, width, width, 1000 * network + layer)
            y = weights @ x + biases
            x, jacobian = phi.f(y), phi.df(y)[:, None] * (weights @ jacobian)
        found.append(np.linalg.svd(jacobian, compute_uv=False) ** 2)
    return np.array(found)


def misses(eigenvalues, net):
    r"""In standard errors: two moments, and the mass below three quantiles, off the law's.

    Biases of means are of order 1/n, and within 3/n of each: m_2 has the coefficients of its sum.
    """
    n = eigenvalues.shape[1]
    below = net.law.quantile(np.array([0.25, 0.5, 0.75]))
    seen = np.stack([
        *((eigenvalues**k).mean(axis=1) / net.moments[k - 1] for k in (1, 2)),
        *((eigenvalues <= x).mean(axis=1) for x in below),
    ])  # fmt: skip
    expected = np.array([1.0, 1.0, 0.25, 0.5, 0.75])
    errors = seen.std(axis=1, ddof=1) / np.sqrt(len(eigenvalues))
    errors = np.maximum(errors, 0.1 / n)  # all networks may have the same count
    return np.maximum(np.abs(seen.mean(axis=1) - expected) - 3 / n, 0) / errors


LIMIT = 9.0  # of |t| with seven degrees of freedom: 4e-5, and 2e-4 for five statistics


@pytest.mark.slow
@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("ensemble", ["gaussian", "orthogonal"])
def test_jacobians_of_these_networks_have_the_spectrum_that_is_promised(framework, ensemble):
    net = initialisation.critical(**TANH, ensemble=ensemble, depth=4)
    eigenvalues = spectra(framework, net)
    assert misses(eigenvalues, net).max() < LIMIT
    rival = replace(net, ensemble="orthogonal" if ensemble == "gaussian" else "gaussian")
    assert misses(eigenvalues, rival).max() > 2 * LIMIT
    louder = replace(net, sigma_w2=1.2 * net.sigma_w2)
    assert misses(eigenvalues, louder).max() > 2 * LIMIT


def test_weights_without_a_line_are_refused():
    net = initialisation.critical("tanh", "rademacher", 4)
    with pytest.raises(InvalidInputError, match="no initialiser of rademacher"):
        initialisation.lines(net)
