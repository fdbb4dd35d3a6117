"""Values and closed forms known beforehand, by other methods than the solver's."""

from math import comb

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import Network
from freewidth.jacobian import law, restore

MOMENTS = [
    ("gaussian", "tanh", 0.0, (0.214831, 0.228156, 0.337275, 0.578811), 1e-6),
    ("orthogonal", "tanh", 0.0, (0.214831, 0.089700, 0.044864, 0.024496), 1e-6),
    ("gaussian", "tanh", 0.1, (0.16965418, 0.14859026, 0.18146832, 0.25740356), 1e-8),
    ("orthogonal", "tanh", 0.1, (0.16965418, 0.062242642, 0.027833862, 0.013690111), 1e-8),
    ("gaussian", "hardtanh", 0.1, (0.43472963, 0.94125717, 2.7966228, 9.6101322), 1e-7),
    ("orthogonal", "hardtanh", 0.1, (0.43472963, 0.37428761, 0.34628369, 0.33005045), 1e-8),
    ("gaussian", "relu", 0.3, (1 / 8, 7 / 64, 0.13086, 0.18091), 1e-5),
    ("orthogonal", "relu", 0.3, (1 / 8, 1 / 16, 0.03711, 0.02393), 1e-5),
]


@pytest.mark.parametrize(("ensemble", "activation", "sb2", "expected", "digits"), MOMENTS)
def test_moments_of_three_layers(ensemble, activation, sb2, expected, digits):
    found = law(Network(ensemble, activation, 3, sigma_b2=sb2))
    # half a unit of the last digit the reference gives
    assert_allclose(found.moments(4), expected, rtol=0, atol=digits * max(1.0, max(expected)))
    for k, value in enumerate(found.moments(4), start=1):
        # integration of analytic pieces: tens of roundings
        assert_allclose(found.expect(lambda x, k=k: x**k), value, rtol=1e-11)


def test_rectangular_moments():
    net = Network("gaussian", "tanh", 3, sigma_b2=0.1, widths=(600, 1200, 400, 900))
    found = law(net)
    assert_allclose(found.moments(4), (0.1697, 0.1982, 0.3190, 0.5948), atol=5e-5)  # 4 digits given
    assert_allclose(found.atoms, [(0.0, 1 - 400 / 900)], rtol=1e-15)


@pytest.mark.parametrize("depth", [1, 2, 5, 20, 50])
def test_linear_layers_are_fuss_catalan(depth):
    r"""x = sin^{L+1} a/(sin t sin^L b), rho = sin^2 t sin^{L-1} b/(pi sin^L a).

    Here a = (L+1)t and b = Lt.
    """
    found = law(Network("gaussian", "linear", depth))
    L = depth
    t = np.linspace(0.02, 0.98, 41) * np.pi / (L + 1)
    x = np.sin((L + 1) * t) ** (L + 1) / (np.sin(t) * np.sin(L * t) ** L)
    rho = np.sin(t) ** 2 * np.sin(L * t) ** (L - 1) / (np.pi * np.sin((L + 1) * t) ** L)
    keep = x > 1e-300
    # x is rounded L+1 times, and 1/(2 * distance to the edge) < 2000 amplifies it
    assert_allclose(found.density(x[keep]), rho[keep], rtol=1e-10)
    ((left, right),) = found.support
    assert left == 0
    assert_allclose(right, (L + 1) ** (L + 1) / float(L) ** L, rtol=1e-12)
    exact = [comb((L + 1) * k, k) / (L * k + 1) for k in range(1, 7)]
    assert_allclose(found.moments(6), exact, rtol=1e-13)  # series of 6 terms, extended precision


def test_marchenko_pastur_distribution():
    found = law(Network("gaussian", "linear", 1))
    x = np.linspace(0.001, 3.999, 201)
    s = np.sqrt(x)
    exact = (s * np.sqrt(4 - x) / 2 + 2 * np.arcsin(s / 2)) / np.pi
    assert_allclose(found.cdf(x), exact, atol=1e-14)  # tens of roundings
    p = np.linspace(0, 1, 101)
    assert_allclose(found.cdf(found.quantile(p)), p, atol=1e-14)  # the same


def test_isometry_is_a_point_mass():
    found = law(Network("orthogonal", "linear", 7, sigma_w2=1.3))
    ((position, mass),) = found.atoms
    assert_allclose((position, mass), (1.3**7, 1.0), rtol=1e-14)  # seven products
    assert found.support == ()
    assert_allclose(found.cdf([position * (1 - 1e-9), position * (1 + 1e-9)]), [0, 1])
    assert_allclose(found.quantile([0.1, 1.0]), position)


def test_top_atom_of_hardtanh_isometries():
    found = law(Network("orthogonal", "hardtanh", 8, q0=0.25, sigma_b2=0.0))
    (zero, _), (top, mass) = found.atoms
    assert (zero, top) == (0, 1)
    from scipy.special import erf

    p = erf(1 / np.sqrt(2 * np.array(found.net.q)))
    assert_allclose(mass, 1 - np.sum(1 - p), rtol=1e-13)  # eight roundings
    assert_allclose(found.atoms[0][1], 1 - p.min(), rtol=1e-13)
    assert_allclose(found.cdf(1.0), 1.0)
    assert_allclose(found.cdf(1 - 1e-12), 1 - mass, rtol=1e-12)


def test_relu_layer_has_the_gap_of_its_marchenko_pastur_law():
    found = law(Network("gaussian", "relu", 1, sigma_w2=2.0))
    ((left, right),) = found.support
    exact = np.array([(1 - np.sqrt(0.5)) ** 2, (1 + np.sqrt(0.5)) ** 2]) * 2
    assert_allclose((left, right), exact, rtol=1e-12)  # the promised accuracy of edges


def test_two_relu_isometries_make_an_arcsine_law():
    """The product of two free projections of trace 1/2, scaled: hard edges at both ends."""
    found = law(Network("orthogonal", "relu", 2, sigma_w2=2.0))
    x = np.linspace(0.001, 3.999, 57)
    # eps over the relative distance 2.5e-4 from the edge
    assert_allclose(found.density(x), 1 / (2 * np.pi * np.sqrt(x * (4 - x))), rtol=1e-11)
    assert_allclose(found.cdf(x), 0.5 + np.arcsin(np.sqrt(x) / 2) / np.pi, atol=1e-13)
    assert found.support == ((0.0, 4.0),)


@pytest.mark.parametrize("name", ["tanh", "erf", "sin"])
def test_one_isometry_leaves_the_law_of_the_slopes(name):
    net = Network("orthogonal", name, 1, q0=0.7)
    found = law(net)
    x = np.linspace(0.05, 0.95, 19)
    g = np.linspace(-9, 9, 2_000_001)
    slopes = net.phi.df(np.sqrt(0.7) * g) ** 2
    weight = np.exp(-(g**2) / 2) / np.sqrt(2 * np.pi) * (g[1] - g[0])
    direct = [weight[slopes <= value].sum() for value in x]
    assert_allclose(found.cdf(x), direct, atol=4e-6)  # spacing of g times the number of crossings


def test_stieltjes_is_the_transform_of_the_density():
    found = law(Network("gaussian", "tanh", 2, sigma_b2=0.1))
    z = np.array([0.3 + 0.2j, -1.0 + 0.5j, 2.0 - 0.3j])
    for value, point in zip(found.stieltjes(z), z, strict=True):
        real = found.expect(lambda x, point=point: np.real(1 / (point - x)))
        imag = found.expect(lambda x, point=point: np.imag(1 / (point - x)))
        assert_allclose(value, real + 1j * imag, rtol=1e-8)  # Gauss points see a pole 0.2 away


@pytest.mark.parametrize("name", ["tanh", "hardtanh"])
def test_arrays_round_trip(name):
    found = law(Network("orthogonal", name, 3, sigma_b2=0.1))
    again = restore(found.net, found.arrays())
    x = np.geomspace(1e-6, 1.2, 50).reshape(5, 10)
    assert np.array_equal(again.density(x), found.density(x))
    assert np.array_equal(again.cdf(x), found.cdf(x))
    assert (again.atoms, again.support, again.certificate) == (
        found.atoms,
        found.support,
        found.certificate,
    )


@pytest.mark.parametrize("widths", [(3.0, 1.0), (2.0, 1.0, 3.0, 2.0)])
def test_a_faint_tail_of_the_slopes_makes_no_left_edge(widths):
    """erf at small variance: k reaches 1e-25 with a probability below rounding, and on to 0."""
    net = Network(
        "gaussian", "erf", len(widths) - 1, sigma_w2=0.4, sigma_b2=0.3, q0=0.3, widths=widths
    )
    found = law(net)
    assert found.support[0][0] == 0
    little = sum(mass for at, mass in found.atoms if at == 0) + 1e-6
    assert_allclose(found.cdf(found.quantile(little)), little, rtol=1e-12)  # followed all the same


@pytest.mark.parametrize("distance", [1e-8, 1e-6, 1e-4])
def test_next_to_a_soft_edge(distance):
    """Marchenko and Pastur's density at a relative distance from its edge 4.

    Laws are functions of log x, which a double has to 1e-16 here: the distance to 2e-16/distance.
    """
    found = law(Network("gaussian", "linear", 1))
    x = 4 * (1 - distance * np.array([1.0, 1.7, 3.1]))
    assert_allclose(found.density(x), np.sqrt((4 - x) / x) / (2 * np.pi), rtol=1e-15 / distance)
