"""What a comparison with committed numbers computes, and where."""

import json

import pytest

from scripts import review
from scripts.fingerprint import ROOT

PART = {
    "grids": ["main", "wide", "precise"],
    "claims": {
        "a_limit": {"study": "spectra", "needs": ["results/compare/main/gaussian.npz",
                                                  "results/compare/wide/gaussian.npz"]},
        "a_law": {"study": "spectra", "needs": ["results/compare/main/laplace.npz"]},
        "a_rate": {"study": "finite", "needs": ["results/finite/deep.npz"]},
    },
}  # fmt: skip


@pytest.fixture
def root(tmp_path):
    path = tmp_path / review.REFERENCE
    path.parent.mkdir()
    path.write_text(json.dumps({"quick": PART, "paper": PART}))
    return tmp_path


def test_everything_is_recomputed_in_a_folder_of_its_own(root):
    plan = review.plan(root, "paper")
    assert plan.words() == ["--directory", str(root / "recomputed/paper"), "--nolock", "--",
                            "results/manifest.sha256"]  # fmt: skip
    assert review.plan(root, "quick").folder == root / "recomputed/quick"


def test_claims_sample_only_what_they_are_judged_by(root):
    plan = review.plan(root, "quick", ["a_limit", "results/claims/spectra/a_law.json", "a_limit"])
    assert plan.claims == ("a_limit", "a_law")
    assert plan.targets == ["results/alone/spectra/a_limit.json",
                            "results/alone/spectra/a_law.json"]  # fmt: skip
    assert plan.grids() == {
        "main": {"ensembles": ["gaussian", "laplace"]}, "wide": {"ensembles": ["gaussian"]},
        "precise": None,
    }  # fmt: skip
    plan.prepare()
    only = json.loads((plan.folder / review.ONLY).read_text())
    assert only == {"grids": plan.grids()}
    files = plan.words()[1 : plan.words().index("--directory")]
    assert files == [str(root / "config/quick.yaml"), str(plan.folder / review.ONLY)]


def test_claims_of_other_studies_leave_the_grids_alone(root):
    assert review.plan(root, "quick", ["a_rate"]).grids() == {}


def test_a_comparison_begins_anew_unless_it_was_interrupted(root):
    plan = review.plan(root, "quick")
    plan.prepare()
    (plan.folder / "half").touch()
    plan.prepare()
    assert (plan.folder / "half").exists()
    (plan.folder / review.SAID).touch()
    plan.prepare()
    assert list(plan.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("profile", "claims", "sentence"),
    [
        ("huge", [], "no numbers of the huge profile .* .there: quick, paper"),
        ("quick", ["a_limits"], "no claim a_limits in the quick part .* did you mean a_limit"),
    ],
)
def test_what_the_manifest_does_not_have_is_refused(root, profile, claims, sentence):
    with pytest.raises(review.Unplanned, match=sentence):
        review.plan(root, profile, claims)


def test_a_claim_that_nobody_knows_is_judged_by_all_of_its_study(root):
    every = ["results/finite/deep.npz", "results/finite/phases.npz"]
    assert review.needs(root, "quick", "a_rate", every) == ["results/finite/deep.npz"]
    assert review.needs(root, "quick", "another", every) == every
    assert review.needs(root, "quick", "a_rate", every[1:]) == every[1:]


def test_the_committed_manifest_knows_no_claim_that_is_gone():
    from claims import STUDIES

    for part in review.read(ROOT).values():
        for name, claim in part["claims"].items():
            assert name in STUDIES[claim["study"]]
