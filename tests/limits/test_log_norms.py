"""Lengths of J u: closed forms, a second road to each, and what is refused."""

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import integrate, special, stats

from freewidth.errors import InvalidInputError
from freewidth.limits import (
    log_norm_cumulants,
    log_norm_variance,
    squared_norm_moments,
    vanishing,
)
from freewidth.network import Network


def test_beta_by_hand():
    sizes = (4, 8, 5)
    assert_allclose(log_norm_variance(Network("gaussian", "relu", 2, widths=sizes), 4), 5 / 8 + 1)
    assert_allclose(log_norm_variance(Network("laplace", "linear", 2, widths=sizes), 4), 0.65)
    leaky = (3 * (1 + 0.1**4) / 2 / ((1 + 0.1**2) / 2) ** 2 - 1) / 10
    assert_allclose(log_norm_variance(Network("gaussian", "leaky_relu", 1), 10), leaky)


def test_a_linear_layer_is_a_chi_square():
    n = 7
    moments = [special.digamma(n / 2) + np.log(2 / n), *special.polygamma([1, 2, 3], n / 2)]
    assert_allclose(log_norm_cumulants(Network("gaussian", "linear", 3), n), 3 * np.array(moments))


def test_two_relu_units_by_hand():
    """One unit is on twice as often as both: log chi^2_1 or log chi^2_2, 2 : 1."""
    net = Network("gaussian", "relu", 1)
    one, two = (special.digamma(k / 2) + np.log(2) for k in (1, 2))
    mean, variance, *_ = log_norm_cumulants(net, 2)
    assert_allclose(mean, (2 * one + two) / 3)
    within = (2 * special.polygamma(1, 0.5) + special.polygamma(1, 1)) / 3
    assert_allclose(variance, within + 2 / 9 * (one - two) ** 2)
    assert_allclose(vanishing(net, 2), 1 / 4)


@pytest.mark.parametrize("rows", [3, 12])
def test_cumulants_are_those_of_the_density(rows):
    """The mixture of chi-squares integrated on a grid of log r."""
    x = np.linspace(-60, 4, 60_001)
    off = special.binom(rows, np.arange(1, rows + 1)) / (2**rows - 1)
    density = sum(w * stats.chi2.pdf(np.exp(x) * rows / 2, b) for b, w in enumerate(off, 1))
    density = density * np.exp(x) * rows / 2
    raw = [integrate.simpson(density * x**k, x=x) for k in range(5)]
    central = [integrate.simpson(density * (x - raw[1]) ** k, x=x) for k in (2, 3, 4)]
    expected = [raw[1], central[0], central[1], central[2] - 3 * central[0] ** 2]
    assert_allclose(raw[0], 1, rtol=1e-9)  # Simpson on 60 000 intervals
    found = log_norm_cumulants(Network("gaussian", "relu", 1), rows)
    assert_allclose(found, expected, rtol=1e-8)


@pytest.mark.parametrize("activation", ["relu", "linear"])
def test_the_log_normal_law_is_the_limit(activation):
    """The errors of mean and variance halve as the width doubles; skewness and kurtosis vanish."""
    off = []
    for n in (128, 256):
        net = Network("gaussian", activation, n // 4)
        beta = log_norm_variance(net, n)
        mean, variance, third, fourth = log_norm_cumulants(net, n)
        off.append([mean + beta / 2, variance - beta, third / variance**1.5])
        assert abs(fourth / variance**2) < 10 / n**1.5
    assert_allclose(np.array(off[0]) / off[1], 2, rtol=0.03)  # next order: 1/n of these


def test_second_moments_of_signs_by_enumeration():
    """All 2^8 pairs of 2 x 2 sign matrices, linear; for ReLU all choices of D, independent of W."""
    u = np.array([0.6, 0.8])
    signs = [np.array(s).reshape(2, 2) for s in product([-1, 1], repeat=4)]
    localisation = float((u**4).sum())
    plain, masked = [], []
    masks = [np.array(m) for m in product([0, 1], repeat=2)]
    for one, two in product(signs, repeat=2):
        plain.append((((two @ one @ u) ** 2).sum() / 4) ** 2)
        squares = [((m2 * (two @ (m1 * (one @ u)))) ** 2).sum() for m1, m2 in
                   product(masks, repeat=2)]  # fmt: skip
        masked.append(np.mean(np.square(squares)))
    for activation, values, mean in (("linear", plain, 1.0), ("relu", masked, 1.0)):
        net = Network("rademacher", activation, 2)
        assert_allclose(squared_norm_moments(net, 2, localisation), [1, np.mean(values) / mean])


def test_second_moments_of_gaussian_weights_multiply():
    for activation, variance in (("relu", 5), ("linear", 2)):
        net = Network("gaussian", activation, 2, widths=(6, 4, 9))
        expected = (1 + variance / 4) * (1 + variance / 9)
        for localisation in (1 / 6, 0.5, 1.0):
            assert_allclose(squared_norm_moments(net, 6, localisation)[1], expected)


def test_signs_at_one_entry_do_not_fluctuate():
    assert_allclose(squared_norm_moments(Network("rademacher", "linear", 1), 5, 1.0), [1, 1])


@pytest.mark.parametrize("activation", ["relu", "linear"])
def test_log_cumulants_agree_with_second_moments(activation):
    """log E R^s = sum_j kappa_j s^j/j!; what four cumulants leave out falls like n^-4."""
    off = []
    for n in (100, 200):
        net = Network("gaussian", activation, 1)
        logs = np.log(squared_norm_moments(net, n, 1.0))
        kappa = log_norm_cumulants(net, n)
        series = [sum(k * s**j / special.factorial(j) for j, k in enumerate(kappa, 1))
                  for s in (1, 2)]  # fmt: skip
        off.append(np.abs(series - logs))
    assert np.all(off[1] < off[0] / 12)  # 16 but for the next order
    assert np.all(off[1] < 2e-5)  # kappa_2 is 0.025, kappa_4 of order 1e-5


def test_a_network_of_its_own_d_has_these_cumulants(rng):
    """Written out: D from the forward pass, u at an angle to the input, four layers of 12 units."""
    net, n, count = Network("gaussian", "relu", 4), 12, 20_000
    x = np.ones((count, n, 1))
    u = np.linspace(-1, 2, n)[None, :, None] * np.ones((count, 1, 1))
    first = (u**2).sum(axis=1)
    for _ in range(net.depth):
        w = rng.standard_normal((count, n, n)) * (2 / n) ** 0.5
        y = w @ x
        x, u = np.maximum(y, 0), (y > 0) * (w @ u)
    ratio = ((u**2).sum(axis=1) / first)[:, 0]
    logs = np.log(ratio[ratio > 0])  # a layer is off in one network of a thousand
    mean, variance, *_ = log_norm_cumulants(net, n)
    limit = stats.norm.isf(1e-6)
    assert abs(logs.mean() - mean) < limit * (variance / count) ** 0.5
    square = (logs - mean) ** 2
    assert abs(square.mean() - variance) < limit * square.std() / count**0.5
    wrong = log_norm_cumulants(Network("gaussian", "relu", 3), n)
    assert abs(logs.mean() - wrong[0]) > limit * (variance / count) ** 0.5


@pytest.mark.parametrize(
    ("net", "message"),
    [
        (Network("gaussian", "tanh", 2), "linear on either side of 0"),
        (Network("gaussian", "hardtanh", 2), "linear on either side of 0"),
        (Network("orthogonal", "relu", 2), "symmetric weights"),
        (Network("two_point", "relu", 2), "symmetric weights"),
        (Network("student_t3", "relu", 2), "symmetric weights"),
        (Network("gaussian", "relu", 2, sigma_b2=0.1, bias="exponential"), "Gaussian biases"),
    ],
)
def test_what_is_not_derived_is_refused(net, message):
    for ask in (log_norm_variance, log_norm_cumulants, vanishing):
        with pytest.raises(InvalidInputError, match=message):
            ask(net, 8)
    with pytest.raises(InvalidInputError, match=message):
        squared_norm_moments(net, 8, 0.5)


def test_exact_laws_are_those_of_gaussian_weights_and_one_slope():
    for net in (Network("rademacher", "relu", 1), Network("gaussian", "leaky_relu", 1)):
        with pytest.raises(InvalidInputError, match="one value besides 0"):
            log_norm_cumulants(net, 8)


@pytest.mark.parametrize("localisation", [0.1, 1.1, np.nan])
def test_no_vector_has_such_a_localisation(localisation):
    with pytest.raises(InvalidInputError, match="between 1/8 and 1"):
        squared_norm_moments(Network("gaussian", "relu", 1), 8, localisation)
