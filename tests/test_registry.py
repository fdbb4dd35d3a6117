"""A folder is a registry: one public file, one entry, named after the file."""

import importlib
import sys

import pytest

from freewidth.activations import ACTIVATIONS, Activation
from freewidth.ensembles import ENSEMBLES, Ensemble
from freewidth.registry import discover, lookup


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An importable, empty package ``shelf``: (path, function that discovers it)."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    yield shelf, lambda: discover("shelf", [str(shelf)], "thing")
    for name in [n for n in sys.modules if n.split(".")[0] == "shelf"]:
        del sys.modules[name]


def test_public_files_are_entries_in_order(folder):
    shelf, found = folder
    for name in ("zebra", "ant", "_helper"):
        (shelf / f"{name}.py").write_text(f"thing = {name!r}\n")
    assert list(found().items()) == [("ant", "ant"), ("zebra", "zebra")]


def test_a_file_without_an_entry_says_what_to_do(folder):
    shelf, found = folder
    (shelf / "broken.py").write_text("other = 1\n")
    with pytest.raises(ImportError, match=r"broken\.py defines no `thing`.*start the file name"):
        found()


def test_a_registry_cannot_be_changed():
    with pytest.raises(TypeError):
        ENSEMBLES["new"] = None


def test_every_entry_is_of_its_kind():
    assert all(isinstance(entry, Ensemble) for entry in ENSEMBLES.values())
    assert all(isinstance(entry, Activation) for entry in ACTIVATIONS.values())


def test_labels_are_distinct():
    for registry in (ENSEMBLES, ACTIVATIONS):
        assert len({entry.label for entry in registry.values()}) == len(registry)


def test_lookup_finds():
    assert lookup({"a": 1, "b": 2}, "b", "letter") == 2


@pytest.mark.parametrize("name", ["c", "", None, 3, ["a"]])
def test_lookup_lists_what_exists(name):
    with pytest.raises(ValueError, match=r"no letter named .*available: a, b"):
        lookup({"a": 1, "b": 2}, name, "letter")
