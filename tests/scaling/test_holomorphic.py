"""Complex networks: closed forms for sin and polynomials, and sampling."""

from math import factorial

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from freewidth.errors import InvalidInputError
from freewidth.finite import complex_weights, inputs, jacobians, run, trace_moments
from freewidth.holomorphic import ENTIRE, ComplexNetwork
from freewidth.scaling.holomorphic import expect, moments, slope_moments, variances


@pytest.mark.parametrize("name", ENTIRE)
def test_derivatives_are_holomorphic(name):
    """The difference quotient is the same in both directions."""
    phi = ENTIRE[name]
    z = np.array([0.3 + 0.2j, -1.1 + 0.7j, 0.5 - 1.3j])
    for step in (1e-5, 1e-5j):
        quotient = (phi.f(z + step) - phi.f(z - step)) / (2 * step)
        assert_allclose(quotient, phi.df(z), rtol=1e-9)  # h^2 f''' = 1e-10, rounding 1e-11


@pytest.mark.parametrize("q", [0.1, 0.5, 1.5])
def test_sin_has_closed_forms(q):
    """|sin|^2 = (cosh 2y - cos 2x)/2 and |cos|^2 = (cosh 2y + cos 2x)/2, x and y ~ N(0, q/2)."""
    phi = ENTIRE["sin"]
    assert_allclose(expect(lambda z: np.abs(phi.f(z)) ** 2, q), np.sinh(q), rtol=1e-12)
    assert_allclose(expect(lambda z: np.abs(phi.df(z)) ** 2, q), np.cosh(q), rtol=1e-12)
    fourth = (3 + np.cosh(4 * q)) / 4
    assert_allclose(expect(lambda z: np.abs(phi.df(z)) ** 4, q), fourth, rtol=1e-12)


@pytest.mark.parametrize("k", range(1, 8))
def test_moments_of_a_complex_gaussian(k):
    assert_allclose(expect(lambda z: np.abs(z) ** (2 * k), 0.7), factorial(k) * 0.7**k, rtol=1e-12)


def test_cubic_by_hand():
    """E|z + z^3/6|^2 = q + 6 q^3/36 and E|1 + z^2/2|^2 = 1 + 2 q^2/4: odd powers are orthogonal."""
    net = ComplexNetwork("iid", "cubic", 2, sigma_w2=0.8)
    q = 0.8
    assert_allclose(variances(net), [q, 0.8 * (q + q**3 / 6)], rtol=1e-13)
    assert_allclose(slope_moments(net, 1)[0], [1 + q**2 / 2], rtol=1e-13)


@pytest.mark.parametrize("kind", ["iid", "haar"])
@pytest.mark.parametrize("activation", ENTIRE)
def test_sampled_networks(rng, kind, activation):
    """m_1 and m_2 at n = 8 and 16, extrapolated in 1/n."""
    net = ComplexNetwork(kind, activation, 2, sigma_w2=0.3)
    found = {n: sampled(net, n, rng, 3000) for n in (8, 16)}
    mean = {n: values.mean(axis=0) for n, values in found.items()}
    variance = {n: values.var(axis=0) / len(values) for n, values in found.items()}
    level = 2 * mean[16] - mean[8]
    sem = np.sqrt(4 * variance[16] + variance[8])
    bias = 0.25 * np.abs(mean[16] - mean[8]) + 1e-12  # a quarter of the correction; rounding
    limit = stats.norm.isf(1e-6)
    assert np.all(np.abs(level - moments(net, 2)) < limit * sem + bias)
    other = ComplexNetwork({"iid": "haar", "haar": "iid"}[kind], activation, 2, sigma_w2=0.3)
    assert np.any(np.abs(level - moments(other, 2)) > limit * sem + bias)


def sampled(net, n, rng, count):
    parts, drawn = [], complex_weights(net.kind)
    for _ in range(count // 100):
        x = inputs(rng, [[net.q0]], n, 100)
        layers = run(net, (n,) * (net.depth + 1), drawn, rng, x)
        parts.append(trace_moments(jacobians(net, layers), 2))
    return np.concatenate(parts)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("wigner", "sin", 2), "'iid' or 'haar'"),
        (("iid", "tanh", 2), "available: linear, cubic, sin"),
        (("iid", "sin", 0), "depth >= 1"),
    ],
)
def test_bad_input_is_refused(arguments, message):
    with pytest.raises(InvalidInputError, match=message):
        ComplexNetwork(*arguments)
