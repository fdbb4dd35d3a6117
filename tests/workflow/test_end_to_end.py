"""The whole workflow at the smallest sizes, in a copy of the repository: what runs when."""

import re
import shutil
import subprocess
import sys

import pytest
import yaml

from freewidth import artifact
from workflow import plan
from workflow.fingerprint import ROOT

PARTS = ("Snakefile", "config", "workflow", "scripts", "freewidth", "notebooks")
KEPT = {"freewidth/ensembles": ("gaussian", "orthogonal"), "notebooks": ("limit_law",)}
GRID = {
    "sigma_w2": 1.0, "sigma_b2": 0.1, "q0": 1.0, "ensembles": "all", "activations": ["tanh"],
    "depths": [2], "widths": [{"width": 16, "networks": 8}, {"width": 24, "networks": 8}],
}  # fmt: skip
MICRO = {"profile": "micro", "seed": 1, "grids": {"main": GRID}, "block": 4, "batch": 8}
MANIFEST = "results/manifest.sha256"
EVERYTHING = (MANIFEST, "results/report.html")


class Copy:
    """A copy of the repository in which Snakemake can be run and files can be edited."""

    def __init__(self, folder):
        self.folder = folder
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, folder / part)
        for place, names in KEPT.items():
            for path in (folder / place).glob("[a-z]*.py"):
                if path.stem not in names:
                    path.unlink()
        self.configure()

    def configure(self, **changes):
        """Change the one grid."""
        config = MICRO | {"grids": {"main": GRID | changes}}
        (self.folder / "micro.yaml").write_text(yaml.safe_dump(config))

    def snakemake(self, *arguments):
        """What Snakemake prints."""
        profile = ("--workflow-profile", "workflow/profiles/default", "--cores", "2")
        command = [sys.executable, "-m", "snakemake", *arguments, *profile]
        done = subprocess.run(
            [*command, "--configfile", "micro.yaml"],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def planned(self):
        """Messages of the jobs that a run would execute."""
        return set(re.findall(r"^Job \d+: (.*)$", self.snakemake(*EVERYTHING, "-n"), re.MULTILINE))

    def contents(self):
        config = yaml.safe_load((self.folder / "micro.yaml").read_text())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(plan, "ROOT", self.folder)
            paths = plan.artifacts(config)
        return {path: (self.folder / path).read_bytes() for path in paths}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Everything made, once; a path with a space, as users have."""
    made = Copy(tmp_path_factory.mktemp("a folder"))
    made.snakemake(*EVERYTHING)
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


def test_everything_is_made_and_listed(copy):
    lines = (copy.folder / MANIFEST).read_text().splitlines()
    assert {line.split(maxsplit=1)[1] for line in lines} == copy.contents().keys()
    check = ["sha256sum", "--check", "--quiet", MANIFEST]
    subprocess.run(check, cwd=copy.folder, check=True)


def test_a_second_run_has_nothing_to_do(copy):
    assert "Nothing to be done" in copy.snakemake(*EVERYTHING)


@pytest.mark.parametrize("name", ["freewidth/network.py", "scripts/compare.py"])
def test_a_comment_changes_nothing(copy, edit, name):
    edit(name, "\n\n\n", "\n\n\n# a comment\n")
    assert copy.planned() == set()


PUBLISH = {"Judge the claims.", "Caption the figures with their verdicts.", "Write the report.",
           "List the checksums of everything."}  # fmt: skip
SHEETS = {"Draw cases: tanh.", "Draw limit_law: gaussian, orthogonal.",
          "Draw independence: gaussian, orthogonal.", "Draw convergence: gaussian, orthogonal.",
          "Execute limit_law: gaussian, orthogonal."}  # fmt: skip
ALL_D = "networks with true, independent, shifted D"


def comparisons(*ensembles):
    return {f"Compare {ensemble} {ALL_D} with the limit law." for ensemble in ensembles}


def samples(*ensembles):
    sample = {f"Sample {ensemble} {ALL_D}." for ensemble in ensembles}
    return sample | {f"Gather the spectra of {ensemble} {ALL_D}." for ensemble in ensembles}


def test_an_ensembles_file_concerns_its_own_samples_and_what_follows(copy, edit):
    edit("freewidth/ensembles/gaussian.py", "rng.standard_normal", "1.0 * rng.standard_normal")
    expected = samples("gaussian") | comparisons("gaussian") | SHEETS | PUBLISH
    assert copy.planned() - {"Solve for the limit laws of tanh networks."} == expected


def test_theory_concerns_no_samples(copy, edit):
    edit("freewidth/theory/__init__.py", "__all__", "X = 1\n__all__")
    solve = {"Solve for the limit laws of tanh networks."}
    assert copy.planned() == solve | comparisons("gaussian", "orthogonal") | SHEETS | PUBLISH


def test_plotting_concerns_figures_notebooks_and_the_report(copy, edit):
    edit("freewidth/plotting/style.py", "PAGE = 7.0", "PAGE = 7.1")
    assert copy.planned() == SHEETS | PUBLISH - {"Judge the claims."}


def test_a_new_ensemble_concerns_only_itself_and_what_lists_all(copy, edit):
    text = (ROOT / "freewidth/ensembles/uniform.py").read_text()
    edit("freewidth/ensembles/uniform.py", "", text)
    sheets = {message.replace("orthogonal.", "orthogonal, uniform.") for message in SHEETS}
    assert copy.planned() == samples("uniform") | comparisons("uniform") | sheets | PUBLISH


def test_text_of_a_notebook_concerns_that_notebook(copy, edit):
    edit("notebooks/limit_law.py", "# %% [markdown]\n", "# %% [markdown]\n# More text.\n")
    execute = {"Execute limit_law: gaussian, orthogonal."}
    assert copy.planned() == execute | {"Write the report.", "List the checksums of everything."}


def test_a_new_depth_keeps_the_samples_there_are(copy, edit):
    """Not only their bytes: the very files, though Snakemake ran the job that declares them."""
    spectra = "results/spectra/main/true/gaussian.npz"
    folder = copy.folder / "results/samples/main/true/gaussian/tanh"
    before = {path.name: path.stat().st_ino for path in folder.iterdir()}
    _, old = artifact.load(copy.folder / spectra)
    copy.configure(depths=[2, 3])
    copy.snakemake(spectra)
    after = {path.name: path.stat().st_ino for path in folder.iterdir()}
    assert len(after) == 2 * len(before)
    assert before.items() <= after.items()
    _, new = artifact.load(copy.folder / spectra)
    assert all((new[name] == values).all() for name, values in old.items())
    copy.configure()
    copy.snakemake(*EVERYTHING)
    assert "Nothing to be done" in copy.snakemake(*EVERYTHING)


def test_snakemakes_own_report_works(copy):
    copy.snakemake(*EVERYTHING, "--report", "snakemake.html")
    page = (copy.folder / "snakemake.html").read_text()
    assert "limit_law-gaussian" in page


def test_an_unknown_key_is_refused(copy):
    (copy.folder / "micro.yaml").write_text(yaml.safe_dump(MICRO | {"sede": 1}))
    try:
        with pytest.raises(AssertionError, match="sede"):
            copy.snakemake(*EVERYTHING, "-n")
    finally:
        copy.configure()


@pytest.mark.slow
def test_two_runs_from_nothing_give_the_same_bytes(copy, tmp_path):
    other = Copy(tmp_path)
    other.snakemake(*EVERYTHING)
    ours, theirs = copy.contents(), other.contents()
    assert [path for path in ours if ours[path] != theirs[path]] == []


@pytest.mark.slow
def test_batches_do_not_change_bytes(copy, tmp_path):
    other = Copy(tmp_path)
    other.configure()
    text = (tmp_path / "micro.yaml").read_text()
    (tmp_path / "micro.yaml").write_text(text.replace("batch: 8", "batch: 1"))
    other.snakemake(*EVERYTHING)
    ours, theirs = copy.contents(), other.contents()
    assert [path for path in ours if ours[path] != theirs[path]] == []
