"""What belongs to which study is told by folders; what belongs to none is an error."""

import pytest

from claims import CLAIMS
from scripts import fingerprint, folders, sheets
from scripts.fingerprint import ROOT
from scripts.sheets import Sheet
from workflow import plan

STUDIES = {"finite", "hessians", "spectra"}


def test_studies_are_folders():
    assert set(plan.studies()) == STUDIES


def test_every_claim_of_the_library_is_planned_once():
    found = [path for study in plan.studies() for path in plan.claims(study)]
    assert sorted(path.rpartition("/")[2] for path in found) == [f"{name}.json" for name in CLAIMS]


def test_claims_of_a_study_are_its_modules():
    for study in plan.studies():
        names = [module.rpartition(".")[2] for module in plan.claim_modules(study)]
        assert plan.claims(study) == [f"results/claims/{study}/{name}.json" for name in names]
        assert all(fingerprint.closure(module) for module in plan.claim_modules(study))


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """Two small studies; returns a function that writes a file."""

    def write(name, text=""):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        fingerprint.forget()

    for module in (plan, folders, sheets, fingerprint):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    for study in ("apples", "pears"):
        write(f"scripts/{study}/sheets.py")
        write(f"claims/{study}/{study}2020_limit.py")
        write(f"claims/{study}/_helper.py")
        write(f"notebooks/{study}/together/{study}.py", "x = 1\n")
    write("claims/__init__.py")
    write("scripts/publish/figures.py", "import scripts.sheets\n")
    write("scripts/publish/notebooks.py")
    write("scripts/sheets.py")
    yield write
    monkeypatch.undo()
    fingerprint.forget()


def test_what_lies_in_the_folder_of_a_study_is_planned(repository):
    plan.check()
    assert plan.claims("apples") == ["results/claims/apples/apples2020_limit.json"]


@pytest.mark.parametrize(
    "place",
    [
        "claims/lost.py",  # in no folder
        "claims/appels/lost.py",  # in that of a study that was mistyped
        "claims/apples/deep/lost.py",  # where nobody looks
        "claims/apples/deep/er/lost.py",
        "claims/publish/lost.py",  # a folder of scripts, but no study
        "notebooks/lost.py",
        "notebooks/apples/lost.py",
        "notebooks/appels/together/lost.py",
        "notebooks/apples/together/deep/lost.py",
    ],
)
def test_what_belongs_to_no_study_is_an_error(repository, place):
    """It would vanish: no rule would ever ask for it."""
    repository(place)
    with pytest.raises(ValueError, match=f"{place} belongs to no study.*apples, pears"):
        plan.check()
    with pytest.raises(ValueError, match="belongs to no study"):
        plan.claims("pears")


@pytest.mark.parametrize(
    "place", ["claims/_base.py", "claims/_old/x.py", "notebooks/apples/.ipynb_checkpoints/x.py"]
)
def test_helpers_and_what_is_hidden_are_no_mistake(repository, place):
    repository(place)
    plan.check()


class Study:
    """As much of a study's module ``sheets`` as a plan needs."""

    __name__ = "scripts.apples.sheets"
    NOTEBOOKS = "notebooks/apples"

    @staticmethod
    def module(sheet):
        return f"scripts.apples.{sheet.name}"

    @staticmethod
    def entries(paths):
        return [f"freewidth.ensembles.{path}" for path in paths]


@pytest.fixture
def codes(repository):
    """Fingerprints of the figures and notebooks of a study; of all entries or one."""
    for name in ("draw", "other"):
        repository(f"scripts/apples/{name}.py", "X = 1\n")
    for name in ("gaussian", "uniform"):
        repository(f"freewidth/ensembles/{name}.py", "X = 1\n")

    def found():
        figures, books = ([Sheet("apples", "together", name)] for name in ("draw", "apples"))
        return (
            plan.figure_code(Study(), figures, ["gaussian"]),
            plan.notebook_code(Study(), books, ["gaussian"]),
        )

    return found


@pytest.mark.parametrize(
    ("name", "text", "figures", "notebooks"),
    [
        ("scripts/apples/draw.py", "X = 2\n", True, False),
        ("scripts/apples/draw.py", "X = 1  # a comment\n", False, False),
        ("scripts/apples/other.py", "X = 2\n", False, False),
        ("scripts/apples/sheets.py", "X = 2\n", True, True),  # which chooses and reads results
        ("scripts/publish/figures.py", "X = 2\n", True, False),
        ("scripts/publish/notebooks.py", "X = 2\n", False, True),
        ("freewidth/ensembles/gaussian.py", "X = 2\n", True, True),  # a label that is shown
        ("freewidth/ensembles/uniform.py", "X = 2\n", False, False),
        ("notebooks/apples/together/apples.py", "x = 2\n", False, True),
        ("notebooks/apples/together/apples.py", "x = 1  # text is read\n", False, True),
        ("notebooks/pears/together/pears.py", "x = 2\n", False, False),
    ],
)
def test_what_figures_and_notebooks_depend_on(repository, codes, name, text, figures, notebooks):
    before = codes()
    repository(name, text)
    after = codes()
    assert (after[0] != before[0], after[1] != before[1]) == (figures, notebooks)


def test_templates_count_whole(tmp_path, monkeypatch):
    before = plan.template_digest("report.*", "card.*")
    folder = tmp_path / "workflow/templates"
    folder.mkdir(parents=True)
    for path in (ROOT / "workflow/templates").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(plan, "ROOT", tmp_path)
    assert plan.template_digest("report.*", "card.*") == before
    (folder / "explorer.js").write_text("// another page's")
    assert plan.template_digest("report.*", "card.*") == before
    (folder / "report.css").write_text("/* another */")
    assert plan.template_digest("report.*", "card.*") != before


def test_the_law_of_biases_counts_for_samples():
    one, other = (plan.drawing_code("gaussian", ["tanh"], bias) for bias in ("uniform", "laplace"))
    assert one != other
