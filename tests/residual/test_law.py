"""Laws of residual products against closed forms, other roads, and what no law may have."""

from fractions import Fraction
from functools import cache
from math import comb, exp, factorial

import numpy as np
import pytest

from freewidth import InvalidInputError, NotConvergedError
from freewidth.freeprob.moments import series_moments
from freewidth.jacobian import free_product
from freewidth.kinds import free_cumulants, powers
from freewidth.residual import (
    ResidualLimit,
    ResidualNetwork,
    law,
    moments,
    restore,
    strengths,
)
from freewidth.residual._law import equation
from freewidth.residual.equation import Layers
from freewidth.residual.solve import solve

LEVELS = np.linspace(0.02, 0.98, 25)


@cache
def solved(*args):
    """The law of a residual network."""
    return law(ResidualNetwork(*args))


def test_one_plus_a_unitary():
    """Squared singular values of 1 + aU are 1 + a^2 + 2 a cos t, t uniform."""
    a = 0.7
    found = solved("orthogonal", "linear", 1, a)
    t = np.linspace(0.1, 3.0, 30)
    x = 1 + a**2 + 2 * a * np.cos(t)
    np.testing.assert_allclose(found.cdf(x), 1 - t / np.pi, atol=1e-12)
    np.testing.assert_allclose(found.density(x), 1 / (2 * np.pi * a * np.sin(t)), rtol=1e-10)
    np.testing.assert_allclose(found.support, [((1 - a) ** 2, (1 + a) ** 2)], rtol=1e-14)


@pytest.mark.parametrize("a", [0.5, 1.0, 1.5])
def test_one_plus_a_gaussian(a):
    """There m_1 = s g^2, and so z = (1 + d)(1 + s d)^2/d: of three roots one is the law's."""
    found, s = solved("gaussian", "linear", 1, a), a**2
    x = np.exp(np.linspace(np.log(found.quantile(0.01)), np.log(found.support[0][1]), 12)[:-1])
    for one in x:
        roots = np.roots([s**2, s**2 + 2 * s, 1 + 2 * s - one, 1])
        m = (1 + roots) * (1 + s * roots) - 1
        assert found.density(one) == pytest.approx(-m.imag.min() / np.pi / one, rel=1e-9)


def test_critical_gaussian_layer():
    """s = 1: z = (1 + d)^3/d has its least value 27/4 at d = 1/2, and y ~ x^(2/3) at 0."""
    found = solved("gaussian", "linear", 1, 1.0)
    assert found.support == ((0.0, pytest.approx(27 / 4)),)
    assert found.origin == pytest.approx(-1 / 3)
    assert found.tail[2] == pytest.approx(2 / 3, abs=1e-6)
    exact = [2 * comb(3 * k + 2, k) / (3 * k + 2) for k in range(1, 6)]
    np.testing.assert_allclose(found.moments(5), exact, rtol=1e-14)


def from_cumulants(cumulants):
    """Moments m_k = sum over s of b_s [x^k] (x + m_1 x^2 + ...)^s."""
    found = []
    for k in range(1, len(cumulants) + 1):
        table = powers([1, *found, *[0] * (len(cumulants) - len(found))])
        found.append(sum(b * table[s][k] for s, b in enumerate(cumulants[:k], 1)))
    return found


@pytest.mark.parametrize("ensemble", ["gaussian", "orthogonal"])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_moments_by_adding_free_cumulants(ensemble, activation):
    """Free cumulants of the even law of |aDW|, its moments from elsewhere, and of signs add."""
    net = ResidualNetwork(ensemble, activation, 1, 0.8, 1.5, 0.1)
    plain = series_moments(free_product(net.plain), 5) * 0.64 ** np.arange(1, 6)
    even = [value for m in plain for value in (0.0, m)]
    signs = [Fraction(value) for value in [0, 1] * 5]
    total = [b + float(c) for b, c in zip(free_cumulants(even), free_cumulants(signs), strict=True)]
    np.testing.assert_allclose(moments(net, 5), from_cumulants(total)[1::2], rtol=1e-12)


def test_moments_of_two_free_layers():
    """m_1 = ab, m_2 = m_2(A) b^2 + a^2 m_2(B) - a^2 b^2 for means a, b."""
    net = ResidualNetwork("gaussian", "tanh", 2, (0.5, 1.2), 1.5, 0.1)
    first, second = (
        moments(ResidualNetwork("gaussian", "tanh", 1, a, 1.5, 0.1, (q - 0.1) / 1.5), 2)
        for a, q in zip(net.scales, net.q, strict=True)
    )
    m1 = first[0] * second[0]
    m2 = first[1] * second[0] ** 2 + first[0] ** 2 * second[1] - m1**2
    np.testing.assert_allclose(moments(net, 2), [m1, m2], rtol=1e-13)
    np.testing.assert_allclose(m1, np.prod(1 + np.array(strengths(net))), rtol=1e-13)


def test_weak_layers_keep_volume():
    r"""All E|aDW|^2 < 1: E log x = 0, and E 1/x is the product of 1/(1 - E|aDW|^2)."""
    net = ResidualNetwork("gaussian", "hardtanh", 2, 0.8)
    found = solved("gaussian", "hardtanh", 2, 0.8)
    assert found.origin is None
    assert found.expect(np.log) == pytest.approx(0, abs=1e-12)
    inverse = np.prod(1 / (1 - np.array(strengths(net))))
    assert found.expect(lambda x: 1 / x) == pytest.approx(inverse, rel=1e-10)


def test_half_of_a_relu_layer_is_on_each_side_of_one():
    """Rows with phi' = 0 are rows of 1: by interlacing 1 separates two halves; a gap follows."""
    found = solved("gaussian", "relu", 1, 0.8)
    assert found.cdf(1.0) == pytest.approx(0.5, abs=1e-12)
    (_, left), (right, _) = found.support
    assert left == 1.0
    assert 1.003 < right < 1.005
    assert found.cdf(right) == pytest.approx(0.5, abs=1e-12)


def test_directions_that_a_layer_leaves_alone():
    """Where phi' = 0 on a part p > 1/2, x = 1 has mass 2p - 1; in two layers, 4p - 3 or none."""
    args = ("hardtanh", 1, 0.5, 1.0, 0.0, 9.0)
    zeros = 1 - equation(ResidualNetwork("gaussian", *args)).layers[0].law.mass
    ((at, mass),) = solved("gaussian", *args).atoms
    assert (at, mass) == pytest.approx((1.0, 2 * zeros - 1), rel=1e-12)
    assert zeros < 0.75
    assert not solved("gaussian", "hardtanh", 2, *args[2:]).atoms


def test_strong_layers_reach_zero():
    """F ~ x^(1/(1+h)), h layers with E|aDW|^2 > 1."""
    found = solved("gaussian", "relu", 2, 1.5, 2.0)
    assert found.support[0][0] == 0.0
    assert found.origin == pytest.approx(-2 / 3)
    assert found.tail[2] == pytest.approx(1 / 3, abs=1e-9)


def test_an_edge_next_to_zero():
    """A little below the critical strength the spectrum begins at about 1e-8."""
    found = solved("gaussian", "relu", 2, 0.99, 2.0)
    left = found.support[0][0]
    assert 8e-9 < left < 9e-9
    assert found.cdf(left) == 0.0 < found.cdf(1.5 * left)


def test_limit_of_weak_layers():
    """Closed forms of its moments and edges; log x is symmetric."""
    strength = 0.8
    found = law(ResidualLimit(strength))
    exact = [
        exp(k * strength)
        / k
        * sum(comb(k, j + 1) * (2 * k * strength) ** j / factorial(j) for j in range(k))
        for k in range(1, 7)
    ]
    np.testing.assert_allclose(found.moments(6), exact, rtol=1e-14)
    m = (np.sqrt(1 + 2 / strength) - 1) / 2
    edge = (1 + m) / m * exp(strength * (1 + 2 * m))
    np.testing.assert_allclose(found.support, [(1 / edge, edge)], rtol=1e-13)
    x = found.quantile(LEVELS)
    np.testing.assert_allclose(found.cdf(1 / x), 1 - LEVELS, atol=1e-13)
    spread = found.expect(lambda x: np.log(x) ** 2)
    assert spread == pytest.approx(2 * strength + strength**2 / 3, rel=1e-12)


@pytest.mark.parametrize("kind", [("gaussian", "relu"), ("orthogonal", "linear")])
def test_deep_products_of_weak_layers_approach_the_limit(kind):
    """The distance to the limit halves where the depth doubles; at another Lambda it stays."""
    share = {"relu": 0.5, "linear": 1.0}[kind[1]]
    distances, others = [], []
    for depth in (8, 16):
        found = solved(*kind, depth, float(np.sqrt(1 / depth / share)))
        x = law(ResidualLimit(1.0)).quantile(LEVELS)
        distances.append(np.abs(found.cdf(x) - LEVELS).max())
        others.append(np.abs(found.cdf(law(ResidualLimit(1.2)).quantile(LEVELS)) - LEVELS).max())
    assert 1.8 < distances[0] / distances[1] < 2.2
    assert min(others) > 0.02 > distances[-1]


def test_resolvents_are_integrals_of_the_density():
    found = solved("gaussian", "relu", 2, 1.5, 2.0)
    for z in (5 - 2j, -3 + 1e-3j, 0.5 + 0.3j, 1000 + 1j):
        parts = (found.expect(lambda x, z=z: np.real(1 / (z - x))),)
        parts += (found.expect(lambda x, z=z: np.imag(1 / (z - x))),)
        assert found.stieltjes(z) == pytest.approx(complex(*parts), rel=1e-9)


def test_a_stored_law_is_the_same():
    found = solved("gaussian", "relu", 2, 1.5, 2.0)
    again = restore(found.of, found.arrays())
    assert np.array_equal(found.cdf(LEVELS), again.cdf(LEVELS))
    assert repr(again) == repr(found)
    assert "certified to" in repr(found)


def test_a_law_that_lacks_mass_is_refused():
    """The same equation, its atom denied."""

    class WithoutAtom(Layers):
        atom = 0.0

    whole = equation(ResidualNetwork("gaussian", "hardtanh", 1, 0.5, 1.0, 0.0, 9.0))
    with pytest.raises(NotConvergedError, match=r"does not certify: mass is off by 4\.8e-01"):
        solve(WithoutAtom(whole.label, whole.layers))


def test_what_cannot_be_followed_is_refused():
    """1 + U: two solutions meet at x = 0."""
    with pytest.raises(NotConvergedError, match="cannot be followed"):
        law(ResidualNetwork("orthogonal", "linear", 1, 1.0))


@pytest.mark.parametrize("strength", [0.0, -1.0, np.nan, np.inf, 101, "1", True])
def test_limits_that_are_none(strength):
    with pytest.raises(InvalidInputError, match="strength"):
        ResidualLimit(strength)


def test_weights_and_activations_without_law():
    with pytest.raises(InvalidInputError, match="no limit law"):
        law(ResidualNetwork("cauchy", "tanh", 1))
    with pytest.raises(InvalidInputError, match="independent entries and Haar"):
        law(ResidualNetwork("biunitary_two", "tanh", 1))
    with pytest.raises(InvalidInputError, match="known to be bounded"):
        law(ResidualNetwork("gaussian", "quadratic", 1))
    with pytest.raises(InvalidInputError, match="ResidualNetwork or a ResidualLimit"):
        law("tanh")
