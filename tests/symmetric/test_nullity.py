"""What must vanish vanishes, to rounding, and where it is all that vanishes."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth.rng import stream
from freewidth.symmetric.trained.curvature import gauss_newton, hessian
from freewidth.symmetric.trained.data import Dataset, load
from freewidth.symmetric.trained.mlp import MLP
from freewidth.symmetric.trained.nullity import counted, nullity_bounds, visible_nullity
from freewidth.symmetric.trained.training import train

pytest.importorskip("sklearn")
FLAT = 1e-14  # of the largest eigenvalue: eps times sqrt(P) is 7e-15 for P = 1000


def sizes(eigenvalues):
    size = np.sort(np.abs(eigenvalues))
    return size / size[-1]


@pytest.mark.parametrize("widths", [(64, 10), (64, 12, 10), (64, 12, 8, 10), (64, 8, 7, 6, 10)])
def test_known_null_space_is_null_and_complete_at_the_start(widths, activation_name, rng):
    """Complete for curved activations: straight pieces leave whole subnetworks linear."""
    data, mlp = load("digits", 300), MLP(widths, activation_name)
    theta = mlp.initial(rng)
    values = sizes(np.linalg.eigvalsh(hessian(mlp, theta, data)))
    bound = nullity_bounds(mlp, theta, data)
    assert values[bound.hessian - 1] < FLAT
    if None in mlp.phi.slopes:
        assert counted(values) == bound.hessian


def test_every_zero_of_a_shallow_relu_network_is_explained(seed):
    data, mlp = load("digits", 300), MLP((64, 12, 10), "relu")
    for replicate in range(5):
        theta = mlp.initial(stream(seed, "shallow", replicate))
        values = np.linalg.eigvalsh(hessian(mlp, theta, data))
        assert counted(values) == nullity_bounds(mlp, theta, data).hessian


def test_formula_for_activations_without_flat_pieces(rng):
    data, mlp = load("digits", 300), MLP((64, 12, 8, 10), "tanh")
    bound = nullity_bounds(mlp, mlp.initial(rng), data)
    blank = 65 - np.linalg.matrix_rank(np.column_stack([data.x, np.ones(300)]))
    assert bound.hessian == blank * 12 + 8 + 1
    assert (bound.inputs, bound.softmax, bound.units, bound.dead) == (blank * 12, 9, 0, 0)


def test_logistic_regression_counts_the_common_part_once(rng):
    data, mlp = load("digits"), MLP((64, 10))
    rank = data.augmented_rank
    bound = nullity_bounds(mlp, mlp.initial(rng), data)
    assert bound.hessian == 650 - 9 * rank == bound.inputs + bound.softmax
    assert counted(np.linalg.eigvalsh(hessian(mlp, mlp.initial(rng), data))) == bound.hessian


def test_dead_units_by_hand(rng):
    """Units that never respond lose their weights in and out, a link between two only once."""
    mlp = MLP((3, 4, 5, 2), "relu")
    data = Dataset("noise", rng.standard_normal((60, 3)), rng.integers(0, 2, 60), 2)
    theta = mlp.initial(rng)
    first, second, _ = mlp.unpack(theta)
    first[1, -1], second[2, -1] = -100, -100
    bound = nullity_bounds(mlp, theta, data)
    assert bound.dead == 2
    # into the first; out of it and into the second, which share a link; out of the second, of which
    # the shift of the outputs has one already; what more there is, is by chance
    assert bound.units >= 4 + (5 + 5 - 1) + (2 - 1)
    values = np.linalg.eigvalsh(hessian(mlp, theta, data))
    assert counted(values) == bound.hessian


@pytest.mark.parametrize(("samples", "atom"), [(20, 0.8785), (50, 0.6964), (100, 0.3927)])
def test_few_samples_bound_the_rank_of_the_gauss_newton_matrix(samples, atom, rng):
    mlp = MLP((64, 16, 16, 10), "tanh")
    data = load("digits").head(samples)
    theta = mlp.initial(rng)
    bound = nullity_bounds(mlp, theta, data)
    assert bound.gauss_newton == 1482 - 9 * samples
    values = np.linalg.eigvalsh(gauss_newton(mlp, theta, data))
    assert counted(values) == bound.gauss_newton
    assert_allclose(bound.gauss_newton / 1482, atom, atol=5e-5)  # four digits are given


@pytest.mark.parametrize("widths", [(64, 8, 10), (64, 6, 6, 10), (64, 12, 4, 12, 10), (64, 9, 10)])
@pytest.mark.parametrize("samples", [10, 25])
def test_narrow_layers_bound_the_rank_further(widths, samples, rng):
    mlp, data = MLP(widths, "tanh"), load("digits").head(samples)
    theta = mlp.initial(rng)
    bound = nullity_bounds(mlp, theta, data)
    assert bound.rank_bound <= 9 * samples
    values = np.linalg.eigvalsh(gauss_newton(mlp, theta, data))
    assert counted(values) == bound.gauss_newton


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_bounds_hold_along_training(activation, rng):
    data, mlp = load("wine"), MLP((13, 10, 8, 3), activation)
    path = train(mlp, data, rng, [0, 3, 40], rate=0.05)
    for theta in path.thetas:
        bound = nullity_bounds(mlp, theta, data)
        for matrix, nullity in ((hessian, bound.hessian), (gauss_newton, bound.gauss_newton)):
            values = sizes(np.linalg.eigvalsh(matrix(mlp, theta, data)))
            assert values[nullity - 1] < FLAT
            assert counted(values) >= nullity


@pytest.mark.parametrize(
    ("values", "zeros"),
    [
        ([1e-17, -3e-16, 1e-15, 1e-6, -0.3, 1.0], 3),
        ([1e-6, -0.3, 1.0], 0),  # small, but above what may be 0
        ([1e-16, 1e-11, 0.3, 1.0], None),  # two gaps: which one is it?
        ([2e-16] * 5 + [1.5e-14, 1e-11, 1.0], None),
        ([10.0**-k for k in range(17)], None),  # a tail down to rounding
        ([0.0, 0.0, 0.0], 3),
    ],
)
def test_a_gap_says_how_many_eigenvalues_are_zero_or_none_does(values, zeros):
    for scale in (1.0, 1e6):
        assert visible_nullity(scale * np.array(values)) == zeros
