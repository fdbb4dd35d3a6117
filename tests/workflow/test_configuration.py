"""The configuration is closed, complete, and what the report is told of it is all of it."""

import copy

import pytest
import yaml
from jsonschema import Draft202012Validator
from snakemake.exceptions import WorkflowError

from scripts.fingerprint import ROOT
from scripts.publish import _settings
from scripts.spectra.grids import MAIN
from workflow.configuration import completed

SCHEMA = yaml.safe_load((ROOT / "config/schema.yaml").read_text())
DEFAULT = yaml.safe_load((ROOT / "config/default.yaml").read_text())
QUICK = yaml.safe_load((ROOT / "config/quick.yaml").read_text())
PROFILES = {"paper": {}, "quick": QUICK}


def merged(config, over):
    """As a user expects one configuration over another: mappings merge, the rest is replaced."""
    if not (isinstance(config, dict) and isinstance(over, dict)):
        return over
    return {**config, **{k: merged(config[k], v) if k in config else v for k, v in over.items()}}


@pytest.fixture(params=PROFILES)
def config(request):
    return completed(PROFILES[request.param], ROOT / "config")


def errors(config):
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(config)]


def objects(schema):
    """Every part of a schema that describes a mapping."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from objects(value)


def test_profiles_fit_the_schema(config):
    assert errors(config) == []


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_is_laid_over_the_default(profile):
    given = copy.deepcopy(PROFILES[profile])
    assert completed(given, ROOT / "config") == merged(DEFAULT, PROFILES[profile])
    assert given == PROFILES[profile]


def test_the_schema_is_closed_and_demands_everything():
    for part in objects(SCHEMA):
        assert "additionalProperties" in part
        if "properties" in part:
            assert part["additionalProperties"] is False
            assert set(part["required"]) == set(part["properties"])


def test_defaults_in_the_schema_are_those_of_the_default_profile():
    top, grid = SCHEMA["properties"], SCHEMA["$defs"]["grid"]["properties"]
    parts = ("grids", "trained")
    assert {k: v["default"] for k, v in top.items() if k not in parts} == {
        k: v for k, v in DEFAULT.items() if k not in parts
    }
    for name, value in top["trained"]["properties"].items():
        assert value.get("default", DEFAULT["trained"][name]) == DEFAULT["trained"][name], name
    assert {k: v["default"] for k, v in grid.items()} == DEFAULT["grids"][MAIN]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("sede",), 1),
        (("batch",), 3),  # there was such a key
        (("profile",), "large"),
        (("seed",), "2020"),
        (("grids", "main", "block"), 0),
        (("grids", "main", "dependences"), [True]),
        (("grids", "main", "rivals"), ["wrong"]),
        (("grids", "main", "figures"), "none"),
        (("grids", "main", "ratios"), [[1, 0]]),
        (("grids", "main", "sigma_w2"), 0),
        (("grids", "main", "sigma_b2"), -0.1),
        (("grids", "main", "widths"), [{"width": 8, "networks": 4}]),
        (("grids", "main", "widths"), [{"width": 8, "network": 4}, {"width": 9, "networks": 4}]),
        (("grids", "main", "depth"), [2]),
        (("grids", "main", "ensembles"), []),
        (("grids", "Main"), DEFAULT["grids"]["main"]),
        (("trained", "networks"), [{"data": "mnist", "hidden": [], "activation": "tanh"}]),
        (("trained", "removed"), [0.9]),
        (("trained", "families"), ["wigner"]),
        (("trained", "lanczos", "exact", "ways", "plain", "probes"), 1),
        (("experiments",), ["rotations"]),
        (("experiments", "rotations"), 3),
    ],
)
def test_a_wrong_configuration_is_refused(path, value):
    config = copy.deepcopy(DEFAULT)
    inside = config
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    assert errors(config)
    with pytest.raises(WorkflowError) as caught:
        completed(config, ROOT / "config")
    lines = str(caught.value).splitlines()
    assert len(lines) <= 3
    assert max(map(len, lines)) <= 200
    assert any(str(key) in lines[0] for key in path)
    assert lines[1].startswith("allowed: ")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"seed": "x"}, "config: seed = 'x'\nallowed: type integer, minimum 0\nMaster seed of"),
        ({"sed": 3}, "config: the whole has no key 'sed' (is seed meant?)\nallowed: profile, "),
        ({"grids": {"Main": {}}}, "config: grids has the key 'Main'\nallowed: pattern ^[a-z]"),
        ({"grids": {"main": {"widths": [{"width": 8}, *[{"width": 9, "networks": 4}] * 2]}}},
         "config: grids.main.widths.0 lacks the keys networks\nallowed: width, networks"),
    ],
)  # fmt: skip
def test_an_error_says_which_key_what_it_got_and_what_is_allowed(given, said):
    with pytest.raises(WorkflowError) as caught:
        completed(given, ROOT / "config")
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("name", ["cdua", "no.such", ""])
def test_a_device_that_there_cannot_be_is_refused_with_those_there_are(name):
    with pytest.raises(WorkflowError, match="neither cpu nor cuda"):
        completed({"device": name}, ROOT / "config")


@pytest.mark.parametrize("name", ["cpu", "cuda", "numpy"])
def test_a_device_may_be_an_array_library_and_a_gpu_may_be_elsewhere(name):
    assert completed({"device": name}, ROOT / "config")["device"] == name


def test_a_user_may_add_a_grid_and_set_an_experiment():
    mine = {**DEFAULT["grids"]["wide"], "depths": [4]}
    given = {"grids": {"mine": mine}, "experiments": {"rotations": {"depth": 2}}}
    config = completed(given, ROOT / "config")
    assert config["grids"].keys() == DEFAULT["grids"].keys() | {"mine"}
    assert config["experiments"] == {"rotations": {"depth": 2}}


def test_words_hold_the_whole_configuration(config):
    words = list(_settings.words(config))
    assert _settings.read(words) == config
    assert not [word for word in words if "\n" in word]
    assert "grids.main.depths=[2, 3, 5]" in _settings.words(DEFAULT)


@pytest.mark.parametrize(
    "value",
    ["true", "1.0", "a = b", "x.y: 1", "", "#", "é", None, True, 1e-9, 10**20, [], {}, ["true", 1]],
)
def test_words_keep_the_kind_of_a_value(value):
    (word,) = _settings.words({"key": value})
    found = _settings.read([word])
    assert found == {"key": value}
    assert type(found["key"]) is type(value)
