"""The plan of the experiments follows from the configuration."""

import copy

import pytest
import yaml
from workflow.fingerprint import ROOT

from scripts import finite
from workflow import experiments, plan

DEFAULT = yaml.safe_load((ROOT / "config/default.yaml").read_text())


@pytest.fixture
def config():
    return copy.deepcopy(DEFAULT)


def test_every_experiment_of_the_configuration_is_one(config):
    assert set(experiments.cases(config)) <= set(finite.names())


def test_every_case_is_an_artifact(config):
    found = experiments.artifacts(config)
    config["experiments"]["tangent"]["cases"].append("laplace")
    assert set(experiments.artifacts(config)) - set(found) == {
        "results/experiments/tangent/laplace.npz"
    }


def test_entries_are_those_that_are_named(config):
    found = experiments.entries(config, "outputs")
    assert "freewidth.ensembles.laplace" in found
    assert "freewidth.activations.tanh" in found
    assert "freewidth.activations.relu" not in found
    found = experiments.entries(config, "holomorphic")
    assert "freewidth.ensembles._extra.unitary" in found
    assert "freewidth.activations._extra.quadratic" in found


def test_settings_are_all_but_the_cases(config):
    found = experiments.settings(config, "gluings")
    assert found.keys() == config["experiments"]["gluings"].keys() - {"cases"}


@pytest.mark.parametrize("batch", [1, 4, 100])
def test_every_case_has_one_process(config, batch):
    config["batch"] = batch
    found = experiments.processes(config)
    paths = [case.path for some in found.values() for case in some]
    assert sorted(paths) == sorted(plan.paths(experiments.index(config)))
    sizes = [len(some) for some in found.values()]
    assert len(sizes) == -(-len(paths) // batch)
    assert max(sizes) <= min(sizes) + 1 <= batch + 1
