"""M = K for one isometry: branches of phi'^2 inverted, and laws next to a limit of phi'."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import brentq
from scipy.special import ndtr
from scipy.stats import norm

from freewidth import Network, law
from freewidth.activations import ACTIVATIONS
from freewidth.freeprob.prepare import prepare
from freewidth.jacobian import free_product
from freewidth.jacobian.single_layer import SingleLayer, has_accumulation_point
from freewidth.jacobian.slope_inverse import Anchor, half_branches
from freewidth.preactivation import Preactivation
from freewidth.rng import stream


def single_layer(*network, **parameters):
    net = Network(*network, **parameters)
    return SingleLayer(prepare(free_product(net))[0], net.label)


@pytest.mark.parametrize("variance", [0.01, 0.7, 4.0])
@pytest.mark.parametrize("name", [n for n, phi in ACTIVATIONS.items() if {*phi.slopes} == {None}])
def test_mass_of_branches_against_a_sample(name, variance):
    y = Preactivation(variance)
    parts = half_branches(name, y)
    h = np.sqrt(variance) * stream(0, "alone", name).standard_normal(200_000)
    sample = np.sort(2 * np.log(np.abs(ACTIVATIONS[name].df(h))))
    u = np.linspace(sample[100], sample[-100], 30)
    seen = np.searchsorted(sample, u) / sample.size
    # Kolmogorov's statistic exceeds 2.2/sqrt(n) once in 8000 times
    assert np.max(np.abs(sum(p.below(0.0, u) for p in parts) - seen)) < 2.2 / np.sqrt(sample.size)
    assert_allclose(sum(p.below(0.0, np.array([9.0]))[0] for p in parts), 1, rtol=1e-14)


def test_erf_in_closed_form():
    """k = (4/pi) exp(-2 h^2): |h| in terms of k, next to the top and far below."""
    parts, v = half_branches("erf", Preactivation(0.8)), 0.8
    top = np.log(4 / np.pi)
    down = -np.geomspace(1e-14, 200, 60)  # log k less its largest value
    h = np.sqrt(-down / 2)
    below = 2 * ndtr(-h / np.sqrt(v))
    f = 2 * np.exp(-(h**2) / (2 * v)) / np.sqrt(2 * np.pi * v) / (4 * h)
    assert_allclose(sum(p.below(top, down) for p in parts), below, rtol=1e-11)  # of exp(-h^2/2v)
    assert_allclose(sum(p.density(top, down) for p in parts), f, rtol=1e-11)


@pytest.mark.parametrize("name", ["gelu", "tanh", "erf", "sin"])
def test_the_same_law_as_by_quadrature(name):
    """Away from limits of phi' the general solver does as well."""
    net = Network("orthogonal", name, 1, sigma_b2=0.1, q0=0.3)
    assert not has_accumulation_point(prepare(free_product(net))[0])
    _, pieces, tail = single_layer("orthogonal", name, 1, sigma_b2=0.1, q0=0.3).solve()
    found = law(net)
    x = found.quantile(np.linspace(0.01, 0.99, 50))
    assert_allclose(tail[1] + pieces.mass.sum(), 1, rtol=1e-13)
    assert_allclose(pieces.cumulative(np.log(x)), found.cdf(x), rtol=1e-11)
    assert_allclose(pieces.per_log(np.log(x)) / x, found.density(x), rtol=1e-9)


@pytest.mark.parametrize("variance", [1.0, 1.6, 6.0, 30.0, 3000.0])
def test_gelu_of_any_variance(variance):
    """P(phi'(h)^2 > 1) and F on both sides of 1, where phi' = 1 at h = 0.7518 and at infinity."""
    net = Network("orthogonal", "gelu", 1, q0=variance)
    found = law(net)
    assert has_accumulation_point(prepare(free_product(net))[0])
    once = 0.7517915246935645  # phi' is between -0.13 and 1 below, and above 1 beyond
    assert abs(net.phi.df(np.array([once]))[0] - 1) < 1e-15
    slope = 1e-9 * norm.pdf(once / np.sqrt(variance))  # F rises there, too
    assert_allclose(found.cdf(1 - 1e-9), ndtr(once / np.sqrt(variance)), atol=slope + 1e-13)
    assert_allclose(found.cdf([1.3, 2.0]), 1, rtol=1e-13)
    h = np.linspace(1.5, 6, 20)  # beyond the largest slope phi' falls to 1
    twin = [
        brentq(lambda t, k=k: net.phi.df(np.array([t]))[0] - k, once, 1.414) for k in net.phi.df(h)
    ]
    inside = ndtr(h / np.sqrt(variance)) - ndtr(np.array(twin) / np.sqrt(variance))
    assert_allclose(1 - found.cdf(net.phi.df(h) ** 2), inside, rtol=1e-9, atol=1e-13)
    assert_allclose(found.expect(lambda x: x), found.moments(1)[0], rtol=1e-12)


def test_mass_nearer_to_a_limit_than_numbers_reach():
    """GELU, variance 30: much of it is at 1 to rounding, and quantiles say so."""
    found = law(Network("orthogonal", "gelu", 1, q0=30.0))
    low, high = found.cdf([1 - 1e-13, 1 + 1e-13])
    h = brentq(lambda h: found.net.phi.df(np.array([h]))[0] ** 2 - 1 - 1e-13, 5, 9)
    assert_allclose(high - low, ndtr(-h / np.sqrt(30)), rtol=1e-3)  # phi' has two digits there
    assert high - low > 0.05
    assert_allclose(found.quantile((low + high) / 2), 1, rtol=1e-13)


def test_there_is_a_limit_only_where_it_is_reached():
    assert any(part.type is Anchor.LIMIT for part in half_branches("gelu", Preactivation(2.0)))
    assert not any(part.type is Anchor.LIMIT for part in half_branches("gelu", Preactivation(0.01)))
    assert not any(part.type is Anchor.LIMIT for part in half_branches("tanh", Preactivation(2.0)))
