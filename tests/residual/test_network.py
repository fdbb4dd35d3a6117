"""Residual networks: what they are made of, variances along the depth, sampled Jacobians."""

import numpy as np
import pytest

from freewidth import InvalidInputError
from freewidth.residual import ResidualNetwork, law
from freewidth.rng import stream
from freewidth.sample import residual_eigenvalues, residual_jacobians

ERRORS = 5  # standard errors: one in 2e6 tests by chance


def test_relu_recursion_by_hand():
    """E relu(h) = sqrt(q/2 pi), E relu(h)^2 = q/2."""
    net = ResidualNetwork("gaussian", "relu", 3, (0.5, 2.0, 1.0), 2.0, 0.3, 1.5, 0.6)
    energy, mean, q = 1.5, 0.6, []
    for a in net.scales:
        q.append(2 * energy + 0.3)
        first = np.sqrt(q[-1] / (2 * np.pi))
        energy += 2 * a * mean * first + a**2 * q[-1] / 2
        mean += a * first
    np.testing.assert_allclose(net.q, q, rtol=1e-12)


@pytest.mark.parametrize("mean0", [0.0, -0.7])
def test_variances_are_those_of_sampled_networks(mean0):
    """The mean of |y^3|^2/n over networks; without the means of entries it would be another."""
    net = ResidualNetwork("gaussian", "relu", 3, 1.0, 1.0, 0.2, 1.0, mean0)
    n, seen = 128, []
    for k in range(100):
        rng = stream(3, "residual variances", mean0, k)
        x = rng.standard_normal(n)
        x = mean0 + (x - x.mean()) * np.sqrt((1 - mean0**2) / x.var())
        for _ in range(net.depth):
            y = rng.standard_normal((n, n)) @ x / np.sqrt(n)
            y += np.sqrt(0.2) * rng.standard_normal(n)
            x = x + np.maximum(y, 0)
        seen.append(np.mean(y**2))
    error = np.std(seen) / np.sqrt(len(seen))
    energy = 1.0
    for q in net.q[:2]:
        energy += q / 2  # as if phi had no mean
    wrong = energy + 0.2
    assert abs(np.mean(seen) - net.q[-1]) < ERRORS * error < abs(wrong - net.q[-1])


def test_the_jacobian_is_that_of_the_forward_pass():
    """J v against a difference of outputs, network drawn again from the same numbers."""
    net = ResidualNetwork("gaussian", "tanh", 3, (0.5, 1.0, 2.0), 1.5, 0.2)
    n, step = 12, 1e-6
    rng = stream(1, "residual difference")
    x, v = rng.standard_normal(n), rng.standard_normal(n)
    x *= np.sqrt(n) / np.linalg.norm(x)

    def output(x):
        rng = stream(2, "residual difference")
        for a in net.scales:
            weights = np.sqrt(1.5) * rng.standard_normal((n, n)) / np.sqrt(n)
            x = x + a * np.tanh(weights @ x + np.sqrt(0.2) * rng.standard_normal(n))
        return x

    found = residual_jacobians(net, n, stream(2, "residual difference"), input=x)[0] @ v
    slope = (output(x + step * v) - output(x - step * v)) / (2 * step)
    np.testing.assert_allclose(found, slope, rtol=1e-7, atol=1e-7)


CASES = [
    ("gaussian", "tanh", 1, 0.8),
    ("gaussian", "relu", 3, 0.8),
    ("orthogonal", "relu", 3, 0.8),
    pytest.param(("rademacher", "hardtanh", 4, 0.5), marks=pytest.mark.slow),
    (("gaussian", "orthogonal"), ("relu", "hardtanh"), None, (0.5, 1.2)),
]


def deviations(net, eigenvalues, levels=(0.1, 0.3, 0.5, 0.7, 0.9)):
    """Shares of eigenvalues below quantiles of a law, less the levels: means and their errors."""
    x = law(net).quantile(levels)
    shares = (eigenvalues[:, :, None] <= x).mean(axis=1) - levels
    return shares.mean(axis=0), shares.std(axis=0, ddof=1) / np.sqrt(len(shares))


def sampled(net, n=96, networks=16):
    """Deviations of a sample from the law, and what is allowed of each."""
    found = residual_eigenvalues(net, n, stream(1, "residual law", net.label), networks)
    off, error = deviations(net, found)
    return found, off, ERRORS * error + 2 / n


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, case)))
def test_sampled_spectra_have_the_law(case):
    """To five standard errors and 2/n, the bias of a width."""
    _, off, limit = sampled(ResidualNetwork(*case))
    assert np.all(np.abs(off) < limit)


@pytest.mark.parametrize(
    "wrong", [("gaussian", "relu", 1, 2.1), ("orthogonal", "relu", 1, 1.5)], ids=["a", "weights"]
)
def test_wrong_laws_are_told_apart(wrong):
    """One strong layer: another a, or Haar for Gaussian weights."""
    found, off, limit = sampled(ResidualNetwork("gaussian", "relu", 1, 1.5))
    assert np.all(np.abs(off) < limit)
    assert np.any(np.abs(deviations(ResidualNetwork(*wrong), found)[0]) > limit)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scale": 0.0}, "scale must be finite and > 0"),
        ({"scale": (1.0,)}, "scale has 1 entry"),
        ({"scale": (1.0, np.nan)}, "scale must be finite"),
        ({"mean0": 1.1}, "mean0"),
        ({"mean0": np.nan}, "mean0"),
        ({"depth": 0}, "depth"),
        ({"sigma_w2": -1.0}, "sigma_w2"),
        ({"ensemble": "unitary", "activation": "sin"}, "real weights"),
        ({"activation": ("tanh",)}, "activation has 1 entry"),
        ({"activation": "tanhh"}, "tanhh"),
    ],
)
def test_bad_networks_say_what_is_wrong(change, said):
    good = {"ensemble": "gaussian", "activation": "tanh", "depth": 2}
    with pytest.raises(InvalidInputError, match=said):
        ResidualNetwork(**{**good, **change})


def test_bad_samples_say_what_is_wrong():
    net = ResidualNetwork("gaussian", "tanh", 2)
    with pytest.raises(InvalidInputError, match="width"):
        residual_jacobians(net, 1, stream(0))
    with pytest.raises(InvalidInputError, match="shape"):
        residual_jacobians(net, 4, stream(0), input=[1.0])
    huge = ResidualNetwork("gaussian", "linear", 3, 1e150)
    with pytest.raises(InvalidInputError, match="overflows"):
        residual_jacobians(huge, 4, stream(0))


def test_variances_that_overflow_name_the_layer():
    net = ResidualNetwork("gaussian", "linear", 4, 1e150)
    with pytest.raises(InvalidInputError, match="layer 2"):
        _ = net.q


def test_equal_networks_are_one():
    a, b = (ResidualNetwork("gaussian", "tanh", 2, s) for s in (1, 1.0))
    assert a == b
    assert hash(a) == hash(b)
    assert ResidualNetwork("gaussian", "tanh", 2, [1, 2]).scales == (1.0, 2.0)
