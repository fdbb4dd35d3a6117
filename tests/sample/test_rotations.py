"""Rotations about a layer's input: exact where they should be, noticed where they should not."""

import numpy as np
import pytest

from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from freewidth.sample import (
    displacement,
    forward,
    inputs,
    jacobians,
    rotations,
    stabilisers,
    turned,
    weights,
)

EXACT = 1e-12  # a handful of products of matrices of size 12, each rounded to 1e-16


@pytest.fixture
def layers(rng):
    net = Network("gaussian", "tanh", 3, 1.5, 0.1)
    x = inputs(rng, [[net.q0]], 12, 5)
    return net, list(forward(net, net.sizes(12), weights(ENSEMBLES["gaussian"]), rng, x))


@pytest.mark.parametrize("size", [2, 3, 12])
def test_stabilisers_are_rotations_that_fix_x(rng, size):
    x = rng.standard_normal((6, size))
    x[0] = -np.eye(size)[0]  # on the axis of the reflection
    u = stabilisers(rng, x)
    assert np.abs(u @ u.swapaxes(1, 2) - np.eye(size)).max() < EXACT
    assert np.abs(u @ x[:, :, None] - x[:, :, None]).max() < EXACT


def test_stabilisers_move_everything_else_as_haar_does(rng):
    """For y orthogonal to x, U y is uniform on a sphere in n - 1 dimensions."""
    size, count = 5, 20000
    x = np.tile(np.arange(1.0, size + 1), (count, 1))
    y = np.zeros(size)
    y[:2] = [2.0, -1.0]  # orthogonal to x
    y /= np.linalg.norm(y)
    moved = (stabilisers(rng, x) @ y[:, None])[:, :, 0]
    inside = np.eye(size) - np.outer(x[0], x[0]) / (x[0] @ x[0])
    covariance = moved.T @ moved / count
    # entries have a standard deviation below 1/2: six standard errors
    assert np.abs(covariance - inside / (size - 1)).max() < 6 * 0.5 / np.sqrt(count)
    assert np.abs(moved.mean(axis=0)).max() < 6 * 0.5 / np.sqrt(count)


def test_any_rotation_fixes_nothing_at_all(rng):
    x = np.zeros((4000, 3))
    x[0, 1] = 1.0
    u = stabilisers(rng, x)
    assert np.abs(u @ u.swapaxes(1, 2) - np.eye(3)).max() < EXACT
    assert np.abs(u[0] @ x[0] - x[0]).max() < EXACT
    # E U_ij = 0 and E U_ij^2 = 1/3: |U_ij| <= 1, six standard errors
    assert np.abs(u[1:].mean(axis=0)).max() < 6 / np.sqrt(3999)
    assert np.abs((u[1:] ** 2).mean(axis=0) - 1 / 3).max() < 6 * 0.5 / np.sqrt(3999)


def test_turned_networks_have_the_same_outputs_and_slopes(layers, rng):
    net, own = layers
    other = list(turned(own, rng))
    assert displacement(net, own, other).max() < EXACT
    assert np.abs(jacobians(net, other) - jacobians(net, own)).max() > 0.1


def test_free_rotations_change_outputs(layers, rng):
    net, own = layers
    assert displacement(net, own, list(turned(own, rng, free=True))).min() > 0.1


def test_rotations_have_the_trace_moments_of_the_orthogonal_group(rng):
    u = rotations(rng, 4000, 6)
    traces = np.einsum("bii->b", u)
    # tr U has mean 0 and variance 1: five standard errors
    assert abs(traces.mean()) < 5 / np.sqrt(4000)
    assert abs(traces.var() - 1) < 5 * np.sqrt(2 / 4000)
