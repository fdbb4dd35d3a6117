"""What stands under a figure: the verdicts on what it shows."""

import pytest

from claims import CLAIMS
from scripts._step import load
from scripts.finite import sheets as finite
from scripts.hessians import sheets as hessians
from scripts.publish import captions
from scripts.sheets import TOGETHER, Sheet
from scripts.spectra import sheets as spectra
from tests.publish.conftest import finding

STUDY_AXES = {each.STUDY: each.figure_axes for each in (finite, hessians, spectra)}

LIMIT_LAW = Sheet("spectra", "ensemble", "limit_law", "gaussian")


def entry(verdict="supported", **labels):
    return {
        "ensemble": "gaussian",
        "activation": "tanh",
        "role": "theorem",
        "verdict": verdict,
        **labels,
    }


def test_a_figure_shows_the_entries_on_its_ensemble_or_activation():
    own = [entry(), entry("refuted")]
    other = entry(ensemble="uniform")
    findings = [finding(entries=[*own, other]), finding(name="x_independence", entries=[other])]
    assert captions.shown(findings, LIMIT_LAW) == own
    cases = Sheet("spectra", "activation", "cases", "tanh")
    assert captions.shown(findings, cases) == [*own, other]


def test_independence_has_claims_of_its_own():
    mine, other = entry(), entry("refuted")
    findings = [finding(entries=[other]), finding(name="x_independence", entries=[mine])]
    sheet = Sheet("spectra", "ensemble", "independence", "gaussian")
    assert captions.shown(findings, sheet) == [mine]
    assert captions.shown(findings, LIMIT_LAW) == [other]


def test_a_figure_on_a_grid_shows_that_grid_alone_and_one_on_all_its_claims():
    entries = [entry(grid=grid) for grid in ("main", "rectangular")]
    found = [finding(name="width_forecast", entries=entries), finding(entries=entries)]
    assert captions.shown(found, Sheet("spectra", TOGETHER, "forecast")) == entries
    rectangular = Sheet("spectra", "ensemble", "limit_law", "gaussian", "rectangular")
    assert captions.shown(found[1:], LIMIT_LAW) == entries[:1]
    assert captions.shown(found[1:], rectangular) == entries[1:]


def test_a_figure_of_an_experiment_shows_that_experiment():
    entries = [entry(experiment=name) for name in ("deep", "gluings")]
    assert (
        captions.shown([finding(entries=entries)], Sheet("finite", TOGETHER, "deep")) == entries[:1]
    )


def test_verdicts_are_counted_by_role():
    entries = [entry(), entry(), entry("refuted"), entry("refuted", role="control")]
    assert captions.count(entries) == (
        "Verdicts under the hypotheses: 1 refuted, 2 supported; negative controls: 1 refuted, "
        "as they must be."
    )
    assert captions.count([]) == ""


def test_what_is_false_and_what_is_open_is_told_apart():
    """A false statement that is refuted never looks like a theorem that is."""
    false = finding("refuted", "refuted", name="false_law", entries=[entry("refuted")])
    unsure = finding("refuted", "inconclusive", name="a_question", entries=[entry("refuted")])
    true = finding(entries=[entry()])
    said = captions.verdicts([true, false, unsure], LIMIT_LAW)
    assert said == (
        "Verdicts under the hypotheses: 1 supported. "
        "Statements known to be false: false_law (refuted, as it should be). "
        "Open questions: a_question (refuted)."
    )
    assert captions.verdicts([false], LIMIT_LAW).startswith("Statements known to be false")
    nothing = Sheet("spectra", "ensemble", "limit_law", "uniform")
    assert captions.verdicts([true, false], nothing) == captions.NONE


def test_a_figure_that_names_claims_shows_these():
    """Of whatever axis; of all false statements one is drawn that shows how they are seen."""
    about = finding(name="sagun2017_outliers", entries=[entry(), entry("refuted")])
    other = finding(entries=[entry()])
    structure = Sheet("hessians", TOGETHER, "structure")
    assert captions.shown([about, other], structure) == about["entries"]


def test_every_claim_that_a_figure_names_exists():
    for study, axes in STUDY_AXES.items():
        for name, axis in axes().items():
            module = load(f"scripts.{study}.sheets").module(Sheet(study, axis, name))
            assert set(getattr(load(module), "ABOUT", ())) <= set(CLAIMS)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("q_0 = 1 * 2", r"q\_0 = 1 \* 2"), ("|x| and `y`", r"\|x\| and \`y\`"), ("plain", "plain")],
)
def test_text_is_shown_as_it_is(text, shown):
    assert captions.rst(text) == shown


def test_evidence_is_said_in_words():
    said = captions.evidence(finding("refuted"))
    assert said.startswith("x_limit: refuted.")
    assert "3 tests" in said
