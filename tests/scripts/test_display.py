"""What notebooks show: tables that stay tables, text that is not obeyed, true conclusions."""

import os
import re
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import pytest
from matplotlib.figure import Figure

from freewidth import plotting
from freewidth.errors import InvalidInputError
from freewidth.stats import Entry, Evidence
from scripts import _kept, display
from scripts.display import Table
from scripts.sheets import FIGURES, Sheet
from tests.plotted import finding

HOSTILE = "sup|dF| <img src=x onerror=alert(1)> `a` *b* $c$"


def cells(html):
    """Rows of cells of a table, as HTML."""
    rows = (re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in html.split("<tr")[1:])
    return [[cell.strip() for cell in row] for row in rows]


def test_no_sign_in_a_cell_splits_it_or_is_obeyed():
    html = Table(("network", HOSTILE), [("a|b", HOSTILE), ("c", "1")])._repr_html_()
    assert [len(row) for row in cells(html)] == [2, 2, 2]
    assert "<img" not in html
    assert "sup|dF| &lt;img" in html


def test_formulas_in_cells_are_typeset_and_numbers_stand_right():
    html = Table(("sigma_w2", "m_1"), [("tanh", "0.25 ± 0.01"), ("relu", "")])._repr_html_()
    head, *_ = cells(html)
    assert head == ["σ<sub>w</sub><sup>2</sup>", "m<sub>1</sub>"]
    assert html.count("text-align: right") == 3  # head and two rows of the second column


def test_long_tables_are_opened_by_their_readers_and_empty_ones_are_none():
    rows = [(k,) for k in range(display.LONG + 1)]
    assert Table(("k",), rows)._repr_html_().startswith("<details><summary>Table of")
    assert Table(("k",), rows[1:])._repr_html_().startswith("<table")
    assert "<table" in Table(("k",), [])._repr_html_()


def test_a_table_is_text_where_there_is_no_browser():
    assert repr(Table(("network", "sup|dF|"), [("tanh", "0.01")])).split() == [
        "network", "sup|dF|", "-" * 9, "-" * 9, "tanh", "0.01",
    ]  # fmt: skip


def test_the_checked_number_is_json_for_machines_and_a_table_for_readers():
    verdict = {"what": "a|b", "observed": 0.123456, "expected": "below 1", "holds": True}
    shown = display.checked(verdict)
    assert shown["application/json"] == verdict
    assert cells(shown["text/html"]) == [
        ["what", "a|b"], ["observed", "0.1235"], ["expected", "below 1"], ["holds", "yes"],
    ]  # fmt: skip


def test_a_row_names_the_worst_statistic_without_internal_names():
    worst = Evidence("m_2", 2.0, 1.0, 0.1, 0.0, "")
    labels = {"experiment": "planar"}
    entry = Entry(
        "planar student_t3 relu", labels, "theorem", (worst,), "tested against the haar law"
    )
    (row,) = display.table([entry]).rows
    assert row[:3] == ("Student t (3) ReLU", "theorem", "m_2")
    assert row[5:] == ("10.0", "tested against the law of Haar weights")


def test_a_row_without_evidence_or_with_no_chance_says_so():
    certain = Evidence("m_2", 2.0, 1.0, 0.0, 0.0, "")
    some = [Entry("a", {}, "theorem", (certain,)), Entry("b", {}, "empirical", (), "why")]
    one, two = display.table(some).rows
    assert one[5] == "certain"
    assert (two[2], two[-1]) == ("nothing measured", "why")


def said(**changes):
    return display.conclusion([finding(**changes)]).data


@pytest.mark.parametrize(
    ("verdict", "should", "words", "kind"),
    [
        ("supported", "supported", "Supported.", "good"),
        ("refuted", "refuted", "Refuted, as it should be.", "good"),
        ("refuted", "supported", "Refuted, and should not be.", "bad"),
        ("supported", "refuted", "Supported, and should not be.", "bad"),
        ("inconclusive", "supported", "Left open.", "open"),
        ("refuted", "inconclusive", "Refuted (an open question).", "open"),
    ],
)
def test_a_conclusion_says_what_the_verdict_is_worth(verdict, should, words, kind):
    reasons = ["gaussian tanh L=2: not excluded: shifted"]
    html = said(verdict=verdict, should=should, reasons=reasons)
    assert f"<strong>{words}</strong>" in html
    assert f'class="conclusion {kind}"' in html
    assert 'href="../../report.html#somebody2020_claim"' in html


def test_a_conclusion_has_the_numbers_of_its_finding():
    found = finding()
    item = found["entries"][0]["evidence"][0]
    html = said()
    assert f"{item['limit']:.1f} would be too many" in html or "within the bias" in html
    assert f"{found['tests']} statistics" in html or "1 statistic " in html
    item |= {"observed": 7.25, "distance": 40.0, "agrees": False}
    found["entries"][0]["verdict"] = "refuted"
    html = said(verdict="refuted", entries=found["entries"])
    assert "is 7.25, where it says" in html
    assert "40 standard errors off" in html


def test_an_open_claim_says_what_is_missing_in_words():
    html = said(verdict="inconclusive", reasons=["gaussian tanh L=2: not excluded: shifted", "x"])
    assert "every variance off by one layer (and 1 more reason)" in html


def test_where_no_claim_is_about_it_that_is_said():
    assert display.conclusion([]).data == "<p>No claim covers what is shown here.</p>"


def test_what_a_claim_says_is_shown_and_not_obeyed():
    assert "<img" not in said(statement=HOSTILE)


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A figure's module, of whose figures two are drawn already: how often it was asked is kept."""
    monkeypatch.chdir(tmp_path)
    asked = []

    def draw(results, *where):
        asked.append(where)
        figure = Figure()
        figure.subplots().set_title(" ".join(where))
        return figure

    made = [Sheet("spectra", "ensemble", "limit_law", value) for value in ("haar", "iid")]
    for sheet in made:
        path = Path(sheet.figure())
        path.parent.mkdir(parents=True, exist_ok=True)
        plotting.save(draw(None, "stored", sheet.value), path)
        record = {"sheet": asdict(sheet), "caption": f"of {sheet.value}"}
        _kept.write(path.with_suffix(".json"), record, {}, [path])
    monkeypatch.setenv(FIGURES, os.pathsep.join(sheet.figure() for sheet in made))
    asked.clear()
    return SimpleNamespace(
        __name__="scripts.spectra.figures.ensemble.limit_law",
        draw=draw,
        caption=lambda results, *where: " ".join(("now", *where)),
        asked=asked,
    )


def test_a_figure_that_the_workflow_has_drawn_is_shown_as_it_is(source):
    image, caption = display.drawn(source, None, "iid", "main")
    assert image.data == Path("figures/spectra/limit_law-iid.png").read_bytes()
    assert ">of iid<" in caption.data
    assert source.asked == []


@pytest.mark.parametrize("where", [("iid", "wide"), ("student", "main")])
def test_any_other_is_drawn_now(source, where):
    image, caption = display.drawn(source, None, *where)
    assert image.data.startswith(b"\x89PNG")
    assert f">now {' '.join(where)}<" in caption.data
    assert source.asked == [where]


def test_all_are_drawn_where_a_person_runs_the_notebook(source, monkeypatch):
    monkeypatch.delenv(FIGURES)
    display.drawn(source, None, "iid", "main")
    assert source.asked == [("iid", "main")]


def test_a_figure_that_was_changed_since_is_not_shown(source):
    path = Path("figures/spectra/limit_law-haar.png")
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(InvalidInputError, match=r"limit_law-haar\.png: cut short"):
        display.drawn(source, None, "haar", "main")
