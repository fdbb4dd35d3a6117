"""Depths of variances and correlations: against closed forms, and against iterated recursions."""

import numpy as np
import pytest
from scipy.special import ndtr

from freewidth.activations import known
from freewidth.errors import InvalidInputError
from freewidth.limits import critical, phases
from tests.initialisation.own import ALPHA, LAMBDA, SELU, SIGMOID, SOFTPLUS

ALL = ("tanh", "erf", "gelu", "hardtanh", "relu", SELU, SIGMOID)


def test_of_an_unknown_activation_a_near_name_is_offered():
    with pytest.raises(InvalidInputError, match="did you mean tanh"):
        known("tahn")


@pytest.mark.parametrize("activation", ALL)
def test_the_variance_slope_is_the_slope_of_the_variance_map(activation):
    q, step = 0.7, 1e-4
    ends = [critical.energy(activation, q + side * step) for side in (1, -1)]
    found = phases.variance_slope(activation, 1.7, q)
    assert found == pytest.approx(1.7 * (ends[0] - ends[1]) / (2 * step), rel=1e-7)  # step^2


def test_the_variance_slope_of_erf_has_a_closed_form():
    q = 0.7
    expected = 4 / np.pi / ((1 + 2 * q) * np.sqrt(1 + 4 * q))  # of (2/pi) arcsin(2q/(1+2q))
    assert phases.variance_slope("erf", 1.0, q) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("activation", ["tanh", "hardtanh", SELU])
def test_variances_decay_over_their_depth(activation):
    """xi_q from the recursion itself: the log of its last steps towards the fixed point."""
    sigma_w2, q = critical.critical_weight(activation, 0.05)
    v, off = 1.01 * q, []
    for _ in range(12):
        v = sigma_w2 * critical.energy(activation, v) + 0.05
        off.append(v - q)
    measured = -1 / np.log(off[-1] / off[-2])
    expected = phases.depth_of(phases.variance_slope(activation, sigma_w2, q))
    assert measured == pytest.approx(expected, rel=abs(off[-2]) / q + 1e-6)  # second order in it


@pytest.mark.parametrize("c", [0.0, 0.3, 0.9, 1.0])
def test_correlation_maps_with_closed_forms(c):
    q, angle = 0.4, np.arccos(c)
    arcsin = 2 / np.pi * np.arcsin(2 * q * c / (1 + 2 * q))
    arccos = (np.sqrt(1 - c**2) + c * (np.pi - angle)) / np.pi
    found = phases.next_correlation("erf", 1.3, 0.1, q, c)
    assert found == pytest.approx((1.3 * arcsin + 0.1) / q, abs=1e-12)
    assert phases.next_correlation("relu", 2.0, 0.0, q, c) == pytest.approx(arccos, abs=1e-12)
    slope = (np.pi - angle) / np.pi
    assert phases.correlation_slope("relu", 2.0, q, c) == pytest.approx(slope, abs=1e-12)


@pytest.mark.parametrize("activation", ["tanh", "gelu", SELU])
def test_chi_is_the_slope_of_the_correlation_map(activation):
    """Differences inside: the kink of SELU adds a term of order (1 - c)^1/2 at c = 1 itself."""
    q, step = 0.7, 1e-4
    for c in (0.5, 0.9):
        f = [phases.next_correlation(activation, 1.7, 0.0, q, c + s * step) for s in (1, -1)]
        found = phases.correlation_slope(activation, 1.7, q, c)
        assert found == pytest.approx((f[0] - f[1]) / (2 * step), rel=1e-6)  # step^2/(1 - c)^2
    one = phases.correlation_slope(activation, 1.7, q)
    assert one == pytest.approx(1.7 * critical.slope_moment(activation, q, 1), rel=1e-12)


@pytest.mark.parametrize(
    ("activation", "sigma_w2", "sigma_b2"), [("tanh", 2.5, 0.1), (SELU, 1.3, 0.05)]
)
def test_chaos_ends_at_a_lower_correlation_over_its_depth(activation, sigma_w2, sigma_b2):
    q = critical.fixed_point(activation, sigma_w2, sigma_b2)
    c = phases.correlation(activation, sigma_w2, sigma_b2, q)
    at = c + 1e-4
    off = []
    for _ in range(3):
        at = phases.next_correlation(activation, sigma_w2, sigma_b2, q, at)
        off.append(at - c)
    assert 0 < c < 1
    measured = -1 / np.log(off[-1] / off[-2])
    expected = phases.depth_of(phases.correlation_slope(activation, sigma_w2, q, c))
    assert measured == pytest.approx(expected, rel=0.005)  # 1e-4 times xi, about


def test_odd_chaos_without_biases_forgets_all():
    assert phases.correlation("tanh", 2.5, 0.0, critical.fixed_point("tanh", 2.5, 0.0)) == 0


@pytest.mark.parametrize(("activation", "q"), [("tanh", 0.3), ("gelu", 1.0), ("hardtanh", 1.0),
                                              ("relu", 1.0), (SELU, 0.5)])  # fmt: skip
def test_critical_correlations_fall_like_a_power(activation, q):
    """1 - c loses d^(1 + 1/p) p/A^(1/p) in a layer if 1 - c_l = A l^-p; corrections are halved."""
    sigma_w2, sigma_b2 = critical.critical(activation, q)
    factor, power = phases.correlation_decay(activation, sigma_w2, q)
    misses = []
    for d in (4e-3, 1e-3):
        loss = d - 1 + phases.next_correlation(activation, sigma_w2, sigma_b2, q, 1 - d)
        misses.append(loss / (power * factor ** (-1 / power) * d ** (1 + 1 / power)) - 1)
    assert abs(misses[1]) < 0.05
    assert abs(misses[1]) < 0.6 * abs(misses[0])  # d^1/2 at least: half as much


def test_relu_and_linear_correlations():
    assert phases.correlation_decay("relu", 2.0, 1.0) == (pytest.approx(9 * np.pi**2 / 2), 2)
    assert phases.correlation_decay("linear", 1.0, 1.0) is None


def test_the_slopes_at_0_of_critical_lines():
    starts = {"tanh": 1.0, "gelu": 4.0, "erf": np.pi / 4, "relu": 2.0}
    for activation, expected in starts.items():
        assert phases.critical_line(activation).start == pytest.approx(expected, rel=1e-12)
    selu = 2 / (LAMBDA**2 * (1 + ALPHA**2))
    assert phases.critical_line(SELU).start == pytest.approx(selu, rel=1e-12)


def test_which_activations_have_a_line():
    tanh, relu, sigmoid, softplus = map(phases.critical_line, ("tanh", "relu", SIGMOID, SOFTPLUS))
    assert (relu.homogeneous, tanh.homogeneous) == (True, False)
    assert tanh.variances(0.0) == (0.0,)
    assert relu.variances(0.0) == (1.0,)
    assert relu.variances(0.1) == ()
    (q,) = sigmoid.variances(0.0)  # a network without biases
    assert critical.critical(SIGMOID, q)[1] == pytest.approx(0.0, abs=1e-9 * q)
    assert np.isnan(sigmoid.start)
    assert softplus.ends == ()
    chi, sigma_w2, q = softplus.nearest()
    assert chi == pytest.approx(sigma_w2 * critical.slope_moment(SOFTPLUS, q, 1), rel=1e-12)
    assert 0.9 < chi < 1
    for b in (0.01, 0.3):
        (found,) = tanh.variances(b)
        assert found == pytest.approx(critical.critical_weight("tanh", b)[1], rel=1e-9)


def test_a_phi_that_is_flat_about_0_has_a_line_farther_out():
    line = phases.critical_line("softshrink")
    assert np.isnan(line.start)
    assert all(low > 0.001 for low, _ in line.ends)
    assert line.variances(0.0) == ()  # sigma_b^2 does not vanish where it begins
    assert len(phases.contours("softshrink", (1.0,), np.array([1e-6, 1.0]))[1.0]) == 1


def test_selu_keeps_its_variance_but_is_not_critical():
    """At sigma_w = 1, q* = 1, chi = lambda^2 (1/2 + alpha^2 e^2 Phi(-2)) = 1.0716."""
    chi = LAMBDA**2 * (0.5 + ALPHA**2 * np.exp(2) * ndtr(-2))
    assert critical.fixed_point(SELU, 1.0, 0.0) == pytest.approx(1.0, rel=1e-9)
    assert critical.growth(SELU, 1.0, 0.0) == pytest.approx(chi, rel=1e-9)
    assert chi == pytest.approx(1.0716, abs=1e-4)


def test_contours_are_fixed_points_of_this_chi():
    found = phases.contours("tanh", (0.9, 1.1), np.geomspace(1e-3, 3, 12))
    for chi, points in found.items():
        sigma_w2, sigma_b2, slope = points[len(points) // 2]
        q = critical.fixed_point("tanh", sigma_w2, sigma_b2)
        assert critical.growth("tanh", sigma_w2, sigma_b2) == pytest.approx(chi, rel=1e-9)
        assert slope == pytest.approx(phases.variance_slope("tanh", sigma_w2, q), rel=1e-9)
