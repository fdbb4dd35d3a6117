"""A wrong line of code is seen by `verify`, and named; the right one agrees."""

import json
import shutil
import subprocess
import sys

import pytest

from scripts import review
from scripts.fingerprint import ROOT
from tests.workflow.conftest import copy_repository

CLAIM = "pastur2023_rectangular_limit"  # of one file of samples
RIGHT = "variance = sigma_w2 * self.gain(layer) * energy"
WRONG = "variance = 1.05 * sigma_w2 * self.gain(layer) * energy"


def verified(folder):
    """The exit code of a comparison of one claim in a copy of the repository, and what it says."""
    plan = review.plan(folder, "quick", [CLAIM])
    plan.prepare()
    run = [sys.executable, "-m", "snakemake", "--cores", "2", *plan.words()]
    subprocess.run(run, cwd=folder, check=True, capture_output=True)
    compare = [sys.executable, "-m", "scripts.publish.recomputed", str(folder)]
    done = subprocess.run(
        [*compare, "--profile", "quick", "--claims", CLAIM],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    return done.returncode, done.stdout


@pytest.mark.slow
def test_five_per_cent_of_a_variance_are_seen_in_the_claim_that_rests_on_it(tmp_path):
    folder = tmp_path / "copy"
    copy_repository(folder)
    (folder / "figures").mkdir()
    shutil.copy(ROOT / review.REFERENCE, folder / review.REFERENCE)
    code, said = verified(folder)
    assert "numbers and verdicts of 1 claim agree" in said
    assert code == 0 or "have other bytes" in said  # reports no number, but of other figures
    network = folder / "freewidth/network.py"
    text = network.read_text()
    assert text.count(RIGHT) == 1
    network.write_text(text.replace(RIGHT, WRONG))
    code, said = verified(folder)
    assert code == 1
    assert f"DIFFERS  {CLAIM}: " in said
    assert not (folder / "results").exists()


def test_the_committed_reference_is_of_the_claims_there_are():
    from claims import CLAIMS

    found = json.loads((ROOT / review.REFERENCE).read_text())
    assert "quick" in found
    for part in found.values():
        assert part["claims"].keys() == CLAIMS.keys()
        assert all(claim["needs"] and claim["entries"] for claim in part["claims"].values())
