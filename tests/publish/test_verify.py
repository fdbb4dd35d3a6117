"""Captions, checksums and the one step that fails a run."""

import hashlib
import json
import subprocess

import pytest

from scripts import captions, manifest, verify
from workflow import plan


def finding(verdict="supported", should="supported", **rest):
    return {"name": "x_limit", "verdict": verdict, "should": should, "tests": 3,
            "reasons": ["because"], "entries": [], **rest}  # fmt: skip


CONTROL = {"role": "control", "verdict": "supported", "subject": "cauchy tanh L=2"}
GOOD = {"what": "a number", "holds": True}


@pytest.fixture
def check(tmp_path):
    """Run the step on one finding and one notebook; returns the path it writes."""

    def step(claim, notebook):
        for name, data in (("claim", claim), ("notebook", notebook)):
            (tmp_path / f"{name}.json").write_text(json.dumps(data))
        path = tmp_path / "verdicts.txt"
        given = {name: [str(tmp_path / f"{name[:-1]}.json")] for name in ("claims", "notebooks")}
        verify.main(**given, path=str(path))
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
        (finding(entries=[CONTROL]), GOOD, "control cauchy tanh L=2 passes"),
        (finding(), {"what": "the gap", "holds": False}, "notebook does not hold: the gap"),
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


def test_the_manifest_is_what_sha256sum_checks(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = ["b.npz", "a file.txt"]
    for name in names:
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(plan, "artifacts", lambda config: names)
    manifest.main(config={}, path="sums")
    digest = hashlib.sha256(b"a file.txt").hexdigest()
    assert (tmp_path / "sums").read_text().splitlines()[0] == f"{digest}  a file.txt"
    subprocess.run(["sha256sum", "--check", "--strict", "sums"], check=True, capture_output=True)


def test_a_caption_ends_in_the_verdicts_on_what_the_figure_shows(tmp_path):
    entries = [{"ensemble": "gaussian", "activation": "tanh", "role": "theorem", "verdict": v}
               for v in ("supported", "supported", "refuted")]  # fmt: skip
    other = {"ensemble": "uniform", "activation": "tanh", "role": "theorem", "verdict": "refuted"}
    findings = [finding(entries=[*entries, other]),
                finding(name="x_independence", entries=[other])]  # fmt: skip
    for number, data in enumerate(findings):
        (tmp_path / f"{number}.json").write_text(json.dumps(data))
    stem = tmp_path / "limit_law-gaussian"
    stem.with_suffix(".txt").write_text("q_0 = 1 * 2\n")
    sheet = {"name": "limit_law", "stem": str(stem)}
    captions.main(sheets=[sheet], claims=[str(tmp_path / f"{n}.json") for n in (0, 1)])
    text = stem.with_suffix(".rst").read_text()
    assert r"q\_0 = 1 \* 2" in text
    assert "1 refuted, 2 supported" in text


def test_a_caption_tells_false_statements_apart():
    entry = {"ensemble": "gaussian", "role": "theorem", "verdict": "refuted"}
    false = finding("refuted", "refuted", name="false_law", entries=[entry])
    true = finding(entries=[{**entry, "verdict": "supported"}])
    said = captions.verdicts([true, false], "limit_law", "gaussian")
    assert "1 supported" in said
    assert "1 refuted" not in said
    assert said.endswith("Statements known to be false: false_law (refuted).")
    assert captions.verdicts([true, false], "limit_law", "uniform") == captions.verdict([])


def test_a_figure_on_all_spectra_shows_its_claims_and_one_on_a_grid_that_grid_alone():
    entries = [{"ensemble": "gaussian", "grid": grid} for grid in ("main", "rectangular")]
    found = [finding(name="width_forecast", entries=entries), finding(entries=entries)]
    assert captions.shown(found, "spectra", "forecast") == entries
    assert captions.shown(found[1:], "limit_law", "gaussian") == entries[:1]
    assert captions.shown(found[1:], "limit_law", "gaussian-rectangular") == entries[1:]
