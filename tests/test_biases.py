"""Laws of biases, and pre-activations that are mixtures of Gaussians."""

from dataclasses import replace
from math import asin, cos, exp, pi, sin, sqrt

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.special import erfcx, ndtr

from freewidth.biases import BIASES
from freewidth.biases._base import half_line
from freewidth.errors import InvalidInputError
from freewidth.network import Network, shifted
from freewidth.preactivation import Preactivation
from freewidth.rng import stream

ROUNDING = 1e-13  # of quadratures of positive terms, a few hundred of them
OTHERS = [name for name in BIASES if name != "gaussian"]
COSINE = {  # E cos(t b)
    "rademacher": cos,
    "uniform": lambda t: sin(sqrt(3) * t) / (sqrt(3) * t),
    "laplace": lambda t: 1 / (1 + t**2 / 2),
    "exponential": lambda t: (np.exp(-1j * t) / (1 - 1j * t)).real,
}


@pytest.mark.parametrize("name", BIASES)
def test_samples_are_standardised(name, seed):
    b = BIASES[name].sample(stream(seed, "bias", name), (400_000,))
    for order, expected in ((1, 0.0), (2, 1.0)):
        values = b**order
        sem = values.std() / np.sqrt(values.size)
        # five standard errors, and rounding for signs, which have no spread
        assert abs(values.mean() - expected) <= 5 * sem + 1e-15


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("scale", [0.05, 0.6, 4.0])
def test_rules_are_of_the_law_that_is_sampled(name, scale, seed):
    points, weights = BIASES[name].rule(scale)
    assert_allclose([weights.sum(), weights @ points, weights @ points**2], [1, 0, 1], atol=1e-13)
    for t in (0.3, 2.0):
        expected = COSINE[name](t)
        assert_allclose(weights @ np.cos(t * points), expected, atol=ROUNDING)
        drawn = np.cos(t * BIASES[name].sample(stream(seed, "rule", name, t), (100_000,)))
        # five standard errors; signs have no spread
        assert abs(drawn.mean() - expected) <= 5 * drawn.std() / np.sqrt(1e5) + 1e-12


def smooth(name, v, sigma):
    """Densities of sqrt(v) g + sigma b in closed form, entire in h."""
    root, c = np.sqrt(v), sigma / np.sqrt(2)
    if name == "uniform":
        a = np.sqrt(3) * sigma
        return lambda h: (ndtr((h + a) / root) - ndtr((h - a) / root)) / (2 * a)
    both = [lambda h, s=s: erfcx((v / c + s * h) / np.sqrt(2 * v)) for s in (1, -1)]
    return lambda h: np.exp(-(h**2) / (2 * v)) * (both[0](h) + both[1](h)) / (4 * c)


@pytest.mark.parametrize("name", ["uniform", "laplace"])
@pytest.mark.parametrize(("v", "sb2"), [(0.7, 0.3), (0.05, 1.0), (4.0, 0.01)])
def test_densities_against_closed_forms(name, v, sb2):
    law, exact = Preactivation(v, sb2, name), smooth(name, v, sqrt(sb2))
    h = np.linspace(-3, 3, 41) * sqrt(v + sb2) + 0.7j * sqrt(v)
    size = np.abs(exact(h.real + 0j))
    # the closed form of the uniform law cancels: absolute error against the density on the axis
    assert np.max(np.abs(law.density(h) - exact(h)) / (size + 1e-3)) < ROUNDING


@pytest.mark.parametrize("name", OTHERS)
def test_tails_are_those_of_the_density(name):
    law = Preactivation(0.4, 0.6, name)
    x, w = np.polynomial.legendre.leggauss(20)
    h = 0.3 + (np.arange(80)[:, None] + (1 + x) / 2) / 2  # up to 40: beyond, exp(-40)
    total = law.density(h).sum(axis=0) @ w / 4
    assert_allclose(law.above(0.3), total, rtol=ROUNDING)
    assert_allclose(law.below(0.3) + law.above(0.3), 1, rtol=ROUNDING)
    assert_allclose(law.between(0.3, np.inf), total, rtol=ROUNDING)
    assert_allclose(law.between(-0.2, 0.3), law.above(-0.2) - law.above(0.3), rtol=ROUNDING)
    step = 1e-20  # complex step: the derivative of `above` without cancellation
    assert_allclose(law.above(0.3 + 1j * step).imag / step, -law.density(0.3), rtol=ROUNDING)
    assert law.even == (name != "exponential")


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("sb2", [0.05, 0.8])
def test_recursion_against_closed_forms(name, sb2):
    """E sin^2(h) = (1 - exp(-2v) E cos(2 sigma_b b))/2; a linear phi asks for variances only."""
    cosine = COSINE[name](2 * sqrt(sb2))
    v = [1.7 * 0.6]
    while len(v) < 5:
        v.append(1.7 * (1 - exp(-2 * v[-1]) * cosine) / 2)
    net = Network("gaussian", "sin", 5, 1.7, sb2, 0.6, bias=name)
    assert_allclose(net.q, np.add(v, sb2), rtol=5 * ROUNDING)
    line = Network("gaussian", "linear", 5, 1.7, sb2, 0.6)
    assert_allclose(replace(line, bias=name).q, line.q, rtol=5 * ROUNDING)


def test_signs_split_the_variance_of_erf():
    """E erf(h)^2 from the mean over both signs: one more road, with a kink-free phi."""
    net = Network("gaussian", "erf", 2, 1.3, 0.5, bias="rademacher")
    (first, _) = net.preactivations
    x, w = np.polynomial.hermite_e.hermegauss(120)
    h = sqrt(first.variance) * x + sqrt(0.5)
    energy = net.phi.f(h) ** 2 @ w / sqrt(2 * pi)
    assert_allclose(net.q[1], 1.3 * energy + 0.5, rtol=1e-10)  # 120 points see the poles of erf^2
    gaussian = 1.3 * 2 / pi * asin(2 * net.q[0] / (1 + 2 * net.q[0])) + 0.5
    assert abs(net.q[1] - gaussian) > 1e-3  # a Gaussian bias is something else


def test_a_gaussian_bias_is_part_of_the_variance():
    net = Network("gaussian", "tanh", 3, 1.3, 0.4)
    assert all(
        y.gaussian and y.variance == q for y, q in zip(net.preactivations, net.q, strict=True)
    )
    assert "bias" not in net.label
    assert "laplace bias" in replace(net, bias="laplace").label
    none = replace(net, sigma_b2=0.0, bias="laplace")
    assert none.preactivations == replace(none, bias="gaussian").preactivations


@pytest.mark.parametrize("name", OTHERS)
def test_shifted_is_off_by_one_layer(name):
    net = Network("gaussian", "tanh", 3, 1.3, 0.4, bias=name)
    assert_allclose(shifted(net).q[:2], net.q[1:], rtol=ROUNDING)


def test_what_is_refused():
    with pytest.raises(InvalidInputError, match=r"no bias named 'cauchy'; available: .*laplace"):
        Network("gaussian", "tanh", 3, bias="cauchy")
    with pytest.raises(InvalidInputError, match="complex weights need a gaussian bias"):
        Network("complex_gaussian", "sin", 3, bias="uniform")
    with pytest.raises(InvalidInputError, match=r"layer 1: a uniform bias .* raise q0"):
        _ = Network("gaussian", "tanh", 3, sigma_b2=0.5, q0=0.0, bias="uniform").q


def test_signs_alone_are_exact():
    """Without any input a first layer of signs takes the value phi'(sigma_b)^2 only."""
    net = Network("gaussian", "erf", 2, sigma_b2=0.5, q0=0.0, bias="rademacher")
    assert_allclose(net.q[1], net.phi.f(np.sqrt(0.5)) ** 2 + 0.5, rtol=1e-15)


@pytest.mark.parametrize("name", [name for name, bias in BIASES.items() if bias.smoothed])
@pytest.mark.parametrize("scale", [0.1, 0.5, 3.0])
def test_closed_forms_of_densities_are_the_sums_over_the_rule(name, scale):
    points, weights = BIASES[name].rule(scale)
    h = np.linspace(-12, 12, 97)[:, None] + 1j * np.linspace(-0.8, 0.8, 5) * min(1, scale)
    parts = np.exp(-((h[..., None] - points) ** 2) / (2 * scale**2)) / np.sqrt(2 * np.pi) / scale
    # relative to the largest: rounding of a sum of hundreds
    assert_allclose(BIASES[name].smoothed(h, scale), parts @ weights, rtol=1e-12, atol=1e-15)


def test_the_density_of_an_exponential_on_a_half_line_is_right_far_out():
    """Where the Gaussian factor underflows and the error function overflows."""
    assert_allclose(half_line(np.array([200.0]), 0.5, 1.0), np.exp(0.125 - 200), rtol=1e-13)
    left = half_line(np.array([-10.0]), 0.5, 1.0)  # the tail of the Gaussian alone
    exact = quad(lambda b: np.exp(-b - 2 * (10 + b) ** 2) * np.sqrt(2 / np.pi), 0, 1)[0]
    assert_allclose(left, exact, rtol=1e-10)  # quad's promise
