"""The share of a run that is not computation, from what the steps report."""

import json
import subprocess
import sys

import pytest

from scripts.fingerprint import ROOT
from workflow.clock import Clock, summary


def test_two_cores_half_busy():
    lines = [{"step": "sample", "seconds": 4.0}, {"step": "sample", "seconds": 3.0},
             {"step": "report", "seconds": 1.0}]  # fmt: skip
    account = summary(lines, wall=8.0, cores=2)
    assert account["share_not_computing"] == pytest.approx(0.5)  # (4 + 3 + 1) of 8 * 2 seconds
    assert account["steps"]["sample"] == {"jobs": 2, "seconds": 7.0}
    assert account["jobs"] == 3
    assert Clock.line(account) == "Computed 8 s in 8 s on 2 cores: 50% of that was overhead."


def test_a_step_counts_its_main_and_not_what_main_calls_idle(tmp_path):
    (tmp_path / "step.py").write_text(
        "from time import sleep\nfrom scripts._step import load, run\nsleep(0.5)\n"
        "def main(words):\n    load('slow')\n    sleep(float(words[0]))\n"
        "    return float(words[1])\n\n"
        "run(main)\n"
    )
    (tmp_path / "slow.py").write_text("from time import sleep\nsleep(0.5)\n")
    environment = {"PYTHONPATH": str(ROOT), "FREEWIDTH_CLOCK": str(tmp_path / "clock")}
    command = [sys.executable, tmp_path / "step.py", "0.4", "0.3"]
    subprocess.run(command, env=environment, check=True)
    line = json.loads((tmp_path / "clock").read_text())
    assert line["step"] == "step"
    assert (
        0.1 <= line["seconds"] < 0.5
    )  # 0.4 - 0.3, plus delays; not the 0.5 before main or in load
