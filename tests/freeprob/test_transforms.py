"""What a law offers besides density and distribution: S-transform, singular values, its origin."""

from math import comb, sqrt

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad

from freewidth import InvalidInputError, Network, law

NETS = {
    "iid smooth": Network("gaussian", "tanh", 3, 1.3, 0.2),
    "haar": Network("orthogonal", "hardtanh", 4, 1.1, 0.1),
    "rectangular": Network("gaussian", "relu", 2, 1.7, widths=(1, 2, 1.5)),
    "mixed": Network(("gaussian", "orthogonal"), "gelu", 2, 1.2, 0.3),
}


@pytest.fixture(scope="module", params=NETS)
def found(request):
    return law(NETS[request.param])


def test_s_transform_inverts_psi(found):
    """S(m) = chi (1+m)/m with psi(chi) = m, psi integrated against the law."""
    mu = 1 - dict(found.atoms).get(0.0, 0.0)
    m = -mu * np.array([0.05, 0.3, 0.6])
    chi = found.s_transform(m) * m / (1 + m)
    psi = [found.expect(lambda t, d=d: d * t / (1 - d * t)) for d in chi]
    assert_allclose(psi, m, rtol=1e-8)  # Gauss points see a pole at t = 1/chi < 0


def test_s_transform_at_zero(found):
    m1, m2 = found.moments(2)
    assert_allclose(found.s_transform(0.0), 1 / m1, rtol=1e-14)
    h = 1e-5  # error h^2 of the central difference, and eps/h
    slope = (found.s_transform(h) - found.s_transform(-h)) / (2 * h)
    assert_allclose(slope, -(m2 / m1**2 - 1) / m1, rtol=1e-6)


def test_shapes(found):
    grid = np.linspace(0.01, 1, 6).reshape(2, 3)
    for f in (found.density, found.cdf, found.quantile, found.singular_density):
        assert f(grid).shape == (2, 3)
        assert np.ndim(f(0.5)) == 0
        assert f(np.zeros((0, 4))).shape == (0, 4)
    assert found.s_transform(-0.1 * grid).shape == (2, 3)
    assert found.stieltjes(grid + 1j).shape == (2, 3)


def test_s_transform_says_where_it_ends():
    found = law(NETS["rectangular"])
    with pytest.raises(InvalidInputError, match=r"real for m > -0\.5"):
        found.s_transform([-0.1, -0.7])


def test_singular_density_integrates_to_the_continuous_mass(found):
    ends = np.sqrt(np.array(found.support))
    total = sum(
        quad(lambda s: found.singular_density(s), a, b, limit=400, points=[a + 1e-3])[0]
        for a, b in ends
    )
    assert_allclose(total, 1 - sum(p for _, p in found.atoms), atol=1e-5)  # quad at singular ends
    s = np.linspace(0.1, 0.9, 5) * ends[-1, 1]
    assert_allclose(found.singular_density(s), 2 * s * found.density(s**2), rtol=1e-13)
    assert found.singular_density(-0.3) == 0


def test_singular_values_of_a_square_gaussian_matrix_are_a_quarter_circle():
    found = law(Network("gaussian", "linear", 1))
    s = np.linspace(0, 2, 21)
    assert_allclose(
        found.singular_density(s), np.sqrt(4 - s**2) / np.pi, rtol=1e-10
    )  # s = 0: a fit


ORIGINS = [
    (Network("gaussian", "linear", 5), -5 / 6),
    (Network("gaussian", "tanh", 3), -3 / 4),
    (Network("gaussian", "gelu", 2), -4 / 5),  # phi' vanishes: K ~ t^(1/2)
    (Network("orthogonal", "gelu", 2), -2 / 3),
    (Network("gaussian", "tanhshrink", 2, sigma_b2=0.1), -8 / 9),  # twice: K ~ t^(1/4)
    (Network("orthogonal", "tanhshrink", 1), -3 / 4),
    (Network("orthogonal", "relu", 2), -1 / 2),
    (Network("orthogonal", "sin", 1), -1 / 2),
    (Network("gaussian", "erf", 2, q0=0.2), -2 / 3),  # 1/(4q) > 1: K is light
    (Network("gaussian", "relu", 1), None),
    (Network("orthogonal", "linear", 3), None),
    (Network("gaussian", "linear", 2, widths=(1, 2, 1)), -1 / 2),
]


@pytest.mark.parametrize(("net", "expected"), ORIGINS, ids=lambda value: str(value)[:60])
def test_exponent_at_the_origin(net, expected):
    found = law(net)
    if expected is None:
        assert found.origin is None
        return
    assert_allclose(found.origin, expected, rtol=1e-12)
    x = np.exp(np.array([-300.0, -298.0]))
    seen = np.diff(np.log(found.density(x)))[0] / 2
    assert_allclose(seen, expected, atol=1e-3)  # tails of tanh and erf leave powers of 1/300


def test_slopes_with_heavy_tails_have_their_own_exponent():
    """erf: P(k < t) ~ t^(1/4q); two layers of alpha = 1/4q = 1/8 make r = 1 + 2/alpha."""
    net = Network("gaussian", "erf", 1, 2.0)
    assert_allclose(law(net).origin, 1 / (1 + 8) - 1, rtol=1e-3)  # fit of a tail


@pytest.mark.parametrize("depth", [1, 4, 12])
def test_thirty_moments_of_fuss_catalan(depth):
    found = law(Network("gaussian", "linear", depth)).moments(30)
    exact = [comb((depth + 1) * k, k) / (depth * k + 1) for k in range(1, 31)]
    assert_allclose(found, exact, rtol=1e-12)  # extended precision, 30 terms


def test_thirty_moments_by_integration(found):
    """Where the series and the integral share nothing but K."""
    moments = found.moments(30)
    for k in (1, 6, 15, 30):
        scale = found.quantile(1.0)
        integral = found.expect(lambda x, k=k, s=scale: (x / s) ** k)
        assert_allclose(integral, moments[k - 1] / scale**k, rtol=1e-10)  # the promise


def test_moments_are_counted():
    with pytest.raises(InvalidInputError, match=r"1\.\.30, got 31"):
        law(NETS["haar"]).moments(31)


def test_quarter_circle_norm():
    """E s of a square Gaussian matrix: 8/(3 pi)."""
    found = law(Network("gaussian", "linear", 1))
    assert_allclose(found.expect(np.sqrt), 8 / (3 * np.pi), rtol=1e-9)  # sqrt is not smooth at 0
    assert sqrt(found.moments(1)[0]) == pytest.approx(1)
