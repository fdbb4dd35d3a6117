"""The plan for trained networks follows from the configuration."""

import copy

import pytest
import yaml
from workflow.fingerprint import ROOT

from claims import CLAIMS
from freewidth.symmetric.laws import MATRIXLAWS
from freewidth.symmetric.matrices import MATRICES
from freewidth.symmetric.trained.data import FILES
from workflow import hessians, plan

DEFAULT = yaml.safe_load((ROOT / "config/default.yaml").read_text())
SCHEMA = yaml.safe_load((ROOT / "config/schema.yaml").read_text())


@pytest.fixture
def config():
    return copy.deepcopy(DEFAULT)


def test_names_say_data_activation_and_sizes(config):
    names = list(hessians.cases(config))
    assert names[0] == "digits-tanh-logistic"
    assert "digits-tanh-16-16" in names


def test_a_network_listed_twice_is_refused(config):
    config["trained"]["networks"] *= 2
    with pytest.raises(ValueError, match="twice"):
        hessians.cases(config)


def test_unknown_names_list_what_exists(config):
    config["trained"]["families"] = {"wignre": {}}
    with pytest.raises(ValueError, match=r"wignre.*available:.*wigner"):
        hessians.families(config)
    config["trained"]["networks"][0]["activation"] = "tahn"
    with pytest.raises(ValueError, match=r"tahn.*available:.*tanh"):
        hessians.cases(config)


def test_the_configuration_names_what_is_registered(config):
    assert set(hessians.families(config)) == set(MATRIXLAWS)
    assert set(config["trained"]["controls"]["laws"]) <= set(MATRICES)
    assert set(SCHEMA["$defs"]["data"]["enum"]) == set(FILES)


def test_batches_hold_everything_once(config):
    for size in (1, 3):
        config["batch"] = size
        batches = list(hessians.batches(hessians.tried(config), config))
        assert [name for _, some in batches for name in some] == hessians.tried(config)
        assert len({label for label, _ in batches}) == len(batches)


def test_every_file_is_listed_once_and_for_the_manifest(config):
    found = hessians.artifacts(config)
    assert len(set(found)) == len(found)
    assert set(found) <= set(plan.artifacts(config))


def test_families_of_claims_are_read_as_the_library_has_them():
    for family, names in plan.families().items():
        assert set(names) == {name for name, claim in CLAIMS.items() if claim.family == family}
    assert plan.claims() == tuple(CLAIMS)


def test_constants_are_read_from_sources():
    assert plan.constant('A = ("x", "y")\nB = 1', "A", ()) == ("x", "y")
    assert plan.constant("B = 1", "A", "none") == "none"
