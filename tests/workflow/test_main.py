"""``python -m workflow``: Snakemake, to which no file is shown that would be run or is none."""

import os
import subprocess
import sys

import pytest

from scripts.fingerprint import ROOT
from workflow.__main__ import main

TEMPLATE = """__use_yte__: true
__definitions__:
  - import pathlib
  - pathlib.Path("pwned").touch()
seed: 3
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("option", ["--configfile", "--configfiles"])
def test_a_template_is_refused_before_it_is_run(option, folder, capsys):
    (folder / "mine.yaml").write_text(TEMPLATE)
    assert main(["-s", str(ROOT / "Snakefile"), "-n", option, "mine.yaml"]) == 1
    assert "config: mine.yaml:1: has the key __use_yte__" in capsys.readouterr().err
    assert not (folder / "pwned").exists()


def test_snakemake_alone_runs_it(folder):
    """The boundary that SECURITY.md draws, and a control of the test above."""
    (folder / "mine.yaml").write_text(TEMPLATE)
    code = "from snakemake.common.configfile import load_configfile as f; f('mine.yaml')"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert (folder / "pwned").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"seed: \xff\n", "mine.yaml:1: is not UTF-8"),
        (b"a: &a [*a]\n", "mine.yaml:1: contains itself"),
        (None, "mine.yaml: cannot be read: No such file"),
    ],
)
def test_what_is_no_configuration_ends_in_one_line(content, said, folder, capsys):
    if content is not None:
        (folder / "mine.yaml").write_bytes(content)
    assert main(["-s", str(ROOT / "Snakefile"), "-n", "--configfile", "mine.yaml"]) == 1
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.slow
def test_hostile_names_are_refused_by_a_plan_and_run_nothing(folder):
    """End to end, as a person runs it: nothing is written, and the message holds no escape."""
    (folder / "mine.yaml").write_text(
        'grids: {"$(touch pwned)": {}, "../../../x": {}}\n'
        'device: ";touch pwned"\n'
        'experiments: {gluings: {cases: ["$(touch pwned)", ""]}, multiplication: '
        '{cases: ["$(touch pwned)"], pairs: [["$(touch pwned)", [[1, 1, 1]], [[1, 1, 1]]]]}}\n'
    )
    command = [sys.executable, "-m", "workflow", "-s", ROOT / "Snakefile", "--cores", "1"]
    done = subprocess.run(
        [*command, "--configfile", "mine.yaml"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout.count("mine.yaml:") >= 3
    assert done.stdout.isascii()
    assert {path.name for path in folder.iterdir()} <= {"mine.yaml", ".snakemake"}
