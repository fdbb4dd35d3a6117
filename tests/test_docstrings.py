"""Examples in docstrings of the library print what they say."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
FILES = [p for p in sorted((ROOT / "freewidth").rglob("*.py")) if ">>> " in p.read_text("utf-8")]


def name(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_examples_print_what_they_say(path):
    module = import_module(name(path))
    assert doctest.testmod(module, optionflags=OPTIONS).failed == 0


def test_there_are_examples():
    assert len(FILES) >= 20
