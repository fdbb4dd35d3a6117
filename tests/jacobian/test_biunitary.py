"""Weights U diag(s) V* with Haar U, V: laws against closed forms, other kinds, sums and samples."""

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.laws import witness
from freewidth import Network, freeprob, genus, sample
from freewidth.compare import kolmogorov
from freewidth.ensembles import EVERY, biunitary
from freewidth.freeprob import (
    bi_invariant,
    compose,
    discrete,
    isometry,
    marchenko_pastur,
    multiply,
    scaled,
)
from freewidth.jacobian import diagonal, free_product, law
from freewidth.kinds import Density, SingularValues
from freewidth.kinds import biunitary as kind_of
from freewidth.rng import stream

solved = lru_cache(maxsize=None)(law)
NAMES = ("biunitary_two", "biunitary_quarter")
SHAPES = (None, (2.0, 1.0, 3.0), (1.0, 2.0, 0.7))
GRID = np.linspace(0.02, 0.98, 25)
DIGITS = 1e-10  # what a law promises of its density
TWO, QUARTER = (EVERY[f"biunitary_{name}"].kind.singular_values for name in ("two", "quarter"))
DEFICIENT = SingularValues(((0.0, 0.25), (np.sqrt(4 / 3), 0.75)))


def same(a, b, rtol=DIGITS):
    """Two laws, compared where the first has its quantiles."""
    x = a.quantile(GRID)
    off = ~np.isin(x, [position for position, _ in a.atoms])
    assert_allclose(b.density(x[off]), a.density(x[off]), rtol=rtol)
    assert_allclose(b.cdf(x[off]), a.cdf(x[off]), atol=1e-12)
    assert_allclose(np.array(b.support), np.array(a.support), rtol=1e-11, atol=1e-300)
    assert_allclose(np.array(b.atoms), np.array(a.atoms), rtol=1e-12)


# Closed forms


@pytest.mark.parametrize("activation", ["linear", "tanh", "hardtanh", "gelu"])
@pytest.mark.parametrize("depth", [1, 3, 12])
def test_a_quarter_circle_has_the_law_of_independent_entries(activation, depth):
    own, iid = (
        solved(Network(name, activation, depth, 1.3, 0.1))
        for name in ("biunitary_quarter", "gaussian")
    )
    same(iid, own)


def test_the_law_of_independent_entries_is_not_that_of_two_values():
    """Negative control of the test above."""
    own, iid = (
        solved(Network(name, "tanh", 3, 1.3, 0.1)) for name in ("biunitary_two", "gaussian")
    )
    x = iid.quantile(GRID)
    assert np.max(np.abs(own.cdf(x) - iid.cdf(x))) > 0.05


def rectangular(ratio):
    """Singular values of a Gaussian matrix of this ratio of sizes, below 1; mean square 1."""
    a, b = 1 - np.sqrt(ratio), 1 + np.sqrt(ratio)

    def density(s):
        return np.sqrt(b - s) * np.sqrt(s - a) * np.sqrt((b + s) * (s + a)) / (np.pi * ratio * s)

    return SingularValues(density=Density(density, a, b))


@pytest.mark.parametrize("rows", [0.3, 2.5])
@pytest.mark.parametrize("behind", [(), ("tanh",), ("hardtanh",)])
def test_rectangular_gaussian_matrices_by_their_singular_values(rows, behind):
    """Tall and wide ones: the same law as of independent entries, whatever comes before and after.

    W W^T of n_l rows has the mean one if its entries have the variance 1/n_{l-1}; given singular
    values of mean square one make it n_{l-1}/n_l where W is tall.
    """
    own = scaled(bi_invariant(rectangular(min(rows, 1 / rows)), rows), max(1.0, rows))
    after = [diagonal(name, 0.7) for name in behind]
    same(
        law(compose(isometry(1.4), marchenko_pastur(rows), *after)),
        law(compose(isometry(1.4), own, *after)),
    )


@pytest.mark.parametrize("widths", SHAPES)
def test_singular_values_of_one_are_haar_weights(widths):
    plain = Network("orthogonal", "tanh", 2, 1.3, 0.1, widths=widths)
    product = replace_kinds(plain, SingularValues(((1.0, 1.0),)))
    same(solved(plain), law(product))


def replace_kinds(net, singular_values):

    product = free_product(net)
    return replace(product, kinds=(kind_of("x", "x", singular_values),) * net.depth)


def test_one_square_matrix_has_the_law_of_its_singular_values():
    """s uniform on (0, sqrt 3): x = s^2 has the density 1/(2 sqrt(3 x)) on (0, 3), with a jump."""
    uniform = Density(lambda s: 0 * s + 1 / np.sqrt(3), 0.0, np.sqrt(3))
    found = law(bi_invariant(SingularValues(density=uniform)))
    x = np.linspace(1e-6, 3 - 1e-6, 60)
    assert_allclose(found.density(x), 1 / (2 * np.sqrt(3 * x)), rtol=DIGITS)
    assert_allclose(found.cdf(x), np.sqrt(x / 3), rtol=1e-11)
    assert_allclose(found.support, [(0, 3)], rtol=1e-12)


def test_two_values_with_a_projection_in_closed_form():
    """U diag(s) V* of two values on a projection: two projections make blocks of dimension two."""
    found = law(multiply(bi_invariant(TWO), discrete((0.0, 1.0), (0.5, 0.5))))
    # a + (b - a) c^2 with c^2 arcsine on (0, 1): compression of a projection of rank 1/2
    x = np.linspace(0.45, 1.55, 23)
    t = (x - 0.4) / 1.2
    assert_allclose(found.density(x), 0.5 / (np.pi * 1.2 * np.sqrt(t * (1 - t))), rtol=DIGITS)
    assert_allclose(found.atoms, [(0.0, 0.5)], rtol=1e-13)


# A second road


@pytest.mark.parametrize("widths", SHAPES)
@pytest.mark.parametrize("name", NAMES)
def test_moments_by_partitions_and_by_integration(name, widths):
    """Sums over non-crossing partitions with moments of s on the real axis."""
    net = Network(name, "tanh", 2, 1.3, 0.1, widths=widths)
    found = solved(net)
    exact = genus.moments(net, 5)
    assert_allclose(found.moments(5), exact, rtol=1e-12)  # rounding of 400 nodes
    integrals = [found.expect(lambda x, k=k: x**k) for k in range(1, 6)]
    assert_allclose(integrals, exact, rtol=1e-10)  # what a law promises


@pytest.mark.parametrize("values", [TWO, QUARTER, DEFICIENT])
def test_s_transforms_multiply(values):
    slopes = diagonal("tanh", 0.7)
    one, other = law(bi_invariant(values)), law(slopes)
    m = np.array([-0.3, -0.1, -1e-5, 0.0, 1e-4, 0.02])
    product = one.s_transform(m) * other.s_transform(m)
    assert_allclose(law(multiply(bi_invariant(values), slopes)).s_transform(m), product, rtol=1e-11)


def test_the_s_transform_of_two_values_in_closed_form():
    """psi(d) = (ad/(1-ad) + bd/(1-bd))/2 = m is a quadratic equation for d = chi(m)."""
    a, b = 0.4, 1.6
    m = np.array([-0.4, -0.1, 0.05, 0.3])
    # a b (1 + m) d^2 - (a + b)(1/2 + m) d + m = 0, the root that vanishes with m
    linear = (a + b) * (0.5 + m)
    d = (linear - np.sqrt(linear**2 - 4 * a * b * (1 + m) * m)) / (2 * a * b * (1 + m))
    assert_allclose(law(bi_invariant(TWO)).s_transform(m), (1 + m) / m * d, rtol=1e-12)


def test_atoms_of_products_without_slopes():
    """Masses 1/2 twice leave no atom; 3/4 twice leave 1/2, and tall weights dilute it."""
    assert law(Network("biunitary_two", "linear", 2)).atoms == ()
    square = law(multiply(bi_invariant(DEFICIENT), bi_invariant(DEFICIENT)))
    assert_allclose(square.atoms, [(0.0, 0.25), ((4 / 3) ** 2, 0.5)], rtol=1e-12)
    tall = law(compose(bi_invariant(DEFICIENT, 2), bi_invariant(DEFICIENT, 1.5)))
    # rank 3/4 of 1, in 2: mass 3/8 at 4/3; 3/4 of 2 in the next: 3/8 - 1/4, and 2/3 of that
    assert_allclose(tall.atoms[-1], ((4 / 3) ** 2, 1 / 12), rtol=1e-12)
    wide = law(bi_invariant(DEFICIENT, 0.5))
    assert_allclose(wide.atoms, [(0.0, 0.25), (4 / 3, 0.75)], rtol=1e-12)


@pytest.mark.parametrize("sizes", [(240, 240, 240), (120, 240, 360), (360, 120, 240)])
def test_rank_deficient_weights_against_matrices_and_partitions(sizes):
    """Two layers without slopes; eigenvalues are rigid, F_n moves by log n/n in each."""
    first, second = (bi_invariant(DEFICIENT, b / a) for a, b in pairwise(sizes))
    found, kind = law(compose(first, second)), first.kinds[0]
    moments = [1] * 4
    for a, b in pairwise(sizes):
        moments = genus.layer(moments, [1] * 4, Fraction(a, b), kind)
    assert_allclose(found.moments(4), np.array(moments, dtype=float), rtol=1e-12)
    draw = biunitary("deficient", "rank 3/4", "", DEFICIENT).sample
    rng = stream(0, "deficient", *sizes)
    w = draw(rng, sizes[2], sizes[1]) @ draw(rng, sizes[1], sizes[0])
    values = np.linalg.eigvalsh(w @ w.T)
    values[values < 1e-12] = 0.0  # rounding of what is 0
    assert kolmogorov(values, found) < 2 * np.log(sizes[2]) / sizes[2]


@pytest.mark.parametrize("activation", ["relu", "erf", "sin", "leaky_relu"])
@pytest.mark.parametrize("name", NAMES)
def test_deep_networks_certify(name, activation):
    found = law(Network(name, activation, 20, 1.3, 0.2))
    assert found.certificate.worst < 1e-9
    assert_allclose(found.expect(lambda x: x), found.moments(1)[0], rtol=1e-9)


@pytest.mark.parametrize("widths", SHAPES)
@pytest.mark.parametrize("name", NAMES)
def test_the_transform_on_the_negative_axis_by_bisection(name, widths):
    """A witness that continues nothing and integrates over s and h on their real axes."""
    found = solved(Network(name, "tanh", 2, 1.3, 0.1, widths=widths))
    assert witness.defect(found) < 1e-9
    other = replace(found, of=free_product(replace(found.net, sigma_w2=1.3001)))
    assert witness.defect(other) > 1e-6


# Sampled networks

OTHER = {"iid": "gaussian", "haar": "orthogonal"}


def drawn(net, width, count):
    rngs = [stream(0, "biunitary", net.label, i) for i in range(count)]
    return np.stack([sample.spectrum(net, width, rng) for rng in rngs])


def rivals(net):
    """Laws of other kinds of weights, but for the one that square quarter circles share."""
    quarter = net.ensemble == "biunitary_quarter" and net.widths is None
    kinds = [kind for kind in net.kinds[0].rivals if not (quarter and kind == "iid")]
    return [solved(replace(net, ensemble=OTHER[kind])) for kind in kinds]


@pytest.mark.parametrize("widths", SHAPES)
@pytest.mark.parametrize("name", NAMES)
def test_sampled_products_follow_their_law_and_no_other(name, widths):
    """Linear layers: eigenvalues are rigid, F_n moves by log n/n, in each of two layers."""
    net, width = Network(name, "linear", 2, 1.3, widths=widths), 200
    values = drawn(net, width, 3)
    *_, last = net.sizes(width)
    noise = 2 * np.log(last) / last
    assert np.all(kolmogorov(values, solved(net)) < noise)
    for law_of_rival in rivals(net):
        assert np.all(kolmogorov(values, law_of_rival) > 2 * noise)


@pytest.mark.parametrize("name", NAMES)
def test_sampled_networks_follow_their_law_and_no_other(name):
    """True slopes: n dependent numbers in each of two layers move F_n by 1/sqrt(n) at most each.

    Kolmogorov's statistic exceeds 2.2 once in 8000 times.
    """
    net, width, count = Network(name, "tanh", 2, 1.3, 0.1), 150, 36
    pooled = drawn(net, width, count).ravel()
    noise = 2 * 2.2 / np.sqrt(count * width) + 2 / width
    assert kolmogorov(pooled, solved(net)) < noise
    for law_of_rival in rivals(net):
        assert kolmogorov(pooled, law_of_rival) > noise


def test_a_free_product_says_what_it_is():
    found = law(bi_invariant(QUARTER))
    assert found.net is found.of
    assert isinstance(found.of, freeprob.FreeProduct)
    assert len(repr(found)) < 400
