"""What the configuration wants of trained networks; the words that steps are called with."""

import copy
import shlex

import pytest
import yaml

from freewidth.symmetric.laws import MATRIXLAWS
from freewidth.symmetric.matrices import MATRICES
from freewidth.symmetric.trained.data import FILES, load
from freewidth.symmetric.trained.mlp import MLP
from scripts.fingerprint import ROOT
from scripts.hessians._data import DATA, Sizes, parameters
from workflow import hessians

DEFAULT = yaml.safe_load((ROOT / "config/default.yaml").read_text())


@pytest.fixture
def config():
    return copy.deepcopy(DEFAULT)


def test_names_say_data_activation_and_sizes(config):
    names = list(hessians.networks(config))
    assert names[0] == "digits-tanh-logistic"
    assert "digits-tanh-16-16" in names
    assert hessians.SWEEP not in names


def test_a_network_listed_twice_is_refused(config):
    config["trained"]["networks"] *= 2
    with pytest.raises(ValueError, match="twice"):
        hessians.networks(config)


def test_unknown_names_list_what_exists(config):
    config["trained"]["families"] = {"wignre": {}}
    with pytest.raises(ValueError, match=r"wignre.*available:.*wigner"):
        hessians.families(config)
    config["trained"]["networks"][0]["activation"] = "tahn"
    with pytest.raises(ValueError, match=r"tahn.*available:.*tanh"):
        hessians.networks(config)
    config["trained"]["sweep"]["activation"] = "tahn"
    with pytest.raises(ValueError, match=r"tahn.*available:.*tanh"):
        hessians.sweep(config)


def test_the_configuration_names_what_is_registered(config):
    assert set(hessians.families(config)) == set(MATRIXLAWS)
    assert set(config["trained"]["controls"]["laws"]) <= set(MATRICES)
    assert set(DATA) == set(FILES)


@pytest.mark.parametrize("name", DATA)
def test_the_sizes_of_data_that_a_plan_knows_are_those_of_the_data(name):
    data = load(name)
    assert DATA[name] == Sizes(*data.x.shape, data.classes)
    assert parameters(DATA[name], [5, 4]) == MLP((data.x.shape[1], 5, 4, data.classes)).parameters


def test_the_sweep_trains_each_shape_once_to_the_end(config):
    s = config["trained"]["sweep"]
    found = hessians.sweep(config)
    assert (found.runs, found.epochs) == (1, (s["epochs"],))
    assert [list(shape) for shape in found.hidden] == s["hidden"]
    assert list(found.samples) == s["samples"]


def test_networks_are_followed_on_all_their_data(config):
    for network in hessians.networks(config).values():
        assert network.samples == ()
        assert len(network.hidden) == 1
        assert list(network.epochs) == config["trained"]["epochs"]


def test_options_are_given_once_for_each_thing():
    assert (
        hessians.repeated("--hidden", [(8,), (), (16, 16)]) == "--hidden 8 --hidden --hidden 16 16"
    )
    shapes = {"depth": [2, 3], "ratio": [0.5]}
    assert hessians.lists("--shape", shapes) == "--shape depth 2 3 --shape ratio 0.5"
    families = {"wigner": {}, "wishart": {"ratio": [0.5, 2.0]}}
    assert hessians.shapes(families) == "--shape wishart.ratio 0.5 2.0"
    laws = {"wigner": {}, "percolated_wishart": {"row": 2.0, "column": 1}}
    expected = "--law wigner --law percolated_wishart row=2.0 column=1"
    assert hessians.pairs("--law", laws) == expected
    assert hessians.pairs("--law", {}) == ""


def test_words_are_quoted_for_a_shell():
    hostile = {"$(touch pwned)": {"a;b": "../x"}}
    assert shlex.split(hessians.pairs("--law", hostile)) == ["--law", "$(touch pwned)", "a;b=../x"]
    assert "'$(touch pwned)'" in hessians.pairs("--law", hostile)
