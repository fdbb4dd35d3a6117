"""The report: one HTML page that opens from disk, with every claim, its evidence, the figures."""

import base64
import csv
import json
import platform
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from io import BytesIO
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image

from freewidth import plotting
from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import ENSEMBLES
from freewidth.plotting import captions
from freewidth.stats import ALPHA
from scripts import _page
from scripts._entry import run
from scripts.captions import shown
from workflow.fingerprint import ROOT

TEMPLATES = ROOT / "workflow" / "templates"
SOURCES = ("freewidth", "scripts", "workflow", "notebooks", "Snakefile", "reproduce.py")
PACKAGES = ("numpy", "scipy", "matplotlib", "snakemake", "papermill", "nbconvert", "jupytext")
COLOURS = 256
GROUPS = {  # headings in the order of the page; figures of other names come last, under theirs
    "cases": "Gaussian, i.i.d. and Haar weights side by side",
    "limit_law": "Sampled spectra against their limit law",
    "independence": "True D against independent D",
    "convergence": "Distance to the limit law against width",
    "spectra": "All spectra together: breadth, universality, forecasts, power",
    "trained": "Trained networks against laws of random matrices",
    "hessian": "Hessians of trained networks, one by one",
    "experiments": "Experiments on finite networks",
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
    return environment.get_template("report.html.j2").render(page)


def view(
    findings: Sequence[Mapping],
    expected: Sequence[str],
    figures: Sequence[Mapping],
    notebooks: Sequence[Mapping],
    **rest,
) -> dict:
    """What the template needs. ``rest``: run, assumptions, timing.

    Figures are mappings name, set, caption, png (bytes), href (PNG), pdf, notebook (links or None);
    notebooks are mappings name, href, verdict.
    """
    found = {finding["name"] for finding in findings}
    missing = [name for name in expected if name not in found]
    return {
        "banner": _page.banner(findings, missing, notebooks),
        "claims": [_page.claim(finding, drawn(finding)) for finding in findings],
        "missing": missing,
        "unknown": _page.UNKNOWN,
        "alarm_odds": f"{1 / ALPHA:,.0f}",
        "groups": grouped(figures, findings),
        "notebooks": [notebook_view(book) for book in notebooks],
        **rest,
    }


def drawn(finding: Mapping) -> dict | None:
    """The evidence of a claim as one picture, or None where there is none."""
    if not finding["entries"]:
        return None
    return {
        "data": inline(plotting.png(plotting.claim(finding))),
        "caption": captions.claim(finding),
    }


def figure_view(figure: Mapping, findings: Sequence[Mapping]) -> dict:
    """A figure with the verdicts of the entries it shows."""
    about = shown(findings, figure["name"], figure["set"])
    return {
        "name": f"{figure['name']}-{figure['set']}",
        "title": label(figure["set"]),
        "caption": figure["caption"],
        "verdict": captions.verdict(about),
        "data": inline(figure["png"]),
        "png": figure["href"],
        "pdf": figure["pdf"],
        "notebook": figure["notebook"],
    }


def label(subset: str) -> str:
    """What a legend calls an ensemble or an activation; other names as they are."""
    known = {**ENSEMBLES, **ACTIVATIONS}
    return known[subset].label if subset in known else subset


def grouped(figures: Sequence[Mapping], findings: Sequence[Mapping]) -> list[dict]:
    """Figures under the headings of ``GROUPS``."""
    names = dict.fromkeys([*GROUPS, *(figure["name"] for figure in figures)])
    groups = [
        {
            "name": name,
            "heading": GROUPS.get(name, name),
            "figures": [figure_view(f, findings) for f in figures if f["name"] == name],
        }
        for name in names
    ]
    return [group for group in groups if group["figures"]]


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
    jobs = {}
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


def main(
    *, claims: list, figures: list, notebooks: list, config: dict, profile: str, cores: int
) -> None:
    """Write results/report.html from what other steps wrote; all names as in their file names."""
    results = Path("results")
    paths = [results / "claims" / f"{name}.json" for name in claims]
    page = view(
        [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.exists()],
        claims,
        [_figure(name, notebooks, config["vector"]) for name in figures],
        [_notebook(results / "notebooks", name) for name in notebooks],
        run=what_was_run(config, profile, cores),
        assumptions=list(assumptions()),
        timing=timing(Path("benchmarks/results")),
    )
    (results / "report.html").write_text(render(page), encoding="utf-8")


def _figure(stem, notebooks, vector):
    name, _, subset = stem.partition("-")
    path = Path("figures", stem)
    return {
        "name": name,
        "set": subset,
        "caption": path.with_suffix(".txt").read_text(encoding="utf-8").strip(),
        "png": path.with_suffix(".png").read_bytes(),
        "href": f"../figures/{stem}.png",
        "pdf": f"../figures/{stem}.pdf" if vector else None,
        "notebook": f"notebooks/{stem}.html" if stem in notebooks else None,
    }


def _notebook(folder, name):
    verdict = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return {"name": name, "href": f"notebooks/{name}.html", "verdict": verdict}


if __name__ == "__main__":
    run(main)
