"""What README and docs tell people to type works as they say."""

import pkgutil
import re
import shlex
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from claims import STUDIES
from freewidth.cli import layers, main
from freewidth.ensembles import Ensemble

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
QUICK = (ROOT / "docs/quickstart.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
COMMANDS = sorted(set(re.findall(r"(?m)^freewidth .*$", README + QUICK)))
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "config/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
FOLDERS = "freewidth|claims|scripts|notebooks|config|workflow|docs|benchmarks|tests|envs"


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


def test_the_quick_start_does_what_it_says():
    blocks = re.findall(r"```python\n(.*?)```", QUICK, re.DOTALL)
    names = {}
    exec("\n".join(blocks), names)
    printed = re.search(r"m_1 \.\.\. m_4 of the limit: (.*)", QUICK)[1].split(", ")
    assert [f"{m:.4f}".lstrip("0") for m in names["law"].moments(4)] == printed
    assert names["compare"].kolmogorov(names["values"], names["law"]) == pytest.approx(
        0.01, rel=0.5
    )


def test_the_page_of_mathematics_has_every_claim():
    page = (ROOT / "docs/mathematics.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\(\.\./claims/(\w+/\w+)\.py\)", page))
    assert linked == {f"{study}/{name}" for study, some in STUDIES.items() for name in some}


def test_the_review_breaks_a_line_that_there_is():
    page = (ROOT / "docs/review.md").read_text(encoding="utf-8")
    changes = re.findall(r"(?m)^perl -pi -e 's/(.*)/(.*)/' (freewidth\S+)$", page)
    assert len(changes) == 1
    for pattern, _, path in changes:
        assert len(re.findall(pattern, (ROOT / path).read_text(encoding="utf-8"))) == 1
        assert f"git checkout {path}" in page


def test_what_the_page_on_networks_shows_is_one_network(tmp_path):
    """Its programs run, its commands work, and its file is the network of its program."""
    page = (ROOT / "docs/networks.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(\w*)\n(.*?)```", page, re.DOTALL)
    names = {}
    exec("\n".join(text for kind, text in blocks if kind == "python"), names)
    path = tmp_path / "layers.yaml"
    path.write_text(next(text for kind, text in blocks if kind == "yaml"))
    bias = ("gaussian", "laplace", "gaussian", "gaussian")
    assert layers.network(path) == replace(names["net"], bias=bias)
    assert names["own"].q[1] > 0
    (line,) = [text for kind, text in blocks if text.startswith("freewidth ")]
    done = CliRunner().invoke(main, shlex.split(line)[1:])
    assert "(tanh, tanh, linear), L=3" in done.output


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_work_as_written(line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, shlex.split(line)[1:])
    assert done.exit_code == 0, done.output


def test_there_are_commands_to_test():
    assert {shlex.split(line)[1] for line in COMMANDS} == {"list", "law", "critical", "sample"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_that_exist(page):
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    for link in links:
        if "://" not in link:
            assert (page.parent / link).exists(), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_paths_named_in_text_exist(page):
    """Only those of the repository: results and figures are made, capitals stand for names."""
    lines = page.read_text(encoding="utf-8").splitlines()
    moved = page.name == "CHANGELOG.md"  # a row of its table says what was before, then what is now
    text = "\n".join(line.split(" | ")[-1] if moved else line for line in lines)
    for path in re.findall(rf"`((?:{FOLDERS})/[\w./]+)`", text):
        made = "triangular" in path or path.startswith("benchmarks/results")
        assert made or path.lower() != path or (ROOT / path).exists(), path


@pytest.mark.parametrize("line", [x for x in CHANGES.splitlines() if x.startswith("| `")])
def test_names_that_are_said_to_be_new_exist(line):
    new = line.split(" | ")[-1]
    for name in re.findall(r"`((?:freewidth|claims|scripts)(?:\.\w+)+)", new):
        assert pkgutil.resolve_name(name) is not None
