"""Executed notebooks are evidence: the same every time, readable offline, kept when they fail."""

import html
import json
import os
import re

import nbformat
import pytest

from scripts import _html, notebook

SOURCE = """# %% [markdown]
# # Title
# Inline $\\mathbb E\\,\\phi'(\\sqrt q\\,g)^2 < 1$, `code $x$`, and
# $$ G(z) = \\int \\frac{\\nu(dt)}{z-t}, \\qquad J = D^L W^L \\cdots D^1 W^1 $$

# %% tags=["parameters"]
ensemble = "gaussian"

# %%
import os

from IPython.display import Markdown
from matplotlib.figure import Figure

# %%
seen = "left" in dir()
left = True
figure = Figure()
figure.subplots().plot([1, 2, 3])
display(figure)
Markdown("Output $\\\\alpha_1$")

# %% tags=["verdict"]
verdict = {"what": ensemble, "holds": not seen, "root": os.environ["FREEWIDTH_RESULTS"]}
display({"application/json": verdict, "text/plain": str(verdict)}, raw=True)
"""


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """Execute a source for sets of parameters, in one kernel; returns the folder."""

    def step(sets, source=SOURCE, folder=None):
        folder = folder or tmp_path_factory.mktemp("notebooks")
        path = folder / "source.py"
        path.write_text(source)
        before = dict(os.environ)
        try:
            given = {stem: {"path": str(path), "parameters": p} for stem, p in sets.items()}
            given = {str(folder / stem): each for stem, each in given.items()}
            notebook.main(results="results", sets=given)
        finally:
            os.environ.clear()
            os.environ.update(before)
        return folder

    return step


@pytest.fixture(scope="module")
def two(executed):
    return executed({"a": {"ensemble": "x"}, "b": {"ensemble": "x"}})


def test_a_second_notebook_in_the_same_kernel_is_like_the_first(two):
    """Nothing of the first is left behind: no names, no counters; and nothing carries a date."""
    for kind in ("ipynb", "json"):
        assert (two / f"a.{kind}").read_bytes() == (two / f"b.{kind}").read_bytes()
    pages = [(two / f"{name}.html").read_text() for name in "ab"]
    assert pages[0].replace("<title>a</title>", "<title>b</title>") == pages[1]


def test_the_checked_number_is_data(two):
    assert json.loads((two / "a.json").read_text()) == {
        "what": "x", "holds": True, "root": "results", "parameters": {"ensemble": "x"},
    }  # fmt: skip


def test_the_notebook_tells_nothing_about_the_machine(two):
    text = (two / "a.ipynb").read_text()
    assert str(two) not in text
    assert "papermill" not in text
    assert not re.search(r"20\d\d-\d\d-\d\d", text)
    nbformat.validate(nbformat.reads(text, 4))


def test_the_page_needs_nothing_from_the_net(two):
    page = (two / "a.html").read_text()
    assert "<script" not in page
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page)
    assert not re.search(r"@import|url\(['\"]?(https?:)?//", page)


def test_formulas_are_rendered(two):
    page = html.unescape((two / "a.html").read_text())
    assert page.count("<math") == 3
    assert 'display="block"' in page
    assert "\N{MATHEMATICAL DOUBLE-STRUCK CAPITAL E}" in page
    assert "code $x$" in page  # what stands in code is no formula


def test_a_failing_cell_is_recorded_and_the_next_set_still_runs(executed):
    source = SOURCE.replace("seen =", "assert ensemble != 'bad', 'too bad'\nseen =")
    folder = executed({"a": {"ensemble": "bad"}, "b": {"ensemble": "good"}}, source)
    failed, fine = (json.loads((folder / f"{name}.json").read_text()) for name in "ab")
    assert (failed["holds"], failed["error"]) == (False, "AssertionError: too bad")
    assert (fine["holds"], fine["what"]) == (True, "good")
    assert "too bad" in (folder / "a.html").read_text()


@pytest.mark.parametrize(
    ("old", "new"), [('tags=["verdict"]', ""), ('"holds": not seen', '"hold": not seen')]
)
def test_a_notebook_without_a_verdict_does_not_hold(executed, old, new):
    folder = executed({"a": {"ensemble": "x"}}, SOURCE.replace(old, new))
    checked = json.loads((folder / "a.json").read_text())
    assert checked["holds"] is False
    assert "verdict" in checked["error"]


def test_an_unknown_parameter_is_refused(tmp_path):
    (tmp_path / "source.py").write_text(SOURCE)
    with pytest.raises(ValueError, match="ensembel"):
        notebook.source(str(tmp_path / "source.py"), {"ensembel": "x"})


def test_time_in_cells_leaves_out_imports(tmp_path):
    cells = [("import numpy\nfrom os import path", 7.0), ("import numpy\nx = 1", 2.0), ("y", 0.5)]
    book = nbformat.v4.new_notebook(cells=[
        nbformat.v4.new_code_cell(text, metadata={"papermill": {"duration": seconds}})
        for text, seconds in cells
    ])  # fmt: skip
    assert notebook.computing(book) == pytest.approx(2.5)


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\mathbb E", "\N{MATHEMATICAL DOUBLE-STRUCK CAPITAL E}"),
        (r"\mathbb{R}", "\N{DOUBLE-STRUCK CAPITAL R}"),
        (r"\mathcal N", "\N{MATHEMATICAL SCRIPT CAPITAL N}"),
        (r"x", "x"),
    ],
)
def test_letters_of_other_alphabets_become_characters(latex, expected):
    assert f"<mi>{expected}</mi>" in html.unescape(_html.mathml(latex))
