"""The one step that fails a run."""

import json

import pytest

from scripts.publish import verify
from tests.publish.conftest import finding

CONTROL = {"role": "control", "verdict": "supported", "subject": "cauchy tanh L=2"}
GOOD = {"what": "a number", "holds": True}


@pytest.fixture
def check(tmp_path):
    """Run the step on one finding and one notebook; returns the path it writes."""

    def step(claim, notebook):
        for name, data in (("claim", claim), ("spectra/notebook", notebook)):
            path = tmp_path / f"{name}.json"
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(data))
        path = tmp_path / "verdicts.txt"
        claims, books = tmp_path / "claim.json", tmp_path / "spectra/notebook.json"
        verify.main([str(path), "--claims", str(claims), "--notebooks", str(books)])
        return path

    return step


@pytest.mark.parametrize(
    "claim",
    [finding(), finding("inconclusive"), finding("refuted", "refuted"),
     finding("inconclusive", "refuted")],
)  # fmt: skip
def test_what_holds_passes(check, claim):
    assert claim["verdict"] in check(claim, GOOD).read_text()


@pytest.mark.parametrize(
    ("claim", "notebook", "words"),
    [
        (finding("refuted"), GOOD, "x_limit is refuted, but should be supported: because"),
        (finding("supported", "refuted"), GOOD, "is supported, but should be refuted"),
        (finding(entries=[CONTROL]), GOOD, "control Cauchy tanh L=2 passes"),
        (
            finding(),
            {"what": "the gap", "holds": False},
            "notebook spectra/notebook does not hold: the gap",
        ),
        (finding(), {"what": "the gap", "holds": False, "error": "ValueError: 3"}, "ValueError: 3"),
    ],
)
def test_what_does_not_hold_fails_the_run_and_is_named(check, tmp_path, claim, notebook, words):
    with pytest.raises(SystemExit, match=words):
        check(claim, notebook)
    assert not (tmp_path / "verdicts.txt").exists()


def test_an_open_claim_says_why():
    lines = verify.summary([finding("inconclusive", reasons=[f"reason {n}" for n in range(5)])])
    assert [line.strip() for line in lines[1:]] == [
        "reason 0", "reason 1", "reason 2", "and 2 more reasons",
    ]  # fmt: skip
    assert len(verify.summary([finding()])) == 1


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("cauchy tanh L=2: not excluded: x", "Cauchy tanh L=2: not excluded: x"),
        ("cauchy tanh L=2 (main): no power", "Cauchy tanh L=2 (main): no power"),
        (
            "control not refuted: cauchy tanh L=2 (why)",
            "control not refuted: Cauchy tanh L=2 (why)",
        ),
        ("cauchy tanh L=23: no power", "cauchy tanh L=23: no power"),
    ],
)
def test_reasons_name_what_they_are_about_in_words(reason, words):
    """And nothing that only begins so."""
    grid = CONTROL | {"subject": "cauchy tanh L=2 (main)"}
    found = finding("inconclusive", reasons=[reason], entries=[CONTROL, grid])
    assert verify.summary([found])[1].strip() == words


def test_a_network_that_a_user_has_named_keeps_its_name():
    named = CONTROL | {"subject": "cauchy-tanh-2", "name": "cauchy-tanh-2"}
    found = finding("inconclusive", reasons=["cauchy-tanh-2: no power"], entries=[named])
    assert verify.summary([found])[1].strip() == "cauchy-tanh-2: no power"


def test_notebooks_of_one_name_in_two_studies_are_both_looked_at(tmp_path):
    paths = []
    for study, holds in (("finite", False), ("spectra", True)):
        paths.append(tmp_path / study / "deep.json")
        paths[-1].parent.mkdir()
        paths[-1].write_text(json.dumps({"what": "a number", "holds": holds}))
    claim = tmp_path / "claim.json"
    claim.write_text(json.dumps(finding()))
    words = [tmp_path / "out.txt", "--claims", claim, "--notebooks", *paths]
    with pytest.raises(SystemExit, match="finite/deep does not hold"):
        verify.main(list(map(str, words)))
