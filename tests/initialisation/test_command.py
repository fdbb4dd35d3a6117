"""``freewidth critical``, and the page that tells a story with it."""

import json
import re
import shlex
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from freewidth import activations, initialisation
from freewidth.registry import Registry
from tests.test_cli import good, refused, strict

PAGE = (Path(__file__).parents[2] / "docs/initialisation.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```\n(\$ freewidth .*?)```", PAGE, re.DOTALL)
STORY = [
    (command, shown.strip().splitlines())
    for block in BLOCKS
    for command, shown in re.findall(r"\$ (.+)\n((?:[^$].*\n)+)", block)
]
SHALLOW = ("--most-layers", "1")  # nothing is looked for beyond


@lru_cache(maxsize=16)
def printed(command, *more):
    """Lines, without the spaces that fill a table."""
    return [line.rstrip() for line in good(*shlex.split(command)[1:], *more).splitlines()]


@pytest.mark.parametrize(("command", "shown"), STORY)
def test_the_story_shows_what_its_commands_print(command, shown):
    decade = any(line.startswith("up to a decade") for line in shown)
    assert not set(shown) - set(printed(command, *(() if decade else SHALLOW)))


def test_the_story_has_commands():
    assert len(STORY) > 6
    assert any("spectral width" in line for _, shown in STORY for line in shown)


def test_the_program_of_the_story_runs():
    (text,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names = {}
    exec(text, names)
    usual, gain, best = names["usual"], names["gain"], names["best"]
    said = dict(re.findall(r"^(usual|gain|best)\..*# (.*)$", text, re.MULTILINE))
    numbers = {name: [float(x) for x in line.split(", ")] for name, line in said.items()}
    found = [usual.q, usual.chi, usual.chi**50]
    assert found == pytest.approx(numbers["usual"], rel=0.01)  # 31.7 is said to be 32
    assert [gain.q, gain.chi, gain.chi**50] == pytest.approx(numbers["gain"], rel=1e-5)
    assert [best.sigma_w2, best.sigma_b2, best.q] == pytest.approx(numbers["best"], rel=1e-5)


def test_json_holds_the_numbers_of_the_library():
    found = strict(good("critical", "--activation=hardtanh", "--depth=5", "--q=0.4", "--json"))
    net = initialisation.critical("hardtanh", "orthogonal", 5, q=0.4)
    for name in ("sigma_w2", "sigma_b2", "q", "q0", "chi", "variance_depth", "spectral_width"):
        assert found[name] == getattr(net, name)
    assert found["correlation_depth"] is None  # infinite
    assert found["edges"] == list(net.edges)
    assert found["decade_depth"] == net.decade_depth
    assert found["lines"] == {name: list(each) for name, each in initialisation.lines(net).items()}


def test_the_depth_of_a_width():
    asked = ("critical", "--activation=relu", "--json", "--q=1", "--target-width=10")
    assert json.loads(good(*asked))["depth"] == 7


def test_a_given_network_is_described():
    asked = ("critical", "--activation=erf", "--depth=3", "--sigma-w2=0.5", "--sigma-b2=0.1")
    text = good(*asked, "--ensemble=rademacher", *SHALLOW)
    assert "Order: " in text
    assert "no initialiser of rademacher" in text


@pytest.fixture
def few(monkeypatch):
    """A registry of three activations, so that tables are quick."""
    names = ("hardtanh", "relu", "tanh")
    modules = {name: f"freewidth.activations.{name}" for name in names}
    monkeypatch.setattr(activations, "ACTIVATIONS", Registry(modules, "activation"))
    return names


def test_the_table_has_every_activation(few):
    asked = ("--activation=all", "--depth=3", "--ensemble=gaussian")
    head, *lines = good("critical", *asked).splitlines()
    assert head.split()[:2] == ["activation", "sigma_w^2"]
    assert [line.split()[0] for line in lines] == list(few)


@pytest.mark.usefixtures("few")
def test_the_table_says_what_is_missing():
    found = strict(good("critical", "--table", "--json", "--depth=3", "--sigma-b2=0.1"))
    assert "homogeneous" in found["relu"]["none"]
    assert found["tanh"]["sigma_b2"] == pytest.approx(0.1, rel=1e-9)


def test_a_picture_is_drawn(tmp_path):
    path = tmp_path / "phases.png"
    said = good("critical", "--activation=relu", "--depth=2", *SHALLOW, "--plot", path)
    assert said.splitlines()[-1] == f"wrote {path}"
    assert np.ptp(imread(path)) > 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "--activation"),
        (("--activation=tahn",), "did you mean tanh"),
        (("--activation=tanh", "--ensemble=orthogonl"), "did you mean orthogonal"),
        (("--activation=tanh", "--ensemble=cauchy"), "no limit law here"),
        (("--table", "--ensemble=cauchy"), "no limit law here"),
        (("--table", "--q=1"), "a table of all goes with"),
        (("--activation=tanh", "--sigma-w2=1", "--q=1"), "goes with --sigma-b2 alone"),
        (("--activation=tanh", "--q=1", "--target-width=9", "--depth=4"), "leave it out"),
        (
            ("--activation=linear", "--q=1", "--target-width=9"),
            "every depth has a spectral width of 9",
        ),
        (("--activation=tanh", "--ensemble=gaussian", "--target-width=2"), "narrowest"),
        (("--activation=tanh", "--plot=phases.gif"), "--plot draws"),
    ],
)
def test_refusals_are_one_sentence(arguments, message):
    assert message in refused(2, "critical", *arguments)


def test_a_point_at_the_end_of_what_is_looked_at_says_so():
    command = ("critical", "--activation", "tanhshrink", "--depth", "50", *SHALLOW)
    assert "less beyond q = 10000, where none is sought" in " ".join(good(*command).split())


def test_a_width_at_every_depth_says_so():
    command = ("critical", "--activation", "linear", "--sigma-b2", "0", "--target-width", "3")
    assert "every depth has a spectral width of 3 or less" in refused(2, *command)
