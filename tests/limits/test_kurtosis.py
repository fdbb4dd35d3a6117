"""Excess kurtosis of outputs: by hand for linear networks, by sampling for others."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from freewidth.ensembles import ENSEMBLES
from freewidth.errors import InvalidInputError
from freewidth.limits import excess_kurtosis
from freewidth.network import Network
from freewidth.sample import forward, inputs, weights


@pytest.mark.parametrize("depth", [1, 2, 3, 6])
def test_linear_gaussian_networks_by_hand(depth):
    """|x^l|^2 is a product of chi-squares: Var K / K^2 = (1 + 2/n)^(L-1) - 1, excess 3 of it."""
    assert_allclose(excess_kurtosis(Network("gaussian", "linear", depth)), 6 * (depth - 1))


def test_linear_haar_networks_are_one_point_on_a_sphere():
    for depth in (1, 2, 5):
        assert_allclose(excess_kurtosis(Network("orthogonal", "linear", depth)), -6, rtol=1e-12)


def test_one_layer_keeps_the_kurtosis_of_the_entries(iid_ensemble):
    """A sum of n independent terms: c4 sum x^4/n^2, and E x^4 = 3 on the sphere, up to O(1/n)."""
    name = next(n for n, e in ENSEMBLES.items() if e is iid_ensemble)
    net = Network(name, "tanh", 1)
    if not iid_ensemble.has_finite_fourth_moment:
        with pytest.raises(InvalidInputError, match="fourth moment"):
            excess_kurtosis(net)
    else:
        exact = 3 * (iid_ensemble.fourth_moment - 3)
        assert_allclose(excess_kurtosis(net), exact, rtol=1e-13, atol=1e-13)


def test_relu_by_hand():
    """Var phi^2 = 3/2 - 1/4 and F' = 1/2 at q = 1: V_2 = 5 for sigma_w^2 = 2, excess 15."""
    assert_allclose(excess_kurtosis(Network("gaussian", "relu", 2, sigma_w2=2.0, q0=0.5)), 15)


def test_wider_hidden_layers_fluctuate_less():
    one, two = (Network("gaussian", "tanh", 2, widths=(1, w, 1)) for w in (1, 2))
    assert_allclose(excess_kurtosis(one), 2 * excess_kurtosis(two), rtol=1e-13)


SAMPLED = [("gaussian", 0.1), ("rademacher", 0.1), ("orthogonal", 0.0), ("orthogonal", 0.5)]


@pytest.mark.parametrize(("name", "sigma_b2"), SAMPLED)
def test_sampled_networks(rng, name, sigma_b2):
    """n times the excess at n = 8 and 16, extrapolated; the next order is c/n^2."""
    net = Network(name, "tanh", 3, sigma_w2=1.6, sigma_b2=sigma_b2)
    found = {n: sampled(net, n, rng) for n in (8, 16)}
    (one, sem1), (two, sem2) = found[8], found[16]
    level, sem = 2 * two - one, np.hypot(2 * sem2, sem1)
    bias = 0.25 * abs(two - one)  # a quarter of the correction, as everywhere in 1/n fits
    limit = stats.norm.isf(1e-5)
    assert abs(level - excess_kurtosis(net)) < limit * sem + bias
    wrong = Network(name, "tanh", 2, sigma_w2=1.6, sigma_b2=sigma_b2)
    assert abs(level - excess_kurtosis(wrong) - 6) > limit * sem + bias  # one sphere off


def sampled(net, n, rng, count=6000):
    """n times the excess kurtosis, pooled over units and networks, with its standard error."""
    sizes, drawn = (n,) * (net.depth + 1), weights(net.ensembles[0])
    parts = []
    for _ in range(20):
        x = inputs(rng, [[net.q0]], n, count // 20)
        y = list(forward(net, sizes, drawn, rng, x))[-1].y[:, :, 0]
        parts.append(np.stack([(y**2).mean(axis=1), (y**4).mean(axis=1)], axis=1))
    parts = np.concatenate(parts)
    second, fourth = parts.mean(axis=0)
    per = n * (parts[:, 1] / second**2 - 2 * fourth / second**3 * (parts[:, 0] - second))
    return n * (fourth / second**2 - 3), per.std() / np.sqrt(len(per))


@pytest.mark.parametrize(
    "net",
    [
        Network(("gaussian", "orthogonal"), "tanh", 2),
        Network("orthogonal", "tanh", 2, widths=(1, 2, 1)),
        Network("biunitary_two", "tanh", 2),
    ],
)
def test_what_is_not_derived_is_refused(net):
    with pytest.raises(InvalidInputError, match="of square Haar layers"):
        excess_kurtosis(net)
