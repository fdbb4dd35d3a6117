"""The report: one HTML page that opens from disk, with every claim, its evidence, the figures."""

import base64
import csv
import json
import platform
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from io import BytesIO
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image

from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import ENSEMBLES
from freewidth.plotting import png, sensitivities
from freewidth.stats import ALPHA
from scripts import ledger
from scripts._step import run
from scripts.fingerprint import ROOT
from scripts.publish import _page, _sensitivity, _settings, captions
from scripts.publish._policy import policy
from scripts.sheets import Sheet

TEMPLATES = ROOT / "workflow" / "templates"
SOURCES = ("freewidth", "claims", "scripts", "workflow", "notebooks", "reproduce.py")
PACKAGES = ("numpy", "scipy", "matplotlib", "snakemake", "papermill", "nbconvert", "jupytext")
COLOURS = 256
GROUPS = {  # headings in the order of the page; other groups come last, under their names
    "cases": "Gaussian, i.i.d. and Haar weights side by side",
    "limit_law": "Sampled spectra against their limit law",
    "independence": "True D against independent D",
    "convergence": "Distance to the limit law against width",
    "spectra": "All spectra together: breadth, universality, forecasts, power",
    "hessians": "Trained networks against laws of random matrices",
    "hessian": "Hessians of trained networks, one by one",
    "finite": "Experiments on finite networks",
}


def render(page: Mapping) -> str:
    """HTML of a page as :func:`view` describes it; text is escaped, a missing value is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["tidy"] = _page.tidy
    script = (TEMPLATES / "unfold.js").read_text(encoding="utf-8")
    return environment.get_template("report.html.j2").render(
        page, script=script, policy=policy(script)
    )


def view(
    findings: Sequence[Mapping],
    expected: Sequence[str],
    figures: Sequence[Mapping],
    notebooks: Sequence[Mapping],
    drawings: Mapping[str, bytes],
    **rest,
) -> dict:
    """What the template needs. ``rest``: run, assumptions, timing.

    ``drawings`` are PNG files by claim; figures are mappings sheet, caption, png (bytes), href
    (PNG), pdf, notebook (links or None); notebooks are mappings name, href, verdict.
    """
    found = {finding["name"] for finding in findings}
    missing = [name for name in expected if name not in found]
    return {
        "banner": _page.banner(findings, missing, notebooks),
        "claims": [_page.claim(f, drawn(f, drawings.get(f["name"], b""))) for f in findings],
        "missing": missing,
        "unknown": _page.UNKNOWN,
        "alarm_odds": f"{1 / ALPHA:,.0f}",
        "sensitivity": _sensitivity.table(findings),
        "errors_seen": errors_seen(findings),
        "groups": grouped(figures, findings),
        "notebooks": [notebook_view(book) for book in notebooks],
        **rest,
    }


def drawn(finding: Mapping, png: bytes) -> dict | None:
    """The evidence of a claim as one picture, or None where there is none."""
    return {"data": inline(png), "caption": captions.evidence(finding)} if png else None


def errors_seen(findings: Sequence[Mapping]) -> str | None:
    """The picture of all sensitivities, or None where there are none."""
    if not any(finding.get("sensitivity") for finding in findings):
        return None
    return inline(png(sensitivities(findings)))


def figure_view(figure: Mapping, findings: Sequence[Mapping]) -> dict:
    """A figure with the verdicts of the entries it shows."""
    sheet = figure["sheet"]
    return {
        "name": sheet.stem,
        "title": title(sheet),
        "caption": figure["caption"],
        "verdict": captions.count(captions.shown(findings, sheet)),
        "data": inline(figure["png"]),
        "png": figure["href"],
        "pdf": figure["pdf"],
        "notebook": figure["notebook"],
    }


def title(sheet: Sheet) -> str:
    """What a legend calls an ensemble or an activation; other names as they are."""
    known = {**ENSEMBLES, **ACTIVATIONS}
    value = known[sheet.value].label if sheet.value in known else sheet.value
    return " ".join(part for part in (value or sheet.name, sheet.grid) if part)


def group(sheet: Sheet) -> str:
    """The heading a figure stands under: its source, or its study."""
    return sheet.name if sheet.value else sheet.study


def grouped(figures: Sequence[Mapping], findings: Sequence[Mapping]) -> list[dict]:
    """Figures under the headings of ``GROUPS``."""
    names = dict.fromkeys([*GROUPS, *(group(figure["sheet"]) for figure in figures)])
    groups = [
        {
            "name": name,
            "heading": GROUPS.get(name, name),
            "figures": [figure_view(f, findings) for f in figures if group(f["sheet"]) == name],
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


def inline(png: bytes) -> str:
    """A picture as a data URL, so that the page needs no other file.

    Reduced to ``COLOURS`` colours: a third of the bytes, and no difference to the eye.
    """
    buffer = BytesIO()
    few = Image.open(BytesIO(png)).convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE)
    few.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def assumptions(root: Path = ROOT) -> Iterator[dict]:
    """Comments that start with ASSUME, with the comment lines that continue them."""
    for path in _sources(root):
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            if match := re.search(r"(^|\s)#\s*ASSUME:?\s+(.*)", line):
                text = [match[2]]
                if line.lstrip().startswith("#"):
                    text += _continued(lines[number:])
                place = f"{path.relative_to(root).as_posix()}:{number}"
                yield {"text": " ".join(text), "place": place}


def _sources(root):
    for name in SOURCES:
        path = root / name
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (p for p in inside if p.is_file() and (p.suffix in (".py", ".smk") or p == path))


def _continued(lines):
    for line in lines:
        match = re.match(r"\s*#\s*(?!ASSUME)(\S.*)", line)
        if not match:
            return
        yield match[1]


def timing(folder: Path) -> list[dict]:
    """Benchmarks of Snakemake's rules, one row per step: folder/STEP.tsv or folder/STEP/*.tsv."""
    jobs: dict[str, list] = {}
    for path in sorted(folder.rglob("*.tsv")):
        step = path.relative_to(folder).parts[0].removesuffix(".tsv")
        jobs.setdefault(step, []).extend(_table(path))
    return [
        {
            "step": step,
            "jobs": len(rows),
            "wall": f"{sum(_float(row['s']) for row in rows):.1f}",
            "cpu": f"{sum(_float(row['cpu_time']) for row in rows):.1f}",
            "memory": f"{max(_float(row['max_rss']) for row in rows):.0f}",
        }
        for step, rows in jobs.items()
        if rows
    ]


def _table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _float(text):
    try:
        return float(text)
    except ValueError:
        return 0.0  # Snakemake writes NA for jobs too short to be measured


def what_was_run(config: Mapping, profile: str, cores: int) -> dict:
    """Facts about the run: configuration, machine, versions."""
    grids = [{"name": name, "facts": list(_grid(grid))} for name, grid in config["grids"].items()]
    versions = [("Python", platform.python_version())]
    versions += [(name, metadata.version(name)) for name in PACKAGES]
    return {
        "facts": [
            ("profile", profile),
            ("seed", config["seed"]),
            ("machine", f"{platform.system()} {platform.machine()}, {cores} cores"),
            ("C library", " ".join(platform.libc_ver()) or sys.platform),
        ],
        "grids": grids,
        "config": json.dumps(config, indent=1, ensure_ascii=False),
        "versions": versions,
    }


def _grid(grid):
    for name, value in grid.items():
        if name == "widths":
            value = "; ".join(f"n = {row['width']}: {row['networks']} networks" for row in value)
        if name == "ratios":
            value = [":".join(map(str, row)) for row in value] or ["all equal"]
        yield name, ", ".join(map(str, value)) or "none" if isinstance(value, list) else value


def main(words: Sequence[str]) -> None:
    """Write the report, captions of figures for Snakemake's own, and the settings of the run."""
    parser = ArgumentParser(prog="python -m scripts.publish.report", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--claims", nargs="+", type=Path, required=True, help="findings (JSON)")
    parser.add_argument("--figures", nargs="*", type=Path, default=[], help="PNG files")
    parser.add_argument("--notebooks", nargs="*", type=Path, default=[], help="pages")
    parser.add_argument("--settings", nargs="+", metavar="KEY=YAML", required=True)
    parser.add_argument("--record", type=Path, required=True, help="where to write the settings")
    parser.add_argument("--cores", type=int, required=True)
    given = parser.parse_args(words)
    config = _settings.read(given.settings)
    given.record.write_text(yaml.safe_dump(config, sort_keys=True), encoding="utf-8")
    findings = [ledger.read_json(path) for path in given.claims if path.exists()]
    figures = [_figure(path, given.notebooks, config["vector"]) for path in given.figures]
    page = view(
        findings,
        [path.stem for path in given.claims],
        figures,
        [_notebook(path) for path in given.notebooks],
        {path.stem: _picture(path.with_suffix(".png")) for path in given.claims if path.exists()},
        run=what_was_run(config, config["profile"], given.cores),
        assumptions=list(assumptions()),
        timing=timing(Path("benchmarks/results")),
    )
    given.out.write_text(render(page), encoding="utf-8")
    for path, figure in zip(given.figures, figures, strict=True):
        texts = figure["caption"], captions.verdicts(findings, figure["sheet"])
        text = "\n\n".join(map(captions.rst, texts)) + "\n"
        path.with_suffix(".rst").write_text(text, encoding="utf-8")
    captioned = (path.with_suffix(".rst") for path in given.figures)
    ledger.enter(given.out, given.record, *captioned)


def _figure(path, notebooks, vector):
    record = ledger.read_json(path.with_suffix(".json"))
    study = path.parent.name
    page = next((p for p in notebooks if (p.parent.name, p.stem) == (study, path.stem)), None)
    return {
        "sheet": Sheet(**record["sheet"]),
        "caption": record["caption"],
        "png": _picture(path),
        "href": f"../{path}",
        "pdf": f"../{path.with_suffix('.pdf')}" if vector else None,
        "notebook": page and f"notebooks/{study}/{page.name}",
    }


def _picture(path):
    return ledger.trusted(path).read_bytes()


def _notebook(path):
    verdict = ledger.read_json(path.with_suffix(".json"))
    name = f"{path.parent.name}/{path.stem}"
    return {"name": name, "href": f"notebooks/{name}.html", "verdict": verdict}


if __name__ == "__main__":
    run(main)
