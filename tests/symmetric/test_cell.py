"""Which trained networks count: drawn data, runs, trimmed spectra, peaks at 0."""

import numpy as np
import pytest

from freewidth.errors import InvalidInputError
from freewidth.rng import stream
from freewidth.symmetric.matrices import MATRICES
from freewidth.symmetric.trained import made
from freewidth.symmetric.trained.cell import (
    Run,
    counts,
    least,
    look,
    nearest_weight,
    nearest_weights,
    trimmed,
)
from freewidth.symmetric.trained.lanczos import Quadrature
from freewidth.symmetric.trained.mlp import MLP
from freewidth.symmetric.trained.training import train


@pytest.mark.parametrize("name", ["mixture2", "mixture7", "teacher2", "teacher10"])
def test_drawn_data_have_their_classes_and_no_blank_input(name):
    """A teacher may never say one of them."""
    data = made.make(name, stream(1, name))
    assert data.x.shape == (made.SAMPLES, made.INPUTS)
    assert data.classes - 2 < len(set(data.y)) <= data.classes == int(name[7:])
    assert data.augmented_rank == made.INPUTS + 1


def test_the_same_teacher_says_the_same_of_more_samples():
    few, many = (made.make("teacher4", stream(1, "t"), n) for n in (50, 400))
    assert np.array_equal(few.x, many.x[:50])
    assert np.array_equal(few.y, many.y[:50])


@pytest.mark.parametrize("name", ["mixture", "mixture1", "digits", "teacher4x", "teacher1000"])
def test_other_names_are_refused(name):
    with pytest.raises(InvalidInputError, match=name):
        made.make(name, stream(1, name))


def test_a_run_counts_if_it_has_learnt_and_lives():
    data = made.make("mixture3", stream(2, "d"), 120)
    mlp = MLP((made.INPUTS, 6, 3), "relu")
    path = train(mlp, data, stream(2, "t"), [0, 60], 0.05)
    assert [counts(mlp, theta, data) for theta in path.thetas] == [False, True]
    dead = path.thetas[-1].copy()
    mlp.unpack(dead)[0][0] = [*np.zeros(made.INPUTS), -1.0]  # never active
    assert not counts(mlp, dead, data)


def test_a_look_is_kept_and_restored():
    data = made.make("teacher3", stream(3, "d"), 90)
    mlp = MLP((made.INPUTS, 4, 3), "tanh")
    theta = train(mlp, data, stream(3, "t"), [30], 0.05).thetas[-1]
    run = look(mlp, theta, data, 2, stream(3, "p"))
    again = Run.restore(run.params(), run.hessian)
    assert again.params() == run.params()
    assert len(run.bulk) == mlp.parameters - run.nullity.hessian - 2
    assert np.abs(run.bulk).mean() == pytest.approx(1)


def test_trimming_takes_the_least_and_the_largest():
    values = np.array([-9.0, -1.0, 0.0, 1e-3, 1.0, 3.0])
    assert trimmed(values, 2, 1) == pytest.approx(np.array([-1.0, 1.0, 3.0]) * 3 / 5)
    with pytest.raises(InvalidInputError, match="leave fewer than two"):
        trimmed(values, 3, 2)
    with pytest.raises(InvalidInputError, match="are 0"):
        trimmed(np.zeros(9), 1, 1)


def test_ritz_values_that_rounding_parts_count_as_one():
    nodes = np.array([[1e-8, -2e-8, 0.5, 1.0]] * 2)
    weights = np.array([[0.3, 0.2, 0.25, 0.25]] * 2)
    assert nearest_weight(Quadrature(9, np.empty(0), nodes, weights)) == pytest.approx(0.5)


def test_an_atom_with_a_gap_is_seen_as_it_is():
    matrix = MATRICES["wishart"].sample(np.random.default_rng(5), 400, ratio=0.5)
    null = least(*np.linalg.eigh(matrix), 200)
    found = nearest_weights(matrix, null, np.random.default_rng(6))
    assert found["zeros"] == pytest.approx(0.5, abs=5 * np.sqrt(0.5 / 400 / 2))
    assert found["double"] == pytest.approx(found["zeros"], rel=1e-9)
    assert found["single"] == pytest.approx(found["zeros"], rel=1e-4)


def test_a_continuous_spectrum_with_few_steps_has_a_peak_of_its_resolution():
    """Nodes of m steps on a semicircle are that of Gauss: the middle one weighs about 2/(m + 1)."""
    matrix = MATRICES["wigner"].sample(np.random.default_rng(5), 900)
    found = nearest_weights(matrix, np.empty((900, 0)), np.random.default_rng(6))
    assert found["single"] == pytest.approx(found["double"], rel=1e-3)
    assert 1 / 101 < found["double"] < 4 / 101
    assert not found["zeros"]
