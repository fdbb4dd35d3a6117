"""Few layers for many: Gauss's rule, the interpolation back to all layers, and where both stop."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import brentq

from freewidth import Network, law
from freewidth.freeprob import families, limit
from freewidth.freeprob.continuation import solve
from freewidth.freeprob.families import Member, every, few
from freewidth.freeprob.product import build
from freewidth.jacobian import SlopeMeasure, free_product
from freewidth.preactivation import Preactivation

CONVERGING = 0.3 * 0.8 ** np.arange(40.0)  # log v of layers that approach a fixed point
ROUNDING = 1e-14  # relative, of some dozen terms


def polynomial(degree, t):
    """Chebyshev's polynomial on [0, 0.3]: of size one at all points."""
    return np.cos(degree * np.arccos(np.clip(t / 0.15 - 1, -1, 1)))


def test_exact_for_polynomials_of_degree_2n_minus_1():
    nodes, weights = families.gauss(CONVERGING)
    n = nodes.size
    assert n < CONVERGING.size / 3
    for degree in range(2 * n):
        total = polynomial(degree, CONVERGING).sum()
        # nodes are good to 1e-16, and the polynomial's slope is up to degree^2/0.15
        assert abs(weights @ polynomial(degree, nodes) - total) < 40 * (1 + degree**2) * 1e-15
    monic = [np.prod((t - nodes) ** 2) for t in CONVERGING]  # of degree 2n: zero at all nodes
    assert 0 < sum(monic) < 40 * families.LEFT_OUT


def test_nodes_lie_between_the_points_and_weights_are_positive():
    nodes, weights = families.gauss(CONVERGING)
    assert np.all((nodes > CONVERGING.min()) & (nodes < CONVERGING.max()))
    assert np.all(weights > 0)
    assert_allclose(weights.sum(), CONVERGING.size, rtol=ROUNDING)


def far_pole(t):
    """Analytic within RADIUS of every point, with a pole right beyond; at most 1/0.01 there."""
    return 1 / (t - CONVERGING.max() - families.RADIUS - 0.01)


def near_pole(t):
    return 1 / (t - CONVERGING.max() - families.RADIUS / 20)


def defect(f):
    nodes, weights = families.gauss(CONVERGING)
    return abs(weights @ f(nodes) - f(CONVERGING).sum()) / CONVERGING.size


@pytest.mark.parametrize("promise", [1e-6, 1e-10, 1e-14])
def test_remainder(monkeypatch, promise):
    """At most LEFT_OUT of the largest value within RADIUS; more for a singularity nearer by."""
    monkeypatch.setattr(families, "LEFT_OUT", promise)
    assert defect(far_pole) < 100 * promise + ROUNDING
    assert defect(near_pole) > 100 * promise


def test_none_where_nodes_would_not_save():
    assert families.gauss(np.array([0.3])) is None
    assert families.gauss(np.array([0.0, 0.3])) is None
    assert families.gauss(np.linspace(0, 20, 200)) is None  # would take more than MOST
    assert families.gauss(np.linspace(0, 0.6, 5)) is None
    nodes, weights = families.gauss(np.full(7, 0.3))
    assert_allclose([nodes[0], weights[0]], [0.3, 7], rtol=ROUNDING)


def test_lagrange_reproduces_polynomials_and_values_at_nodes():
    nodes, _ = families.gauss(CONVERGING)
    matrix = families.lagrange(nodes, CONVERGING)
    for degree in range(nodes.size):
        got = matrix @ polynomial(degree, nodes)
        assert_allclose(got, polynomial(degree, CONVERGING), atol=100 * ROUNDING)
    assert_allclose(families.lagrange(nodes, nodes), np.eye(nodes.size), atol=1e-15)


def network(activation="erf"):
    """A network whose variances converge within one power of 2."""
    return Network("gaussian", activation, 40, sigma_w2=1.1, sigma_b2=0.3, q0=1.5)


def deep():
    return free_product(network())


def test_few_layers_stand_for_all():
    whole, some = every(deep()), few(deep())
    assert len(whole) == 40
    assert len(some) <= families.MOST
    assert_allclose(sum(member.count for member in some), 40, rtol=ROUNDING)
    logs = np.log([variance(member) for member in whole])
    means = [member.count * np.log(variance(member)) for member in some]
    assert_allclose(sum(means), logs.sum(), rtol=1e-12)


def variance(member):
    return member.source.preactivation.variance


def log_w(member, share):
    """log(-w) with E[w/(w-k)] = share for K of erf, by bisection and Gauss's rule over h."""
    x, p = np.polynomial.hermite_e.hermegauss(150)
    k = 4 / np.pi * np.exp(-2 * variance(member) * x**2)
    p = p / p.sum()
    return brentq(lambda t: p @ (1 / (1 + k * np.exp(-t))) - share, -40, 40, xtol=1e-14)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_sum_of_log_w_on_the_negative_axis(share):
    whole, some = every(deep()), few(deep())
    total = sum(log_w(member, share) for member in whole)
    got = sum(member.count * log_w(member, share) for member in some)
    assert abs(got - total) < 40 * 4e-14  # bisection is that good for each


@pytest.mark.parametrize("name", ["erf", "tanh"])
def test_solutions_on_the_spectrum(name):
    """z(y) of few layers and of all, solved for y where both have continuous spectrum."""
    net = network(name)
    u = np.log(law(net).quantile(np.array([0.3, 0.5, 0.8, 0.95])))
    product = free_product(net)
    one, other = (solve(build(product, choice=some), u, 0.0)[0] for some in (few, every))
    assert np.all(one.imag < -1e-3)
    assert_allclose(one, other, rtol=1e-12)  # rounding of log z, forty terms


def test_spread_is_exact_on_members_and_interpolates_the_rest():
    some, whole = few(deep()), every(deep())
    assert np.array_equal(families.spread(some, some), np.eye(len(some)))
    matrix = families.spread(some, whole)
    assert_allclose(matrix.sum(axis=1), 1, rtol=ROUNDING)
    at, to = (np.array([log_w(member, 0.3) for member in laws]) for laws in (some, whole))
    # guesses: an interpolant is half as many digits good as Gauss's rule
    assert np.max(np.abs(matrix @ at - to)) < 1e-7


def test_layers_of_other_kinds_are_never_mixed():
    """Sizes, activations, powers of 2 of the variance and biases keep layers apart."""
    y = Preactivation(1.1)
    names, others = (
        ("erf", "tanh"),
        (y, replace(y, variance=2.2), Preactivation(1.1, 0.5, "laplace")),
    )
    members = [
        Member(SlopeMeasure(name, pre), rho)
        for name in names
        for pre in others
        for rho in (1.0, 2.0)
    ]
    assert len({families._kin(member) for member in members}) == 12


def test_straight_pieces_stay_as_they_are():
    """hardtanh: equal layers count once elsewhere, and K is explicit."""
    net = free_product(Network("gaussian", "hardtanh", 30, sigma_b2=0.1))
    assert few(net) == every(net)


def test_where_few_do_not_stand_for_many_all_are_solved(monkeypatch):
    """GELU: of two powers of w in A, which is the larger depends on the variance, far down in x."""
    asked, solved = [], limit._solved
    monkeypatch.setattr(limit, "_solved", lambda *args: (asked.append(args[-1]), solved(*args))[1])
    found = law(Network("gaussian", "gelu", 15, sigma_w2=1.68, sigma_b2=0.29, q0=0.8))
    assert asked == [few, every]
    assert found.certificate.residual < 1e-9
