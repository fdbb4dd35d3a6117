r"""Expectations over a Gaussian: closed forms, a second quadrature, and honest refusals."""

from math import erf, erfc, exp, factorial, pi, sinh, sqrt

import mpmath
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.gaussian import MAX_PANELS, expect, expect_complex, nodes
from freewidth.quadrature import TOLERANCE
from freewidth.rng import stream

VARIANCES = [1e-12, 1e-3, 0.37, 1.0, 4.1, 60.0, 2.5e4]
# about 500 positive terms each good to some eps, with cancellation nowhere: 1e-14 is 45 eps
ROUNDING = 1e-14


@pytest.mark.parametrize("q", VARIANCES)
@pytest.mark.parametrize("k", [0, 1, 2, 5, 10])
def test_even_moments(q, k):
    exact = factorial(2 * k) / (2**k * factorial(k)) * q**k
    assert_allclose(expect(lambda h: h ** (2 * k), q), exact, rtol=ROUNDING)


@pytest.mark.parametrize("q", VARIANCES)
def test_odd_functions_vanish(q):
    assert abs(expect(np.tanh, q)) < ROUNDING


@pytest.mark.parametrize("q", VARIANCES)
def test_a_wave_on_the_scale_of_one_is_resolved(q):
    """E cos h = exp(-q/2), below rounding at large q, where only a fine grid sees the waves."""
    assert_allclose(expect(np.cos, q), exp(-q / 2), rtol=0, atol=ROUNDING)


@pytest.mark.parametrize("q", VARIANCES)
@pytest.mark.parametrize("kink", [0.0, -0.3, 1.0, 2.7])
def test_jumps_at_kinks_cost_nothing(q, kink):
    exact = erfc(kink / sqrt(2 * q)) / 2
    seen = expect(lambda h: (h > kink).astype(float), q, (kink,))
    assert_allclose(seen, exact, rtol=ROUNDING, atol=5e-32)  # beyond REACH nothing is counted


def plain(f, q):
    """What the panels say before their errors are looked at."""
    h, w = nodes(q)
    return w @ f(h)


@pytest.mark.parametrize("q", VARIANCES)
def test_an_undeclared_jump_is_found(q):
    """And was worth finding: the panels alone miss it."""
    kink = 0.3 * sqrt(q)

    def jump(h):
        return (h > kink).astype(float)

    exact = erfc(kink / sqrt(2 * q)) / 2
    assert abs(plain(jump, q) - exact) > 1e-6
    assert_allclose(expect(jump, q), exact, rtol=TOLERANCE)


@pytest.mark.parametrize("q", [0.3, 1.0, 60.0])
@pytest.mark.parametrize("steep", [3.0, 30.0, 300.0])
def test_a_steep_step_is_found(q, steep):
    """E tanh(s (h - c))^2 against tanh-sinh quadrature in 30 digits, cut about the step."""

    def f(h):
        return np.tanh(steep * (h - 0.7)) ** 2

    with mpmath.workdps(30):
        near = [0.7 + sign * k / steep for k in (0, 1, 2, 4, 8, 16, 32) for sign in (1, -1)]
        ends = sorted({*near, *(k * sqrt(q) for k in range(-13, 14))})
        exact = mpmath.quad(
            lambda h: mpmath.tanh(steep * (h - 0.7)) ** 2 * mpmath.npdf(h, 0, mpmath.sqrt(q)), ends
        )
    assert_allclose(expect(f, q), float(exact), rtol=TOLERANCE)


def test_noise_is_refused_where_it_is():
    noise = stream(0, "noise of an integrand")

    def rough(h):
        return np.cos(h) + 1e-8 * (h > 1) * noise.normal(size=h.shape)

    with pytest.raises(NotConvergedError, match=r"not resolved near h=[123]\.\d.*more than 1e-12"):
        expect(rough, 1.0)


@pytest.mark.parametrize("q", VARIANCES)
def test_several_kinks(q):
    clip = expect(lambda h: np.clip(h, -1, 1) ** 2, q, (-1.0, 1.0))
    inside = erf(1 / sqrt(2 * q))
    exact = q * inside - sqrt(2 * q / pi) * exp(-1 / (2 * q)) + erfc(1 / sqrt(2 * q))
    # at large q the closed form cancels: its terms are q times larger than what is left
    assert_allclose(clip, exact, rtol=ROUNDING, atol=4 * np.finfo(float).eps * sqrt(q))


@pytest.mark.parametrize("q", [0.05, 1.1, 30.0])
def test_tanh_against_an_independent_quadrature(q):
    """Tanh-sinh quadrature in 30 digits, over pieces short against the width of the integrand."""

    def integrand(h):
        return mpmath.tanh(h) ** 2 * mpmath.npdf(h, 0, mpmath.sqrt(q))

    with mpmath.workdps(30):
        ends = [k * min(1, sqrt(q)) for k in range(int(13 * max(1, sqrt(q))) + 1)]
        exact = float(2 * mpmath.quad(integrand, ends))
    assert_allclose(expect(lambda h: np.tanh(h) ** 2, q), exact, rtol=ROUNDING)


@pytest.mark.parametrize("q", VARIANCES)
def test_nodes_are_a_probability(q):
    points, weights = nodes(q, (-1.0, 0.5))
    assert points.shape == weights.shape
    assert np.all(weights >= 0)
    assert_allclose(weights.sum(), 1, rtol=ROUNDING)
    assert np.all(np.diff(points) > 0)


def test_nodes_cannot_be_spoilt_for_others():
    points, weights = nodes(0.7)
    for array in (points, weights):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_no_variance_is_a_point():
    points, weights = nodes(0.0)
    assert_array_equal(points, [0])
    assert_array_equal(weights, [1])
    assert expect(np.cos, 0.0) == 1


@pytest.mark.parametrize("q", [-1.0, float("nan"), float("inf")])
def test_a_variance_that_is_none(q):
    with pytest.raises(InvalidInputError, match="variance must be finite and >= 0"):
        expect(np.tanh, q)


def test_a_variance_beyond_what_is_resolved():
    with pytest.raises(InvalidInputError, match=rf"more than {MAX_PANELS}.*lower sigma_w2"):
        expect(np.tanh, 1e8)


def test_an_integrand_that_is_not_finite_is_located():
    with pytest.raises(InvalidInputError, match=r"not finite at h=-?\d"):
        expect(lambda h: np.where(h > 2, np.nan, h), 1.0)


@pytest.mark.parametrize(("rate", "q"), [(1.0, 0.01), (6.0, 0.01), (30.0, 0.01), (1.0, 1.0)])
def test_complex_expectations_resolve_steep_functions(q, rate):
    """E |sin(r y)|^2 = sinh(r^2 q) over y ~ CN(0, q); panels of one unit see six turns of it."""
    found = expect_complex(lambda y: np.abs(np.sin(rate * y)) ** 2, q)
    assert_allclose(found, np.sinh(rate**2 * q), rtol=TOLERANCE)


@pytest.mark.parametrize("end", [5.0, 11.9, 15.0, 25.0])
def test_what_begins_far_out_is_found(end):
    """P(h > end), and E (h - end)^2 beyond it, in the relative accuracy that they have."""
    with mpmath.workdps(50):
        tail, density = mpmath.ncdf(-end), mpmath.npdf(end)
        second = (1 + end**2) * tail - end * density
    found = expect(lambda h: (h > end).astype(float), 1.0, [end])
    assert_allclose(found, float(tail), rtol=TOLERANCE)
    found = expect(lambda h: np.maximum(h - end, 0.0) ** 2, 1.0, [end])
    assert_allclose(found, float(second), rtol=TOLERANCE)


def test_what_grows_too_fast_is_refused():
    """exp(c h) has its mass about h = c: beyond 12 panels go on, to 30."""
    for rate in (3, 11, 15):
        found = expect(lambda h, c=rate: np.exp(c * h), 1.0)
        assert_allclose(found, exp(rate**2 / 2), rtol=TOLERANCE)
    with pytest.raises(NotConvergedError, match=r"still matters at h=12.*grows too fast"):
        expect(lambda h: np.exp(23.5 * h), 1.0)
    # E |sin(c y)|^2 = sinh(c^2): its mass lies c standard deviations off the real axis
    found = expect_complex(lambda y: np.abs(np.sin(6 * y)) ** 2, 1.0)
    assert_allclose(found, sinh(36), rtol=10 * TOLERANCE)
    with pytest.raises(NotConvergedError, match=r"not resolved by \d+ panels in each direction"):
        expect_complex(lambda y: np.abs(np.sin(16 * y)) ** 2, 1.0)
