"""Limit laws of networks whose biases are not Gaussian."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad

from freewidth import Network, genus, law, sample
from freewidth.biases import BIASES
from freewidth.jacobian import SlopeMeasure
from freewidth.rng import stream

OTHERS = [name for name in BIASES if name != "gaussian"]


@pytest.mark.parametrize("bias", OTHERS)
@pytest.mark.parametrize("activation", ["tanh", "erf", "hardtanh", "gelu", "sin"])
def test_slope_moments_by_a_second_road(activation, bias):
    """kappa_k from the bent path and from panels on the real axis."""
    net = Network("gaussian", activation, 2, 1.3, 0.4, bias=bias)
    for y, kappa in zip(net.preactivations, genus.slope_moments(net, 4), strict=True):
        found = SlopeMeasure(activation, y).rule()
        # hundreds of complex terms of size exp(Im(h)^2/2v) < 2
        assert_allclose(found.moments(4), kappa, rtol=1e-12)


@pytest.mark.parametrize("bias", OTHERS)
def test_slope_moments_by_adaptive_quadrature(bias):
    """kappa_1 once more, nested over g and b, by SciPy: nothing shared."""
    net = Network("gaussian", "tanh", 1, 1.3, 0.4, bias=bias)
    density = {
        "uniform": (lambda b: 1 / np.sqrt(12), -np.sqrt(3), np.sqrt(3)),
        "laplace": (lambda b: np.exp(-np.sqrt(2) * abs(b)) / np.sqrt(2), -20, 20),
        "exponential": (lambda b: np.exp(-b - 1), -1, 35),
    }

    def given(b):
        def f(g):
            h = np.sqrt(1.3) * g + np.sqrt(0.4) * b
            return np.exp(-(g**2) / 2) / np.sqrt(2 * np.pi) / np.cosh(h) ** 4

        return quad(f, -12, 12, epsabs=1e-12, epsrel=1e-12, points=[0])[0]

    if bias == "rademacher":
        expected = (given(1) + given(-1)) / 2
    else:
        f, low, high = density[bias]
        cuts = [0] if bias == "laplace" else None
        expected = quad(lambda b: f(b) * given(b), low, high, epsabs=1e-10, points=cuts)[0]
    # the tolerance asked of SciPy
    assert_allclose(
        SlopeMeasure("tanh", net.preactivations[0]).rule().moments(1)[0], expected, rtol=1e-9
    )


@pytest.mark.parametrize("bias", OTHERS)
@pytest.mark.parametrize(("ensemble", "activation"), [("gaussian", "tanh"), ("orthogonal", "erf")])
def test_law_moments_by_partitions_and_by_integration(ensemble, activation, bias):
    net = Network(ensemble, activation, 3, 1.3, 0.5, bias=bias)
    found = law(net)
    assert_allclose(found.moments(5), genus.moments(net, 5), rtol=1e-12)  # rounding of kappa
    integrals = [found.expect(lambda x, k=k: x**k) for k in range(1, 6)]
    assert_allclose(integrals, found.moments(5), rtol=1e-10)  # what a law promises


@pytest.mark.parametrize("bias", ["rademacher", "uniform", "laplace"])
def test_law_against_sampled_networks(bias, seed):
    """The true law fits samples; that of a Gaussian bias of the same variance does not."""
    width, count = 250, 20
    net = Network("gaussian", "tanh", 3, 1.3, 2.0, bias=bias)
    values = [sample.spectrum(net, width, stream(seed, "bias", bias, r)) for r in range(count)]
    means = np.array([[np.mean(x), np.mean(x**2)] for x in values])
    sem = means.std(axis=0, ddof=1) / np.sqrt(count)
    right = law(net).moments(2)
    wrong = law(replace(net, bias="gaussian")).moments(2)
    # 6 sem (Student, 19 degrees: 1e-5) and L^2/n of bias: corrections are of order L/n each
    slack = 6 * sem + 9 / width * right
    assert np.all(np.abs(means.mean(axis=0) - right) < slack)
    assert np.all(np.abs(means.mean(axis=0) - wrong) > slack)


@pytest.mark.parametrize("bias", OTHERS)
def test_slopes_have_the_law_of_the_preactivation(bias, seed):
    """One isometry leaves K itself: its distribution function against draws of phi'(h)^2."""
    net = Network("orthogonal", "tanh", 1, 0.5, 1.2, bias=bias)
    count = 100_000
    h = net.preactivations[0].sample(stream(seed, "fresh", bias), (count,))
    k = np.sort(net.sigma_w2 * net.phi.df(h) ** 2)
    steps = np.arange(1, count + 1) / count
    noise = 2.5 / np.sqrt(count)  # Kolmogorov: 2 exp(-2 * 2.5^2) = 7e-6
    assert np.max(np.abs(law(net).cdf(k) - steps)) < noise
    assert np.max(np.abs(law(replace(net, bias="gaussian")).cdf(k) - steps)) > noise


def test_signs_alone_make_an_atom():
    """q0 = 0: the first layer's slopes are all phi'(sigma_b), a factor."""
    net = Network("gaussian", "erf", 1, sigma_b2=0.5, q0=0.0, bias="rademacher")
    factor = net.phi.df(np.sqrt(0.5)) ** 2
    x = np.linspace(0.1, 3.9, 20)
    exact = np.sqrt(x * (4 - x)) / (2 * np.pi * x)
    assert_allclose(law(net).density(x * factor) * factor, exact, rtol=1e-12)  # eps over 0.025
