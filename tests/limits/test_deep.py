"""The two laws of infinite depth: their equations, their moments, and laws of finite depth."""

import numpy as np
import pytest

from freewidth.errors import InvalidInputError
from freewidth.jacobian import law
from freewidth.limits.critical import tuned
from freewidth.limits.deep import CLASSES, CORRECTION_POWER, DeepLaw, class_of

CASES = [(kind, s) for kind in CLASSES for s in (0.25, 0.5, 1.0, 2.0)]


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def deep(request):
    return DeepLaw(*request.param)


def integral(deep, f):
    """Of f against the continuous part: midpoints of many steps of F, an error of second order."""
    edges = np.linspace(0, 2, 40001)
    x = deep.at((edges[1:] + edges[:-1]) / 2)[0]
    return f(x) @ -np.diff(deep.at(edges)[2])


def test_moments_are_those_of_the_density(deep):
    for k, expected in enumerate(deep.moments(3), 1):
        found = integral(deep, lambda x, k=k: x**k) + sum(m * a**k for a, m in deep.atoms)
        assert found == pytest.approx(expected, rel=1e-6)  # the integral's own error


def test_mean_and_variance_are_one_and_s(deep):
    first, second = deep.moments(2)
    assert (first, second) == pytest.approx((1.0, 1.0 + deep.s), rel=1e-14)


def test_the_resolvent_solves_the_s_transform(deep):
    """G at z, by integration, gives m = z G - 1 with z m S(m) = 1 + m."""
    z = 1.5 + 1j
    g = integral(deep, lambda x: 1 / (z - x)) + sum(mass / (z - a) for a, mass in deep.atoms)
    m = z * g - 1
    s = np.exp(-deep.s * (m / (1 + m) if deep.kind == "bernoulli" else m))
    assert abs(z * m * s / (1 + m) - 1) < 1e-6  # the integral's own error


def test_density_is_the_derivative_of_the_distribution_function(deep):
    t = np.linspace(0.1, 1.9, 7)
    x, density, below = deep.at(t)
    step = 1e-6
    slope = (deep.cdf(x * (1 + step)) - deep.cdf(x * (1 - step))) / (2 * step * x)
    assert np.allclose(slope, density, rtol=1e-5)  # second order in the step, and rounding over it
    assert np.allclose(deep.cdf(x), below, atol=1e-13)


def test_quantiles_invert_the_distribution_function(deep):
    share = 1 - sum(mass for _, mass in deep.atoms)
    p = np.linspace(0.01, 0.99, 25) * share
    assert np.allclose(deep.cdf(deep.quantile(p)), p, atol=1e-12)


@pytest.mark.parametrize(("activation", "kind"), [("hardtanh", "bernoulli"), ("tanh", "smooth")])
def test_laws_of_growing_depth_converge(activation, kind):
    """Each doubling of L cuts the error of a moment and of quantiles by 2^power, roughly."""
    assert class_of(activation) == kind
    power = CORRECTION_POWER[kind]
    limit, levels = DeepLaw(kind, 0.5), np.array([0.2, 0.4])
    errors = []
    for depth in (10, 20, 40):
        found = law(tuned("orthogonal", activation, depth, 0.5))
        third = found.moments(3)[2] - limit.moments(3)[2]
        errors.append(np.abs([third, *(found.quantile(levels) - limit.quantile(levels))]))
    falls = np.array(errors[:-1]) / errors[1:]
    assert np.all(falls > 1.05)
    assert np.all(falls[1] < 2 ** (power + 0.2) + 0.1)


def test_bad_arguments_are_refused(deep):
    with pytest.raises(InvalidInputError, match="bernoulli, smooth"):
        DeepLaw("rough", 1.0)
    with pytest.raises(InvalidInputError, match="positive"):
        DeepLaw("smooth", 0.0)
    with pytest.raises(InvalidInputError, match="between 0 and 1"):
        deep.quantile(1.0)
    with pytest.raises(InvalidInputError, match="in no class"):
        class_of("leaky_relu")
