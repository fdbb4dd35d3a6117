"""Registries are read as folders, as the library reads them."""

from importlib import import_module

import pytest

from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import ENSEMBLES, EVERY, EXTRA
from scripts.fingerprint import ROOT
from scripts.folders import chosen, entries, module, public


def test_registries_are_read_as_the_library_reads_them():
    assert entries("freewidth/ensembles") == tuple(ENSEMBLES)
    assert entries("freewidth/activations") == tuple(ACTIVATIONS)


def test_all_are_chosen_or_those_that_are_named_in_the_registrys_order():
    first, second, *_ = ENSEMBLES
    assert chosen("all", "freewidth/ensembles") == tuple(ENSEMBLES)
    assert chosen([second, first], "freewidth/ensembles") == (first, second)
    assert chosen([], "freewidth/ensembles") == ()


def test_an_unknown_name_lists_what_exists():
    with pytest.raises(ValueError, match=r"gaussain.*available:.*gaussian"):
        chosen(["gaussain"], "freewidth/ensembles")


def test_helpers_and_hidden_files_are_not_public(tmp_path):
    names = ["a.py", "b/c.py", "_d.py", "_e/f.py", ".g/h.py", "b/__init__.py", "i.txt"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [path.relative_to(tmp_path).as_posix() for path in public(tmp_path)] == names[:2]
    assert ROOT / "claims/__init__.py" not in public(ROOT / "claims")


def test_extra_entries_take_part_where_they_are_named():
    extra = next(iter(EXTRA))
    assert extra not in chosen("all", "freewidth/ensembles")
    assert chosen([extra, "gaussian"], "freewidth/ensembles") == ("gaussian", extra)


@pytest.mark.parametrize("name", [next(iter(ENSEMBLES)), next(iter(EXTRA))])
def test_every_entry_is_a_module_that_can_be_imported(name):
    assert import_module(module(name, "freewidth/ensembles")).ensemble is EVERY[name]
