"""An artifact is its content: what goes in comes out, equal content has equal bytes."""

import time

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from freewidth.errors import InvalidInputError
from scripts import artifact

PARAMS = {"seed": 3, "ratios": [1, 0.5], "case": {"name": "tanh", "depth": 2}, "none": None}
ARRAYS = {
    "tanh/L3/n8": np.linspace(0, 1, 24).reshape(3, 8),
    "tanh/L3/n16": np.arange(16),
    "relu/L3/n8": np.array([1 + 2j, -3j]),
    "empty": np.zeros((0, 4)),
    "scalar": np.float64(2.5),
}


def test_round_trip(tmp_path):
    artifact.save(tmp_path / "deep" / "a.npz", PARAMS, **ARRAYS)
    params, arrays = artifact.load(tmp_path / "deep" / "a.npz")
    assert params == PARAMS
    assert arrays.keys() == ARRAYS.keys()
    for name, values in ARRAYS.items():
        assert_array_equal(arrays[name], values)
        assert arrays[name].dtype == np.asarray(values).dtype
        assert arrays[name].shape == np.shape(values)


def test_a_prefix_selects_and_is_taken_off(tmp_path):
    artifact.save(tmp_path / "a.npz", PARAMS, **ARRAYS)
    _, arrays = artifact.load(tmp_path / "a.npz", "tanh/L3/")
    assert sorted(arrays) == ["n16", "n8"]


def test_numpy_opens_it_without_pickles(tmp_path):
    artifact.save(tmp_path / "a.npz", PARAMS, **ARRAYS)
    with np.load(tmp_path / "a.npz", allow_pickle=False) as stored:
        assert_array_equal(stored["tanh/L3/n8"], ARRAYS["tanh/L3/n8"])


def test_equal_content_has_equal_bytes_whatever_the_order_and_the_time(tmp_path):
    artifact.save(tmp_path / "a.npz", PARAMS, **ARRAYS)
    time.sleep(2.1)  # a zip stores times in steps of two seconds
    backwards = dict(reversed(ARRAYS.items()))
    artifact.save(tmp_path / "b.npz", dict(reversed(PARAMS.items())), **backwards)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_numpy_numbers_are_numbers(tmp_path):
    artifact.save(tmp_path / "a.npz", {"q": np.float64(0.1), "n": np.int64(3)})
    assert artifact.load(tmp_path / "a.npz")[0] == {"q": 0.1, "n": 3}


@pytest.mark.parametrize(
    ("params", "arrays"),
    [
        ({"x": object()}, {}),
        ({"x": float("nan")}, {}),
        ({}, {"x": np.array([None, {}], dtype=object)}),
    ],
)
def test_what_cannot_be_stored_is_refused_and_leaves_the_old_file(tmp_path, params, arrays):
    artifact.save(tmp_path / "a.npz", PARAMS)
    before = (tmp_path / "a.npz").read_bytes()
    with pytest.raises(InvalidInputError, match=r"a\.npz"):
        artifact.save(tmp_path / "a.npz", params, **arrays)
    assert (tmp_path / "a.npz").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.npz"]


def damaged(content):
    middle = len(content) // 2
    flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    return {"truncated": content[:middle], "flipped": flipped, "text": b"not a zip", "empty": b""}


@pytest.mark.parametrize("damage", ["truncated", "flipped", "text", "empty"])
def test_damage_is_noticed(tmp_path, damage):
    artifact.save(tmp_path / "a.npz", PARAMS, values=np.arange(1000.0))
    content = (tmp_path / "a.npz").read_bytes()
    (tmp_path / "a.npz").write_bytes(damaged(content)[damage])
    with pytest.raises(InvalidInputError, match="delete it and run"):
        artifact.load(tmp_path / "a.npz")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nothing\.npz"):
        artifact.load(tmp_path / "nothing.npz")
