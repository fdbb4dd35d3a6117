"""A stream is named by what it is for: the name is all that matters, and all of it matters."""

import os
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from freewidth.errors import InvalidInputError
from freewidth.rng import stream

SCRIPT = "from freewidth.rng import stream; print(stream(7, 'a', 2, 0.1).random(3).tolist())"


def draw(*name):
    return stream(*name).standard_normal(8)


def test_the_name_decides():
    assert_array_equal(draw(7, "spectrum", "tanh", 3), draw(7, "spectrum", "tanh", 3))


@pytest.mark.parametrize(
    "other",
    [(8, "a", 1, 12), (7, "b", 1, 12), (7, "a", 11, 2), (7, "a", 12, 1), (7, "a", 1), (7, "a1", 12),
     (7, "a", 1, 12, 0), (7, "a", 1, None), (7, "a", 1.5, 12)],
)  # fmt: skip
def test_every_part_of_the_name_matters(other):
    assert not np.array_equal(draw(7, "a", 1, 12), draw(*other))


def test_the_order_of_asking_does_not_matter():
    first, second = stream(0, "x"), stream(0, "y")
    mixed = [g.random() for g in (first, second, first, second)]
    assert mixed[0::2] == stream(0, "x").random(2).tolist()
    assert mixed[1::2] == stream(0, "y").random(2).tolist()


def test_numbers_of_numpy_name_the_same_stream():
    assert_array_equal(draw(np.int64(7), np.int32(3), np.float64(0.1)), draw(7, 3, 0.1))


def test_another_process_draws_the_same():
    """Hash randomisation, which differs from process to process, must play no part."""
    run = [sys.executable, "-c", SCRIPT]
    seen = {
        subprocess.check_output(run, text=True, env={**os.environ, "PYTHONHASHSEED": salt})
        for salt in ("1", "2")
    }
    assert seen == {f"{stream(7, 'a', 2, 0.1).random(3).tolist()}\n"}


def test_streams_of_neighbouring_names_are_uncorrelated(seed):
    draws = np.stack([stream(seed, "neighbour", i).standard_normal(500) for i in range(200)])
    correlations = np.corrcoef(draws)[np.triu_indices(200, 1)]
    # 19900 correlations of variance 1/500; the largest of so many normal ones is about 4.0 sd,
    # beyond 6.5 sd once in 600,000 runs
    assert np.max(np.abs(correlations)) < 6.5 / np.sqrt(500)
    assert abs(np.mean(500 * correlations**2) - 1) < 5 * np.sqrt(2 / 19900)  # mean of chi^2_1


@pytest.mark.parametrize("label", [object(), [1], np.arange(2), lambda: 0])
def test_a_label_without_stable_text_is_refused(label):
    with pytest.raises(InvalidInputError, match="label is text or a number"):
        stream(0, "fine", label)
