"""What the configuration wants of trained networks; the words that steps are called with."""

import copy

import pytest
import yaml

from freewidth.symmetric.laws import MATRIXLAWS
from freewidth.symmetric.matrices import MATRICES
from freewidth.symmetric.trained.data import FILES
from scripts.fingerprint import ROOT
from workflow import hessians

DEFAULT = yaml.safe_load((ROOT / "config/default.yaml").read_text())
SCHEMA = yaml.safe_load((ROOT / "config/schema.yaml").read_text())


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
    assert set(SCHEMA["$defs"]["data"]["enum"]) == set(FILES)


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
