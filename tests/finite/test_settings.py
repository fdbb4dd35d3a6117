"""Settings of every experiment: what they say of themselves, and what they refuse."""

import json
from dataclasses import fields

import pytest
import yaml

from freewidth.errors import InvalidInputError
from scripts.finite import experiments


@pytest.fixture(params=["paper", "quick"])
def settings(name, request):
    return experiments.settings(name, request.param)


def test_every_field_is_described(name):
    described = type(experiments.settings(name, "paper")).__doc__.partition("Attributes:")[2]
    for field in fields(experiments.settings(name, "paper")):
        assert f"\n        {field.name}: " in described, field.name


def test_both_profiles_are_settings_of_the_experiment(name):
    module = experiments.load(name)
    assert isinstance(module.PAPER, module.Settings)
    assert isinstance(module.QUICK, module.Settings)
    assert set(module.QUICK.cases) <= set(module.PAPER.cases)


def test_settings_survive_a_configuration_file(name, settings):
    """Everything written as JSON and laid over either profile is what it was."""
    text = json.dumps(experiments.plain(settings))
    for profile in ("paper", "quick"):
        assert experiments.settings(name, profile, json.loads(text)) == settings


def test_no_override_changes_nothing(name, settings):
    module = experiments.load(name)
    assert settings in (module.PAPER, module.QUICK)
    assert experiments.settings(name, "paper", {}) == module.PAPER


def test_cases_are_no_settings_of_a_case(name, settings):
    assert "cases" in experiments.plain(settings)
    assert experiments.shared(settings) == {
        key: value for key, value in experiments.plain(settings).items() if key != "cases"
    }


def test_unknown_settings_are_refused_with_those_that_exist(name):
    with pytest.raises(InvalidInputError, match=f"{name} has no setting width; there are") as error:
        experiments.settings(name, "quick", {"width": 3})
    for field in fields(experiments.settings(name, "quick")):
        assert field.name in str(error.value)


def test_a_case_that_is_none_is_refused(name):
    with pytest.raises(InvalidInputError, match=rf"{name}\.cases = .*: no .* is called nobody"):
        experiments.settings(name, "quick", {"cases": ["nobody"]})


@pytest.mark.parametrize("cases", [[], ["tanh", "tanh"], "tanh", [3], None])
def test_cases_are_a_list_of_different_names(name, cases):
    with pytest.raises(InvalidInputError, match=rf"{name}\.cases"):
        experiments.settings(name, "quick", {"cases": cases})


def test_unknown_experiments_and_profiles_are_refused_with_those_that_exist(name):
    with pytest.raises(ValueError, match=f"no experiment named 'nothing'; available: .*{name}"):
        experiments.settings("nothing", "quick")
    with pytest.raises(ValueError, match="no profile named 'tiny'; available: paper, quick"):
        experiments.settings(name, "tiny")


WRONG = [  # experiment, overrides, what is said
    ("gluings", {"networks": 1}, "networks = 1: needs at least 2"),
    ("gluings", {"networks": 2.5}, "networks = 2.5 is of type float, needs int"),
    ("gluings", {"networks": True}, "networks = True is of type bool"),
    ("gluings", {"sizes": []}, r"sizes = \(\): needs 1 entries or more"),
    ("gluings", {"sizes": [[3]]}, r"sizes\[0\] = .*: needs 2 entries"),
    ("gluings", {"sizes": [[3, 0]]}, r"sizes\[0\]\[1\] = 0: needs at least 1"),
    ("corrections", {"depths": [1, 1]}, "depths = .* twice"),
    ("corrections", {"depths": [0]}, r"depths\[0\] = 0: needs at least 1"),
    ("corrections", {"sigma_w2": 0}, "sigma_w2 = 0.0: needs at least 1e-06"),
    ("corrections", {"sigma_b2": -0.1}, "sigma_b2 = -0.1: needs at least 0"),
    ("corrections", {"sigma_b2": "much"}, "sigma_b2 = 'much' is of type str, needs float"),
    ("corrections", {"widths": [[8, 60]]}, "widths = .*: needs 3 widths or more"),
    ("corrections", {"widths": [[8, 60], [8, 70], [9, 70]]}, "widths = .*none twice"),
    (
        "corrections",
        {"widths": [[8, 60], [12, 9], [16, 1]]},
        r"widths\[2\]\[1\] = 1: needs at least 2",
    ),
    ("corrections", {"widths": [[8, 60], [16], [9, 9]]}, r"widths\[1\] = .*: needs 2 entries"),
    ("outputs", {"activation": "nobody"}, "no activation is called nobody"),
    ("outputs", {"gram": [[1.0, 2.0], [2.0, 1.0]]}, "gram = .*the eigenvalue -1"),
    ("outputs", {"gram": [[1.0, 0.5], [0.4, 1.0]]}, "gram = .*symmetric"),
    ("outputs", {"gram": [[1.0, 0.5]]}, "gram = .*symmetric"),
    ("outputs", {"gram": []}, "gram = .*symmetric"),
    ("tangent", {"depth": 1}, "depth = 1: needs at least 2"),
    ("dilution", {"cases": ["tanh"]}, "add 'linear'"),
    ("dilution", {"coranks": [3]}, r"coranks\[0\] = 3: needs at most 2"),
    ("dilution", {"growing": [[4, 2, 9], [6, 2, 9], [8, 9, 9]]}, r"\[\[8, 9\]\]; needs no more"),
    ("fluctuations", {"widths": [[8, 8], [16, 6], [24, 8]]}, r"\[6\] are no multiples of same = 4"),
    ("flaws", {"ensembles": ["gaussian"]}, "lacks orthogonal"),
    ("flaws", {"share": 1.0}, "share = 1.0: needs more than 0, less than 1"),
    ("flaws", {"degree": 30}, "degree = 30: needs at most the smallest width, 24"),
    ("deep", {"cases": ["rademacher"]}, "no ensemble of this experiment is called rademacher"),
    (
        "deep",
        {"sizes": [[2, 24, 9], [2, 32, 9], [2, 48, 9], [3, 48, 9]]},
        r"depths \[3\] have fewer than 3",
    ),
    ("phases", {"factors": [0.9, 1.1]}, "factors = .*needs 3 entries"),
    ("phases", {"correlation": -1.0}, "correlation = -1.0: needs more than -1"),
    ("classes", {"sampled_depth": 7}, "sampled_depth = 7: needs one of the depths"),
    ("classes", {"levels": [0.5, 1.0]}, r"levels\[1\] = 1.0: needs more than 0, less than 1"),
    ("classes", {"ensemble": "gaussian"}, "ensemble = 'gaussian'"),
    (
        "multiplication",
        {"cases": ["one"], "pairs": [["one", [[0, 0, 0.5], [1, 1, 0.4]], [[1, 1, 1]]]]},
        r"pairs\[0\]\[1\] = .*: masses of a spectrum must add up to 1, got 0.9",
    ),
    ("joint_freeness", {"words": ["D1 W1"]}, "'D1 W1' is not spelled like"),
]


@pytest.mark.parametrize(("name", "overrides", "said"), WRONG)
def test_what_is_outside_its_limits_is_refused_with_its_place(name, overrides, said):
    with pytest.raises(InvalidInputError, match=said) as error:
        experiments.settings(name, "quick", overrides)
    assert str(error.value).startswith(f"{name}.")


def test_inputs_in_a_plane_are_inner_products():
    """Three inputs of which one is the sum of the others: an eigenvalue is 0, but for rounding."""
    gram = [[1.0, 0.3, 1.3], [0.3, 1.0, 1.3], [1.3, 1.3, 2.6]]
    assert experiments.settings("outputs", "quick", {"gram": gram}).gram[2][2] == 2.6


def test_whole_numbers_stand_for_floats():
    assert type(experiments.settings("deep", "quick", {"q": 1}).q) is float


def test_words_of_a_command_line_are_yaml():
    given = {"depths": [1, 2], "activation": "tanh", "sigma_b2": 0.1}
    pairs = [word.partition("=") for word in experiments.words(given)]
    assert {field: yaml.safe_load(value) for field, _, value in pairs} == given


def test_registry_entries_are_those_that_are_named():
    found = experiments.registered(experiments.settings("outputs", "paper"))
    assert "freewidth.ensembles.laplace" in found
    assert "freewidth.activations.tanh" in found
    assert "freewidth.activations.relu" not in found
    found = experiments.registered(experiments.settings("holomorphic", "paper"))
    assert "freewidth.ensembles._extra.unitary" in found
    assert "freewidth.activations._extra.quadratic" in found


def test_a_configuration_is_checked(name):
    assert experiments.checked(None) == {}
    given = {name: {"cases": ["nobody"]}}
    assert experiments.checked(given) == given  # values are checked with the profile they lie over
    for wrong, said in (
        ({"nothing": {}}, f"no experiment named 'nothing'; available: .*{name}"),
        ({name: {"width": 3}}, f"{name} has no setting width; there are"),
        ({name: 3}, f"{name} = 3: needs a mapping"),
    ):
        with pytest.raises(ValueError, match=said):
            experiments.checked(wrong)
