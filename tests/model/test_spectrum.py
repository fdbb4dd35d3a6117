"""The Jacobian of a model and its spectrum, by other roads."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from freewidth import model
from freewidth.activations import Activation
from freewidth.errors import InvalidInputError
from freewidth.model import _activations as functions
from freewidth.sample import factored_spectrum
from tests.model.made import ACTIVATIONS, SIZES, made, numbers

ROUNDING = 1e-12  # of the largest eigenvalue: some 1e3 operations of 1e-16 each


def test_the_spectrum_is_that_of_the_jacobian_that_jax_finds(rng):
    jax = pytest.importorskip("jax", reason="JAX is the oracle")
    jax.config.update("jax_enable_x64", True)
    weights, biases = numbers(rng)
    functions = (jax.numpy.tanh, lambda y: jax.nn.gelu(y, approximate=False), lambda y: y)

    def run(x):
        for w, b, f in zip(weights, biases, functions, strict=True):
            x = f(w @ x + b)
        return x

    mine = model.from_arrays(weights, biases, ACTIVATIONS)
    inputs = rng.standard_normal((3, SIZES[0]))
    found = mine.spectrum(inputs).eigenvalues
    for x, eigenvalues in zip(inputs, found, strict=True):
        theirs = np.asarray(jax.jacrev(run)(x))
        assert_allclose(mine.jacobian(x), theirs, rtol=0, atol=ROUNDING)
        expected = np.sort(np.linalg.svd(theirs, compute_uv=False) ** 2)
        assert_allclose(eigenvalues, expected, rtol=0, atol=ROUNDING * expected[-1])
    assert_allclose(mine(inputs[0]), run(inputs[0]), atol=ROUNDING)


@pytest.mark.parametrize("family", ["leaky_relu", "elu", "celu"])
def test_members_of_families_have_the_values_that_jax_gives(family):
    jax = pytest.importorskip("jax", reason="JAX is the oracle")
    jax.config.update("jax_enable_x64", True)
    phi = functions.member(family, 0.03)
    h = np.linspace(-30, 30, 1200)  # no kink among them
    f = getattr(jax.nn, family)
    values, slopes = jax.jvp(lambda h: f(h, 0.03), (h,), (np.ones_like(h),))
    assert_allclose(phi.f(h), values, rtol=1e-14, atol=1e-15)
    assert_allclose(phi.df(h), slopes, rtol=1e-13, atol=1e-15)
    assert phi is functions.member(family, 0.03)  # so that networks are equal


def test_those_that_are_registered_go_by_their_names():
    assert functions.member("leaky_relu", 0.1) == "leaky_relu"
    assert functions.member("elu", 1.0) == "elu"
    assert functions.clipped(-1.0, 1.0) == "hardtanh"
    assert_array_equal(functions.clipped(-2.0, 0.5).f(np.array([-3.0, 0.1, 1.0])), [-2, 0.1, 0.5])


def test_dead_units_and_narrow_layers_leave_exact_zeros(rng):
    narrow = made(rng, (12, 3, 20), ("linear", "relu"))
    x = rng.standard_normal(12)
    alive = sum(slopes.astype(int).sum() for _, slopes in narrow.factors(x)[1:])
    found = narrow.spectrum(x).eigenvalues
    assert found.shape == (20,)
    assert np.count_nonzero(found) == min(3, alive)
    dead = model.from_arrays([np.eye(4), np.eye(4)], [-np.ones(4), None], ["relu", "linear"])
    assert_array_equal(dead.spectrum(np.zeros(4)).eigenvalues, np.zeros(4))


def test_tiny_singular_values_are_found_too(rng):
    turn = np.linalg.qr(rng.standard_normal((6, 6)))[0]
    scales = 10.0 ** -np.arange(0, 30, 5)
    layers = [(turn, scales), (turn, scales)]
    found = factored_spectrum(layers)
    assert found.methods[0] == "graded"
    # the determinant is a product of known numbers, whatever turns them
    assert_allclose(np.log(found.eigenvalues[0]).sum(), 4 * np.log(scales).sum(), rtol=1e-10)


def test_quadrature_agrees_with_the_exact_spectrum(rng):
    mine = made(rng, (120, 90, 100), ("tanh", "linear"))
    x = rng.standard_normal(120)
    exact, estimate = mine.spectrum(x), mine.spectrum(x, exact_up_to=50)
    assert estimate.eigenvalues is None
    (rule,) = estimate.quadratures
    moments, sems = rule.moments(4)
    assert np.all(np.abs(moments - exact.moments(4)) < 5 * sems)  # five standard errors
    assert_allclose(estimate.largest, exact.largest, rtol=1e-9)  # 100 steps, rank 90: converged
    points = np.quantile(exact.eigenvalues, [0.2, 0.5, 0.8])
    bound = rule.cdf(points)
    off = np.abs(bound.value - exact.cdf(points))
    assert np.all(off < 5 * bound.sem + bound.resolution)


def test_scaling_a_layer_scales_the_spectrum_of_a_linear_model(rng):
    weights, _ = numbers(rng)
    plain = model.from_arrays(weights, None, ["linear"] * 3)
    weights[1] = 3 * weights[1]
    scaled = model.from_arrays(weights, None, ["linear"] * 3)
    x = rng.standard_normal(SIZES[0])
    assert_allclose(scaled.spectrum(x).moments(1), 9 * plain.spectrum(x).moments(1), rtol=1e-12)


@pytest.mark.parametrize(
    ("x", "said"),
    [
        (np.zeros(11), r"layer 1 takes 12 numbers: .* got \(11,\)"),
        (np.zeros((2, 3, 12)), "flatten"),
        (np.full(12, np.nan), "nan"),
        (np.zeros(12, complex), "complex"),
        (["a"] * 12, "array of numbers"),
        (np.zeros((0, 12)), "must have shape"),
    ],
)
def test_bad_inputs(rng, x, said):
    with pytest.raises(InvalidInputError, match=said):
        made(rng).spectrum(x)


def test_overflow_names_the_layer(rng):
    weights, _ = numbers(rng)
    weights[1] = 1e308 * weights[1]
    square = Activation("x^2/2", lambda h: h**2 / 2, lambda h: h, bounded=False)
    mine = model.from_arrays(weights, None, ["linear", square, "linear"])
    with pytest.raises(InvalidInputError, match="layer 2: numbers overflow"):
        mine.spectrum(np.ones(12))


def test_a_jacobian_is_of_one_input(rng):
    with pytest.raises(InvalidInputError, match="one input at a time"):
        made(rng).jacobian(np.zeros((2, 12)))
