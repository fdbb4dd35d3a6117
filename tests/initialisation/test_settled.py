"""Fixed points next to criticality: by expansions, and by the recursion where it ends."""

from math import pi, sqrt

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar

from freewidth import initialisation
from freewidth.activations import Activation
from freewidth.errors import NotConvergedError
from freewidth.initialisation import _choose
from freewidth.initialisation._settled import settled
from freewidth.limits.critical import energy, fixed_point
from freewidth.limits.phases import start_slope

FEW = 30  # layers of relaxation: the recursion ends
OFF = (1e-3, 1e-6, 1e-9)


@pytest.mark.parametrize("off", OFF)
def test_tanh_beyond_the_critical_weight_has_a_small_variance(off):
    """E tanh^2 = q - 2 q^2 + 17/3 q^3 - ...: q* = off/2 (1 - off + (17/3 off/4)) + O(off^3)."""
    net = initialisation.given("tanh", "gaussian", 10, sigma_w2=1 + off)
    assert net.q == pytest.approx(off / 2, rel=off + 1e-15 / off)
    assert net.q == pytest.approx(
        off / 2 * (1 + off * (17 / 12 - 1)), rel=10 * off**2 + 1e-15 / off
    )
    assert 0 <= net.chi - 1 < off**2
    assert net.variance_slope < 1


@pytest.mark.parametrize("sigma_b2", [1e-12, 1e-9])
def test_a_small_bias_holds_the_variance_of_tanh_up(sigma_b2):
    """2 q^2 - 17/3 q^3 = sigma_b^2 at sigma_w = 1."""
    net = initialisation.given("tanh", "gaussian", 10, sigma_w2=1.0, sigma_b2=sigma_b2)
    q = sqrt(sigma_b2 / 2)
    assert net.q == pytest.approx(q * (1 + 17 / 12 * q), rel=10 * q**2 + 1e-9)
    assert net.chi < 1


def test_a_kink_at_0_makes_the_variance_a_square():
    """SELU: E phi^2 = lambda^2 q ((1 + a^2)/2 - a^2 sqrt(2 q/pi) + O(q))."""
    off, a = 1e-4, 1.6732632423543772
    net = initialisation.given("selu", "gaussian", 10, sigma_w2=(1 + off) / start_slope("selu"))
    assert net.q == pytest.approx((off * (1 + a**2) / (2 * a**2)) ** 2 * pi / 2, rel=10 * off)


def test_relu_is_next_to_a_variance_far_away():
    net = initialisation.given("relu", "gaussian", 10, sigma_w2=1.999, sigma_b2=0.1)
    assert net.q == pytest.approx(0.1 / (1 - 1.999 / 2), rel=1e-9)


@pytest.mark.parametrize("off", [1e-12, -1e-12])
def test_what_rounding_hides_is_a_fixed_point(off):
    assert initialisation.given("relu", "gaussian", 10, sigma_w2=2 + off).q == 1.0


@pytest.mark.parametrize(("sigma_w2", "sigma_b2"), [(2 + 1e-6, 0.0), (2.0, 1e-6), (2 - 1e-9, 0.1)])
def test_variances_that_grow_slowly_are_refused_with_their_digits(sigma_w2, sigma_b2):
    with pytest.raises(NotConvergedError, match=f"sigma_w2={sigma_w2:.12g}.*grows .*beyond 1e6"):
        initialisation.given("relu", "gaussian", 10, sigma_w2=sigma_w2, sigma_b2=sigma_b2)


@pytest.mark.parametrize(
    ("activation", "sigma_w2", "sigma_b2"),
    [
        ("tanh", 2.0, 0.0), ("tanh", 0.9, 0.1), ("gelu", 1.5, 0.3), ("sin", 0.8, 2.0),
        ("erf", 3.0, 1.0), ("selu", 0.9, 0.1), ("relu", 1.5, 2.0), ("sigmoid", 2.0, 0.0),
        ("hardtanh", 1.5, 0.0),
    ],
)  # fmt: skip
def test_roots_are_where_the_recursion_leads(activation, sigma_w2, sigma_b2):
    assert settled(activation, sigma_w2, sigma_b2) == pytest.approx(
        fixed_point(activation, sigma_w2, sigma_b2), rel=FEW * 1e-13
    )


def test_of_two_roots_that_nearly_touch_it_is_the_first():
    """Beyond the greatest q - sigma_w^2 E phi^2 no bias variance has a root."""
    sigma_w2 = 2.02

    def bias(q):
        return q - sigma_w2 * energy("gelu", q)

    top = minimize_scalar(lambda q: -bias(q), bounds=(1.0, 5.0), method="bounded")
    assert 1.1 < top.x < 4.9  # inside
    least = bias(top.x) * (1 - 1e-4)
    first = brentq(lambda q: bias(q) - least, 1.0, top.x, xtol=1e-12)
    assert top.x < 1.3 * first  # the other is in the same cell of the grid, too
    assert settled("gelu", sigma_w2, least) == pytest.approx(first, rel=1e-9)
    with pytest.raises(NotConvergedError, match="grows"):
        settled("gelu", sigma_w2, bias(top.x) * (1 + 1e-4))


@pytest.mark.parametrize("place", [1.02, 1.1, 1.25])
def test_two_roots_next_to_where_variances_start_are_seen(place):
    """F touches q at ``place``, less a bias of 1e-9."""
    step = 1e-5
    slope = (energy("gelu", place + step) - energy("gelu", place - step)) / (2 * step)
    sigma_w2 = 1 / slope
    sigma_b2 = place - sigma_w2 * energy("gelu", place) - 1e-9
    found = settled("gelu", sigma_w2, sigma_b2)
    assert 0 < place - found < 1e-3
    assert sigma_w2 * energy("gelu", found) + sigma_b2 == pytest.approx(found, rel=1e-12)


def test_a_recursion_that_turns_back_is_not_judged_by_roots(monkeypatch):
    """E cos^2 falls with q: variances go to and fro."""
    cosine = Activation("cosine", np.cos, lambda h: -np.sin(h), bounded=True)
    with pytest.raises(NotConvergedError, match="does not increase"):
        settled(cosine, 1.5, 0.0)

    def slow(*_):
        raise NotConvergedError("of a recursion that has not ended")

    monkeypatch.setattr(_choose, "fixed_point", slow)
    with pytest.raises(NotConvergedError, match=r"does not settle .*increase.*; change sigma_w2"):
        initialisation.given(cosine, sigma_w2=1.5)


def test_chi_next_to_1_is_said_with_its_distance():
    net = initialisation.given("tanh", "gaussian", 50, sigma_w2=1.01)
    assert "chi = 1 + 3.3e-05 in a layer, 1 in 50" in initialisation.remarks(net)[0]
