"""A number that is not what it was is seen and named; rounding is not."""

import copy
import json

import pytest

from freewidth.stats import Claim, Entry, Evidence, Source, judge
from scripts import ledger, review
from scripts.publish import _environment, numbers, recomputed, reference

NAME, NOTEBOOK = "a_limit", "spectra/limit_law-tanh"
RIVALS = {"another law": 1.4, "a third": 0.7}


def entries(study):
    first = Evidence("m_1", 1.01, 1.0, 0.01, 0.002, "why", RIVALS, 50.0)
    for depth in study:
        second = Evidence("m_2", 2.02 + depth / 500, 2.0, 0.02, 0.0, "why", RIVALS, 50.0)
        labels = {"experiment": str(depth)}
        yield Entry(f"gaussian tanh L={depth}", labels, "theorem", (first, second))


OURS = Source("ours", note="made for a test")


def claim(of=entries):
    return Claim("A law holds.", OURS, {"a": "ours"}, "another law", of)


@pytest.fixture
def finding():
    found = judge(claim(), [2, 3], NAME)
    sensitivity = [{"ingredient": "q", "refuted_from": 0.2}, {"ingredient": "slope",
                                                              "refuted_from": None}]  # fmt: skip
    return json.loads(json.dumps(found | {"sensitivity": sensitivity, "blind": ""}))


@pytest.fixture
def checked():
    return {"what": "worst of 8", "holds": True, "observed": 1.5, "expected": "at most 5"}


@pytest.fixture
def plan(tmp_path, finding, checked, monkeypatch):
    """What was recomputed, and the reference that it agrees with."""
    folder = tmp_path / "recomputed/quick/results"
    write(folder / f"claims/spectra/{NAME}.json", finding)
    write(folder / f"notebooks/{NOTEBOOK}.json", checked)
    name = f"results/claims/spectra/{NAME}.json"
    part = {
        "made": {"seed": 1, "commit": "abc", "code": _environment.code(), **_environment.here()},
        "grids": [],
        "claims": {NAME: {"study": "spectra", "needs": [], **numbers.of_finding(finding)}},
        "notebooks": {NOTEBOOK: numbers.of_notebook(checked)},
        "files": {name: ledger.digest(tmp_path / "recomputed/quick" / name)[:16]},
    }
    write(tmp_path / review.REFERENCE, {"quick": part})
    return review.plan(tmp_path, "quick")


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(reference.text(data))


def lines(plan):
    said, agrees = recomputed.lines(plan)
    return "\n".join(said), agrees


def test_the_same_numbers_agree(plan):
    said, agrees = lines(plan)
    assert agrees
    assert "All 1 files that were made again have the bytes of the reference." in said
    assert "of 1 claims and 1 notebooks agree" in said


def leaves(node, place=()):
    """Places of all numbers of the reference."""
    if isinstance(node, float):
        yield place
    for key, value in node.items() if isinstance(node, dict) else ():
        yield from leaves(value, (*place, key))
    for key, value in enumerate(node) if isinstance(node, list) else ():
        yield from leaves(value, (*place, key))


def changed(part, place, factor):
    """The reference with one number multiplied."""
    found = copy.deepcopy(part)
    *path, last = place
    inside = found
    for key in path:
        inside = inside[key]
    inside[last] *= factor
    return found


def test_one_per_cent_of_any_number_is_seen_and_rounding_is_not(plan):
    part = {key: plan.part[key] for key in ("claims", "notebooks")}
    places = [p for p in leaves(part) if changed(part, p, 2.0) != part]
    assert len(places) == 25  # 2 networks with 2 statistics of 6 numbers, less 2 biases; 3 of all
    for place in places:
        searched = "sensitivity" in place  # to two digits
        for factor, seen in ((1.1 if searched else 1.01, True), (1 + 1e-8, False)):
            other = review.Plan(
                plan.root, "quick", (), {**plan.part, **changed(part, place, factor)}
            )
            said, agrees = lines(other)
            assert agrees != seen, place
            assert seen == ("DIFFERS" in said)
            if seen:
                assert NAME in said or NOTEBOOK in said
                words = [w for w in place if isinstance(w, str) and "L=" in w]
                assert all(word in said for word in words)


def test_another_verdict_comes_first(plan, finding):
    part = copy.deepcopy(plan.part)
    part["claims"][NAME]["verdict"] = "refuted"
    part["claims"][NAME]["entries"]["gaussian tanh L=2"]["statistics"]["m_1"][0] = 7.0
    said, agrees = lines(review.Plan(plan.root, "quick", (), part))
    assert not agrees
    words = f"verdict: refuted in the reference, {finding['verdict']} here (and 1 more"
    assert f"{NAME}: {words}" in said


def test_what_was_not_made_and_what_is_not_known_is_named(plan):
    made = plan.folder / f"results/claims/spectra/{NAME}.json"
    made.rename(made.with_stem("another"))
    said, agrees = lines(plan)
    assert not agrees
    assert f"{NAME}: finding: made in the reference, nothing here" in said
    assert "another: claim: nothing in the reference, made here" in said


def test_bytes_are_compared_where_machine_and_versions_are_the_same(plan):
    made = plan.folder / f"results/claims/spectra/{NAME}.json"
    made.write_text(made.read_text() + "\n")
    said, agrees = lines(plan)
    assert not agrees
    assert f"1 files have other bytes: results/claims/spectra/{NAME}.json" in said
    made_elsewhere = {**plan.part["made"], "numpy": "1.0"}
    said, agrees = lines(review.Plan(plan.root, "quick", (), {**plan.part, "made": made_elsewhere}))
    assert agrees
    assert "not 1.0." in said
    assert "Files are not compared byte by byte." in said


def test_other_code_has_other_bytes_and_the_same_numbers(plan, monkeypatch):
    """Files carry fingerprints of the code: those of an earlier commit are no fault here."""
    name = next(iter(plan.part["files"]))
    path = plan.folder / name
    path.write_text(path.read_text() + " ")
    assert not lines(plan)[1]
    monkeypatch.setattr(_environment, "code", lambda: "0123")
    said, agrees = lines(plan)
    assert agrees
    assert "Here: code 0123, not " in said
    assert "Files are not compared byte by byte." in said
    asked = []
    monkeypatch.setattr(recomputed, "claims", lambda plan, same: asked.append(same) or [])
    lines(plan)
    assert asked == [True]  # tolerances are those of the same machine


def test_the_code_is_all_that_people_write_and_nothing_that_runs_record(tmp_path):
    for name in ("Snakefile", "freewidth/a.py", "workflow/rules/b.smk", "config/c.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("one")
    before = _environment.code(tmp_path)
    (tmp_path / "workflow/recorded.json").write_text("a run")
    (tmp_path / "README.md").write_text("words")
    assert _environment.code(tmp_path) == before
    seen = {before}
    for path in [
        *tmp_path.rglob("*.py"),
        tmp_path / "workflow/rules/b.smk",
        tmp_path / "Snakefile",
    ]:
        path.write_text("other")
        seen.add(_environment.code(tmp_path))
    (tmp_path / "freewidth/a.py").rename(tmp_path / "freewidth/d.py")
    assert len({*seen, _environment.code(tmp_path)}) == 5


def test_one_screen_and_all_in_a_file(plan, capsys):
    part = copy.deepcopy(plan.part)
    for number in range(40):
        part["claims"][f"gone_{number}"] = part["claims"][NAME]
    write(plan.root / review.REFERENCE, {"quick": part})
    assert recomputed.main([str(plan.root), "--profile", "quick"]) == 1
    assert len(capsys.readouterr().out.splitlines()) <= 20
    assert (plan.folder / review.SAID).read_text().count("DIFFERS") == 40


def test_weights_without_variance_may_differ_more_and_rounding_by_its_own_error():
    cauchy = {"ensemble": "cauchy", "subject": "c", "note": "", "evidence": [],
              "verdict": "refuted", "role": "control"}  # fmt: skip
    finding = {"verdict": "refuted", "tests": 1, "margin": 1.0, "sensitivity": [],
               "entries": [cauchy]}  # fmt: skip
    assert numbers.of_finding(finding)["entries"]["c"]["heavy"]
    cauchy["ensemble"] = "student_t3"
    assert "heavy" not in numbers.of_finding(finding)["entries"]["c"]


@pytest.mark.parametrize("noisy", [False, True])
def test_what_is_made_of_rounding_agrees_within_its_standard_errors(noisy):
    before, here = [1e-3, 0.0, 1e-3, 0.0], [3e-6, 0.0, 2e-3, 0.0]
    found = list(numbers._of_statistics("a", "x", before, here, numbers.SMOOTH, noisy))
    assert all(each.off <= each.allowed for each in found) == noisy


def test_trained_networks_are_others_on_another_machine(finding):
    before = numbers.of_finding(finding)
    here = copy.deepcopy(before)
    first, _ = here["entries"].values()
    first["statistics"]["m_1"][0] += 0.03  # three standard errors of each
    del here["entries"]["gaussian tanh L=3"]
    here["tests"], here["margin"] = 1, 2.0

    def differ(chaotic):
        return [e for e in numbers.of_claims("a", before, here, chaotic) if e.off > e.allowed]

    assert {each.what.rpartition(", ")[2] for each in differ(False)} >= {"tests", "margin"}
    assert differ(True) == []
    first["statistics"]["m_1"][0] += 0.05
    assert [each.what for each in differ(True)] == ["gaussian tanh L=2, m_1, observed"]
    here["verdict"] = "refuted"
    assert len(differ(True)) == 2


def test_needs_are_the_files_without_which_the_finding_is_another():
    paths = [f"results/finite/{depth}.npz" for depth in (2, 3)]

    def study(some):
        return sorted(int(path.split("/")[-1].removesuffix(".npz")) for path in some)

    assert reference.needs(claim(), study, paths) == paths
    assert reference.needs(claim(lambda s: entries(s[:1])), study, paths) == paths[:1]

    def unnamed(some):
        return (Entry("all", {}, "theorem", each.evidence) for each in entries(some[-1:]))

    assert reference.needs(claim(unnamed), study, paths) == paths[1:]
