"""The study of spectra at the smallest sizes, in copies of the repository: what runs when."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time

import pytest
import yaml

from freewidth.outside import VARIABLE
from scripts import artifact
from scripts.fingerprint import ROOT
from tests.shared import begun
from tests.workflow.conftest import copy_repository, snakemake

KEPT = {  # of each folder; the rest would only take time
    "claims/spectra": (
        "pastur2020_gaussian_limit",
        "pastur2022_haar_limit",
        "false_depth",
        # and what the notebook imports
        "false_infinite_variance",
        "pastur2023_iid_limit",
        "student_t3_weak_limit",
    ),
    "scripts/spectra/figures/together": ("breadth", "convergence"),
    "notebooks/spectra/ensemble": ("limit_law",),
    "notebooks/spectra/together": (),
    "notebooks/spectra/figure": (),
}
ENSEMBLES = ("gaussian", "orthogonal")
GRID = {
    "ensembles": [*ENSEMBLES], "activations": ["tanh"], "depths": [2], "block": 4,
    "figures": ["limit_law"],
    "widths": [{"width": n, "networks": 8} for n in (16, 20, 24)],
}  # fmt: skip
TARGETS = ("spectra_claims", "spectra_figures", "spectra_notebooks")
PROMISED = (
    *TARGETS,
    "results/laws/main/tanh.npz",
    "results/laws/main/tanh.json",
    *(f"results/spectra/main/{ensemble}.npz" for ensemble in ENSEMBLES),
    *(f"results/compare/main/{name}.{end}" for name in ENSEMBLES for end in ("npz", "json")),
)
KILLS = 4
MANIFEST = "results/manifest.sha256"
SHEETS = ("figures", "results/notebooks")


class Copy:
    """A copy of the repository in which Snakemake can be run and files can be edited.

    It has one grid, two ensembles on it, and some claims, figures and notebooks on their spectra.
    """

    def __init__(self, folder):
        self.folder = folder
        copy_repository(folder)
        for place, names in KEPT.items():
            for path in (folder / place).glob("[a-z]*.py"):
                if path.stem not in names:
                    path.unlink()
        default = folder / "config/default.yaml"
        config = yaml.safe_load(default.read_text())
        config["grids"] = {"main": config["grids"]["main"]}
        default.write_text(yaml.safe_dump(config))
        self.configure()

    def configure(self, **changes):
        """Change the one grid."""
        quick = yaml.safe_load((ROOT / "config/quick.yaml").read_text())
        config = quick | {"seed": 1, "grids": {"main": GRID | changes}}
        (self.folder / "micro.yaml").write_text(yaml.safe_dump(config))

    def snakemake(self, *arguments):
        """What Snakemake prints."""
        return snakemake(*arguments, "--configfile", "micro.yaml", folder=self.folder)

    def planned(self):
        """Messages of the jobs that a run would execute."""
        said = self.snakemake(*TARGETS, "-n")
        return set(re.findall(r"^Job \d+: (.*)$", said, re.MULTILINE))

    def made(self):
        """Every figure, notebook, claim and result, by path."""
        places = ("figures", "results/notebooks", "results/claims", "results/laws",
                  "results/spectra", "results/compare")  # fmt: skip
        paths = (path for place in places for path in (self.folder / place).rglob("*.*"))
        return {path.relative_to(self.folder).as_posix(): path for path in paths}

    def contents(self):
        """Their bytes."""
        return {name: path.read_bytes() for name, path in self.made().items()}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Everything made, once; a path with a space, as users have."""
    made = Copy(tmp_path_factory.mktemp("a folder"))
    made.snakemake(*TARGETS)
    return made


@pytest.fixture
def edit(copy):
    """Edit files of the copy; undone after the test."""
    before = {}

    def replace(name, old, new):
        path = copy.folder / name
        text = path.read_text() if path.exists() else ""
        assert old in text
        before.setdefault(path, text)
        path.write_text(text.replace(old, new, 1) if old else new)

    yield replace
    for path, text in before.items():
        path.write_text(text) if text else path.unlink()
    copy.configure()


def test_a_second_run_has_nothing_to_do(copy):
    assert "Nothing to be done" in copy.snakemake(*TARGETS)


def test_a_comment_changes_nothing(copy, edit):
    for name in ("freewidth/network.py", "scripts/spectra/compare.py", "claims/spectra/_limits.py"):
        edit(name, "\n\n\n", "\n\n\n# a comment\n")
    assert copy.planned() == set()


JUDGE = {"Judge the claims about spectra."}
DRAW = {"Draw the figures of spectra."}
EXECUTE = {"Execute the notebooks on spectra."}
SOLVE = {"Solve for limit laws."}
COMPARE = {"Compare spectra with limit laws."}


def samples(*ensembles):
    return {f"Sample {ensemble} networks of grid main." for ensemble in ensembles}


def test_an_ensembles_file_concerns_its_own_samples_and_what_follows(copy, edit):
    edit("freewidth/ensembles/gaussian.py", "rng.standard_normal", "1.0 * rng.standard_normal")
    assert copy.planned() == samples("gaussian") | COMPARE | JUDGE | DRAW | EXECUTE


def test_theory_concerns_no_samples(copy, edit):
    edit("freewidth/freeprob/distribution.py", "MOST_MOMENTS = 30", "MOST_MOMENTS = 31")
    assert copy.planned() == SOLVE | COMPARE | JUDGE | DRAW | EXECUTE


def test_plotting_concerns_what_is_drawn(copy, edit):
    """Figures, notebooks, and the pictures of claims' evidence: no result."""
    edit("freewidth/plotting/style.py", "PAGE = 7.0", "PAGE = 7.1")
    assert copy.planned() == JUDGE | DRAW | EXECUTE


def test_a_picture_of_the_study_concerns_figures_and_notebooks(copy, edit):
    edit("scripts/spectra/figures/ensemble/limit_law.py", "sampled, L", "drawn, L")
    assert copy.planned() == DRAW | EXECUTE


def test_a_claim_concerns_claims(copy, edit):
    edit("claims/spectra/false_depth.py", 'rival="the', 'rival="indeed the')
    assert copy.planned() == JUDGE


def test_the_text_of_a_notebook_concerns_notebooks_of_its_study(copy, edit):
    old = "# %% [markdown]\n"
    edit("notebooks/spectra/ensemble/limit_law.py", old, f"{old}# More text.\n")
    assert copy.planned() == EXECUTE


def test_a_missing_file_is_made_again_and_others_count_as_new(copy):
    path = copy.folder / "figures/spectra/limit_law-gaussian.png"
    other = copy.folder / "figures/spectra/limit_law-orthogonal.png"
    content, before = path.read_bytes(), other.stat()
    path.unlink()
    said = copy.snakemake(*TARGETS)
    assert set(re.findall(r"^Job \d+: (.*)$", said, re.MULTILINE)) == DRAW | EXECUTE
    assert path.read_bytes() == content
    after = other.stat()
    assert (after.st_ino, after.st_size) == (before.st_ino, before.st_size)
    assert after.st_mtime_ns > before.st_mtime_ns


def test_what_is_missing_or_was_edited_is_made_again_and_the_rest_is_kept(copy):
    """And said so: a comparison whose consumers all exist, and a verdict typed into a claim."""
    missing, claim = "results/compare/main/gaussian.npz", "results/claims/spectra/false_depth.json"
    before = copy.contents()
    inodes = {name: path.stat().st_ino for name, path in copy.made().items()}
    (copy.folder / missing).unlink()
    text = (copy.folder / claim).read_text()
    typed = re.sub(r'"verdict": "\w+"', '"verdict": "typed"', text, count=1)
    (copy.folder / claim).write_text(typed)
    said = copy.snakemake(*TARGETS, missing)
    assert f"{missing}: missing" in said
    assert f"{claim}: changed since it was made" in said
    assert (
        set(re.findall(r"^Job \d+: (.*)$", said, re.MULTILINE)) == COMPARE | JUDGE | DRAW | EXECUTE
    )
    assert copy.contents() == before
    again = {name for name, path in copy.made().items() if path.stat().st_ino != inodes[name]}
    assert {name for name in again if "/claims/" not in name} == {missing}
    assert (copy.folder / "results/refused" / claim).read_text() == typed != text
    assert "Nothing to be done" in copy.snakemake(*TARGETS, missing)


def test_a_figure_or_notebook_is_made_from_the_results_that_it_shows(copy):
    def shown(place, stem):
        record = json.loads((copy.folder / place / f"spectra/{stem}.json").read_text())
        return set(record["made_from"]["results"])

    every = shown("figures", "breadth")
    assert len(every) == 5  # spectra and comparisons of two ensembles, laws of one activation
    for place in SHEETS:
        for stem in ("cases-tanh", "limit_law-gaussian"):
            own = shown(place, stem)
            shows = {path for path in own if path.startswith("figures/")}
            assert shows == ({f"figures/spectra/{stem}.png"} if place != "figures" else set())
            alone = "gaussian" in stem
            assert own - shows == {p for p in every if not (alone and "orthogonal" in p)}


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """One ensemble alone, in a folder of another name, from nothing."""
    made = Copy(tmp_path_factory.mktemp("elsewhere"))
    made.configure(ensembles=["gaussian"])
    made.snakemake("spectra_figures", "spectra_notebooks")
    return made


def test_results_are_the_same_bytes_in_another_folder_and_whatever_else_is_made(copy, alone):
    ours, theirs = copy.contents(), alone.contents()
    of_all = ("breadth", "cases", "convergence")  # which show whatever there is
    shared = [name for name in theirs if not any(f"/{stem}" in name for stem in of_all)]
    assert len(shared) > 10
    assert [name for name in shared if ours[name] != theirs[name]] == []


def test_an_ensemble_with_a_law_of_its_own_adds_that_law_and_keeps_the_others(alone):
    """Its singular values are its own: they are solved for, and again when they change."""
    text = (alone.folder / "freewidth/ensembles/_extra/biunitary_two.py").read_text()
    path = alone.folder / "freewidth/ensembles/mine.py"
    path.write_text(text.replace('"biunitary_two"', '"mine"'))
    alone.configure(ensembles=["gaussian", "mine"])
    names = ("laws/main/tanh.npz", "compare/main/gaussian.npz", "compare/main/mine.npz")
    law, own, new = (alone.folder / "results" / name for name in names)
    kept = {each: each.stat().st_ino for each in (law, own)}
    said = alone.snakemake(new.relative_to(alone.folder))
    jobs = set(re.findall(r"^Job \d+: (.*)$", said, re.MULTILINE))
    assert jobs == samples("mine") | SOLVE | COMPARE
    assert {each: each.stat().st_ino for each in kept} == kept
    assert "haar" in artifact.parameters(law)["kinds"]
    assert artifact.parameters(law.with_name("tanh-mine.npz"))["kinds"] == ["mine"]
    before = {each: each.stat().st_ino for each in (law, law.with_name("tanh-mine.npz"))}
    path.write_text(path.read_text().replace("0.4", "0.5").replace("1.6", "1.5"))
    alone.snakemake("results/laws/main/tanh.npz")
    after = {each: each.stat().st_ino for each in before}
    assert [each.stem for each in before if after[each] != before[each]] == ["tanh-mine"]


HOSTILE = "Mine <img src=x onerror=alert(1)>"


def test_a_new_ensemble_is_sampled_and_only_what_shows_it_is_made_anew(copy, edit):
    """Other files are looked at, and kept: the very same bytes. HTML in its label is shown."""
    text = (
        (ROOT / "freewidth/ensembles/uniform.py").read_text().replace('"uniform"', f'"{HOSTILE}"')
    )
    assert HOSTILE in text
    spectra = copy.folder / "results/spectra/main/gaussian.npz"
    before, stamp = copy.contents(), spectra.stat()
    kept = {p: p.stat().st_ino for p in (copy.folder / "results/compare/main").glob("*.npz")}
    edit("freewidth/ensembles/mine.py", "", text)
    copy.configure(ensembles=[*ENSEMBLES, "mine"])
    said = copy.snakemake(*TARGETS)
    after = copy.contents()
    for name in after.keys() - before.keys():
        (copy.folder / name).unlink()
    jobs = set(re.findall(r"^Job \d+: (.*)$", said, re.MULTILINE))
    assert jobs == samples("mine") | COMPARE | JUDGE | DRAW | EXECUTE
    assert spectra.stat() == stamp
    assert len(kept) == len(ENSEMBLES)
    assert all(path.stat().st_ino == number for path, number in kept.items())
    changed = {name for name in before if after[name] != before[name]}
    shown_in = "/(breadth|cases|convergence)[-.]|/claims/"  # of all ensembles together
    assert [name for name in changed if not re.search(shown_in, name)] == []
    assert {f"{place}/spectra/cases-tanh.json" for place in SHEETS} <= changed
    added = after.keys() - before.keys()
    assert [name for name in added if "mine" not in name] == []
    assert {f"{place}/spectra/limit_law-mine.json" for place in SHEETS} <= added
    pages = [text for name, text in after.items() if name.endswith(".html")]
    assert any(b"Mine &lt;img src=x" in page for page in pages)
    assert not any(b"<img src=x" in page for page in pages)


def test_a_new_depth_keeps_the_samples_there_are(copy):
    """They are read from the artifact that is replaced."""
    spectra = "results/spectra/main/gaussian.npz"
    _, old = artifact.load(copy.folder / spectra)
    copy.configure(depths=[2, 3])
    try:
        copy.snakemake(spectra)
    finally:
        copy.configure()
    said = (copy.folder / "logs/sample/main-gaussian.log").read_text()
    assert "18 of 36 blocks were there already" in said  # three ways of D, three widths, two each
    _, new = artifact.load(copy.folder / spectra)
    assert all((new[name] == values).all() for name, values in old.items())


@pytest.mark.slow
def test_runs_that_are_killed_and_files_that_are_cut_leave_no_trace(copy, tmp_path):
    """Random moments, random files in between: one more run gives the same bytes."""
    other, rng = Copy(tmp_path / "killed"), random.Random(7)
    for _ in range(KILLS):
        kill_a_run(other, rng.uniform(4, 30))
        files = sorted(other.made().values())
        for path in rng.sample(files, min(3, len(files))):
            path.write_bytes(path.read_bytes()[: rng.randrange(path.stat().st_size + 1)])
        other.snakemake("--unlock")
    other.snakemake("--rerun-incomplete", *PROMISED)
    assert other.contents() == copy.contents()
    assert "Nothing to be done" in other.snakemake(*PROMISED)


def kill_a_run(copy, seconds):
    command = [sys.executable, "-m", "snakemake", "--cores", "2", "--rerun-incomplete", *PROMISED]
    process = subprocess.Popen(
        [*command, "--configfile", "micro.yaml"],
        cwd=copy.folder, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


MODULE = """
configfile: "mine.yaml"

module freewidth:
    snakefile: "{folder}/workflow/Snakefile"
    config: config["freewidth"]

use rule * from freewidth as freewidth_*
"""


@pytest.fixture(scope="module")
def user(tmp_path_factory, copy):
    """The folder of a workflow of somebody's own, of which ours is a module."""
    folder = tmp_path_factory.mktemp("my workflow")
    (folder / "Snakefile").write_text(MODULE.format(folder=copy.folder))
    mine = yaml.safe_load((copy.folder / "micro.yaml").read_text())
    (folder / "mine.yaml").write_text(yaml.safe_dump({"freewidth": mine}))
    return folder


def test_a_module_of_another_workflow_makes_the_same_bytes_there(copy, user):
    path = "results/compare/main/gaussian.npz"
    snakemake(path, folder=user)
    assert (user / path).read_bytes() == (copy.folder / path).read_bytes()


@pytest.fixture(scope="module")
def whole(user):
    """All studies, made by a module of another workflow."""
    snakemake(MANIFEST, "results/report.html", folder=user)
    return user


@pytest.mark.slow
def test_the_manifest_lists_what_there_is(whole):
    listed = (whole / MANIFEST).read_text()
    assert "results/compare/main/gaussian.npz" in listed
    assert "figures/spectra/limit_law-gaussian.rst" in listed
    check = ["sha256sum", "--check", "--quiet", MANIFEST]
    subprocess.run(check, cwd=whole, check=True)


@pytest.mark.slow
def test_the_report_and_the_settings_of_the_run_are_written(whole):
    page = (whole / "results/report.html").read_text()
    assert "limit_law" in page
    written = yaml.safe_load((whole / "results/config.yaml").read_text())
    assert written["grids"]["main"]["widths"] == GRID["widths"]
    assert written["seed"] == 1


@pytest.mark.slow
def test_another_run_from_nothing_gives_the_same_bytes(whole, tmp_path):
    other = Copy(tmp_path)
    other.snakemake(MANIFEST)
    assert (other.folder / MANIFEST).read_text() == (whole / MANIFEST).read_text()


@pytest.mark.slow
def test_snakemakes_own_report_works(whole):
    snakemake("results/report.html", "--report", "snakemake.html", folder=whole)
    assert "limit_law-gaussian" in (whole / "snakemake.html").read_text()


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    """A folder of extensions, all just begun."""
    return begun(tmp_path_factory.mktemp("mine"))


def test_extensions_add_their_own_jobs_and_keep_all_others(copy, edit, mine, monkeypatch):
    """Claims that ship are not judged again; figures and notebooks show what is new."""
    before = copy.planned()  # what tests before this one have left to do
    monkeypatch.setenv(VARIABLE, str(mine))
    copy.configure(ensembles=[*ENSEMBLES, "my_ensemble", "my_kind"])
    own = {
        f"Sample {name} networks of grid yours_{what}."
        for name in (*ENSEMBLES, "my_ensemble", "my_kind")
        for what in ("activations", "my_bias")
    }
    sampled = samples("my_ensemble", "my_kind") | own
    assert copy.planned() - before == (sampled | SOLVE | COMPARE | DRAW | EXECUTE) - before
    assert not (JUDGE & copy.planned()) - before
    copy.configure()


@pytest.mark.slow
def test_from_an_empty_folder_to_verdicts(copy, mine, monkeypatch):
    """All that ``freewidth new`` begins, sampled, solved, compared and judged as it is."""
    monkeypatch.setenv(VARIABLE, str(mine))
    copy.configure(ensembles=[*ENSEMBLES, "rademacher", "my_ensemble", "my_kind"])
    made = [f"yours_my_{what}" for what in ("ensemble", "kind", "activation", "bias")]
    paths = [f"results/claims/spectra/{name}.json" for name in (*made, "my_claim")]
    copy.snakemake(*paths, "results/finite/my_experiment.npz", *TARGETS)
    for path in paths:
        finding = json.loads((copy.folder / path).read_text())
        assert finding["verdict"] in ("supported", "inconclusive")  # of eight networks
        assert finding["yours"].startswith("my_")
        assert finding["tests"] > 20
    assert artifact.load(copy.folder / "results/finite/my_experiment.npz")[1]
    ours = json.loads((copy.folder / "results/claims/spectra/false_depth.json").read_text())
    assert {entry["ensemble"] for entry in ours["entries"]} <= {*ENSEMBLES, "rademacher"}
    copy.configure()
