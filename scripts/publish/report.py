"""The report: one HTML page that opens from disk, with every claim, its evidence, the figures."""

import os
import re
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from pathlib import Path

import yaml

from freewidth import outside
from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import ENSEMBLES
from freewidth.plotting import png, sensitivities
from freewidth.stats import ALPHA
from scripts import ledger, review
from scripts._step import run
from scripts.fingerprint import ROOT
from scripts.publish import _cards, _evidence, _page, _run, _sensitivity, _settings, captions
from scripts.publish._pictures import SERIES, WIDTH, picture
from scripts.publish._policy import policy
from scripts.publish._template import template
from scripts.publish._text import typeset
from scripts.sheets import Sheet

TEMPLATES = ROOT / "workflow" / "templates"
CONCLUDED = re.compile(r'<a href="[./]*report\.html#(\w+)">The claim</a>')
GROUPS = {  # headings in the order of the page; other groups come last, under their names
    "cases": "Gaussian, i.i.d. and Haar weights side by side",
    "limit_law": "Sampled spectra against their limit law",
    "independence": "True D against independent D",
    "spectra": "All spectra together: breadth, convergence, universality, forecasts, power",
    "hessians": "Trained networks against laws of random matrices",
    "hessian": "Hessians of trained networks, one by one",
    "finite": "Experiments on finite networks",
}


def render(page: Mapping) -> str:
    """HTML of a page as :func:`view` describes it; text is escaped, a missing value is an error."""
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    return template("report.html.j2", TEMPLATES).render(page, script=script, policy=policy(script))


def yours() -> set[str]:
    """Claims that come from outside, or were made for what does, judged or not."""
    return {*outside.judged(), *(e.name for e in outside.found() if e.registry == "claims")}


def view(
    findings: Sequence[Mapping],
    places: Mapping[str, str],
    figures: Sequence[Mapping],
    notebooks: Sequence[Mapping],
    **rest,
) -> dict:
    """What the template needs. ``rest``: run, assumptions, timing, overview, ``root``.

    ``places`` are studies by claim, of all claims that should have been judged; figures are
    mappings sheet, caption, png (bytes), href (PNG), pdf, notebook (links or None); notebooks are
    mappings name, href, verdict, claims.
    """
    found = {finding["name"] for finding in findings}
    missing = [name for name in places if name not in found]
    papers = _cards.by_paper(findings, places)
    groups = grouped(figures, findings, notebooks)
    shown = [figure for group in groups for figure in group["figures"]]
    root, profile = rest.pop("root"), rest["run"]["profile"]
    for each in papers:
        each["cards"] = [
            _cards.card(f, links(f, places[f["name"]], shown, notebooks, root, profile))
            for f in each.pop("findings")
        ]
    every = [card for each in papers for card in each["cards"]]
    return {
        "tested": _cards.tested(findings),
        "banner": _page.banner(findings, missing, notebooks, yours()),
        "badge": _run.badge(rest["run"], rest["timing"]),
        "map": _cards.verdict_map(_cards.by_paper(findings, places)),
        "choices": _cards.choices(every),
        "papers": papers,
        "total": len(every),
        "missing": missing,
        "unknown": _page.UNKNOWN,
        "alarm_odds": f"{1 / ALPHA:,.0f}",
        "sensitivity": _sensitivity.table(findings),
        "errors_seen": errors_seen(findings),
        "groups": groups,
        "notebooks": [notebook_view(book) for book in notebooks],
        "evidence": {f["name"]: _evidence.packed(f) for f in findings if f["entries"]},
        **rest,
    }


def links(
    finding: Mapping,
    study: str,
    figures: Iterable[Mapping],
    notebooks: Iterable[Mapping],
    root: str,
    profile: str,
) -> dict:
    """From a claim to what lies beside the page, and the commands that judge it again."""
    name = finding["name"]
    own = [figure for figure in figures if name in figure["claims"]]
    of_figures = {figure["notebook"] for figure in own} - {None}
    path = f"results/claims/{study}/{name}.json"
    found = path if finding.get("yours") else review.alone(study, name)  # no more than it needs
    how = " --quick" if profile == "quick" else ""
    how += " --extensions FOLDER" if finding.get("yours") else ""
    return {
        "figures": [{"id": f["id"], "title": f["name"]} for f in own],
        "notebooks": [
            {"name": book["name"], "href": book["href"]}
            for book in notebooks
            if name in book["claims"] or book["href"] in of_figures
        ],
        "json": f"claims/{study}/{name}.json",
        "dots": f"claims/{study}/{name}.png" if finding["entries"] else "",
        "source": "" if finding.get("yours") else f"{root}/claims/{study}/{name}.py",
        "source_name": finding.get("yours") or f"claims/{study}/{name}.py",
        "command": f"python3 reproduce.py{how} -- {found}",
        "again": f"python3 reproduce.py{how} -- --force {found}",
    }


def errors_seen(findings: Sequence[Mapping]):
    """The picture of all sensitivities, or None where there are none."""
    if not any(finding.get("sensitivity") for finding in findings):
        return None
    return picture(png(sensitivities(findings)))


def figure_view(figure: Mapping, findings: Sequence[Mapping], notebooks: Sequence[Mapping]) -> dict:
    """A figure with the claims that it is about, and how they came out."""
    sheet = figure["sheet"]
    about = [finding for finding in findings if captions.shown([finding], sheet)]
    return {
        "id": f"figure-{sheet.study}-{sheet.stem}",
        "title": title(sheet),
        "name": ": ".join(dict.fromkeys((sheet.name.replace("_", " "), title(sheet)))),
        "caption": typeset(figure["caption"]),
        "verdict": captions.verdicts([f for f in about if f["should"] == "supported"], sheet),
        "claims": {f["name"]: _page.of_claim(f) for f in about},
        "picture": picture(figure["png"], SERIES if sheet.value else WIDTH),
        "png": figure["href"],
        "pdf": figure["pdf"],
        "notebook": figure["notebook"],
        "numbers": None if figure["notebook"] else numbers(sheet.study, about, notebooks),
    }


def numbers(study: str, about: Sequence[Mapping], notebooks: Sequence[Mapping]) -> dict | None:
    """Where the numbers of a figure are explained that no notebook shows.

    The notebook of its study that concludes on most of the claims that it is about and that should
    hold; where none does, the card of the first claim; nothing if it is about none.
    """
    if not about:
        return None
    names = {f["name"] for f in about if f["should"] == "supported"}
    shared = {book["name"]: len(names & book["claims"]) for book in notebooks}
    own = [book for book in notebooks if book["name"].startswith(f"{study}/")]
    best = max(own, key=lambda book: shared[book["name"]], default=None)
    if best and shared[best["name"]]:
        return {"href": best["href"], "words": "notebook on its claims"}
    first = next((f["name"] for f in about if f["name"] in names), about[0]["name"])
    return {"href": f"#{first}", "words": f"its numbers: the evidence of {first}"}


def title(sheet: Sheet) -> str:
    """What a legend calls an ensemble or an activation; other names as they are."""
    known = {**ENSEMBLES, **ACTIVATIONS}
    value = known[sheet.value].label if sheet.value in known else sheet.value
    return " ".join(part for part in (value or sheet.name, sheet.grid) if part).replace("_", " ")


def group(sheet: Sheet) -> str:
    """The heading a figure stands under: its source, or its study."""
    return sheet.name if sheet.value else sheet.study


def grouped(
    figures: Sequence[Mapping], findings: Sequence[Mapping], notebooks: Sequence[Mapping]
) -> list[dict]:
    """Figures under the headings of ``GROUPS``."""
    names = dict.fromkeys([*GROUPS, *(group(figure["sheet"]) for figure in figures)])
    groups = [
        {
            "name": name,
            "heading": GROUPS.get(name, name),
            "figures": [
                figure_view(figure, findings, notebooks)
                for figure in figures
                if group(figure["sheet"]) == name
            ],
        }
        for name in names
    ]
    return [each for each in groups if each["figures"]]


def notebook_view(book: Mapping) -> dict:
    """A notebook with its checked number, or with the error that kept it from one."""
    verdict = book["verdict"]
    if "error" in verdict:
        empty = {"what": verdict["error"], "observed": "", "expected": ""}
        return {"name": book["name"], "href": book["href"], **empty, "mark": _page.UNKNOWN}
    numbers = {
        key: value if isinstance(value := verdict[key], str) else _page.number(value)
        for key in ("what", "observed", "expected")
    }
    mark = ("good", "✔", "yes") if verdict["holds"] else ("bad", "✘", "no")
    if verdict["holds"] and verdict.get("undecided"):
        mark = ("open", "?", "in part")
    return {"name": book["name"], "href": book["href"], **numbers, "mark": _page.Mark(*mark)}


def main(words: Sequence[str]) -> None:
    """Write the report, captions of figures for Snakemake's own, and the settings of the run."""
    parser = ArgumentParser(prog="python -m scripts.publish.report", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--claims", nargs="+", type=Path, required=True, help="findings (JSON)")
    parser.add_argument("--figures", nargs="*", type=Path, default=[], help="PNG files")
    parser.add_argument("--overview", type=Path, help="PNG of the first figure")
    parser.add_argument("--notebooks", nargs="*", type=Path, default=[], help="pages")
    parser.add_argument("--settings", nargs="+", metavar="KEY=YAML", required=True)
    parser.add_argument("--record", type=Path, required=True, help="where to write the settings")
    parser.add_argument("--cores", type=int, required=True)
    given = parser.parse_args(words)
    config = _settings.read(given.settings)
    given.record.write_text(yaml.safe_dump(config, sort_keys=True), encoding="utf-8")
    findings = [ledger.read_json(path) for path in given.claims if path.exists()]
    books = {p: unescape(ledger.trusted(p).read_text(encoding="utf-8")) for p in given.notebooks}
    figures = [_figure(path, books, config["vector"]) for path in given.figures]
    places = {path.stem: path.parent.name for path in given.claims}
    page = view(
        findings,
        places,
        figures,
        [_notebook(path, text) for path, text in books.items()],
        run=_run.what_was_run(config, config["profile"], given.cores),
        assumptions=list(_run.assumptions()),
        timing=_run.timing(Path("benchmarks/results")),
        overview=given.overview and _overview(given.overview),
        root=Path(os.path.relpath(ROOT, given.out.absolute().parent)).as_posix(),
    )
    given.out.write_text(render(page), encoding="utf-8")
    for path, figure in zip(given.figures, figures, strict=True):
        texts = figure["caption"], captions.verdicts(findings, figure["sheet"])
        text = "\n\n".join(map(captions.rst, texts)) + "\n"
        path.with_suffix(".rst").write_text(text, encoding="utf-8")
    captioned = (path.with_suffix(".rst") for path in given.figures)
    ledger.enter(given.out, given.record, *captioned)


def _overview(path):
    caption = ledger.read_json(path.with_suffix(".json"))["caption"]
    return {
        "picture": picture(ledger.trusted(path).read_bytes()),
        "png": f"../{path}",
        "caption": caption,
    }


def _figure(path, notebooks, vector):
    record = ledger.read_json(path.with_suffix(".json"))
    study, shown = path.parent.name, unescape(f">{typeset(record['caption'])}<")
    pages = [p for p, text in notebooks.items() if p.parent.name == study and shown in text]
    return {
        "sheet": Sheet(**record["sheet"]),
        "caption": record["caption"],
        "png": ledger.trusted(path).read_bytes(),
        "href": f"../{path}",
        "pdf": f"../{path.with_suffix('.pdf')}" if vector else None,
        "notebook": f"notebooks/{study}/{pages[0].name}" if pages else None,
    }


def _notebook(path, html):
    verdict = ledger.read_json(path.with_suffix(".json"))
    study, stem = path.parent.name, path.stem
    return {
        "name": f"{study}/{stem}",
        "href": f"notebooks/{study}/{stem}.html",
        "verdict": verdict,
        "claims": judged(html),
    }


def judged(html: str) -> set[str]:
    """The claims that a notebook concludes on, by the links of these paragraphs."""
    return set(CONCLUDED.findall(html))


if __name__ == "__main__":
    run(main)
