"""Claims on experiments, at the sizes of the quick profile: what they find, what refutes them."""

from dataclasses import replace
from functools import cache, partial

import pytest

from claims import CLAIMS, STUDIES
from freewidth.stats import judge
from freewidth.stats.sensitivity import sensitivity
from scripts.finite import experiments
from tests.shared import base, once

NAMES = list(STUDIES["finite"])


def jobs(seed):
    """Draws of all experiments at the sizes of the quick profile, still to be made."""
    every = {name: experiments.settings(name, "quick") for name in experiments.names()}
    return {
        (name, case): partial(experiments.draw_case, name, case, settings, seed)
        for name, settings in every.items()
        for case in settings.cases
    }


@pytest.fixture(scope="module")
def study(seed, tmp_path_factory, worker_id):
    todo = jobs(seed)
    folder = base(tmp_path_factory, worker_id) / "experiments"
    made = once(folder, {"-".join(key): draw for key, draw in todo.items()})
    return {key: made["-".join(key)] for key in todo}


@pytest.fixture(scope="module")
def evidence(study):
    """The entries of a claim on these draws, found once."""
    return cache(lambda name: list(CLAIMS[name].entries(study)))


@pytest.fixture(scope="module")
def finding(study, evidence):
    """What the judge says of a claim."""
    return cache(lambda name: judge(CLAIMS[name], study, name, evidence(name)))


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


def test_a_small_study_refutes_nothing(finding, name):
    """One false alarm in ten thousand by design; the seed is pinned."""
    finding = finding(name)
    assert finding["verdict"] in (finding["should"], "inconclusive"), finding["reasons"]
    roles = {entry["role"] for entry in finding["entries"]}
    assert "theorem" in roles
    if finding["should"] == "refuted":
        return
    assert "control" in roles
    for entry in finding["entries"]:
        assert entry["role"] != "theorem" or entry["rivals"], entry["subject"]


def test_errors_of_every_ingredient_reach_predictions(study, evidence, name):
    """None is misspelt, and slopes that are half too large are seen at the least of sizes."""
    claim = CLAIMS[name]
    largest = {
        ingredient: each if ingredient == "slope" else replace(each, errors=each.errors[-1:])
        for ingredient, each in claim.ingredients.items()
    }
    found = sensitivity(replace(claim, ingredients=largest), study, evidence(name))
    assert [each["ingredient"] for each in found] == list(claim.ingredients)
    slope = [each["refuted_from"] for each in found if each["ingredient"] == "slope"]
    assert all(0 < error < 0.5 for error in slope)


@pytest.mark.parametrize("name", ["first_corrections", "pennington2017_moment_growth"])
def test_the_judge_refutes_an_error_that_is_said_to_be_seen(study, evidence, name):
    """Evaluated there, not interpolated; and forgives one that is not."""
    claim = CLAIMS[name]
    for each in sensitivity(claim, study, evidence(name)):
        for share, refuted in ((0.95, False), (1.05, True)):
            factor = 1 + share * each["more"]
            wrong = claim.ingredients[each["ingredient"]].entries(claim.entries, study, factor)
            verdict = judge(claim, None, name, list(wrong))["verdict"]
            assert (verdict == "refuted") == refuted, (each, share)


@pytest.mark.slow  # 20 s for every seed
@pytest.mark.parametrize("master", range(1, 21))
def test_no_master_seed_gives_a_wrong_verdict(master):
    """At these sizes a verdict may be open."""
    other = {key: draw() for key, draw in jobs(master).items()}
    verdicts = {name: judge(CLAIMS[name], other, name)["verdict"] for name in NAMES}
    assert {n: v for n, v in verdicts.items() if v not in (CLAIMS[n].should, "inconclusive")} == {}


def spoilt(draws, growing):
    """Everything larger and shifted, but for what others are compared with.

    If growing, the more so the wider: rates are wrong, too, but no line in 1/n fits.
    """
    observed = {
        group: {
            n: v if group.endswith("full") else (n / 2 if growing else 1.5) * v + 0.5
            for n, v in some.items()
        }
        for group, some in draws.observed.items()
    }
    return replace(draws, observed=observed)


def test_wrong_numbers_are_refuted(study, name):
    def verdict(growing):
        wrong = {key: spoilt(draws, growing) for key, draws in study.items()}
        return judge(CLAIMS[name], wrong, name)["verdict"]

    growing = verdict(True)
    assert growing != "supported"  # a constant factor changes no rate
    assert growing == "refuted" or verdict(False) == "refuted"


def test_nothing_sampled_is_inconclusive(name):
    finding = judge(CLAIMS[name], {}, name)
    assert finding["verdict"] == "inconclusive"
    assert finding["entries"] == []


def test_controls_have_no_rivals_so_that_none_is_ever_supported(finding, name):
    """A control too weak to fail is inconclusive; one that is supported would fail the run."""
    entries = finding(name)["entries"]
    assert not [e["subject"] for e in entries if e["role"] == "control" and e["rivals"]]
