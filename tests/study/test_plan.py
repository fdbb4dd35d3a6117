"""From a file to networks: what is said is what is made, and what is wrong is told."""

import shutil

import pytest
import yaml
from snakemake.exceptions import WorkflowError

from freewidth.network import Network
from freewidth.residual_network import ResidualNetwork
from scripts.fingerprint import ROOT
from scripts.study import architecture
from scripts.study.architecture import Architecture
from tests.study.made import study
from workflow.study.plan import planned

EXAMPLES = sorted((ROOT / "config/examples").glob("*.yaml"))
PLAIN = {"ensemble": "gaussian", "activation": "tanh", "depth": 2}
BASE = {"architecture": PLAIN, "widths": [8, 16, 32]}


def of(**change):
    """Another architecture."""
    return {"architecture": PLAIN | change}


def without(key):
    """One without a key."""
    return {"architecture": {k: v for k, v in PLAIN.items() if k != key}}


def plan(tmp_path, given):
    """The plan of plain data, written into a file."""
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(given, sort_keys=False))
    return planned(given, [path])


def said(tmp_path, given):
    """The faults of plain data."""
    with pytest.raises(WorkflowError) as caught:
        plan(tmp_path, given)
    return str(caught.value)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_a_study(path, tmp_path, rng):
    own = study(tmp_path, rng).with_name(path.name)
    shutil.copy(path, own)
    shutil.copy(own.with_name("net.safetensors"), own.with_name("trained.safetensors"))
    found = planned(yaml.safe_load(own.read_text()), [own])
    assert len(found.networks) + len(found.models) in (2, 3, 6)
    assert len(path.read_text().splitlines()) <= 20


def test_one_value_is_that_of_all_layers_and_an_initialisation_says_what_differs(tmp_path):
    given = BASE | {"initialisations": {"a": {}, "b": {"sigma_w2": [1, 2], "activation": "relu"}}}
    found = plan(tmp_path, given).networks
    assert found["a"].network == Network("gaussian", "tanh", depth=2)
    assert found["b"].network == Network("gaussian", "relu", sigma_w2=(1.0, 2.0))


def test_a_sweep_makes_every_combination_in_the_order_of_the_file(tmp_path):
    found = plan(tmp_path, BASE | {"sweep": {"sigma_w2": [1, 1.5], "depth": [3, 2]}}).networks
    assert list(found) == [
        "sigma_w2=1.0-depth=3", "sigma_w2=1.0-depth=2",
        "sigma_w2=1.5-depth=3", "sigma_w2=1.5-depth=2",
    ]  # fmt: skip
    assert found["sigma_w2=1.5-depth=3"].network == Network("gaussian", "tanh", 3, sigma_w2=1.5)


def test_files_lie_beside_the_study_and_say_what_they_would_say_elsewhere(tmp_path, rng):
    study(tmp_path, rng)
    (tmp_path / "layers.yaml").write_text(
        "width: 1\nlayers:\n- {ensemble: orthogonal, activation: tanh, sigma_w2: 1.5, width: 2}\n"
        "- {ensemble: gaussian, activation: linear, width: 1}\n"
    )
    given = BASE | {
        "initialisations": {"read": {"layers": "layers.yaml"}, "fed": {"input": "x.npy"}}
    }
    found = plan(tmp_path, given).networks
    net = Network(
        ("orthogonal", "gaussian"), ("tanh", "linear"), sigma_w2=(1.5, 1.0), widths=(1, 2, 1)
    )
    assert found["read"].network == net
    assert found["fed"].network.q0 == pytest.approx(5.25 / 4, rel=1e-15)


def test_layers_that_add_are_residual(tmp_path):
    found = plan(tmp_path, BASE | of(residual=0.5))
    assert found.networks["network"].network == ResidualNetwork("gaussian", "tanh", 2, scale=0.5)


@pytest.mark.parametrize("ratios", [(), (1.0, 2.0, 1.0)])
def test_words_of_a_network_make_it_again(ratios):
    net = Architecture(("gaussian", "uniform"), ("tanh", "linear"), (1.0, 1 / 3), (0.0, 1e-9),
                       ("gaussian", "laplace"), 0.7, ratios)  # fmt: skip
    parser = architecture.ArgumentParser()
    architecture.add(parser)
    assert architecture.read(parser.parse_args(net.words)) == net
    assert Architecture.restore(net.data) == net


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (of(ensemble="gausian"), 2, "is gaussian meant?"),
        (of(depht=2), 5, "is depth meant?"),
        (without("ensemble"), 1, "lacks ensemble"),
        (without("depth"), 1, "depth is needed"),
        (of(activation=["tanh"] * 3), 1, "activation has 3 entries"),
        (of(activation="quadratic"), 1, "unbounded"),
        (of(ensemble="complex_gaussian", activation="linear"), 1, "complex weights"),
        (of(residual=1, ratios=[1, 2, 1]), 1, "one size"),
        (of(input="gone.npy"), 1, "No such file"),
        (of(q0=0), 1, "raise one"),
        (of(ratios=[1, 900, 1]), 12, "28800 units"),
        ({"initialisations": {"a": {}, "b": {"sigma_w2": 1}}}, 11, "b is the same network as a"),
        ({"sweep": {"sigma_w2": [0.5 + i / 100 for i in range(60)]}}, 9, "makes 60 networks"),
        ({"widths": [8, 16]}, 5, "three widths or more"),
        ({"networks": [3, 4]}, 9, "2 numbers for 3 widths"),
        ({"models": {"a": {"file": "gone.npz", "activations": ["tanh"]}}}, 11, "no such file"),
        ({"rivals": ["all"]}, 10, "needs one of others, deeper, shifted"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(change, line, words, tmp_path):
    text = said(tmp_path, BASE | change)
    assert f"mine.yaml:{line}:" in text, text
    assert words in text, text
    assert max(map(len, text.splitlines())) <= 200


def test_all_mistakes_are_told_at_once_and_nothing_to_do_is_one(tmp_path):
    text = said(tmp_path, {"seed": -1, "widths": [8], "titel": "x", "networks": 1})
    assert "4 faults" in text
    assert "mine.yaml:1: the whole" in said(tmp_path, {"title": "x"})
    assert "nothing to do" in said(tmp_path, {"title": "x"})
    assert "lacks widths" in said(tmp_path, {"architecture": PLAIN})


def test_what_takes_long_is_said_and_what_fills_memory_is_refused(tmp_path):
    assert plan(tmp_path, BASE).cost == ""
    assert plan(tmp_path, BASE | {"widths": [256, 512, 1024], "networks": 2000}).cost
    text = said(tmp_path, BASE | {"networks": 10_000_000})
    assert "makes 80,000,000 eigenvalues of one width" in text


def test_without_a_file_there_is_no_study():
    with pytest.raises(WorkflowError, match="--configfile"):
        planned({}, [])
