"""Free multiplicative convolution of laws made of layers: identities."""

from math import comb

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import InvalidInputError, Network, freeprob, law
from freewidth.jacobian import diagonal, free_product
from freewidth.network import shifted

GRID = np.linspace(0.01, 0.99, 23)
DIGITS = 1e-10  # what a law promises of its density


def same(a, b):
    """Two laws, compared where the first has its quantiles."""
    x = a.quantile(GRID)
    off = ~np.isin(x, [position for position, _ in a.atoms])
    assert_allclose(b.density(x[off]), a.density(x[off]), rtol=DIGITS)
    assert_allclose(b.cdf(x[off]), a.cdf(x[off]), atol=1e-12)
    assert_allclose(b.moments(6), a.moments(6), rtol=1e-12)
    assert_allclose(np.array(b.support), np.array(a.support), rtol=1e-11, atol=1e-300)
    assert_allclose(np.array(b.atoms), np.array(a.atoms), rtol=1e-12)


@pytest.mark.parametrize("k", [2, 3, 7])
def test_powers_of_marchenko_pastur_are_fuss_catalan(k):
    found = law(freeprob.power(freeprob.marchenko_pastur(), k))
    exact = [comb((k + 1) * j, j) / (k * j + 1) for j in range(1, 9)]
    assert_allclose(found.moments(8), exact, rtol=1e-13)  # series in extended precision
    same(law(Network("gaussian", "linear", k)), found)
    ((left, right),) = found.support
    assert left == 0
    assert_allclose(right, (k + 1) ** (k + 1) / k**k, rtol=1e-12)


def test_marchenko_pastur_of_any_ratio():
    found = law(freeprob.marchenko_pastur(2.5))
    edges = (1 - np.sqrt(2.5)) ** 2, (1 + np.sqrt(2.5)) ** 2
    assert_allclose(found.support, [edges], rtol=1e-12)
    assert_allclose(found.atoms, [(0.0, 0.6)], rtol=1e-14)
    x = np.linspace(*edges, 41)[1:-1]
    exact = np.sqrt((edges[1] - x) * (x - edges[0])) / (2 * np.pi * 2.5 * x)
    assert_allclose(found.density(x), exact, rtol=1e-11)  # eps over the distance from edges
    m = np.array([-0.3, -1e-5, 0.0, 0.7])
    assert_allclose(found.s_transform(m), 1 / (1 + 2.5 * m), rtol=1e-12)


@pytest.mark.parametrize("ensemble", ["gaussian", "orthogonal"])
@pytest.mark.parametrize("activation", ["hardtanh", "tanh"])
def test_depth_adds_up(ensemble, activation):
    """Layers 1..2 and then 3..5 of a network, the second with the input of its first layer."""
    whole = Network(ensemble, activation, 5, 1.3, 0.2)
    first = Network(ensemble, activation, 2, 1.3, 0.2)
    last = first
    for _ in range(2):
        last = shifted(last)
    last = Network(ensemble, activation, 3, 1.3, 0.2, q0=last.q0)
    assert_allclose(first.q + last.q, whole.q, rtol=1e-13)
    same(law(whole), law(freeprob.compose(free_product(first), free_product(last))))


def test_convolution_commutes_and_multiplies_s_transforms():
    a = Network("gaussian", "tanh", 2, 1.3, 0.2)
    b = Network("orthogonal", "hardtanh", 3, 1.1, 0.3)
    x, y = free_product(a), free_product(b)
    one, other = law(freeprob.multiply(x, y)), law(freeprob.multiply(y, x))
    same(one, other)
    m = np.array([-0.4, -0.1, -1e-3, -1e-7, 0.0, 1e-7, 0.01])
    product = law(a).s_transform(m) * law(b).s_transform(m)
    assert_allclose(one.s_transform(m), product, rtol=1e-11)  # |m| = 1e-3 cancels three digits
    assert_allclose(one.moments(1)[0], law(a).moments(1)[0] * law(b).moments(1)[0], rtol=1e-14)


def test_a_rectangular_first_factor():
    """W W^T of a tall W, then a square layer: the law of the rectangular network."""
    net = Network("gaussian", "relu", 2, 1.7, widths=(1, 2.5, 2.5))
    first = Network("gaussian", "relu", 1, 1.7, widths=(1, 2.5))
    first, square = free_product(first), free_product(Network("gaussian", "relu", 1, 1.7))
    same(law(net), law(freeprob.multiply(first, square)))
    with pytest.raises(InvalidInputError, match=r"needs n_L = n_0, got a ratio of 2\.5"):
        freeprob.multiply(square, first)
    same(
        law(freeprob.compose(square, first)),
        law(Network("gaussian", "relu", 2, 1.7, widths=(1, 1, 2.5))),
    )


def test_haar_is_the_unit():
    net = Network("gaussian", "gelu", 2, 1.3, 0.2)
    same(
        law(net),
        law(freeprob.multiply(freeprob.isometry(), free_product(net), freeprob.isometry())),
    )
    ((position, mass),) = law(freeprob.isometry()).atoms
    assert_allclose((position, mass), 1.0)


def test_scaling():
    net = Network("gaussian", "hardtanh", 2, 1.3, 0.2)
    one, big = law(net), law(freeprob.scaled(free_product(net), 3.7))
    x = one.quantile(GRID[one.atoms[0][1] < GRID])
    assert_allclose(big.density(3.7 * x) * 3.7, one.density(x), rtol=DIGITS)
    assert_allclose(big.moments(4), one.moments(4) * 3.7 ** np.arange(1, 5), rtol=1e-13)


def test_two_projections_make_an_arcsine_law():
    found = law(freeprob.power(freeprob.projection(0.5), 2))
    x = np.linspace(0.01, 0.99, 33)
    assert_allclose(found.density(x), 0.5 / (np.pi * np.sqrt(x * (1 - x))), rtol=1e-11)
    assert_allclose(found.atoms, [(0.0, 0.5)], rtol=1e-14)
    assert found.origin == pytest.approx(-0.5)


@pytest.mark.parametrize(("p", "r"), [(0.3, 0.6), (0.8, 0.9), (0.2, 0.2)])
def test_projections_of_any_rank(p, r):
    """Free Jacobi law: edges p + r - 2pr -+ sqrt(4 pr(1-p)(1-r)), atoms at 0 and 1."""
    found = law(freeprob.multiply(freeprob.projection(p), freeprob.projection(r)))
    root = np.sqrt(4 * p * r * (1 - p) * (1 - r))
    edges = p + r - 2 * p * r - root, p + r - 2 * p * r + root
    assert_allclose(found.support, [edges], rtol=1e-10, atol=1e-15)  # the left edge cancels
    x = np.linspace(*edges, 23)[1:-1]
    exact = np.sqrt((edges[1] - x) * (x - edges[0])) / (2 * np.pi * x * (1 - x))
    assert_allclose(found.density(x), exact, rtol=DIGITS)
    atoms = [(a, q) for a, q in ((0.0, 1 - min(p, r)), (1.0, p + r - 1)) if q > 0]
    assert_allclose(np.array(found.atoms), np.array(atoms), rtol=1e-12)


def test_wishart_matrices_with_a_discrete_covariance():
    """T^{1/2} W W^T T^{1/2}: Marchenko and Pastur's equation m = -int t dT/(z ...)."""
    values, masses = (1.0, 4.0), (0.7, 0.3)
    found = law(freeprob.multiply(freeprob.marchenko_pastur(), freeprob.discrete(values, masses)))
    x = found.quantile(np.array([0.05, 0.3, 0.6, 0.9]))
    g = found.stieltjes(x + 1e-1j)
    z = x + 1e-1j
    # G(z) = int dT(t)/(z - t z G(z)) for square W: the companion transform is G itself
    right = sum(p / (z - t * z * g) for t, p in zip(values, masses, strict=True))
    assert_allclose(g, right, rtol=1e-10)


def test_diagonal_is_the_law_of_squared_slopes():
    found = law(diagonal("tanh", 0.7))
    same(found, law(Network("orthogonal", "tanh", 1, q0=0.7)))


def test_what_is_refused():
    with pytest.raises(InvalidInputError, match=r"times must be a whole number >= 1 .*got 0\.5"):
        freeprob.power(freeprob.marchenko_pastur(), 0.5)
    with pytest.raises(InvalidInputError, match=r"add up to 1, got 0\.9"):
        freeprob.discrete((1.0, 2.0), (0.5, 0.4))
    with pytest.raises(InvalidInputError, match="rank in"):
        freeprob.projection(0.0)
    with pytest.raises(InvalidInputError, match="factor must be finite"):
        freeprob.scaled(freeprob.isometry(), -1.0)
    with pytest.raises(InvalidInputError, match="complex weights"):
        free_product(Network("complex_gaussian", "sin", 2))
