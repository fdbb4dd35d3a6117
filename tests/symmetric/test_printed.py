"""What is printed of laws, networks and spectra says what it is, in one line."""

import numpy as np
import pytest

from freewidth.symmetric.laws import MATRIXLAWS, Table
from freewidth.symmetric.matrices import MATRICES
from freewidth.symmetric.trained.data import Dataset
from freewidth.symmetric.trained.lanczos import quadrature
from freewidth.symmetric.trained.mlp import MLP, propagate
from freewidth.symmetric.trained.snapshot import take
from freewidth.symmetric.trained.training import train

WIDE = 100


def things(rng):
    """Pairs of a thing and what its line has to say."""
    data = Dataset("noise", rng.standard_normal((70, 5)), rng.integers(0, 3, 70), 3)
    mlp = MLP((5, 4, 3))
    path = train(mlp, data, rng, [0, 2])
    yield data, ("noise", "70 samples", "5 inputs", "3 classes")
    yield mlp, ("(5, 4, 3)", "tanh")
    yield propagate(mlp, path.thetas[0], data), ("70 samples", "2 layers", "loss")
    yield path, ("39 parameters", "0, 2")
    yield take(mlp, path.thetas[-1], data, 1, 2), ("noise tanh 5-4-3", "run 1", "epoch 2")
    yield Table(np.linspace(-1, 2, 2000), np.linspace(0, 0.5, 2000), 0.5), ("[-1, 2]", "atom 0.5")
    diagonal = np.diag(np.arange(30.0))
    found = quadrature(lambda v: v @ diagonal, 30, rng, probes=2, steps=9, deflate=3)
    yield found, ("size 30", "2 probes", "9 steps", "3 outliers")


def test_every_thing_says_what_it_is_in_a_line(rng):
    for thing, parts in things(rng):
        line = repr(thing)
        assert len(line) <= WIDE, line
        assert "\n" not in line
        for part in (type(thing).__name__, *parts):
            assert part in line


@pytest.mark.parametrize("name", MATRIXLAWS)
def test_families_name_their_label_and_shapes(name):
    line = repr(MATRIXLAWS[name])
    assert MATRIXLAWS[name].label in line
    assert all(shape in line for shape in MATRIXLAWS[name].shapes)
    assert len(line) <= WIDE
    assert MATRICES[name].label in repr(MATRICES[name])
