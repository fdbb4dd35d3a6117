"""Dataclasses as options: what is written is what is read, equal data give equal words."""

from argparse import ArgumentParser
from dataclasses import dataclass, fields

import pytest
import yaml

from scripts import _options
from scripts.fingerprint import ROOT
from scripts.spectra.grids import Architecture, Sizes, grids
from workflow.configuration import completed


@dataclass(frozen=True)
class Everything:
    """A field of every kind."""

    count: int
    share: float
    name: str
    some_numbers: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...]
    words: tuple[str, ...] = ("a", "b")
    width: float = 2.0
    pairs: tuple[tuple[float, ...], ...] = ()


FULL = Everything(3, 0.1, "x", (2, 5), ((6, 12, 9), (1, 2)), ("c",), 1e-9, ((0.1, 2.5),))
EMPTY = Everything(-1, 1 / 3, "two words", (), (), (), -0.5)


def again(data):
    """Through a command line, in two steps as in a rule and a step."""
    parser = ArgumentParser()
    _options.add(parser, type(data))
    return _options.read(type(data), parser.parse_args(_options.words(data)))


@pytest.mark.parametrize("data", [FULL, EMPTY])
def test_what_is_written_is_what_is_read(data):
    found = again(data)
    assert found == data
    for field in fields(data):
        assert type(getattr(found, field.name)) is type(getattr(data, field.name))


def test_numbers_lose_no_digit():
    for value in (0.1, 1 / 3, 1e-300, 123456789.123456789):
        assert again(Everything(1, value, "", (), ())).share == value


def test_a_tuple_of_tuples_is_written_with_colons():
    assert _options.words(FULL)[9:13] == ["--rows", "6:12:9", "1:2", "--words"]
    assert "--some-numbers" in _options.words(FULL)


def test_what_has_no_default_must_be_given(capsys):
    parser = ArgumentParser()
    _options.add(parser, Everything)
    with pytest.raises(SystemExit):
        parser.parse_args(["--count", "3"])
    assert "--share" in capsys.readouterr().err


def test_defaults_are_those_of_the_dataclass():
    parser = ArgumentParser()
    _options.add(parser, Everything)
    words = ["--count", "1", "--share", "1", "--name", "x", "--some-numbers", "--rows"]
    found = _options.read(Everything, parser.parse_args(words))
    assert found == Everything(1, 1.0, "x", (), ())


def test_what_is_no_number_is_refused(capsys):
    parser = ArgumentParser()
    _options.add(parser, Everything)
    with pytest.raises(SystemExit):
        parser.parse_args(["--rows", "6:x:9"])
    assert "6:x:9" in capsys.readouterr().err


def test_only_dataclasses_have_options():
    with pytest.raises(TypeError, match="no dataclass"):
        _options.add(ArgumentParser(), int)


@pytest.mark.parametrize("profile", ["default", "quick"])
def test_every_grid_of_a_profile_survives_the_command_line(profile):
    given = yaml.safe_load((ROOT / f"config/{profile}.yaml").read_text())
    for grid in grids(completed(given, ROOT / "config")).values():
        for part, kind in ((grid.architecture, Architecture), (grid.sizes, Sizes)):
            assert type(part) is kind
            assert again(part) == part


def test_sections_begin_with_their_option():
    words = ["a", "b", "--grid", "x", "--n", "1", "--grid", "y"]
    assert _options.sections(words, "--grid") == [["a", "b"], ["x", "--n", "1"], ["y"]]
    assert _options.sections(["--grid"], "--grid") == [[], []]
    assert _options.sections([], "--grid") == [[]]
