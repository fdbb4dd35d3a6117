"""The report and the README's table: they say what the findings say, loudly where it is bad."""

import base64
import hashlib
import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
import yaml
from jinja2 import UndefinedError

from claims import CLAIMS
from freewidth import plotting
from freewidth.stats import Entry, Evidence, Paper, Source, check, judge
from scripts.fingerprint import ROOT
from scripts.publish import _evidence, _mathml, _page, _run, _settings, readme, report
from scripts.publish._text import marked
from scripts.sheets import TOGETHER, Sheet
from tests.plotted import finding
from tests.publish.made import PNG, book, page, picture, sheet, whole

VOID = {"meta", "img", "br", "rect", "path", "circle", "link", "hr", "input"}


def refuted(**changes):
    return finding(verdict="refuted", reasons=["gaussian tanh L=3: m_2 is 9 off"], **changes)


def unsure(**changes):
    return finding(verdict="inconclusive", reasons=["not excluded: haar"], **changes)


YOURS = finding(name="yours_a", yours="a.py")


class Reader(HTMLParser):
    """Checks that tags nest, and collects identifiers, targets and text."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.text = [], [], [], []
        self.feed(text)
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.links += [attributes[k] for k in ("href", "src") if k in attributes]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "script"):
            self.text.append(data)

    @property
    def words(self):
        return " ".join(" ".join(self.text).split())


LINK = r"\.\./(figures|claims)/|notebooks/|claims/|(manifest\.sha256|explorer\.html)$"


def test_a_full_page_is_well_formed_and_asks_for_nothing_outside():
    """Addresses of papers are links, which are followed by readers alone."""
    full = whole()
    read = Reader(full)
    inside = [link for link in read.links if link.startswith("#")]
    assert inside
    assert {link[1:] for link in inside} <= set(read.ids)
    assert len(read.ids) == len(set(read.ids))
    papers = {p.address for claim in CLAIMS.values() for p in claim.source.papers}
    for link in set(read.links) - set(inside) - papers:
        assert re.match(LINK, link)
    assert not re.search(r"<(img|script|link|iframe)[^>]* (src|href)=", full)
    addresses = set(re.findall(r"https?://[^\s\"'<]+", full))
    assert addresses <= papers | {_mathml.SPACE, "http://www.w3.org/2000/svg"}


def test_a_page_of_every_claim_is_small():
    """As far as it does not grow with what was measured; figures and evidence come on top."""
    full = whole()
    assert len(full.encode()) < 1.5e6
    assert full.count("<") / 2 < 25_000  # elements


def test_the_page_lets_no_script_run_but_its_own():
    full = page([finding()], figures=[picture()], notebooks=[book()])
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', full)
    (script,) = re.findall(r"<script>(.*?)</script>", full, re.DOTALL)
    own = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{own}'" in html.unescape(policy)
    assert "default-src 'none'" in html.unescape(policy)


def test_a_claim_without_evidence_has_none_to_open():
    assert 'class="evidence"' in page([finding()])
    bare = page([finding(entries=[])])
    assert 'class="evidence"' not in bare
    assert "picture of the evidence" not in bare


def test_the_same_findings_give_the_same_page():
    assert page([finding()], figures=[picture()]) == page([finding()], figures=[picture()])


def test_margins_are_relative_where_something_is_expected():
    item = finding()["entries"][0]["evidence"][0]
    assert _page.margin(item) == "3.20%"
    assert _page.margin({**item, "relative": 40.4}) == "40-fold"
    assert _page.margin({**item, "relative": None}) == "6.4e-02"


EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)> & 'more' \""


def test_text_of_anybody_is_shown_and_not_obeyed():
    """Wherever it stands: extensions bring names, notes, papers and captions of their own."""
    paper = Paper(EVIL, 2020, EVIL, "javascript:alert(1)")
    evil = finding(
        statement=EVIL, rival=EVIL, hypotheses={EVIL: "ours"}, reasons=[EVIL], blind=EVIL,
        formula=rf"\text{{{EVIL}}}", source=Source("abstract", (paper,), EVIL).data(),
    )  # fmt: skip
    for entry in evil["entries"]:
        entry |= {"subject": EVIL, "note": EVIL, "rivals": {EVIL: True}}
        entry["evidence"] = [i | {"what": EVIL, "why_bias": EVIL} for i in entry["evidence"]]
    figure = picture() | {"caption": EVIL}
    full, plain = (
        page([f], figures=[figure], notebooks=[book(what=EVIL)]) for f in (evil, finding())
    )
    assert full.count("<script") == plain.count("<script")
    assert full.count("<img") == plain.count("<img")
    assert "<img src=x" not in full
    read = Reader(full)
    assert not [link for link in read.links if link.startswith("javascript")]
    assert "alert(1)" in read.words


def test_a_missing_value_is_an_error_and_not_a_gap():
    with pytest.raises(UndefinedError):
        report.render({"banner": _page.banner([finding()], []), "tested": "", "badge": []})


def test_every_number_of_the_evidence_is_on_the_page():
    (packed,) = re.findall(r'id="evidence-somebody2020_claim">([^<]*)<', page([finding()]))
    found = _evidence.unpacked(packed)
    item = finding()["entries"][0]["evidence"][0]
    said = json.dumps(found, ensure_ascii=False)
    for value in (item["observed"], item["expected"], item["rivals"]["haar"]):
        assert f'"{_page.number(value)}"' in said
    for text in ("3.20%", "1.0e-02", "2.0e-03", marked(item["why_bias"]), marked(item["what"])):
        assert text in said
    assert [entry["role"] for entry in found["entries"]] == ["theorem", "control"]


@pytest.mark.parametrize(
    ("findings", "missing", "kind", "said"),
    [
        ([finding()], [], "good", "All 1 claims supported"),
        ([finding(), refuted(name="bad")], [], "bad", "1 wrong of 2 claims"),
        ([finding()], ["gone"], "bad", "1 unknown of 2 claims"),
        ([refuted()], ["gone"], "bad", "1 wrong and 1 unknown of 2 claims"),
        ([finding(), unsure(name="open")], [], "open", "No claim is wrong, 1 of 2 inconclusive"),
        ([refuted(should="refuted")], [], "good", "All 1 claims as expected"),
        ([refuted(should="inconclusive")], [], "good", "All 1 claims as expected"),
        ([finding(should="refuted")], [], "bad", "1 wrong of 1 claims"),
        ([finding(), YOURS], [], "good", "All 1 claims supported; all 1 of yours supported"),
        (
            [finding(), refuted(name="yours_b", yours="b.py"), YOURS],
            [],
            "bad",
            "All 1 claims supported; 1 wrong of 2 of yours",
        ),
        (
            [unsure(), unsure(name="yours_b", yours="b.py"), YOURS],
            [],
            "open",
            "No claim is wrong, 1 of 1 inconclusive; none of yours is wrong, 1 of 2 inconclusive",
        ),
        ([finding()], ["yours_a"], "bad", "All 1 claims supported; 1 unknown of 1 of yours"),
        ([finding()], ["mine"], "bad", "All 1 claims supported; 1 unknown of 1 of yours"),
        ([], [], "bad", "No claim was judged"),
    ],
)
def test_banner(findings, missing, kind, said):
    banner = _page.banner(findings, missing, yours={"yours_a", "mine"})
    assert (banner.kind, banner.headline) == (kind, said)
    assert {alarm.place for alarm in banner.alarms} <= {"missing", *(f["name"] for f in findings)}


def test_what_is_wrong_is_named_with_its_reason_at_the_top():
    words = Reader(page([finding(), refuted(name="somebody2021_wrong")], ["a", "lost"])).words
    top = words[: words.index("Verdicts")]
    assert "somebody2021_wrong is refuted, should be supported: Gaussian tanh L=3: m_2 is 9" in top
    assert "lost is unknown: no finding was recorded" in top


def test_a_control_that_does_not_fail_is_shouted_and_counted():
    loose = finding()
    loose["entries"][1]["verdict"] = "supported"
    assert _page.of_entry(loose["entries"][1]).kind == "bad"
    assert "Negative controls refuted, as they must be: 0 of 1." in page([loose])


def test_a_notebook_that_does_not_hold_or_failed_is_named_at_the_top():
    for broken in (book(holds=False), {**book(), "verdict": {"error": "KeyError: 'x'"}}):
        words = Reader(page([finding()], notebooks=[broken])).words
        assert "notebook spectra/limit_law-gaussian: its checked number does not hold" in words
        assert _page.banner([finding()], [], [broken]).kind != "good"


@pytest.mark.parametrize(
    ("verdict", "should", "kind"),
    [
        ("supported", "supported", "good"),
        ("refuted", "refuted", "good"),
        ("inconclusive", "inconclusive", ""),
        ("refuted", "supported", "bad"),
        ("supported", "refuted", "bad"),
        ("supported", "inconclusive", ""),
        ("refuted", "inconclusive", ""),
        ("inconclusive", "supported", "open"),
        ("inconclusive", "refuted", "open"),
    ],
)
def test_a_claim_is_marked_by_what_was_expected_of_it(verdict, should, kind):
    assert _page.of_claim({"verdict": verdict, "should": should}).kind == kind


@pytest.mark.parametrize(
    ("role", "verdict", "kind"),
    [
        ("theorem", "supported", "good"),
        ("theorem", "refuted", "bad"),
        ("theorem", "inconclusive", "open"),
        ("control", "refuted", "good"),
        ("control", "supported", "bad"),
        ("control", "inconclusive", "bad"),
        ("empirical", "refuted", ""),
        ("empirical", "supported", ""),
    ],
)
def test_a_verdict_is_read_by_the_role_of_its_entry(role, verdict, kind):
    mark = _page.of_entry({"role": role, "verdict": verdict})
    assert mark.kind == kind
    assert mark.symbol
    assert mark.words


def empirical(*changes):
    """A finding with one empirical entry, of an item for each of the changes."""
    items = [{**finding()["entries"][0]["evidence"][0], **each} for each in changes]
    entry = {**finding()["entries"][0], "role": "empirical", "verdict": "inconclusive"}
    return finding(entries=[{**entry, "evidence": items}])


NO_TEST = {"decides": False, "counts": False, "distance": 50.0, "limit": 60.0}
BENT, FEW = {**NO_TEST, "misfit": True}, NO_TEST
REFUTING = {"decides": False, "counts": True, "agrees": False, "distance": 70.0, "limit": 60.0}


@pytest.mark.parametrize(
    ("items", "words", "count"),
    [
        ([{}], "agrees, weakly", "1 of 1"),
        ([{}, FEW], "agrees, weakly", "1 of 1"),
        ([{}, BENT], "undecided", "0 of 1"),
        ([FEW], "undecided", "0 of 1"),
    ],
)
def test_what_no_test_decides_is_not_said_to_agree(items, words, count):
    found = empirical(*items)
    assert _page.of_entry(found["entries"][0]).words == words
    assert _page.tally(found)["empirical"] == count


def of_theorem(*changes):
    found = empirical(*changes)
    found["entries"][0]["role"] = "theorem"
    return found


COUNT = {"counted": True, "distance": None}


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([{}], "0.8 / 5.2 s.e."),
        ([{}, BENT], "0.8 / 5.2 s.e."),
        ([BENT, FEW], "no test"),
        ([{}, FEW, REFUTING], "70.0 / 60.0 s.e."),
        ([REFUTING], "70.0 / 60.0 s.e."),
        ([COUNT, COUNT], "0 of 2 counts differ"),
        ([{}, COUNT], "0.8 / 5.2 s.e."),
        ([{}, {**COUNT, "agrees": False}], "1 of 1 counts differ"),
    ],
)
def test_the_worst_deviation_has_its_unit_and_is_one_of_a_test(items, said):
    found = of_theorem(*items)
    assert _page.worst(found) == said
    assert readme.table([found]).splitlines()[2].endswith(f"| {said} |")


def test_an_entry_that_doubtful_evidence_refutes_shows_that_evidence():
    """Of too few networks, but so far off that they refute: it is what a reader has to see."""
    few = Evidence("y", 1e3, 0.0, 1.0, 0.0, "", {"other": 2e3}, freedom=3.0)
    good = Evidence("x", 0.5, 0.0, 1.0, 0.0, "", {"other": 2e3})
    entry = Entry("net", {}, "theorem", (good, few))
    claim = CLAIMS["kolmogorov_rates"]
    found = judge(replace(claim, entries=lambda _: iter([entry])), None, "doubtful")
    assert found["verdict"] == "refuted"
    assert _page.worst(found).startswith("1000.0 / ")
    assert readme.table([found]).splitlines()[2].split("|")[6].startswith(" 1000.0 / ")
    shown = _page.entry_view(found["entries"][0])
    assert shown["worst"] == "1000.0"
    assert shown["evidence"][1]["margin"] == "no test"
    assert len(plotting.evidence.claim(found).axes[0].lines) > 3
    assert check([entry], observed="distance")["observed"] == 1e3


def test_an_entry_without_any_test_says_so():
    assert _page.entry_view({**of_theorem(FEW)["entries"][0], "worst": None})["worst"] == "no test"
    assert (
        _page.entry_view({**of_theorem(COUNT)["entries"][0], "worst": None})["worst"] == "counted"
    )


def test_figures_carry_the_verdicts_of_what_they_show():
    found = [finding(name="a_limit"), refuted(name="a_independence")]
    shown = report.figure_view(picture(), found, [])
    assert list(shown["claims"]) == ["a_limit"]
    assert shown["verdict"] == (
        "Verdicts under the hypotheses: 1 supported; negative controls: 1 refuted, as they must be."
    )
    assert report.figure_view(picture("limit_law", "laplace"), found, [])["claims"] == {}
    assert "No claim is about this figure." in page(figures=[picture("limit_law", "laplace")])


def test_a_figure_without_a_notebook_leads_to_where_its_numbers_are_explained():
    """A notebook on most of its claims, of its study alone; else the card of one; else nowhere."""
    alone = picture() | {"notebook": None}
    found = [finding(name="a_limit"), finding(name="b_limit"), refuted(should="refuted", name="no")]
    one, two = book() | {"claims": {"a_limit", "no"}}, book() | {"claims": {"a_limit", "b_limit"}}
    two |= {"name": "spectra/two", "href": "notebooks/spectra/two.html"}
    other = two | {"name": "finite/two", "href": "notebooks/finite/two.html"}

    def shown(figure, *books):
        html = page(found, figures=[figure], notebooks=books)
        return re.findall(r'PDF</a> · <a href="([^"]*)">([^<]*)</a>', html)

    assert shown(alone, one, other, two) == [
        ("notebooks/spectra/two.html", "notebook on its claims")
    ]
    assert shown(alone, other) == [("#a_limit", "its numbers: the evidence of a_limit")]
    assert shown(picture(), one) == [("notebooks/spectra/a.html", "notebook")]
    assert shown(picture("limit_law", "laplace") | {"notebook": None}, two) == []


def test_figures_stand_under_a_heading_each_once():
    some = [
        picture("new"),
        picture("cases", "tanh", axis="activation"),
        picture("limit_law"),
        picture("cases", "relu", axis="activation"),
        picture("power", "", axis=TOGETHER),
        picture("deep", "", axis=TOGETHER, study="finite"),
    ]
    groups = report.grouped(some, [], [])
    assert [group["name"] for group in groups] == ["cases", "limit_law", "spectra", "finite", "new"]
    names = [figure["id"] for group in groups for figure in group["figures"]]
    sheets = [figure["sheet"] for figure in some]
    assert sorted(names) == sorted(f"figure-{each.study}-{each.stem}" for each in sheets)


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (sheet("limit_law", "student_t3"), "Student"),
        (sheet("cases", "relu", "activation"), "ReLU"),
        (sheet("power", "", TOGETHER), "power"),
        (Sheet("spectra", "ensemble", "limit_law", "gaussian", "rectangular"), "rectangular"),
    ],
)
def test_a_figure_is_called_as_legends_call_what_it_shows(shown, said):
    assert said in report.title(shown)


def test_strip_places_the_dot_the_allowance_and_the_rivals():
    item = finding()["entries"][0]["evidence"][0]
    strip = _page.strip(item)
    assert 0 < strip["at"] < strip["limit"] < strip["rivals"][0] <= _page.HALF
    mirrored = _page.strip({**item, "observed": 1.99, "rivals": {"haar": 2.5}})
    assert mirrored["at"] == -strip["at"]
    assert mirrored["rivals"][0] == -strip["rivals"][0]


def test_assumptions_are_read_with_the_lines_that_continue_them(tmp_path):
    (tmp_path / "freewidth").mkdir()
    (tmp_path / "freewidth" / "a.py").write_text(
        "x = 1  # ASSUME: positive\n# unrelated\n\n# ASSUME the width is large,\n# and even\ny = 2"
    )
    found = list(_run.assumptions(tmp_path))
    assert found == [
        {"text": "positive", "place": "freewidth/a.py:1"},
        {"text": "the width is large, and even", "place": "freewidth/a.py:4"},
    ]


def test_timing_adds_up_the_jobs_of_a_step(tmp_path):
    (tmp_path / "sample").mkdir()
    head = "s\th:m:s\tmax_rss\tcpu_time\n"
    (tmp_path / "sample" / "a.tsv").write_text(head + "1.5\t0:00:01\t100\t1.0\n")
    (tmp_path / "sample" / "b.tsv").write_text(head + "2.5\t0:00:02\tNA\tNA\n")
    (tmp_path / "claims.tsv").write_text(head + "4\t0:00:04\t50.4\t3\n")
    claims, sample = _run.timing(tmp_path)
    assert sample == {"step": "sample", "jobs": 2, "wall": "4.0", "cpu": "1.0", "memory": "100"}
    assert claims["step"] == "claims"


CONFIG = {"profile": "quick", "seed": 3, "vector": True, "experiments": {}, "grids": {"main": {
    "ensembles": "all", "ratios": [[1, 2]], "widths": [{"width": 8, "networks": 4}],
}}}  # fmt: skip


@pytest.fixture
def written(tmp_path, monkeypatch):
    """The folder in which the step has run, on one claim, one figure and its notebook."""
    monkeypatch.chdir(tmp_path)
    stem = "spectra/limit_law-gaussian"
    for folder in ("results/claims/spectra", "figures/spectra", "results/notebooks/spectra"):
        (tmp_path / folder).mkdir(parents=True)
    claim = tmp_path / "results/claims/spectra/somebody2020_claim.json"
    claim.write_text(json.dumps(finding()))
    claim.with_suffix(".png").write_bytes(PNG)
    (tmp_path / f"figures/{stem}.png").write_bytes(PNG)
    record = {"sheet": vars(sheet()), "caption": "What * it's for."}
    (tmp_path / f"figures/{stem}.json").write_text(json.dumps(record))
    number = {"what": "a distance", "observed": 0.5, "expected": "below 1", "holds": True}
    checked = {"name": "limit_law"} | number
    (tmp_path / f"results/notebooks/{stem}.json").write_text(json.dumps(checked))
    (tmp_path / f"results/notebooks/{stem}.html").write_text('<p class="c">What * it\'s for.</p>')
    report.main([
        "results/report.html",
        "--claims", "results/claims/spectra/somebody2020_claim.json", "results/claims/x/lost.json",
        "--figures", f"figures/{stem}.png", "--notebooks", f"results/notebooks/{stem}.html",
        "--cores", "2", "--record", "results/config.yaml", "--settings", *_settings.words(CONFIG),
    ])  # fmt: skip
    return tmp_path


def test_the_step_writes_a_page_with_links_that_lead_somewhere(written):
    html = (written / "results/report.html").read_text()
    page = Reader(html)
    assert "somebody2020_claim" in page.words
    assert "What * it's for." in page.words
    assert "lost is unknown" in page.words
    assert "../figures/spectra/limit_law-gaussian.pdf" in page.links
    assert '<a href="notebooks/spectra/limit_law-gaussian.html">notebook</a>' in html


def test_the_step_writes_captions_with_verdicts_and_the_settings_of_the_run(written):
    caption = (written / "figures/spectra/limit_law-gaussian.rst").read_text()
    assert "What \\* it's for." in caption
    assert "under the hypotheses: 1 supported" in caption
    assert yaml.safe_load((written / "results/config.yaml").read_text()) == CONFIG


def test_what_was_run_is_told_in_words():
    facts = _run.what_was_run(CONFIG, "quick", 2)
    assert ("seed", 3) in facts["facts"]
    (grid,) = facts["grids"]
    assert grid["name"] == "main"
    assert ("widths", "n = 8: 4 networks") in grid["facts"]
    assert ("ratios", "1:2") in grid["facts"]


def test_the_step_fills_both_pages_and_copies_the_image(written):
    pages = written / "README.md", written / "docs/claims.md"
    pages[1].parent.mkdir()
    for path in pages:
        path.write_text(f"a\n{readme.BEGIN}\nold\n{readme.END}\nb\n")
    readme.main([
        str(written), "--claims", "results/claims/spectra/somebody2020_claim.json",
        "--image", "figures/spectra/limit_law-gaussian.png", "--config", "results/config.yaml",
    ])  # fmt: skip
    first, second = (page.read_text() for page in pages)
    assert "Claims: 1. Supported, as expected: 1." in first
    assert "`somebody2020_claim`" in second
    assert "Seed 3; " in second
    assert (written / "docs/images/limit_law-gaussian.png").read_bytes() == PNG


def test_the_page_has_a_row_for_every_finding_and_says_what_was_not_judged():
    known, *unknown = CLAIMS
    verdicts = readme.whole([finding(name=known)], "Sizes.")
    text = readme.fill(f"a\n{readme.BEGIN}\nold\n{readme.END}\nb\n", verdicts)
    assert "old" not in text
    assert text.startswith("a\n")
    assert text.endswith("\nb\n")
    assert "Sizes." in text
    link = f"[`{known}`](../claims/{readme.STUDY[known]}/{known}.py)"
    assert f"| {link} | Somebody (2020): abstract | ✔ **supported** | 1 of 1 | 1 of 1 |" in text
    _, _, rest = text.partition("Not judged in this run: ")
    assert all(f"`{name}`" in rest and f"| [`{name}`" not in text for name in unknown)


def test_headlines_are_claims_in_the_words_of_their_files_and_all_are_counted():
    assert set(readme.HEADLINES) <= set(CLAIMS)
    wrong = finding(verdict="refuted", name=readme.HEADLINES[0])
    false = finding(verdict="refuted", should="refuted")
    others = [finding(), false, finding(verdict="refuted", should="inconclusive")]
    text = readme.headlines([wrong, *others])
    assert text.startswith(
        "Claims: 4. Supported, as expected: 1. Known to be false, and refuted: 1. Open questions: "
        f"1. Not as expected: `{readme.HEADLINES[0]}` (refuted)."
    )
    words = "With Gaussian weights the spectrum of J J^T converges to the free-probability law."
    assert f"| [{words}](claims/spectra/{readme.HEADLINES[0]}.py) | Somebody (2020)" in text
    assert "✘ **refuted** |" in text


def test_a_source_says_how_it_is_known():
    own = finding(source=Source("ours", (), "derived here").data())
    assert _page.source(finding()) == "Somebody (2020): abstract"
    assert _page.source(own) == "ours"
    assert "| ours | ✔ **supported** |" in readme.table([own])
    said = Reader(page([finding()])).words
    assert "Somebody (2020), arXiv:0000.00000" in said
    assert "Gaussian weights abstract" in said
    assert "the abstract of the paper states it; it was read" in said
    assert "no paper is known to state it" in Reader(page([own])).words
    assert "derived here" in Reader(page([own])).words


@pytest.mark.parametrize("name", ["README.md", "docs/claims.md"])
def test_filling_a_page_twice_changes_nothing(name):
    once = readme.fill((ROOT / name).read_text(encoding="utf-8"), "Verdicts.")
    assert "\nVerdicts.\n" in once
    assert readme.fill(once, "Verdicts.") == once


@pytest.mark.parametrize("text", ["", readme.BEGIN, f"{readme.END}\n{readme.BEGIN}"])
def test_a_page_without_markers_is_refused(text):
    with pytest.raises(ValueError, match="needs one line"):
        readme.fill(text, "")


def seen(ingredient="q", **changes):
    """One sensitivity, as ``freewidth.stats.sensitivity`` has it."""
    found = {"ingredient": ingredient, "refuted_from": 0.034, "more": 0.034, "less": 0.02,
             "half": 0.08, "touched": 6, "tried": 0.3, "by": "gaussian tanh L=3: m_2"}  # fmt: skip
    return found | changes


def test_errors_that_would_have_been_seen_are_shown():
    """Beside those that would not, and the reason where nothing is predicted."""
    large, never = seen("exponent", refuted_from=0.12), seen("slope", refuted_from=None, by=None)
    found = [
        finding(name="one", sensitivity=[seen(), never, large], blind=""),
        finding(name="two", sensitivity=[], blind="two samples are compared"),
    ]
    text = page(found)
    assert Reader(text).words.count("none: two samples are compared") == 1
    for shown in (
        'good" title="half of 6 entries: 8 %; refuted by Gaussian tanh L=3: m_2">3.4 %',
        '<td class="n " title="half of 6 entries: 8 %">&gt; 30 %',
        'exponent <span class="">12 %',
    ):
        assert shown in text
    assert text.count("Relative errors from which each claim would have been refuted") == 1


def test_findings_without_sensitivities_leave_the_section_empty():
    text = page([finding()])
    assert "No sensitivity was measured." in text
    assert "Relative errors from which" not in text
