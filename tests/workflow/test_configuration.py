"""The configuration is closed, complete, and what the report is told of it is all of it."""

import copy
import json
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import BaseModel
from snakemake.exceptions import WorkflowError

from scripts.fingerprint import ROOT
from scripts.finite import experiments
from scripts.publish import _settings
from tests import configuration_page
from tests.workflow import mutants
from workflow import schema
from workflow.configuration import check, completed
from workflow.reading import LARGEST, Unreadable, read

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


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_is_laid_over_the_default(profile):
    given = copy.deepcopy(PROFILES[profile])
    assert completed(given, ROOT / "config") == merged(DEFAULT, PROFILES[profile])
    assert given == PROFILES[profile]


def test_a_grid_of_the_default_that_is_null_is_left_out():
    found = completed({"grids": {"wide": None}}, ROOT / "config")
    assert found["grids"].keys() == DEFAULT["grids"].keys() - {"wide"}
    with pytest.raises(WorkflowError, match=r"grids\.mine"):
        completed({"grids": {"mine": None}}, ROOT / "config")


def test_every_part_of_the_model_is_closed_and_demands_everything_and_says_what_it_means():
    parts = [part for part in vars(schema).values() if isinstance(part, type)]
    parts = [part for part in parts if issubclass(part, BaseModel) and part is not BaseModel]
    assert len(parts) > 10
    for part in parts:
        assert part.model_config["extra"] == "forbid"
        for name, field in part.model_fields.items():
            assert field.is_required(), name
            assert field.description, name


def numbers(node, place=()):
    """Every number of a JSON schema, with its place."""
    if isinstance(node, dict):
        if node.get("type") in ("integer", "number"):
            yield place, node
        for key, value in node.items():
            yield from numbers(value, (*place, key))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from numbers(value, (*place, i))


def test_every_number_has_a_least_and_a_largest_value():
    found = list(numbers(configuration_page.model()))
    assert len(found) > 100
    for place, node in found:
        if "samples" not in place:  # as many as the data set has
            assert {"minimum", "exclusiveMinimum"} & set(node), place
            assert {"maximum", "exclusiveMaximum"} & set(node), place


def test_what_editors_are_told_is_current_and_fits_the_profiles():
    """If this fails: ``python -m tests.configuration_page``."""
    text = configuration_page.SCHEMA.read_text()
    assert text == configuration_page.schema()
    validator = Draft202012Validator(json.loads(text))
    for given in (DEFAULT, QUICK):
        assert not list(validator.iter_errors(given))
    assert list(validator.iter_errors({"seed": -1}))
    assert list(validator.iter_errors({"experiments": {"rotations": {"dept": 3}}}))


def test_the_page_is_current():
    """If this fails: ``python -m tests.configuration_page``."""
    page = configuration_page.PAGE.read_text()
    assert page == configuration_page.filled(page, configuration_page.tables())


def test_every_setting_of_every_experiment_is_accepted_as_it_is():
    for profile in ("paper", "quick"):
        whole = {
            name: experiments.plain(experiments.settings(name, profile))
            for name in experiments.names()
        }
        given = completed({"profile": profile, "experiments": whole}, ROOT / "config")
        assert given["experiments"] == whole


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
    config = mutants.put(DEFAULT, path, value)
    with pytest.raises(WorkflowError) as caught:
        completed(config, ROOT / "config")
    lines = str(caught.value).splitlines()
    assert max(map(len, lines)) <= 200
    assert any(str(key) in str(caught.value) for key in path)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("seed: x", "config: mine.yaml:1: seed = 'x'\n  needs a whole number, at least 0, at most"),
        ("trained: {rate: 1e-3}", "config: mine.yaml:1: trained.rate = '1e-3'\n  needs a number "
         "(YAML takes this for text: write 1.0e-3"),
        ("\nsed: 3", "config: mine.yaml:2: sed = 3\n  there is no such key (is seed meant?)\n"),
        ("grids:\n  main:\n    sigma_w2: .nan",
         "config: mine.yaml:3: grids.main.sigma_w2 = nan\n  needs a finite number, at least 1e-06"),
        ("grids:\n  main:\n    widths:\n    - {width: 8}\n",
         "config: mine.yaml:4: grids.main.widths.0 = {'width': 8}\n  lacks networks"),
        ("grids: {main: {bias: gausian}}", "config: mine.yaml:1: grids.main.bias = 'gausian'\n"
         "  is no name known here (is gaussian meant?); needs one of "),
        ("trained: {sweep: {activation: tahn}}", "config: mine.yaml:1: trained.sweep.activation = "
         "'tahn'\n  is no name known here (is tanh meant?)"),
        ("trained: {controls: {laws: {wig: {}}}}", "config: mine.yaml:1: trained.controls.laws = "),
        ("experiments:\n  rotations:\n    depth: 1", "config: mine.yaml:3: "
         "experiments.rotations.depth = 1\n  rotations.depth = 1: needs at least 2"),
    ],
)  # fmt: skip
def test_an_error_says_where_what_and_what_is_allowed(given, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "mine.yaml"
    path.write_text(given)
    with pytest.raises(WorkflowError) as caught:
        completed(yaml.safe_load(given), ROOT / "config", [path])
    assert str(caught.value).startswith(said)
    assert len(str(caught.value).splitlines()) <= 3


def test_what_a_command_line_says_has_no_line(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("seed: 3\n")
    with pytest.raises(WorkflowError, match=r"^config: --config: seed = -1"):
        completed({"seed": -1}, ROOT / "config", [path])


def test_a_list_or_mapping_that_is_too_long_says_how_long_it_is():
    many = {f"grid_{n}": DEFAULT["grids"]["main"] for n in range(100)}
    total = 100 + len(DEFAULT["grids"])
    with pytest.raises(WorkflowError) as caught:
        completed({"grids": many}, ROOT / "config")
    assert f" ({total} entries)\n  needs 100 entries or fewer\n" in str(caught.value)
    with pytest.raises(WorkflowError, match=r"depths = \[\]\n"):  # which is shown whole
        completed({"grids": {"main": {"depths": []}}}, ROOT / "config")


def test_several_faults_are_listed_and_many_are_counted():
    wrong: dict[str, Any] = {"seed": -1, "vector": 3, "grids": {"main": {"block": 0}}}
    with pytest.raises(WorkflowError) as caught:
        completed(wrong, ROOT / "config")
    assert str(caught.value).startswith("config: 3 faults\n")
    for word in ("seed = -1", "vector = 3", "grids.main.block = 0"):
        assert word in str(caught.value)
    with pytest.raises(WorkflowError, match=r"config: 30 faults\n(?s:.*)\.\.\. and 20 more$"):
        completed({f"k{i}": 1 for i in range(30)}, ROOT / "config")


@pytest.mark.parametrize(("what", "content"), mutants.SYNTAX)
def test_a_file_that_is_none_ends_in_a_sentence(what, content, tmp_path):
    """Or, where it is YAML of something else, in what the model says of it."""
    mutant = mutants.Mutant("syntax", what, content)
    assert mutants.verdict(mutant, tmp_path) == "refused", what


def test_files_that_are_not_there_or_no_files(tmp_path):
    for path, said in (
        (tmp_path / "none.yaml", "No such file"),
        (tmp_path, "is no file"),
    ):
        with pytest.raises(Unreadable, match=said) as caught:
            read(path)
        assert "\n" not in str(caught.value)
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (LARGEST + 1))
    with pytest.raises(Unreadable, match=r"1,000,001 bytes"):
        read(large)


def test_merged_keys_of_yaml_are_read(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n")
    found = read(path)
    assert found.data["b"] == {"x": 1, "y": 3}
    assert found.line(("b", "y")) == (2, 4)
    assert found.line(("b", "z")) == (1, 2)


def test_a_few_of_each_kind_of_mutant_are_judged_as_they_should_be():
    """The whole is ``test_mutants``; another sample of each kind: one that the page counts."""
    tally, bad = mutants.counts(3)
    assert not bad
    assert {kind for kind, _ in tally} == set(mutants.EVERY)


@pytest.mark.slow
def test_mutants():
    tally, bad = mutants.counts(mutants.EACH)
    assert not bad
    assert tally.total() >= 1000
    assert mutants.table(tally) in configuration_page.PAGE.read_text()


def test_the_judge_of_mutants_can_say_no(tmp_path):
    """A right one that is called wrong, a wrong one that is called right."""
    fine = mutants.Mutant("accepted", "nothing", b"seed: 1\n")
    assert mutants.wrong(fine, mutants.verdict(fine, tmp_path))
    bad = mutants.Mutant("types", "seed", b"seed: x\n", right=True)
    assert mutants.wrong(bad, mutants.verdict(bad, tmp_path))


@pytest.mark.parametrize("name", ["cdua", "no.such", "", "os", "os.path"])
def test_a_device_that_there_cannot_be_is_refused_with_those_there_are(name):
    with pytest.raises(WorkflowError, match="cpu, cuda, numpy"):
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


def test_a_whole_configuration_can_be_checked_by_itself(config):
    check(config)
