"""What was run: settings, machine, versions, the state of the code, time, assumptions."""

import csv
import json
import os
import platform
import re
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from importlib import metadata
from math import fsum
from pathlib import Path

from scripts.fingerprint import ROOT
from scripts.publish._environment import head

SOURCES = ("freewidth", "claims", "scripts", "workflow", "notebooks", "reproduce.py")
PACKAGES = ("numpy", "scipy", "matplotlib", "snakemake", "papermill", "nbconvert", "jupytext")
SHORT = 12  # letters of a commit's name


def what_was_run(config: Mapping, profile: str, cores: int) -> dict:
    """Facts about the run: configuration, machine, versions."""
    grids = [{"name": name, "facts": list(_grid(grid))} for name, grid in config["grids"].items()]
    versions = [("Python", platform.python_version())]
    versions += [(name, metadata.version(name)) for name in PACKAGES]
    return {
        "profile": profile,
        "seed": config["seed"],
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


def badge(run: Mapping, timing: list[dict], root: Path = ROOT) -> list[tuple[str, str]]:
    """The run in a few words: profile, seed, commit, versions, duration."""
    versions = dict(run["versions"])
    seconds = fsum(float(row["cpu"]) for row in timing)
    names = [name for name in ("Python", "numpy", "scipy") if name in versions]
    return [
        ("profile", str(run["profile"])),
        ("seed", str(run["seed"])),
        ("code", commit(root)),
        ("versions", ", ".join(f"{name} {versions[name]}" for name in names)),
        # Snakemake looks every half minute: what jobs computed after its last look is not in it
        ("processor time", f"{spoken(seconds)} at least" if timing else "not recorded"),
        *by_the_clock(os.environ),
    ]


def by_the_clock(variables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """How long the run has taken that the report ends, and what came from a cache if anything did.

    Nothing where no workflow says so. ``variables`` are those of a step: see
    workflow/surroundings.py.
    """
    if begun := variables.get("FREEWIDTH_BEGUN"):
        yield "by the clock", f"{spoken(time.time() - float(begun))} for this run"
    lines = Path(variables.get("FREEWIDTH_CLOCK") or os.devnull)
    taken = int(fsum(json.loads(line)["taken"] for line in _lines(lines)))
    if taken:
        yield "from the cache", f"{taken:,} {'piece' if taken == 1 else 'pieces'}"


def _lines(path):
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def commit(root: Path = ROOT) -> str:
    """The commit that the code is at, and whether it was changed since; or that there is none."""
    if shutil.which("git") is None or not (root / ".git").exists():
        return "not under version control"
    found = head(root)
    if found is None:
        return "commit unknown"
    return f"commit {found.name[:SHORT]}{', changed since' if found.changed else ''}"


def spoken(seconds: float) -> str:
    """A duration to two digits: 45 s, 12 min, 3.1 h."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 6000:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


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
            "wall": f"{fsum(_float(row['s']) for row in rows):.1f}",
            "cpu": f"{fsum(_float(row['cpu_time']) for row in rows):.1f}",
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
