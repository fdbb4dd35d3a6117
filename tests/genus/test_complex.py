"""Complex networks: slope moments in closed form, limits and sampled moments."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from freewidth.genus import moments, slope_moments
from freewidth.network import Network
from freewidth.sample import forward, inputs, jacobians, trace_moments, weights

OTHER = {"complex_gaussian": "unitary", "unitary": "complex_gaussian"}


@pytest.mark.parametrize("q", [0.1, 0.5, 1.2])
def test_slopes_of_sin_have_closed_forms(q):
    """|cos(x+iy)|^2 = (cosh 2y + cos 2x)/2 with x and y ~ N(0, q/2)."""
    kappa = slope_moments(Network("complex_gaussian", "sin", 1, q0=q), 2)[0]
    assert_allclose(kappa, [np.cosh(q), (3 + np.cosh(4 * q)) / 4], rtol=1e-12)


def test_variances_of_sin_have_closed_forms():
    """E|sin y|^2 = sinh q, real weights have (1 - e^{-2q})/2."""
    net = Network("unitary", "sin", 3, sigma_w2=0.6)
    q = [0.6]
    for _ in range(2):
        q.append(0.6 * np.sinh(q[-1]))
    assert_allclose(net.q, q, rtol=1e-12)


@pytest.mark.parametrize("q", [0.1, 0.5, 1.2])
def test_a_polynomial_has_closed_forms_real_and_complex(q):
    """Moments of 1 + z and z + z^2/2: real fourth moments are 3 q^2, complex ones 2 q^2."""
    for name, kappa, energy in (
        ("complex_gaussian", [1 + q, 1 + 4 * q + 2 * q**2], q + q**2 / 2),
        ("gaussian", [1 + q, 1 + 6 * q + 3 * q**2], q + 3 * q**2 / 4),
    ):
        net = Network(name, "quadratic", 2, q0=q)
        assert_allclose(slope_moments(net, 2)[0], kappa, rtol=1e-12)  # quadrature
        assert_allclose(net.q, [q, energy], rtol=1e-12)


@pytest.mark.parametrize("depth", [1, 3])
def test_linear_networks_do_not_see_the_field(depth):
    for name, real in (("complex_gaussian", "gaussian"), ("unitary", "orthogonal")):
        net = Network(name, "linear", depth)  # rounding: weights of a quadrature sum to 1 - eps
        assert_allclose(moments(net, 8), moments(replace(net, ensemble=real), 8), rtol=1e-13)


@pytest.mark.parametrize("name", OTHER)
@pytest.mark.parametrize("activation", ["linear", "sin", "quadratic"])
def test_sampled_networks(rng, name, activation):
    """m_1 and m_2 at n = 8 and 16, extrapolated in 1/n."""
    net = Network(name, activation, 2, sigma_w2=0.3)
    found = {n: sampled(net, n, rng, 3000) for n in (8, 16)}
    mean = {n: values.mean(axis=0) for n, values in found.items()}
    variance = {n: values.var(axis=0) / len(values) for n, values in found.items()}
    level = 2 * mean[16] - mean[8]
    sem = np.sqrt(4 * variance[16] + variance[8])
    bias = 0.25 * np.abs(mean[16] - mean[8]) + 1e-12  # a quarter of the correction; rounding
    limit = stats.norm.isf(1e-6)
    assert np.all(np.abs(level - moments(net, 2)) < limit * sem + bias)
    other = replace(net, ensemble=OTHER[name])
    assert np.any(np.abs(level - moments(other, 2)) > limit * sem + bias)


def sampled(net, n, rng, count):
    parts, drawn = [], weights(net.ensembles[0])
    for _ in range(count // 100):
        x = inputs(rng, [[net.q0]], n, 100)
        layers = forward(net, (n,) * (net.depth + 1), drawn, rng, x)
        parts.append(trace_moments(jacobians(net, layers), 2))
    return np.concatenate(parts)
