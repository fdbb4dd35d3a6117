"""How a study is begun: options, folders, and what Snakemake makes of a file."""

import os
import re
import subprocess
import sys

import pytest

import reproduce
from scripts.fingerprint import ROOT
from tests.study.made import TINY, study
from tests.workflow.conftest import jobs, snakemake
from tests.workflow.test_rules import RULE, has
from workflow.study.__main__ import SNAKEFILE, main, refused

MOST = 8  # rules: a page that a person reads
RULES = {match[2]: match[3] for match in RULE.finditer(SNAKEFILE.read_text())}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--study", "a.yaml", "check"], "leave out what is beside it"),
        (["--study", "a.yaml", "--quick"], "leave out what is beside it"),
        (["--directory", "b"], "goes with --study"),
    ],
)
def test_options_that_do_not_go_together_are_refused(words, said, capsys):
    with pytest.raises(SystemExit) as caught:
        reproduce.arguments(words)
    assert caught.value.code == 2
    assert said in capsys.readouterr().err


def test_options_of_snakemake_follow():
    options, extra = reproduce.arguments(["--study", "a.yaml", "--directory", "b", "--", "-n"])
    assert (options.study, options.directory, extra) == ("a.yaml", "b", ["-n"])


def test_folders_that_hold_something_else_are_refused(tmp_path):
    file, folder = tmp_path / "mine.yaml", tmp_path / "mine"
    assert not refused(file, folder)
    assert "belongs to the replication" in refused(file, ROOT)
    assert "belongs to the replication" in refused(file, ROOT / "results" / "mine")
    assert "needs a file" in refused(tmp_path / "mine", folder)
    folder.mkdir()
    assert not refused(file, folder)
    (folder / "thesis.tex").write_text("x")
    assert "holds something else" in refused(file, folder)
    (folder / ".snakemake").mkdir()
    assert not refused(file, folder)


@pytest.mark.parametrize("text", [None, "a: 1\na: 2\n", "\tx: 1"])
def test_a_file_that_cannot_be_read_is_one_line(text, tmp_path, capsys):
    path = tmp_path / "mine.yaml"
    if text is not None:
        path.write_text(text)
    assert main([str(path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"study: {path}")
    assert said.count("\n") == 1


def test_rules_are_few_and_say_what_rules_say_here():
    assert len(RULES) <= MOST
    for name in set(RULES) - {"all"}:
        for directive in ("message", "log", "benchmark", "threads", "resources", "params"):
            assert has(directive, RULES[name]), (name, directive)
        (step,) = re.findall(r"-m (scripts(?:\.\w+)+)", RULES[name])
        assert (ROOT / f"{step.replace('.', '/')}.py").is_file()


def test_snakemake_plans_a_study_from_anywhere_and_writes_nothing(tmp_path, rng):
    file = study(tmp_path / "her own", rng)
    where = ["--configfile", file, "--directory", tmp_path / "out"]
    said = snakemake("-s", SNAKEFILE, *where, "-n", "-p", folder=tmp_path)
    steps = [job.step.rpartition(".")[2] for job in jobs(said)]
    each = {name: steps.count(name) for name in steps}
    assert each == {
        "sample": 3,
        "law": 3,
        "compare": 3,
        "figure": 3,
        "model": 1,
        "judge": 1,
        "report": 1,
    }
    assert [path.name for path in (tmp_path / "out").iterdir()] in ([], [".snakemake"])
    (weights,) = (job for job in jobs(said) if job.step.endswith("model"))
    assert weights.words[weights.words.index("--file") + 1] == str(
        file.with_name("net.safetensors")
    )


def run(file, *words):
    """The door, as reproduce.py opens it: what it says."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "workflow/plugins")}
    done = subprocess.run(
        [sys.executable, "-m", "workflow.study", str(file), *words], cwd=ROOT, env=env,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert not done.returncode, done.stdout
    return done.stdout


@pytest.mark.slow
def test_it_is_a_module_of_another_workflow(tmp_path, rng):
    study(tmp_path, rng)
    (tmp_path / "Snakefile").write_text(
        f"""configfile: "outer.yaml"
module own:
    snakefile: {str(SNAKEFILE)!r}
    config: config["own"]
    prefix: "part"
use rule * from own as own_*
rule all:
    default_target: True
    input: rules.own_all.input
"""
    )
    text = "".join(f"  {line}\n" for line in TINY.splitlines())
    (tmp_path / "outer.yaml").write_text(f"own:\n{text}")
    said = snakemake("-n", "-p", folder=tmp_path)
    assert len(jobs(said)) == 15
    assert "part/results/verdicts.json" in said


@pytest.mark.slow
def test_a_second_run_does_nothing_and_one_more_network_computes_its_own(tmp_path, rng):
    file = study(tmp_path / "a folder", rng)
    text, out = file.read_text(), file.with_suffix("")
    assert f"The report: {out / 'report.html'}" in run(file)
    made = {path: path.stat().st_mtime_ns for path in out.rglob("*.npz")}
    file.write_text(f"# a comment\n{text}")
    assert "Nothing to do" in run(file)
    file.write_text(text.replace("  heavy:", "  more: {ensemble: uniform, sigma_w2: 3}\n  heavy:"))
    said = run(file, "-n")
    counts = dict(re.findall(r"(?m)^(\w+) +(\d+)$", said))
    one = dict.fromkeys(("spectra", "law", "comparison", "figure", "verdicts", "page", "all"), "1")
    assert counts == {**one, "total": "7"}
    run(file)
    assert all(path.stat().st_mtime_ns == time for path, time in made.items())
    first = (out / "results/spectra/gaussian.npz").read_bytes()
    out = tmp_path / "again"
    run(file, "--directory", str(out))
    assert (out / "results/spectra/gaussian.npz").read_bytes() == first
