"""The plan follows from the configuration; the configuration is closed."""

import copy
import json

import pytest
import yaml
from jsonschema import Draft202012Validator
from workflow.fingerprint import ROOT

from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import ENSEMBLES
from workflow import grids, plan

SCHEMA = yaml.safe_load((ROOT / "config/schema.yaml").read_text())
DEFAULT = yaml.safe_load((ROOT / "config/default.yaml").read_text())
QUICK = yaml.safe_load((ROOT / "config/quick.yaml").read_text())


def merged(config, over):
    """As Snakemake lays one configuration over another: mappings merge, the rest is replaced."""
    if not (isinstance(config, dict) and isinstance(over, dict)):
        return over
    return {**config, **{k: merged(config[k], v) if k in config else v for k, v in over.items()}}


PROFILES = {"paper": DEFAULT, "quick": merged(DEFAULT, QUICK)}


@pytest.fixture(params=PROFILES)
def config(request):
    return copy.deepcopy(PROFILES[request.param])


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


def test_the_schema_is_closed_and_demands_everything():
    for part in objects(SCHEMA):
        assert "additionalProperties" in part
        if "properties" in part:
            assert part["additionalProperties"] is False
            assert set(part["required"]) == set(part["properties"])


def test_defaults_in_the_schema_are_those_of_the_default_profile():
    top, grid = SCHEMA["properties"], SCHEMA["$defs"]["grid"]["properties"]
    parts = ("grids", "trained", "experiments")
    assert {k: v["default"] for k, v in top.items() if k not in parts} == {
        k: v for k, v in DEFAULT.items() if k not in parts
    }
    for name, value in top["trained"]["properties"].items():
        assert value.get("default", DEFAULT["trained"][name]) == DEFAULT["trained"][name], name
    assert {k: v["default"] for k, v in grid.items()} == DEFAULT["grids"][plan.MAIN]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("sede",), 1),
        (("seed",), "2020"),
        (("grids", "main", "block"), 0),
        (("grids", "main", "dependences"), [True]),
        (("grids", "main", "rivals"), ["wrong"]),
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
        (("experiments", "gluings", "cases"), []),
        (("experiments", "outputs", "widths"), [[16, 100]]),
        (("experiments", "dilution", "coranks"), [5]),
        (("trained", "families"), ["wigner"]),
        (("trained", "lanczos", "exact", "ways", "plain", "probes"), 1),
    ],
)
def test_a_wrong_configuration_is_refused(path, value):
    config = copy.deepcopy(DEFAULT)
    inside = config
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    assert errors(config)


def test_registries_are_read_as_the_library_reads_them():
    assert plan.entries("freewidth/ensembles") == tuple(ENSEMBLES)
    assert plan.entries("freewidth/activations") == tuple(ACTIVATIONS)


def test_an_unknown_name_lists_what_exists():
    with pytest.raises(ValueError, match=r"gaussain.*available:.*gaussian"):
        plan.chosen(["gaussain"], "freewidth/ensembles")


def test_a_width_listed_twice_is_refused():
    config = copy.deepcopy(DEFAULT)
    config["grids"]["main"]["widths"] *= 2
    with pytest.raises(ValueError, match="twice"):
        grids.grids(config)


def test_every_depth_needs_its_row_of_ratios():
    with pytest.raises(ValueError, match=r"depths \(2,\) need one row"):
        design(ratios=((1, 2),))
    assert design(ratios=((1, 2, 3),)).network(2)["widths"] == (1, 2, 3)


def test_no_network_is_on_two_grids(config):
    """Nothing is sampled twice."""
    found = [
        (case.dependence, case.ensemble, activation, str(network), width)
        for case in grids.cases(grids.grids(config))
        for activation in case.grid.design.activations
        for network in case.grid.design.networks
        for width, _ in case.grid.design.widths
    ]
    assert len(set(found)) == len(found)


def design(**changes):
    values = {
        "seed": 1, "sigma_w2": 1.0, "sigma_b2": 0.1, "q0": 1.0, "activations": ("tanh",),
        "depths": (2,), "widths": ((8, 5), (16, 4)), "block": 2,
    }  # fmt: skip
    return grids.Design(**(values | changes))


def test_blocks_cover_every_replicate_once():
    blocks = list(design().blocks())
    for width, replicates in design().widths:
        covered = [r for w, _, block in blocks if w == width for r in block]
        assert covered == list(range(replicates))
    assert max(len(block) for _, _, block in blocks) == 2


def test_a_design_survives_json(config):
    for grid in grids.grids(config).values():
        assert grids.Design.of(json.loads(json.dumps(grid.design.asdict()))) == grid.design


@pytest.mark.parametrize(
    "change",
    [{"depths": (2, 3)}, {"widths": ((8, 5), (16, 4), (32, 2))}, {"widths": ((8, 9), (16, 4))},
     {"activations": ("relu", "tanh")}],
)  # fmt: skip
def test_growing_a_design_adds_files_and_keeps_the_rest(change):
    assert set(design().samples()) < set(design(**change).samples())


def test_artifacts_are_named_once(config):
    found = plan.artifacts(config)
    assert len(found) == len(set(found))


def test_every_figure_and_notebook_has_a_sheet_per_value(config):
    every = grids.grids(config)
    for sources in ("scripts/figures", "notebooks"):
        for name, sheets in plan.sheets(sources, every, ("some", "networks")).items():
            values = [s.value for s in sheets if s.grid == plan.MAIN]
            parameter = sheets[0].parameter
            if parameter in plan.GRIDDED:
                assert values == list(every[plan.MAIN].values(parameter)), name
            elif parameter == "network":
                assert values == ["some", "networks"], name
            else:
                assert len(set(values)) == len(values) > 0, name


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def draw(study, ensemble): pass", {"study", "ensemble"}),
        (
            'x = 1\n# %% tags=["parameters"]\nactivation = "tanh"\n# %%\nensemble = 2',
            {"activation"},
        ),
    ],
)
def test_parameters_are_read_from_the_source(source, expected):
    assert plan.parameters(source) == expected


@pytest.mark.parametrize("size", [1, 3, 100])
def test_batches_cover_every_sheet_once(config, size):
    for sheets in plan.sheets("scripts/figures", grids.grids(config), ("some",)).values():
        batches = list(plan.batches(sheets, size))
        assert [sheet for _, some in batches for sheet in some] == sheets
        assert max(len(some) for _, some in batches) <= size
        assert len({label for label, _ in batches}) == len(batches)
