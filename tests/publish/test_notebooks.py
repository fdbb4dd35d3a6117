"""Executed notebooks are evidence: the same every time, readable offline, kept when they fail."""

import html
import json
import os
import re
from types import SimpleNamespace

import nbformat
import pytest

from scripts import fingerprint
from scripts.publish import _html, notebooks

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
given = {name: os.environ[f"FREEWIDTH_{name.upper()}"] for name in ("results", "figures")}
verdict = {"what": ensemble, "holds": not seen, **given}
display({"application/json": verdict, "text/plain": str(verdict)}, raw=True)
"""


AXIS = "kind"  # of a study made for these tests: its one notebook is called ``source``
RESULTS = ("results/x/a.npz", "results/x/b.npz")
FIGURES = ("figures/tests/map-a.png", "figures/tests/map-b.png")


def study(parameters):
    """As much of a study's module ``sheets`` as the step needs; parameters by value."""
    return SimpleNamespace(
        __name__="scripts.sheets",
        NOTEBOOKS="notebooks/tests",
        notebook_axes=lambda: {"source": AXIS},
        figure_axes=lambda: {"map": AXIS},
        readable=lambda sheet, paths: [path for path in paths if "b" not in path],
        entries=lambda paths: [],
        parameters=lambda sheet: parameters[sheet.value],
    )


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """Execute a source for sets of parameters, in one kernel; returns the folder.

    The attribute ``ran`` lists the parameters of the notebooks that were not kept.
    """

    def step(sets, source=SOURCE, folder=None):
        folder = folder or repository(tmp_path_factory.mktemp("notebooks"))
        (folder / "notebooks/tests" / AXIS / "source.py").write_text(source)
        fingerprint.forget()
        step.ran = []
        execute = notebooks.execute
        before = dict(os.environ)
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            for module in (notebooks, fingerprint):
                patch.setattr(module, "ROOT", folder)
            patch.setattr(notebooks, "load", lambda name: study(sets))
            patch.setattr(
                notebooks, "execute", lambda n, p, m: step.ran.append(p) or execute(n, p, m)
            )
            notebooks._kept._once.cache_clear()
            given = ["--results", *RESULTS, "--figures", *FIGURES]
            notebooks.main(["tests", *(f"source-{v}.html" for v in sets), *given])
        os.environ.clear()
        os.environ.update(before)
        fingerprint.forget()
        return folder

    return step


def repository(folder):
    """A folder with our modules, results, and room for a notebook."""
    for name in ("scripts", "freewidth"):
        (folder / name).symlink_to(fingerprint.ROOT / name)
    (folder / "notebooks/tests" / AXIS).mkdir(parents=True)
    for path in (*RESULTS, *FIGURES):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("" if path in FIGURES else path)
    for path in FIGURES:
        (folder / path).with_suffix(".json").write_text('{"caption": "A picture."}')
    return folder


@pytest.fixture(scope="module")
def two(executed):
    return executed({"a": {"ensemble": "x"}, "b": {"ensemble": "x"}})


def test_a_second_notebook_in_the_same_kernel_is_like_the_first(two):
    """Nothing of the first is left behind: no names, no counters; and nothing carries a date."""
    texts = {e: [(two / f"source-{v}.{e}").read_text() for v in "ab"] for e in ("ipynb", "html")}
    own, other = texts["ipynb"]
    assert own.replace(*FIGURES) == other
    own, other = texts["html"]
    titled = own.replace("<title>source-a</title>", "<title>source-b</title>")
    assert titled.replace(*FIGURES) == other
    one, other = (json.loads((two / f"source-{v}.json").read_text()) for v in "ab")
    assert {*one} == {*other}
    assert one["made_from"]["results"].keys() == {RESULTS[0], FIGURES[0]}
    assert other["made_from"]["results"].keys() == {RESULTS[0], FIGURES[1]}


def test_the_checked_number_is_data_and_what_it_is_given_is_what_it_may_show(two):
    found = json.loads((two / "source-a.json").read_text())
    made, files = found.pop("made_from"), found.pop("files")
    assert found == {
        "name": "source", "what": "x", "holds": True, "results": RESULTS[0],
        "figures": FIGURES[0], "parameters": {"ensemble": "x"},
    }  # fmt: skip
    assert set(made["results"]) == {RESULTS[0], FIGURES[0]}
    assert set(files) == {"source-a.html", "source-a.ipynb"}


def test_the_notebook_tells_nothing_about_the_machine(two):
    text = (two / "source-a.ipynb").read_text()
    assert str(two) not in text
    assert "papermill" not in text
    assert not re.search(r"20\d\d-\d\d-\d\d", text)
    nbformat.validate(nbformat.reads(text, 4))


def test_the_page_needs_nothing_from_the_net(two):
    page = (two / "source-a.html").read_text()
    assert "<script" not in page
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page)
    assert not re.search(r"@import|url\(['\"]?(https?:)?//", page)


def test_the_page_forbids_to_load_or_run_anything(two):
    page = (two / "source-a.html").read_text()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert page.index(policy) < page.index("<style")


@pytest.mark.parametrize("make", [nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell])
def test_html_in_a_text_is_shown_and_not_obeyed(make):
    """As in the source that an ensemble of somebody's own gives."""
    inline = "**Mine** (<img src=x onerror=alert(1)> <a href='javascript:alert(1)'>b</a>"
    hostile = f"{inline}\n\n<svg onload=alert(2)>\n\n[c](javascript:alert(3)))"
    cell = make(hostile if make is nbformat.v4.new_markdown_cell else "")
    if cell.cell_type == "code":
        cell.outputs = [nbformat.v4.new_output("display_data", {"text/markdown": hostile})]
    page = _html.page(nbformat.v4.new_notebook(cells=[cell]), "x")
    assert "<strong>Mine</strong>" in page
    assert not re.search(r"<(img|svg|a)\b[^>]*(onerror|onload|javascript)", page)
    assert "&lt;img src=x onerror" in page


def test_formulas_are_rendered(two):
    page = html.unescape((two / "source-a.html").read_text())
    assert page.count("<math") == 3
    assert 'display="block"' in page
    assert "\N{MATHEMATICAL DOUBLE-STRUCK CAPITAL E}" in page
    assert "code $x$" in page  # what stands in code is no formula


def test_a_failing_cell_is_recorded_and_the_next_set_still_runs(executed):
    source = SOURCE.replace("seen =", "assert ensemble != 'bad', 'too bad'\nseen =")
    folder = executed({"a": {"ensemble": "bad"}, "b": {"ensemble": "good"}}, source)
    failed, fine = (json.loads((folder / f"source-{name}.json").read_text()) for name in "ab")
    assert (failed["holds"], failed["error"]) == (False, "AssertionError: too bad")
    assert (fine["holds"], fine["what"]) == (True, "good")
    assert "too bad" in (folder / "source-a.html").read_text()


@pytest.mark.parametrize(
    ("old", "new"), [('tags=["verdict"]', ""), ('"holds": not seen', '"hold": not seen')]
)
def test_a_notebook_without_a_verdict_does_not_hold(executed, old, new):
    folder = executed({"a": {"ensemble": "x"}}, SOURCE.replace(old, new))
    checked = json.loads((folder / "source-a.json").read_text())
    assert checked["holds"] is False
    assert "verdict" in checked["error"]


def test_an_unknown_parameter_is_refused(tmp_path):
    (tmp_path / "source.py").write_text(SOURCE)
    with pytest.raises(ValueError, match="ensembel"):
        notebooks.source(str(tmp_path / "source.py"), {"ensembel": "x"})


SETS = {"a": {"ensemble": "x"}, "b": {"ensemble": "y"}}


@pytest.fixture(scope="module")
def kept(executed):
    """Two notebooks executed, and executed again with nothing changed."""
    folder = executed(SETS)
    assert executed.ran == list(SETS.values())
    return folder


def test_nothing_changed_and_no_kernel_starts(executed, kept):
    page = kept / "source-a.html"
    before = page.read_bytes(), page.stat().st_mtime_ns
    executed(SETS, folder=kept)
    assert executed.ran == []
    assert page.read_bytes() == before[0]
    assert page.stat().st_mtime_ns > before[1]


def test_a_result_that_it_may_not_read_does_not_count(executed, kept):
    (kept / RESULTS[1]).write_text("other numbers")
    executed(SETS, folder=kept)
    assert executed.ran == []


def test_a_missing_or_damaged_notebook_is_executed_again_alone(executed, kept):
    (kept / "source-a.ipynb").write_text("{")
    executed(SETS, folder=kept)
    assert executed.ran == [SETS["a"]]
    (kept / "source-b.html").unlink()
    executed(SETS, folder=kept)
    assert executed.ran == [SETS["b"]]


def test_other_text_or_another_result_executes_all(executed, kept):
    text = SOURCE.replace("# # Title", "# # Another title")
    executed(SETS, source=text, folder=kept)
    assert executed.ran == list(SETS.values())
    assert "Another title" in (kept / "source-a.html").read_text()
    (kept / RESULTS[0]).write_text("other numbers")
    executed(SETS, source=text, folder=kept)
    assert executed.ran == list(SETS.values())


def test_another_figure_executes_what_shows_it(executed, kept):
    executed(SETS, folder=kept)
    (kept / FIGURES[1]).write_text("other picture")
    executed(SETS, folder=kept)
    assert executed.ran == [SETS["b"]]


def test_another_caption_executes_what_shows_it(executed, kept):
    executed(SETS, folder=kept)
    (kept / FIGURES[0]).with_suffix(".json").write_text('{"caption": "Another picture."}')
    executed(SETS, folder=kept)
    assert executed.ran == [SETS["a"]]


def test_time_in_cells_leaves_out_imports(tmp_path):
    cells = [("import numpy\nfrom os import path", 7.0), ("import numpy\nx = 1", 2.0), ("y", 0.5)]
    book = nbformat.v4.new_notebook(cells=[
        nbformat.v4.new_code_cell(text, metadata={"papermill": {"duration": seconds}})
        for text, seconds in cells
    ])  # fmt: skip
    assert notebooks.computing(book) == pytest.approx(2.5)


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
