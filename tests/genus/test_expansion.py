"""Moments by non-crossing partitions, against printed values, formulas and two other methods."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
import sympy
from numpy.testing import assert_allclose

from freewidth.ensembles import ENSEMBLES
from freewidth.errors import InvalidInputError
from freewidth.genus import free_cumulants, kreweras, layer, moments, noncrossing, slope_moments
from freewidth.kinds import HAAR, IID
from freewidth.network import Network

KAPPA = [
    Fraction(3, 4),
    Fraction(2, 3),
    Fraction(5, 8),
    Fraction(3, 5),
    Fraction(4, 7),
    Fraction(1, 2),
]
INNER = [
    Fraction(6, 5),
    Fraction(7, 3),
    Fraction(11, 2),
    Fraction(44, 3),
    Fraction(41),
    Fraction(120),
]

# computed by another implementation, which solves the equation of the law; printed digits
PRINTED = [
    ("gaussian", "tanh", 0.0, (0.214831, 0.228156, 0.337275, 0.578811), 5e-7),
    ("orthogonal", "tanh", 0.0, (0.214831, 0.089700, 0.044864, 0.024496), 5e-7),
    ("gaussian", "tanh", 0.1, (0.16965418, 0.14859026, 0.18146832, 0.25740356), 5e-9),
    ("orthogonal", "tanh", 0.1, (0.16965418, 0.062242642, 0.027833862, 0.013690111), 5e-9),
    ("gaussian", "hardtanh", 0.1, (0.43472963, 0.94125717, 2.7966228, 9.6101322), 5e-8),
    ("orthogonal", "hardtanh", 0.1, (0.43472963, 0.37428761, 0.34628369, 0.33005045), 5e-9),
    ("gaussian", "relu", 0.1, (1 / 8, 7 / 64, 0.13086, 0.18091), 5e-6),
    ("orthogonal", "relu", 0.1, (1 / 8, 1 / 16, 0.03711, 0.02393), 5e-6),
]


@pytest.mark.parametrize(("ensemble", "activation", "sigma_b2", "printed", "digits"), PRINTED)
def test_reference_values(ensemble, activation, sigma_b2, printed, digits):
    found = moments(Network(ensemble, activation, 3, sigma_b2=sigma_b2), 4)
    assert_allclose(found, printed, rtol=0, atol=digits)  # half a unit of the last printed digit


def test_reference_values_rectangular():
    net = Network("gaussian", "tanh", 3, sigma_b2=0.1, widths=(600, 1200, 400, 900))
    assert_allclose(moments(net, 4), (0.1697, 0.1982, 0.3190, 0.5948), rtol=0, atol=5e-5)


@pytest.mark.parametrize("depth", [1, 2, 3, 7])
def test_linear_networks_have_fuss_catalan_moments(depth):
    orders = range(1, 11)
    exact = [comb((depth + 1) * k, k) // (depth * k + 1) for k in orders]
    assert list(moments(Network("gaussian", "linear", depth), 10)) == exact


def test_linear_haar_networks_are_isometries():
    assert list(moments(Network("orthogonal", "linear", 5), 10)) == [1.0] * 10


def test_two_and_three_moments_as_printed_formulas():
    a1, a2, a3, k1, k2, k3 = sympy.symbols("a1 a2 a3 k1 k2 k3")
    m = layer([a1, a2, a3], [k1, k2, k3])
    assert sympy.expand(m[1] - (a2 * k1**2 + a1**2 * k2)) == 0
    assert sympy.expand(m[2] - (a3 * k1**3 + 3 * a2 * a1 * k2 * k1 + a1**3 * k3)) == 0


@pytest.mark.parametrize("kind", [IID, HAAR])
def test_second_moment_over_the_first_squared(kind):
    """Layer by layer m_2/m_1^2 = 1 + sum of kappa_2/kappa_1^2, each less 1 for Haar weights."""
    q, r, s, t = sympy.symbols("q r s t", positive=True)
    m = layer(layer([1, 1], [q, r], kind=kind), [s, t], kind=kind)
    ratios = r / q**2 + t / s**2 - (2 if kind is HAAR else 0)
    assert sympy.simplify(m[1] / m[0] ** 2 - 1 - ratios) == 0


def by_partitions(weights, kappa, k):
    """The defining sum, partition by partition."""
    total = 0
    for partition in noncrossing(k):
        term = 1
        for block in partition:
            term *= weights[len(block) - 1]
        for block in kreweras(partition):
            term *= kappa[len(block) - 1]
        total += term
    return total


@pytest.mark.parametrize("ratio", [Fraction(1), Fraction(2, 3), Fraction(5, 2)])
def test_the_sum_over_types_is_the_sum_over_partitions(ratio):
    weights = [ratio ** (1 - s) * m for s, m in enumerate(INNER, 1)]
    exact = [by_partitions(weights, KAPPA, k) for k in range(1, 7)]
    assert layer(INNER, KAPPA, ratio) == exact


def test_the_complement_and_the_ratio_matter():
    """Negative controls of the test above: without the complement, or unscaled, the sum is off."""
    doubled = sum(
        np.prod([INNER[len(b) - 1] * KAPPA[len(b) - 1] for b in partition])
        for partition in noncrossing(3)
    )
    assert layer(INNER, KAPPA)[2] != doubled
    assert layer(INNER, KAPPA, Fraction(2, 3))[1] != layer(INNER, KAPPA)[1]


def test_symbolic_to_order_ten():
    a, kappa = sympy.symbols("a1:11"), sympy.symbols("k1:11")
    tenth = sympy.expand(layer(a, kappa)[9])
    assert tenth.subs(dict.fromkeys((*a, *kappa), 1)) == comb(20, 10) // 11  # all of NC(10)
    assert tenth.coeff(a[9]) == kappa[0] ** 10


def test_free_cumulants_are_those_of_the_defining_sum():
    cumulants = free_cumulants(INNER)
    assert [by_partitions(cumulants, [1] * 6, k) for k in range(1, 7)] == INNER


def test_free_cumulants_of_marchenko_pastur_and_of_a_projection():
    assert free_cumulants([1, 2, 5, 14, 42]) == [1] * 5  # free Poisson
    half = [Fraction(1, 2)] * 4
    expected = [Fraction(1, 2), Fraction(1, 4), 0, Fraction(-1, 16)]  # kappa_4 = 1/2 - 3/8 - 3/16
    assert free_cumulants(half) == expected


# -- second road: power series of chi_M, reverted ------------------------------------------------


def times(p, q):
    return [sum(p[i] * q[n - i] for i in range(n + 1)) for n in range(len(p))]


def inverse(p):
    found = []
    for n in range(len(p)):
        rest = sum(p[i] * found[n - i] for i in range(1, n + 1))
        found.append(((1 if n == 0 else 0) - rest) / p[0])
    return found


def at(p, q):
    """p(q(x)) for q with zero constant term, by Horner's rule."""
    total = [Fraction(0)] * len(p)
    for coefficient in reversed(p):
        total = times(total, q)
        total[0] += coefficient
    return total


def reverted(p):
    """The series r with p(r(x)) = x, term by term."""
    found = [Fraction(0)] * len(p)
    for n in range(1, len(p)):
        found[n] = Fraction(0)
        found[n] = ((1 if n == 1 else 0) - at(p, found)[n]) / p[1]
    return found


def chi(moments_):
    return reverted([Fraction(0), *moments_])


def over_x(p):
    """p(x)/x, one order shorter; the last coefficient is lost and set to 0, never used."""
    return [*p[1:], Fraction(0)]


def chi_layer(inner, kappa, ratio, kind):
    """chi of D W A W^T D from chi_K and chi_A, as series in m."""
    order = len(inner)
    k, a = chi(kappa), chi(inner)
    one = [Fraction(1), Fraction(1)] + [Fraction(0)] * (order - 1)  # 1 + m

    def scaled(p, factor):
        return [c * factor**n for n, c in enumerate(p)]

    if kind is IID:  # (c/m) chi_K(m) chi_A(m/c)
        return times([ratio * c for c in over_x(k)], scaled(a, 1 / ratio))
    if ratio <= 1:  # tall: (1+m)/m chi_K(m) chi_A(m/c)
        return times(one, times(over_x(k), scaled(a, 1 / ratio)))
    t = 1 / ratio  # wide
    compressed = times(scaled(one, t), times(inverse(one), [c / t for c in scaled(a, t)]))
    return times(one, times(over_x(k), compressed))


RATIOS = [Fraction(1), Fraction(2, 3), Fraction(5, 2)]


@pytest.mark.parametrize("kind", [IID, HAAR])
@pytest.mark.parametrize("ratio", RATIOS)
def test_reverted_series_give_the_same_moments_exactly(kind, ratio):
    series = chi_layer(INNER, KAPPA, ratio, kind)
    assert reverted(series)[1:6] == layer(INNER, KAPPA, ratio, kind)[:5]


def test_the_other_kind_gives_other_moments():
    series = chi_layer(INNER, KAPPA, Fraction(1), HAAR)
    assert reverted(series)[2] != layer(INNER, KAPPA, Fraction(1), IID)[1]


def test_mixed_layers_against_the_series():
    net = Network(
        ("gaussian", "orthogonal", "uniform", "orthogonal"),
        "tanh",
        4,
        sigma_w2=1.5,
        sigma_b2=0.2,
        widths=(4, 6, 3, 5, 4),
    )
    found = [Fraction(1)] * 6
    kappas = slope_moments(net, 6)
    for step, ensemble in enumerate(net.ensembles):
        ratio = Fraction(net.widths[step]) / Fraction(net.widths[step + 1])
        kappa = [Fraction(value) for value in kappas[step]]
        found = reverted(
            chi_layer([*found, Fraction(0)], [*kappa, Fraction(0)], ratio, ensemble.kind)
        )
        found = [m * Fraction(3, 2) ** s for s, m in enumerate(found[1:7], 1)]
    # both are exact in the same kappas, but for 256 bits kept between layers
    assert_allclose(moments(net, 6), [float(m) for m in found], rtol=1e-15)


# -- promises -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ENSEMBLES)
def test_only_the_kind_of_an_ensemble_matters(name):
    kind = {"iid": "gaussian", "haar": "orthogonal"}[ENSEMBLES[name].kind.name]
    widths = (3, 4, 2)
    mine, its = (moments(Network(n, "tanh", 2, widths=widths), 5) for n in (name, kind))
    assert_allclose(mine, its, rtol=0)


def test_weight_variance_scales_moments():
    one, two = (moments(Network("gaussian", "relu", 3, sigma_w2=s), 5) for s in (1.0, 2.0))
    assert_allclose(two, one * 8.0 ** np.arange(1, 6), rtol=1e-15)  # powers of two are exact


def test_a_readout_is_one_more_layer_without_slopes():
    net = Network("gaussian", "tanh", 3, sigma_b2=0.1)
    inner = [Fraction(m) for m in moments(net, 6)]
    exact = layer(inner, [Fraction(1)] * 6)
    assert_allclose(moments(net, 6, readout=True), [float(m) for m in exact], rtol=1e-15)


def test_a_readout_of_haar_weights_changes_nothing():
    net = Network("orthogonal", "tanh", 3, sigma_b2=0.1)
    assert_allclose(moments(net, 6, readout=True), moments(net, 6), rtol=1e-15)


def test_ten_moments_of_a_deep_network_keep_their_digits():
    """Haar sums cancel; with exact arithmetic the reversed road still agrees in every digit."""
    net = Network("orthogonal", "relu", 40, sigma_w2=1.0)
    found = [Fraction(1)] * 10
    for _ in range(40):
        cumulants = free_cumulants(found)
        found = [by_types(cumulants, k) for k in range(1, 11)]
    assert_allclose(moments(net, 10), [float(m) for m in found], rtol=1e-14)


def by_types(cumulants, k):
    """For D^2 a projection of trace 1/2: kappa_s = 1/2, so only the number of blocks matters."""
    power, total = [Fraction(1)] + [Fraction(0)] * k, Fraction(0)
    series = [Fraction(0), *cumulants[:k]]
    for size in range(1, k + 1):
        power = times(power, series[: k + 1])
        narayana = Fraction(comb(k - 1, k - size))  # compositions of k into k + 1 - size parts
        total += Fraction(k, size * (k + 1 - size)) * power[k] * narayana / 2 ** (k + 1 - size)
    return total


@pytest.mark.parametrize("k", [0, -1, 1.5, True])
def test_bad_orders_are_refused(k):
    with pytest.raises(InvalidInputError, match="k must be a whole number"):
        moments(Network("gaussian", "tanh", 2), k)


def test_bad_layers_are_refused():
    with pytest.raises(InvalidInputError, match="need both"):
        layer([1, 2], [1])
