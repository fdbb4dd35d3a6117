"""The study of spectra at the smallest sizes, in copies of the repository: what runs when."""

import json
import re
import subprocess

import pytest
import yaml

from scripts import artifact
from scripts.fingerprint import ROOT
from tests.workflow.conftest import copy_repository, snakemake, unfinished

KEPT = {  # of each folder; the rest would only take time
    "freewidth/ensembles": ("gaussian", "orthogonal"),
    "claims/spectra": ("pastur2020_gaussian_limit", "pastur2022_haar_limit", "false_depth"),
    "scripts/spectra/figures/together": ("breadth",),
    "notebooks/spectra/ensemble": ("limit_law",),
    "notebooks/spectra/together": (),
    "notebooks/spectra/figure": (),
}
GRID = {
    "ensembles": "all", "activations": ["tanh"], "depths": [2], "block": 4,
    "figures": ["convergence", "limit_law"],
    "widths": [{"width": 16, "networks": 8}, {"width": 24, "networks": 8}],
}  # fmt: skip
ENSEMBLES = KEPT["freewidth/ensembles"]
TARGETS = ("spectra_claims", "spectra_figures", "spectra_notebooks")
MANIFEST = "results/manifest.sha256"


class Copy:
    """A copy of the repository in which Snakemake can be run and files can be edited.

    It knows two ensembles, one grid, and some claims, figures and notebooks on their spectra.
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
        config = {"profile": "quick", "seed": 1, "grids": {"main": GRID | changes}, "vector": False}
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


@pytest.mark.parametrize("name", ["freewidth/network.py", "scripts/spectra/compare.py"])
def test_a_comment_changes_nothing(copy, edit, name):
    edit(name, "\n\n\n", "\n\n\n# a comment\n")
    assert copy.planned() == set()


JUDGE = {"Judge the claims about spectra."}
DRAW = {"Draw the figures of spectra."}
EXECUTE = {"Execute the notebooks on spectra."}
SOLVE = {"Solve for the limit laws of tanh networks of grid main."}


def samples(*ensembles):
    return {f"Sample {ensemble} networks of grid main." for ensemble in ensembles}


def comparisons(*ensembles):
    return {f"Compare {each} networks of grid main with the limit law." for each in ensembles}


def test_an_ensembles_file_concerns_its_own_samples_and_what_follows(copy, edit):
    edit("freewidth/ensembles/gaussian.py", "rng.standard_normal", "1.0 * rng.standard_normal")
    own = samples("gaussian") | comparisons("gaussian")
    assert copy.planned() == own | JUDGE | DRAW | EXECUTE


def test_theory_concerns_no_samples(copy, edit):
    edit("freewidth/freeprob/law.py", "MOST_MOMENTS = 30", "MOST_MOMENTS = 31")
    assert copy.planned() == SOLVE | comparisons(*ENSEMBLES) | JUDGE | DRAW | EXECUTE


def test_plotting_concerns_what_is_drawn(copy, edit):
    """Figures, notebooks, and the pictures of claims' evidence: no result."""
    edit("freewidth/plotting/style.py", "PAGE = 7.0", "PAGE = 7.1")
    assert copy.planned() == JUDGE | DRAW | EXECUTE


def test_a_picture_of_the_study_concerns_figures_and_notebooks(copy, edit):
    edit("scripts/spectra/figures/ensemble/limit_law.py", "CDF", "F")
    assert copy.planned() == DRAW | EXECUTE


def test_a_claim_concerns_claims(copy, edit):
    edit("claims/spectra/false_depth.py", 'rival = "', 'rival = "indeed, ')
    assert copy.planned() == JUDGE


def test_the_text_of_a_notebook_concerns_notebooks_of_its_study(copy, edit):
    edit(
        "notebooks/spectra/ensemble/limit_law.py", "# %% [markdown]\n", "# %% [markdown]\n# More.\n"
    )
    assert copy.planned() == EXECUTE


def test_a_missing_file_is_made_again(copy):
    path = copy.folder / "figures/spectra/limit_law-gaussian.png"
    content = path.read_bytes()
    path.unlink()
    assert copy.planned() == DRAW
    before = {name: file.stat().st_mtime_ns for name, file in copy.made().items()}
    copy.snakemake(*TARGETS)
    assert path.read_bytes() == content
    other = "figures/spectra/limit_law-orthogonal.png"  # looked at, found right, and counted as new
    assert copy.made()[other].stat().st_mtime_ns > before[other]


def made_of(copy, ending):
    return {
        name: json.loads(path.read_text())["made_from"]["results"]
        for name, path in copy.made().items()
        if name.endswith(ending) and name.startswith(("figures/", "results/notebooks/"))
    }


def test_a_figure_or_notebook_is_made_from_the_results_that_it_shows(copy):
    found = made_of(copy, ".json")
    own = {name: results for name, results in found.items() if "-gaussian" in name}
    assert len(own) == 3
    for results in own.values():
        assert not [path for path in results if "orthogonal" in path]
    assert len(found["figures/spectra/breadth.json"]) == 5


def test_results_are_the_same_bytes_in_another_folder_and_whatever_else_is_made(copy, tmp_path):
    """With one ensemble alone, in a folder of another name, from nothing."""
    alone = Copy(tmp_path / "elsewhere")
    alone.configure(ensembles=["gaussian"])
    alone.snakemake("spectra_figures", "spectra_notebooks")
    ours, theirs = copy.contents(), alone.contents()
    of_all = ("breadth", "cases")  # which show whatever there is
    shared = [name for name in theirs if not any(f"/{stem}" in name for stem in of_all)]
    assert len(shared) > 15
    assert [name for name in shared if ours[name] != theirs[name]] == []


def test_a_new_ensemble_is_sampled_and_only_what_shows_it_is_made_anew(copy, edit):
    """Other files are looked at, and kept: the very same bytes, and no kernel ran for them."""
    before = copy.contents()
    edit(
        "freewidth/ensembles/uniform.py", "", (ROOT / "freewidth/ensembles/uniform.py").read_text()
    )
    new = samples("uniform") | comparisons("uniform")
    assert copy.planned() == new | JUDGE | DRAW | EXECUTE
    drawn = copy.folder / "results/spectra/main/gaussian/true/tanh/L2-n16-b0.npz"
    stamps = {name: path.stat().st_ino for name, path in copy.made().items()}
    try:
        copy.snakemake(*TARGETS)
        after = copy.contents()
        assert (
            drawn.stat().st_ino == stamps["results/spectra/main/gaussian/true/tanh/L2-n16-b0.npz"]
        )
        changed = {name for name in before if after[name] != before[name]}
        assert not [name for name in changed if not re.search("/(breadth|cases)|/claims/", name)]
        assert "figures/spectra/breadth.png" in changed
        added = {name for name in after if name not in before}
        assert {name for name in added if "uniform" not in name} == set()
        assert "results/notebooks/spectra/limit_law-uniform.html" in added
        (executed,) = re.findall(r"publish.notebooks: ([\d.]+) s", log(copy, "notebooks/spectra"))
        assert float(executed) > 0
    finally:
        for name in after.keys() - before.keys():
            (copy.folder / name).unlink()


def log(copy, name):
    return (copy.folder / f"logs/{name}.log").read_text()


def test_a_new_depth_keeps_the_samples_there_are(copy):
    """Not only their bytes: the very files."""
    spectra = "results/spectra/main/gaussian.npz"
    folder = copy.folder / "results/spectra/main/gaussian/true/tanh"
    before = {path.name: path.stat().st_ino for path in folder.iterdir()}
    _, old = artifact.load(copy.folder / spectra)
    copy.configure(depths=[2, 3])
    try:
        copy.snakemake(spectra)
    finally:
        copy.configure()
    after = {path.name: path.stat().st_ino for path in folder.iterdir()}
    assert len(after) == 2 * len(before)
    assert before.items() <= after.items()
    _, new = artifact.load(copy.folder / spectra)
    assert all((new[name] == values).all() for name, values in old.items())


def test_a_failed_check_stops_the_run_and_leaves_the_evidence(copy, edit):
    edit("claims/spectra/false_depth.py", 'should="refuted"', 'should="supported"')
    said = snakemake("spectra_claims", "--configfile", "micro.yaml", folder=copy.folder)
    assert "Judge the claims" in said
    assert json.loads((copy.folder / "results/claims/spectra/false_depth.json").read_text())


MODULE = """
configfile: "mine.yaml"

module freewidth:
    snakefile: "{folder}/workflow/Snakefile"
    config: config["freewidth"]

use rule * from freewidth as freewidth_*
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """All studies that have rules, as a module of another workflow, in its folder."""
    made = Copy(tmp_path_factory.mktemp("whole"))
    user = tmp_path_factory.mktemp("my workflow")
    (user / "Snakefile").write_text(MODULE.format(folder=made.folder))
    mine = yaml.safe_load((made.folder / "micro.yaml").read_text())
    (user / "mine.yaml").write_text(yaml.safe_dump({"freewidth": mine}))
    targets = (MANIFEST, "results/report.html")
    snakemake(*targets, folder=user)
    made.folder = user
    return made


# Fast as long as there is one study; the others take minutes.
slow = pytest.mark.slow if not list(unfinished()) else lambda test: test


@slow
def test_the_manifest_lists_what_there_is(whole):
    listed = (whole.folder / MANIFEST).read_text()
    assert "results/compare/main/gaussian.npz" in listed
    assert "figures/spectra/limit_law-gaussian.rst" in listed
    check = ["sha256sum", "--check", "--quiet", MANIFEST]
    subprocess.run(check, cwd=whole.folder, check=True)


@slow
def test_the_report_and_the_settings_of_the_run_are_written(whole):
    page = (whole.folder / "results/report.html").read_text()
    assert "limit_law" in page
    written = yaml.safe_load((whole.folder / "results/config.yaml").read_text())
    assert written["grids"]["main"]["widths"] == GRID["widths"]
    assert written["seed"] == 1


@slow
def test_another_run_from_nothing_gives_the_same_bytes(whole, tmp_path):
    other = Copy(tmp_path)
    other.snakemake(MANIFEST)
    assert (other.folder / MANIFEST).read_text() == (whole.folder / MANIFEST).read_text()


@slow
def test_snakemakes_own_report_works(whole):
    snakemake("results/report.html", "--report", "snakemake.html", folder=whole.folder)
    assert "limit_law-gaussian" in (whole.folder / "snakemake.html").read_text()
