"""Fixed points and the critical line, against the recursion and against what is known of them."""

import numpy as np
import pytest

from freewidth import genus
from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.limits import critical
from freewidth.network import Network

SMOOTH = ("tanh", "erf", "sin")


@pytest.mark.parametrize("activation", SMOOTH)
def test_the_fixed_point_is_where_the_networks_recursion_goes(activation):
    net = Network("gaussian", activation, 200, 1.2, 0.1)
    q = critical.fixed_point(activation, 1.2, 0.1)
    assert net.q[-1] == pytest.approx(q, rel=1e-10)  # 200 contractions by 0.8 or less


@pytest.mark.parametrize("activation", [*SMOOTH, "hardtanh"])
def test_steady_networks_are_steady_and_critical(activation):
    net = critical.steady("orthogonal", activation, 30, 0.3)
    assert np.allclose(net.q, 0.3, rtol=1e-9)  # rounding, 30 times
    chi = net.sigma_w2 * critical.slope_moment(activation, 0.3, 1)
    assert chi == pytest.approx(1.0, abs=1e-13)


def test_the_critical_point_without_biases_is_that_of_linear_networks():
    """sigma_w^2 -> phi'(0)^-2 as sigma_b -> 0: 1 for tanh, pi/4 for erf."""
    for activation, expected in (("tanh", 1.0), ("erf", np.pi / 4)):
        found, q = critical.critical_weight(activation, 1e-9)
        assert q < 0.01
        assert found == pytest.approx(expected, rel=0.02)  # q is of order sigma_b^(2/3)


def test_erf_has_a_closed_form():
    """mu_1 = (4/pi)/sqrt(1 + 4 q) and E phi^2 = (2/pi) arcsin(2q/(1 + 2q))."""
    q = 0.4
    sigma_w2 = np.pi / 4 * np.sqrt(1 + 4 * q)
    sigma_b2 = q - sigma_w2 * 2 / np.pi * np.arcsin(2 * q / (1 + 2 * q))
    assert critical.critical("erf", q) == pytest.approx((sigma_w2, sigma_b2), rel=1e-12)
    assert critical.critical_weight("erf", sigma_b2) == pytest.approx((sigma_w2, q), rel=1e-9)


def test_growth_tells_order_from_chaos():
    sigma_w2, _ = critical.critical_weight("tanh", 0.05)
    assert critical.growth("tanh", 0.9 * sigma_w2, 0.05) < 1
    assert critical.growth("tanh", 1.1 * sigma_w2, 0.05) > 1


def test_homogeneous_activations_are_critical_without_biases():
    assert critical.critical("relu", 0.7) == pytest.approx((2.0, 0.0), abs=1e-12)
    assert critical.critical("linear", 0.7) == pytest.approx((1.0, 0.0), abs=1e-12)


def test_near_critical_is_steady_on_either_side():
    for factor in (0.9, 1.1):
        net = critical.near_critical("erf", 20, 0.05, factor)
        assert np.allclose(net.q, net.q[0], rtol=1e-9)


@pytest.mark.parametrize("depth", [4, 64])
def test_tuned_networks_spread_by_s2_in_all(depth):
    net = critical.tuned("orthogonal", "tanh", depth, 0.5)
    assert depth * critical.spread("tanh", net.q[0]) == pytest.approx(0.5, rel=1e-9)


def test_what_cannot_be_had_is_refused(monkeypatch):
    with pytest.raises(InvalidInputError, match="cannot be"):
        critical.tuned("orthogonal", "linear", 4, 0.5)
    monkeypatch.setattr(critical, "STEPS", 50)
    with pytest.raises(NotConvergedError, match="still moving"):
        critical.fixed_point("tanh", 1.0, 0.0)


@pytest.mark.parametrize("ensemble", ["gaussian", "rademacher", "orthogonal"])
@pytest.mark.parametrize("depth", [1, 5])
def test_the_second_moment_is_the_sum_over_planar_gluings(ensemble, depth):
    found = critical.second_moment(ensemble, "tanh", 0.3, depth)
    first, second = genus.moments(critical.steady(ensemble, "tanh", depth, 0.3), 2)
    assert first == pytest.approx(1.0, rel=1e-9)
    assert found == pytest.approx(second / first**2, rel=1e-9)


def test_gradients_and_outputs_off_the_line():
    """Gradients grow by m_1; equal inputs have equal outputs, of the fixed point's variance."""
    for factor in (0.9, 1.1):
        net = critical.near_critical("erf", 6, 0.05, factor)
        chi, mixed, one, two = critical.gradient_and_outputs("erf", 6, 0.05, factor, 0.5)
        assert chi == pytest.approx(genus.moments(net, 1)[0], rel=1e-9)
        assert (one, two) == pytest.approx((net.q[-1],) * 2, rel=1e-9)
        assert mixed < one
        same = critical.gradient_and_outputs("erf", 6, 0.05, factor, 1.0)
        assert same[1] == pytest.approx(one, rel=1e-9)
