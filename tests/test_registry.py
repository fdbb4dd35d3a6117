"""A folder is a registry: one public file, one entry, named after the file."""

import importlib
import sys

import pytest

from freewidth.activations import ACTIVATIONS, Activation
from freewidth.ensembles import ENSEMBLES, Ensemble
from freewidth.registry import discover, lookup


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An importable, empty package ``things``: (path, function that discovers it)."""
    path = tmp_path / "things"
    path.mkdir()
    (path / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    yield path, lambda: discover("things", [str(path)], "thing")
    for name in [n for n in sys.modules if n.split(".")[0] == "things"]:
        del sys.modules[name]


def test_public_files_are_entries_in_order(folder):
    path, found = folder
    for name in ("zebra", "ant", "_helper"):
        (path / f"{name}.py").write_text(f"thing = {name!r}\n")
    assert list(found().items()) == [("ant", "ant"), ("zebra", "zebra")]


def test_a_file_without_an_entry_says_what_to_do(folder):
    path, found = folder
    (path / "broken.py").write_text("other = 1\n")
    with pytest.raises(ImportError, match=r"broken\.py defines no `thing`.*start the file name"):
        found()["broken"]


def test_entries_are_loaded_when_asked_for(folder):
    """A broken file stops only those who name it; nothing is imported to see what there is."""
    path, found = folder
    (path / "broken.py").write_text("1 / 0\n")
    (path / "whole.py").write_text("thing = 7\n")
    registry = found()
    assert (list(registry), len(registry), "broken" in registry) == (["broken", "whole"], 2, True)
    assert "things.whole" not in sys.modules
    assert registry["whole"] == 7
    assert "absent" not in registry
    with pytest.raises(ZeroDivisionError):
        registry["broken"]
    with pytest.raises(KeyError, match="absent"):
        registry["absent"]


def test_two_registries_make_one(folder):
    path, found = folder
    (path / "ant.py").write_text("thing = 1\n")
    first = found()
    (path / "ant.py").rename(path / "bee.py")
    both = first | found()
    assert list(both) == ["ant", "bee"]
    assert both["bee"] == 1
    assert "ant, bee" in repr(both)


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
