"""Training reaches what it must, the same way each time; data are what they are said to be."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.rng import stream
from freewidth.symmetric.trained.data import FILES, load
from freewidth.symmetric.trained.mlp import MLP
from freewidth.symmetric.trained.training import train

pytest.importorskip("sklearn")


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_small_networks_learn_wine(activation, rng):
    path = train(MLP((13, 8, 3), activation), load("wine"), rng, [0, 60], rate=0.05)
    assert path.accuracies[-1] > 0.97
    assert path.losses[-1] < path.losses[0] / 5
    assert path.gradients[-1] < path.gradients[0]


def test_snapshots_do_not_change_the_path(seed):
    mlp, data = MLP((13, 5, 3)), load("wine")
    few = train(mlp, data, stream(seed, "path"), [0, 9])
    many = train(mlp, data, stream(seed, "path"), [0, 1, 4, 9])
    assert_array_equal(many.thetas[[0, -1]], few.thetas)


@pytest.mark.parametrize("name", FILES)
def test_data(name):
    data = load(name)
    assert set(data.y) == set(range(data.classes))
    assert np.all(np.isfinite(data.x))
    half = load(name, len(data) // 2)
    assert_array_equal(half.x, data.x[: len(half)])
    assert_array_equal(half.x, data.head(len(half)).x)


@pytest.mark.parametrize("name", FILES)
def test_data_are_those_that_scikit_learn_loads(name):
    x, y = getattr(pytest.importorskip("sklearn.datasets"), f"load_{name}")(return_X_y=True)
    data = load(name)
    scaled = x / 16 if name == "digits" else (x - x.mean(axis=0)) / x.std(axis=0)
    # the same rows in another order: sorted by their first entry, then the next
    for a, b in (
        (scaled, data.x),
        (np.column_stack([scaled, y]), np.column_stack([data.x, data.y])),
    ):
        assert_array_equal(a[np.lexsort(a.T)], b[np.lexsort(b.T)])


def test_digits_keep_their_blank_pixels():
    data = load("digits")
    assert (data.x.min(), data.x.max()) == (0, 1)
    assert int((~data.x.any(axis=0)).sum()) == 65 - data.augmented_rank == 3


def test_bad_input_is_named(rng):
    with pytest.raises(InvalidInputError, match="available: digits"):
        load("mnist")
    with pytest.raises(InvalidInputError, match="178 samples, 179"):
        load("wine", 179)
    for epochs in ([], [3, 1], [-1, 2]):
        with pytest.raises(InvalidInputError, match="epochs"):
            train(MLP((13, 3)), load("wine"), rng, epochs)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_divergence_is_noticed(rng):
    with pytest.raises(NotConvergedError, match="lower the rate"):
        train(MLP((13, 8, 8, 3), "relu"), load("wine"), rng, [0, 5], rate=1e200)
