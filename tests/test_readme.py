"""What README and docs tell people to type works as they say."""

import re
import shlex
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from freewidth.cli import main
from freewidth.ensembles import Ensemble

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    line for kind, text in BLOCKS for line in text.splitlines() if line.startswith("freewidth ")
]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def programs(word):
    return [text for kind, text in BLOCKS if kind == "python" and word in text]


def test_the_example_runs():
    (text,) = programs("freewidth.Network")
    names = {}
    exec(text, names)
    assert names["law"].moments(1)[0] > 0


def test_the_new_ensemble_is_one_and_has_the_moments_it_states(rng):
    (text,) = programs("triangular")
    names = {}
    exec(text, names)
    ensemble = names["ensemble"]
    assert isinstance(ensemble, Ensemble)
    x = ensemble.entry(rng, (400_000,))
    for power, expected in ((1, 0.0), (2, 1.0), (4, ensemble.fourth_moment)):
        error = np.std(x**power) / np.sqrt(x.size)
        assert abs(np.mean(x**power) - expected) < 5 * error  # five standard errors


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_work_as_written(line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, shlex.split(line)[1:])
    assert done.exit_code == 0, done.output


def test_there_are_commands_to_test():
    assert {shlex.split(line)[1] for line in COMMANDS} == {"list", "law", "sample"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_that_exist(page):
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    for link in links:
        if "://" not in link:
            assert (page.parent / link).exists(), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_named_in_text_exist(page):
    """Only those of the repository: results and figures are made, capitals stand for names."""
    for path in re.findall(r"`((?:freewidth|scripts|notebooks|config)/[\w./]+)`", page.read_text()):
        if path.lower() == path and "triangular" not in path:
            assert (ROOT / path).exists(), path
