"""Two-dimensional Gaussian expectations against closed forms, nearly parallel inputs included."""

from math import exp, pi, sqrt, tanh

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad

from freewidth.activations import ACTIVATIONS
from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.gaussian import expect as expect1
from freewidth.limits import expect

RELU, ERF, SIN = (ACTIVATIONS[name] for name in ("relu", "erf", "sin"))
VARIANCES = [(1.0, 1.0), (0.3, 2.0), (30.0, 0.1)]
CORRELATIONS = [0.0, 0.3, -0.7, 0.99, 1 - 1e-6, -1 + 1e-8, 1 - 1e-12, 1.0, -1.0]
ROUNDING = 1e-13  # sums of some 1e5 positive terms with relative error eps, sizes up to 30


def pair(a, b, rho):
    c = rho * np.sqrt(a * b)
    return [[a, c], [c, b]]


@pytest.mark.parametrize(("a", "b"), VARIANCES)
@pytest.mark.parametrize("rho", CORRELATIONS)
def test_relu_is_the_arc_cosine_kernel(a, b, rho):
    """Cho and Saul (2009), orders 1 and 0, with the angle between the inputs."""
    covariance = pair(a, b, rho)
    angle = np.arccos(rho)
    first = np.sqrt(a * b) * (np.sin(angle) + (np.pi - angle) * np.cos(angle)) / (2 * np.pi)
    zeroth = (np.pi - angle) / (2 * np.pi)
    found = expect(RELU.f, RELU.f, covariance, RELU.kinks, RELU.kinks)
    assert_allclose(found, first, rtol=0, atol=ROUNDING)
    slopes = expect(RELU.df, RELU.df, covariance, RELU.kinks, RELU.kinks)
    # d angle/d rho = -1/sin(angle): what rounding makes of rho shows multiplied by that
    lost = 4 * np.finfo(float).eps / max(np.sin(angle), 1e-8)
    assert_allclose(slopes, zeroth, rtol=0, atol=ROUNDING + lost)


@pytest.mark.parametrize(("a", "b"), VARIANCES)
@pytest.mark.parametrize("rho", CORRELATIONS)
def test_erf_is_the_arcsine_kernel(a, b, rho):
    """Williams (1997): (2/pi) arcsin(2c / sqrt((1+2a)(1+2b))), and its derivative for slopes."""
    covariance = pair(a, b, rho)
    c = covariance[0][1]
    closed = 2 / np.pi * np.arcsin(2 * c / np.sqrt((1 + 2 * a) * (1 + 2 * b)))
    assert_allclose(expect(ERF.f, ERF.f, covariance), closed, rtol=0, atol=ROUNDING)
    slope = 4 / np.pi / np.sqrt((1 + 2 * a) * (1 + 2 * b) - 4 * c**2)
    assert_allclose(expect(ERF.df, ERF.df, covariance), slope, rtol=0, atol=ROUNDING)


@pytest.mark.parametrize("rho", CORRELATIONS)
def test_sines_are_characteristic_functions(rho):
    covariance = pair(0.7, 1.9, rho)
    closed = np.exp(-(0.7 + 1.9) / 2) * np.sinh(covariance[0][1])
    assert_allclose(expect(SIN.f, SIN.f, covariance), closed, rtol=0, atol=ROUNDING)


def test_against_an_adaptive_rule():
    """hard-tanh and tanh have no closed form: integrate them by QUADPACK, split at the kinks."""
    a, b, rho = 0.8, 1.3, 0.6
    hard, soft = ACTIVATIONS["hardtanh"], ACTIVATIONS["tanh"]
    accurate = {"epsabs": 1e-14, "epsrel": 1e-13, "limit": 200}
    root = sqrt(2 * pi)

    def integral(f, points):
        return quad(lambda x: f(x) * exp(-x * x / 2), -9, 9, points=points, **accurate)[0] / root

    def inner(x):
        mean, deviation = sqrt(b) * rho * x, sqrt(b * (1 - rho**2))
        return integral(lambda y: tanh(mean + deviation * y), [0.0])

    kink = 1 / sqrt(a)
    exact = integral(lambda x: min(max(sqrt(a) * x, -1), 1) * inner(x), [-kink, kink])
    found = expect(hard.f, soft.f, pair(a, b, rho), hard.kinks)
    assert_allclose(found, exact, rtol=0, atol=1e-12)  # what was asked of the rule, twice over


def test_the_diagonal_is_one_dimensional(activation):
    square = expect1(lambda h: activation.f(h) ** 2, 0.9, activation.kinks)
    f, kinks = activation.f, activation.kinks
    found = expect(f, f, pair(0.9, 0.9, 1.0), kinks, kinks)
    assert_allclose(found, square, rtol=1e-14)


def test_continuous_at_parallel_inputs(activation):
    """The two ways of integrating meet: at 1 - rho = 1e-14 they may differ by 1e-14 E f'^2.

    Where f jumps, by half the squared jump times how often u and v are on its two sides, the
    density there times E |u - v|; 1 - rho is known to 1 % in floating point.
    """
    kinks, a, near_one = activation.kinks, 0.9, 1 - 1e-14
    near = expect(activation.f, activation.f, pair(a, a, near_one), kinks, kinks)
    limit = expect(activation.f, activation.f, pair(a, a, 1.0), kinks, kinks)
    apart = sqrt(4 * a * (1 - near_one) / pi)  # E |u - v|
    steps = [(k, np.subtract(*activation.f(np.array([k + 1e-9, k - 1e-9])))) for k in kinks]
    lost = sum(s**2 / 2 * apart * exp(-k * k / (2 * a)) / sqrt(2 * pi * a) for k, s in steps)
    assert_allclose(near, limit - lost, rtol=0, atol=ROUNDING + 0.02 * lost)


def test_symmetric_and_independent(activation):
    f, g, kinks = activation.f, activation.df, activation.kinks
    one = expect(f, g, pair(0.5, 2.0, 0.4), kinks, kinks)
    two = expect(g, f, pair(2.0, 0.5, 0.4), kinks, kinks)
    assert_allclose(one, two, rtol=0, atol=ROUNDING)
    apart = expect(f, g, pair(0.5, 2.0, 0.0), kinks, kinks)
    assert_allclose(apart, expect1(f, 0.5, kinks) * expect1(g, 2.0, kinks), rtol=0, atol=ROUNDING)


def test_without_the_split_kinks_are_noticed():
    """Negative control: not told of the kink, no panels in v suffice."""
    with pytest.raises(NotConvergedError, match=r"not resolved by \d+ panels.*declare kinks"):
        expect(RELU.df, RELU.df, pair(1, 1, 0.99), (0.1,), (0.1,))


@pytest.mark.parametrize("rho", [-0.9, 1e-13, 0.3, 0.999])
def test_steep_steps_are_found(rho):
    """E erf(s u) erf(s v) has a closed form at any steepness; panels of one unit miss it."""
    steep = 25.0
    covariance = pair(1.0, 1.0, rho)
    closed = 2 / np.pi * np.arcsin(2 * steep**2 * rho / (1 + 2 * steep**2))
    found = expect(lambda u: ERF.f(steep * u), lambda v: ERF.f(steep * v), covariance)
    assert_allclose(found, closed, rtol=0, atol=1e-12)  # what is promised of E|f g| <= 1


@pytest.mark.parametrize(
    ("covariance", "message"),
    [
        ([[1, 2], [2, 1]], "exceeds"),
        ([[1, 0.5], [0.4, 1]], "not a covariance"),
        ([[-1, 0], [0, 1]], "not a covariance"),
        ([[np.nan, 0], [0, 1]], "covariance must be finite real numbers"),
        ([[1e5, 0], [0, 1e5]], "lower sigma_w2"),
    ],
)
def test_bad_input_is_refused(covariance, message):
    with pytest.raises(InvalidInputError, match=message):
        expect(np.tanh, np.tanh, covariance)
