"""The whole workflow at the smallest sizes, in a copy of the repository: what runs when."""

import re
import shutil
import subprocess
import sys

import pytest
import yaml

from scripts import artifact
from workflow import plan
from workflow.fingerprint import ROOT

PARTS = ("Snakefile", "config", "workflow", "scripts", "claims", "freewidth", "notebooks")
KEPT = {
    "freewidth/ensembles": ("gaussian", "orthogonal"),
    "scripts/figures": ("cases", "convergence", "independence", "limit_law"),
    "notebooks": ("limit_law",),
}
GRID = {
    "ensembles": "all", "activations": ["tanh"], "depths": [2], "block": 4,
    "widths": [{"width": 16, "networks": 8}, {"width": 24, "networks": 8}],
}  # fmt: skip
MICRO = {"profile": "micro", "seed": 1, "grids": {"main": GRID}, "batch": 3, "vector": True}
ENSEMBLES, KINDS = KEPT["freewidth/ensembles"], ("png", "pdf", "txt")
MANIFEST = "results/manifest.sha256"


class Copy:
    """A copy of the repository in which Snakemake can be run and files can be edited.

    It knows two ensembles, one grid, and the figures and notebooks on their spectra.
    """

    def __init__(self, folder):
        self.folder = folder
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, folder / part)
        for place, names in KEPT.items():
            for path in (folder / place).glob("[a-z]*.py"):
                if path.stem not in names:
                    path.unlink()
        for name in ("default", "quick"):
            path = folder / "config" / f"{name}.yaml"
            config = yaml.safe_load(path.read_text())
            config["grids"] = {"main": config["grids"]["main"]}
            path.write_text(yaml.safe_dump(config))
        self.configure()

    def configure(self, batch=MICRO["batch"], **changes):
        """Change the one grid."""
        config = MICRO | {"grids": {"main": GRID | changes}, "batch": batch}
        (self.folder / "micro.yaml").write_text(yaml.safe_dump(config))

    def snakemake(self, *arguments):
        """What Snakemake prints."""
        profile = ("--workflow-profile", "workflow/profiles/default", "--cores", "2")
        command = [sys.executable, "-m", "snakemake", *arguments, *profile]
        done = subprocess.run(
            [*command, "--configfile", "config/quick.yaml", "micro.yaml"],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def targets(self):
        """What follows from the samples: verdicts, figures, notebooks."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(plan, "ROOT", self.folder)
            claims = [f"results/claims/{name}.json" for name in plan.families()["jacobian"]]
        stems = [f"{figure}-{e}" for figure in KEPT["scripts/figures"][1:] for e in ENSEMBLES]
        figures = [f"figures/{stem}.{kind}" for stem in ("cases-tanh", *stems) for kind in KINDS]
        return [*claims, *figures, *(f"results/notebooks/limit_law-{e}.json" for e in ENSEMBLES)]

    def planned(self):
        """Messages of the jobs that a run would execute."""
        said = self.snakemake(*self.targets(), "-n")
        return set(re.findall(r"^Job \d+: (.*)$", said, re.MULTILINE))

    def contents(self):
        """Every artifact, by path."""
        lines = (self.folder / MANIFEST).read_text().splitlines()
        paths = [line.split(maxsplit=1)[1] for line in lines]
        return {path: (self.folder / path).read_bytes() for path in paths}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Everything made, once; a path with a space, as users have."""
    made = Copy(tmp_path_factory.mktemp("a folder"))
    made.snakemake(*made.targets())
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
    assert "Nothing to be done" in copy.snakemake(*copy.targets())


@pytest.mark.parametrize("name", ["freewidth/network.py", "scripts/compare.py"])
def test_a_comment_changes_nothing(copy, edit, name):
    edit(name, "\n\n\n", "\n\n\n# a comment\n")
    assert copy.planned() == set()


JUDGE = {"Judge the claims about jacobian results."}
SOLVE = {"Solve for the limit laws of tanh networks."}
DRAW = {"Draw 3 sheets: cases, convergence.", "Draw 3 sheets: independence, limit_law.",
        "Draw limit_law of orthogonal."}  # fmt: skip
EXECUTE = {"Execute 2 sheets: limit_law."}
SHEETS = DRAW | EXECUTE
ALL_D = "networks with true, independent, shifted D"


def comparisons(*ensembles):
    return {f"Compare {ensemble} {ALL_D} with the limit law." for ensemble in ensembles}


def samples(*ensembles):
    sample = {f"Sample {ensemble} {ALL_D}." for ensemble in ensembles}
    return sample | {f"Gather the spectra of {ensemble} {ALL_D}." for ensemble in ensembles}


def test_an_ensembles_file_concerns_its_own_samples_and_what_follows(copy, edit):
    edit("freewidth/ensembles/gaussian.py", "rng.standard_normal", "1.0 * rng.standard_normal")
    shown = SHEETS - {"Draw limit_law of orthogonal."}
    assert copy.planned() == samples("gaussian") | comparisons("gaussian") | shown | JUDGE


def test_theory_concerns_no_samples(copy, edit):
    edit("freewidth/freeprob/_law.py", "MOST_MOMENTS = 30", "MOST_MOMENTS = 31")
    assert copy.planned() == SOLVE | comparisons("gaussian", "orthogonal") | SHEETS | JUDGE


def test_plotting_concerns_figures_and_notebooks(copy, edit):
    edit("freewidth/plotting/style.py", "PAGE = 7.0", "PAGE = 7.1")
    assert copy.planned() == SHEETS


def test_a_new_ensemble_concerns_only_itself_and_what_lists_all(copy, edit):
    text = (ROOT / "freewidth/ensembles/uniform.py").read_text()
    edit("freewidth/ensembles/uniform.py", "", text)
    planned = copy.planned()
    sheets = {message for message in planned if message.startswith(("Draw", "Execute"))}
    assert planned - sheets == samples("uniform") | comparisons("uniform") | JUDGE
    assert {message.split()[0] for message in sheets} == {"Draw", "Execute"}


def test_text_of_a_notebook_concerns_that_notebook(copy, edit):
    edit("notebooks/limit_law.py", "# %% [markdown]\n", "# %% [markdown]\n# More text.\n")
    assert copy.planned() == EXECUTE


def test_an_unknown_key_is_refused(copy):
    (copy.folder / "micro.yaml").write_text(yaml.safe_dump(MICRO | {"sede": 1}))
    try:
        with pytest.raises(AssertionError, match="sede"):
            copy.snakemake("-n")
    finally:
        copy.configure()


def test_a_new_depth_keeps_the_samples_there_are(copy):
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


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Trained networks and experiments too, and the list of all."""
    made = Copy(tmp_path_factory.mktemp("whole"))
    made.snakemake(MANIFEST, "results/report.html")
    return made


@pytest.mark.slow
def test_the_manifest_lists_what_there_is(whole):
    assert [p for p in whole.contents() if p.startswith("results/samples/")]
    check = ["sha256sum", "--check", "--quiet", MANIFEST]
    subprocess.run(check, cwd=whole.folder, check=True)


@pytest.mark.slow
def test_snakemakes_own_report_works(whole):
    whole.snakemake(MANIFEST, "results/report.html", "--report", "snakemake.html")
    assert "limit_law-gaussian" in (whole.folder / "snakemake.html").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("batch", [MICRO["batch"], 1])
def test_another_run_from_nothing_gives_the_same_bytes(whole, tmp_path, batch):
    """However the work is cut into processes."""
    other = Copy(tmp_path)
    other.configure(batch=batch)
    other.snakemake(MANIFEST)
    ours, theirs = whole.contents(), other.contents()
    assert ours.keys() == theirs.keys()
    assert [path for path in ours if ours[path] != theirs[path]] == []
