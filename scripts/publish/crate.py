"""Describe the run that lies here as a Workflow Run RO-Crate: ``ro-crate-metadata.json``.

It says what ran (the Snakefile, its settings, versions), when, what came of it, and what each step
and each claim cost, from Snakemake's benchmark files. Profile: https://w3id.org/ro/wfrun/workflow.
"""

import csv
import json
import re
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from math import fsum
from pathlib import Path
from typing import Any

import yaml

from scripts import ledger, review
from scripts._step import run
from scripts.fingerprint import ROOT
from scripts.publish import _environment

CONTEXT = [
    "https://w3id.org/ro/crate/1.1/context",
    "https://w3id.org/ro/terms/workflow-run/context",
]
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": ("Workflow RO-Crate", "1.0"),
}
LICENSE = "https://spdx.org/licenses/MIT"
WORKFLOW, README, SETTINGS = "Snakefile", "README.md", "results/config.yaml"
BIOSCHEMAS = "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"
SNAKEMAKE = "https://w3id.org/workflowhub/workflow-ro-crate#snakemake"
AUTHORS = "#authors"
BENCHMARKS = Path("benchmarks/results")
FORMATS = {
    ".html": "text/html", ".json": "application/json", ".npz": "application/zip",
    ".png": "image/png", ".pdf": "application/pdf", ".svg": "image/svg+xml",
    ".ipynb": "application/x-ipynb+json", ".yaml": "application/yaml", ".rst": "text/x-rst",
    ".txt": "text/plain", ".sha256": "text/plain", ".md": "text/markdown",
}  # fmt: skip
COSTS = {"s": "seconds by the clock", "cpu_time": "seconds of computing", "max_rss": "MB of memory"}
JUDGED = re.compile(r"(?m)^claim (\w+): ([\d.]+) s$")  # in the logs of claims


def ref(name: str) -> dict[str, str]:
    """A link to another entity."""
    return {"@id": name}


def refs(names: Iterable[str]) -> list[dict[str, str]]:
    """Links to others."""
    return [ref(name) for name in names]


def graph(files: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Everything that the crate says; ``files`` are what the run has made."""
    config = yaml.safe_load(Path(SETTINGS).read_text(encoding="utf-8"))
    steps = list(_steps())
    claims = list(_claims(config["profile"], files))
    actions = ["#run", *(each["@id"] for each in (*steps, *claims) if each["@type"] == ACTION)]
    yield from _about(files, actions, config)
    yield from _run(files, config)
    yield from (*steps, *claims)


ACTION = "CreateAction"


def _about(files, actions, config):
    yield {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "about": ref("./"),
        "conformsTo": refs([CONTEXT[0].removesuffix("/context"), list(PROFILES)[-1]]),
    }
    yield {
        "@id": "./",
        "@type": "Dataset",
        "name": f"A run of freewidth {_environment.version()}: {config['profile']} profile",
        "description": "Every figure, notebook, comparison and verdict on random-matrix theory of "
        "wide random neural networks, recomputed.",
        "datePublished": _time(_end()),
        "license": ref(LICENSE),
        "conformsTo": refs(PROFILES),
        "mainEntity": ref(WORKFLOW),
        "hasPart": refs([WORKFLOW, README, SETTINGS, *files]),
        "mentions": refs(actions),
    }
    for name, (title, version) in PROFILES.items():
        yield {"@id": name, "@type": "CreativeWork", "name": title, "version": version}
    yield {"@id": LICENSE, "@type": "CreativeWork", "name": "MIT License", "url": LICENSE}
    yield {"@id": AUTHORS, "@type": "Organization", "name": "The freewidth authors"}


def _run(files, config):
    yield {
        "@id": WORKFLOW,
        "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow"],
        "name": "freewidth: from weights to verdicts",
        "description": "Samples networks, solves limit laws, compares, judges, and reports.",
        "version": f"{_environment.version()}, commit {_environment.commit()}",
        "author": ref(AUTHORS),
        "license": ref(LICENSE),
        "encodingFormat": "text/plain",
        "conformsTo": ref(BIOSCHEMAS),
        "programmingLanguage": ref(SNAKEMAKE),
        "input": [ref("#seed")],
    }
    address = "https://snakemake.readthedocs.io"
    yield {"@id": SNAKEMAKE, "@type": "ComputerLanguage", "name": "Snakemake", "url": address,
           "identifier": address}  # fmt: skip
    yield {"@id": "#seed", "@type": "FormalParameter", "name": "seed", "additionalType": "Integer",
           "description": "Master seed of all random streams.", "valueRequired": True}  # fmt: skip
    yield {"@id": "#seed-value", "@type": "PropertyValue", "name": "seed",
           "value": config["seed"], "exampleOfWork": ref("#seed")}  # fmt: skip
    where = "; ".join(f"{name} {value}" for name, value in _environment.here().items())
    yield {
        "@id": "#run",
        "@type": ACTION,
        "name": f"Run of the {config['profile']} profile",
        "description": f"Made with {where}.",
        "instrument": ref(WORKFLOW),
        "object": refs([SETTINGS, "#seed-value"]),
        "result": refs(files),
        "startTime": _time(min(start for _, start, _ in _benchmarks())),
        "endTime": _time(_end()),
        "actionStatus": ref("http://schema.org/CompletedActionStatus"),
    }
    yield _file(README) | {"about": ref("./")}
    yield _file(SETTINGS, "Settings of the run, all of them")
    yield from (_file(name) for name in files)


def _file(name, title=""):
    path = Path(name)
    found = {"@id": name, "@type": "File", "name": title or path.name,
             "contentSize": path.stat().st_size, "sha256": ledger.digest(path)}  # fmt: skip
    kind = FORMATS.get(path.suffix)
    return found | ({"encodingFormat": kind} if kind else {})


def _benchmarks() -> Iterator[tuple[str, float, dict[str, str]]]:
    """(name, start, costs) of every step, from Snakemake's benchmark files."""
    for path in sorted(BENCHMARKS.rglob("*.tsv")):
        with path.open(encoding="utf-8") as file:
            row = next(csv.DictReader(file, delimiter="\t"))
        name = path.relative_to(BENCHMARKS).with_suffix("").as_posix()
        yield name, path.stat().st_mtime - float(row["s"]), row


def _end():
    return max(start + float(row["s"]) for _, start, row in _benchmarks())


def _time(seconds):
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _steps():
    """An action for each step, and the values that say what it cost."""
    for name, start, row in _benchmarks():
        costs = {title: float(row[key]) for key, title in COSTS.items() if row[key] != "NA"}
        end = start + float(row["s"])
        yield _action(f"#step-{name}", f"Step {name}", "#snakemake") | _costs(name, costs) | {
            "startTime": _time(start), "endTime": _time(end)
        }  # fmt: skip
        yield from _values(name, costs)
    yield {"@id": "#snakemake", "@type": "SoftwareApplication", "name": "Snakemake, one rule of it",
           "url": "https://snakemake.github.io"}  # fmt: skip


def _action(name, title, instrument):
    return {"@id": name, "@type": ACTION, "name": title, "instrument": ref(instrument)}


def _costs(name, costs):
    return {"resourceUsage": refs(_value(name, cost) for cost in costs)}


def _value(name, cost):
    return f"#cost-{name}-{cost.replace(' ', '-')}"


def _values(name, costs):
    for cost, value in costs.items():
        yield {"@id": _value(name, cost), "@type": "PropertyValue", "name": cost, "value": value}


def _claims(profile, files):
    """An action for each claim: the files it is judged by, and what it cost to make and judge."""
    known = review.read(ROOT).get(profile, {}).get("claims", {})
    seconds = {name: float(row["s"]) for name, _, row in _benchmarks()}
    logs = {path.stem: path.read_text(encoding="utf-8") for path in Path("logs/claims").glob("*")}
    for study, text in logs.items():
        for name, judged in JUDGED.findall(text):
            made = [f"results/claims/{study}/{name}.{end}" for end in ("json", "png")]
            needed = [path for path in known.get(name, {}).get("needs", ()) if path in files]
            costs = {"seconds to judge": float(judged)}
            if needed:
                sampled = fsum(seconds.get(step, 0.0) for step in {_sampled(p) for p in needed})
                costs["seconds to sample what it is judged by"] = round(sampled, 2)
            yield (
                _action(f"#claim-{name}", f"Claim {name}", "#snakemake")
                | _costs(name, costs)
                | {
                    "object": refs(needed or [SETTINGS]),
                    "result": refs(path for path in made if path in files),
                }
            )
            yield from _values(name, costs)


def _sampled(path: str) -> str:
    """The step that sampled what a file was made from, as its benchmark file is called."""
    *_, folder, file = Path(path).with_suffix("").parts
    steps = {"finite": f"experiment/{file}", "runs": f"train/{file}", "hessians": file}
    if "/compare/" in path:
        return f"sample/{folder}-{file}"
    return steps.get(folder, f"{folder}/{file}")


def main(words: Sequence[str]) -> None:
    """Write the description of the run in the folder from which this is called."""
    parser = ArgumentParser(prog="python -m scripts.publish.crate", description=__doc__)
    parser.add_argument("out", type=Path, help="ro-crate-metadata.json")
    parser.add_argument("--manifest", type=Path, required=True, help="what the run has made")
    parser.add_argument("--beside", nargs="*", default=[], help="what the manifest does not list")
    given = parser.parse_args(words)
    if not Path(WORKFLOW).exists():
        raise FileNotFoundError(f"no {WORKFLOW} here: a crate is made in the workflow's folder")
    listed = ledger.parsed(given.manifest.read_text(encoding="utf-8"))
    files = sorted({*listed, *given.beside, str(given.manifest)} - {SETTINGS})
    found: Mapping = {"@context": CONTEXT, "@graph": list(graph(files))}
    text = json.dumps(found, indent=1, ensure_ascii=False)
    given.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    run(main)
