"""What every notebook promises: a question, links, one live computation, a conclusion, a number."""

import ast
import re
from functools import cache

import jupytext
import pytest

from claims import CLAIMS, STUDIES
from scripts.finite import experiments
from scripts.folders import ROOT, public
from scripts.publish._html import SHOWN
from scripts.sheets import TOGETHER

NOTEBOOKS = public(ROOT / "notebooks")
INTRODUCTION = {"finite": "introduction", "spectra": "introduction", "hessians": "trained"}
CLAIM = re.compile(r"\]\((?:\.\./)+report\.html#(\w+)\)")
PAPER = re.compile(r"https://(arxiv\.org/abs|doi\.org)/\S+")
PAGE = re.compile(r"\]\((\w+)(?:-\w+)?\.html\)")
SECTIONS = {"claims", "notebooks", "figures", "map"}  # of the report
LONGEST = 30  # lines of code that a reader is shown in one cell
DECISIVE = {"live", "verdict"}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def path(request):
    return request.param


@cache
def read(path):
    return jupytext.read(path, fmt="py:percent").cells


@pytest.fixture
def cells(path):
    return read(path)


def tags(cell):
    return set(cell.metadata.get("tags", []))


def tagged(cells, tag):
    return [cell for cell in cells if tag in tags(cell)]


def study(path):
    return path.relative_to(ROOT / "notebooks").parts[0]


def test_it_opens_with_a_question_one_formula_and_what_would_refute_it(cells, path):
    opening = cells[0].source
    assert cells[0].cell_type == "markdown"
    title = opening.splitlines()[0]
    assert title.startswith("# ")
    assert "?" in title or path.stem == INTRODUCTION[study(path)]
    assert "$$" in opening
    assert "**Claims.**" in opening
    assert "**What would refute it.**" in opening


def test_it_leads_to_claims_that_exist_to_their_papers_and_to_the_introduction(cells, path):
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    linked = set(CLAIM.findall(text)) - SECTIONS
    assert linked
    assert linked <= set(CLAIMS)
    assert {name for name in linked if name in STUDIES[study(path)]}
    assert PAPER.search(text)
    there = {other.stem for other in NOTEBOOKS if study(other) == study(path)}
    pages = set(PAGE.findall(text))
    assert pages <= there
    introduction = INTRODUCTION[study(path)]
    assert introduction in pages or path.stem == introduction


def test_it_computes_one_thing_itself_from_a_named_stream_and_shows_the_code(cells, path):
    (live,) = tagged(cells, "live")
    assert tags(live) == {"live"}
    assert "import" in live.source or path.stem == "solver"
    assert "stream(" in live.source or path.stem == "solver"  # which needs no random numbers
    assert "find()" not in live.source


def test_it_concludes_in_words_and_ends_in_a_checked_number(cells):
    (conclusion,) = tagged(cells, "conclusion")
    assert re.search(r"conclusion\(|Markdown\(", conclusion.source)
    (verdict,) = tagged(cells, "verdict")
    assert verdict is cells[-1]
    assert "checked(" in verdict.source
    assert cells.index(conclusion) < cells.index(verdict)


def test_plumbing_is_hidden_and_what_carries_the_argument_is_not(cells):
    hidden = {"hide-input", *SHOWN.TagRemovePreprocessor.remove_cell_tags}
    for cell in cells:
        if cell.cell_type == "code" and not tags(cell) & hidden:
            assert len(cell.source.splitlines()) < LONGEST
        assert not (tags(cell) & DECISIVE and tags(cell) & hidden)


def test_it_imports_no_plumbing_where_readers_look(cells):
    """Cells that only import are hidden."""
    for cell in cells:
        if cell.cell_type == "code" and not tags(cell) - {"live"}:
            body = ast.parse(cell.source).body
            assert not all(isinstance(node, ast.Import | ast.ImportFrom) for node in body)


def test_tables_are_objects_and_pictures_have_captions(cells):
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    assert "|--" not in code
    assert "plotting.png" not in code


def test_every_figure_of_every_study_has_a_notebook():
    text = {
        name: "\n".join(p.read_text() for p in NOTEBOOKS if study(p) == name) for name in STUDIES
    }
    drawn = set(re.findall(r"drawn\(\s*(\w+),", text["finite"]))
    renamed = {"moments": "exact_moments"}
    assert {renamed.get(name, name) for name in drawn} == set(experiments.pictures())
    for name in STUDIES.keys() - {"finite"}:
        for source in public(ROOT / f"scripts/{name}/figures"):
            parts = source.relative_to(ROOT / f"scripts/{name}/figures").parts
            by_axis = name == "spectra" and parts[0] == TOGETHER  # notebooks/spectra/figure
            assert by_axis or re.search(rf"drawn\({source.stem},", text[name]), source
