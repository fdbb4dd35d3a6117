"""Second derivatives against three other methods: complex steps, the R-operator, the definition."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth.errors import InvalidInputError
from freewidth.symmetric.trained.curvature import blocks, gauss_newton, hessian
from freewidth.symmetric.trained.data import Dataset
from freewidth.symmetric.trained.mlp import MLP, accuracy, gradient, propagate, second_derivative
from freewidth.symmetric.trained.products import gauss_newton_operator, hessian_operator

STEP = 1e-30
ROUNDING = 1e-13  # relative to the largest entry: sums of some hundred terms of eps each
SIZES = [(5, 3), (5, 4, 3), (5, 4, 6, 3), (5, 4, 3, 4, 2)]


@pytest.fixture(params=SIZES, ids=lambda sizes: "-".join(map(str, sizes)))
def case(request, activation_name, rng):
    """A network with biases, its parameters, and data of more samples than one chunk."""
    mlp = MLP(request.param, activation_name)
    theta = mlp.initial(rng) + 0.3 * rng.standard_normal(mlp.parameters)
    x = rng.standard_normal((701, 5))
    y = rng.integers(0, mlp.sizes[-1], 701)
    return mlp, theta, Dataset("noise", x, y, mlp.sizes[-1])


def basis(mlp):
    return np.eye(mlp.parameters)


def test_gradient_is_the_derivative_of_the_loss(case):
    mlp, theta, data = case
    steps = [propagate(mlp, theta + 1j * STEP * e, data).loss.imag / STEP for e in basis(mlp)]
    assert_allclose(gradient(mlp, theta, data), steps, rtol=0, atol=ROUNDING)


def test_hessian_is_the_derivative_of_the_gradient(case):
    mlp, theta, data = case
    steps = [gradient(mlp, theta + 1j * STEP * e, data).imag / STEP for e in basis(mlp)]
    found = hessian(mlp, theta, data)
    assert_allclose(found, steps, rtol=0, atol=ROUNDING * np.abs(found).max())


def test_gauss_newton_is_the_outputs_curvature_between_their_derivatives(case):
    mlp, theta, data = case
    jacobian = np.stack(
        [propagate(mlp, theta + 1j * STEP * e, data).y[-1].imag / STEP for e in basis(mlp)]
    )
    p = propagate(mlp, theta, data).probabilities
    curvature = np.stack([np.diag(row) - np.outer(row, row) for row in p])
    naive = np.einsum("isc,scd,jsd->ij", jacobian, curvature, jacobian) / len(data)
    assert_allclose(gauss_newton(mlp, theta, data), naive, rtol=0, atol=ROUNDING * naive.max())


@pytest.mark.parametrize(
    ("dense", "operator"), [(hessian, hessian_operator), (gauss_newton, gauss_newton_operator)]
)
def test_products_are_products_with_the_dense_matrix(case, dense, operator, rng):
    mlp, theta, data = case
    vectors = rng.standard_normal((3, mlp.parameters))
    matrix = dense(mlp, theta, data)
    apply = operator(mlp, theta, data)
    scale = np.abs(matrix).max() * mlp.parameters  # of a product's partial sums
    assert_allclose(apply(vectors), vectors @ matrix, rtol=0, atol=1e-14 * scale)
    assert_allclose(apply(vectors[0]), apply(vectors)[0], rtol=0, atol=1e-14 * scale)


def test_logistic_regression_has_no_curvature_but_that_of_the_softmax(rng):
    mlp = MLP((5, 3))
    data = Dataset("noise", rng.standard_normal((40, 5)), rng.integers(0, 3, 40), 3)
    theta = rng.standard_normal(mlp.parameters)
    full, outer = hessian(mlp, theta, data), gauss_newton(mlp, theta, data)
    assert_allclose(full, outer, rtol=0, atol=1e-16)  # the very same sums
    assert np.linalg.eigvalsh(outer)[0] > -1e-15  # semidefinite up to rounding


def test_blocks_are_cut_from_the_diagonal(rng):
    mlp = MLP((5, 4, 3))
    matrix = rng.standard_normal((mlp.parameters, mlp.parameters))
    first, last = blocks(mlp, matrix)
    assert first.shape == (24, 24)
    assert np.shares_memory(last, matrix)
    assert last[-1, -1] == matrix[-1, -1]


def test_second_derivative_by_two_more_roads(activation):
    h = np.linspace(-2.5, 2.5, 401)
    h = h[[all(abs(x - k) > 1e-3 for k in activation.kinks) for x in h]]
    difference = (activation.df(h + 1e-5) - activation.df(h - 1e-5)) / 2e-5
    # truncation 1e-10 / 6 times the fourth derivative, rounding 1e-16 / 1e-5
    assert_allclose(second_derivative(activation, h), difference, atol=1e-8)


def test_accuracy_counts_largest_outputs():
    mlp = MLP((2, 2))
    data = Dataset("signs", np.array([[1.0, 0], [0, 1], [0, 1], [1, 0]]), np.array([0, 1, 1, 1]), 2)
    theta = np.array([1.0, 0, 0, 0, 1, 0])  # the identity
    assert accuracy(mlp, theta, data) == 0.75


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: MLP((5,)), "at least"),
        (lambda: MLP((5, 0, 2)), ">= 1"),
        (lambda: MLP((5, 2), "tahn"), "no activation named 'tahn'"),
        (lambda: MLP((5, 2)).unpack(np.zeros(3)), "12 parameters, got 3"),
        (lambda: Dataset("d", np.zeros((3, 2)), np.array([0, 1, 2]), 2), "labels run from 0 to 2"),
        (lambda: Dataset("d", np.zeros((3, 2)), np.zeros(2, int), 2), "shape"),
    ],
)
def test_bad_input_is_named(make, says):
    with pytest.raises(InvalidInputError, match=says):
        make()


def test_data_must_fit(rng):
    mlp = MLP((4, 2))
    data = Dataset("noise", np.zeros((3, 5)), np.array([0, 1, 1]), 2)
    with pytest.raises(InvalidInputError, match="5 inputs and 2 classes"):
        hessian(mlp, mlp.initial(rng), data)


@pytest.mark.filterwarnings("default")
def test_automatic_differentiation_agrees(rng):
    import jax  # here: slow to load, and only asked for once

    jax.config.update("jax_enable_x64", True)
    mlp = MLP((5, 4, 6, 3), "tanh")
    data = Dataset("noise", rng.standard_normal((40, 5)), rng.integers(0, 3, 40), 3)

    def loss(theta):
        x = data.x
        for layer, (part, shape) in enumerate(zip(mlp.slices, mlp.shapes, strict=True)):
            w = theta[part].reshape(shape)
            y = x @ w[:, :-1].T + w[:, -1]
            x = jax.numpy.tanh(y) if layer < mlp.depth - 1 else y
        return -(jax.nn.log_softmax(x) * data.onehot).sum(axis=1).mean()

    theta = mlp.initial(rng)
    theirs = np.asarray(jax.hessian(loss)(theta))
    assert_allclose(hessian(mlp, theta, data), theirs, rtol=0, atol=1e-12 * np.abs(theirs).max())
