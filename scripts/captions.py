"""Captions for Snakemake's report: what a figure shows, and the verdicts on what it shows."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from freewidth.plotting.captions import verdict
from scripts._entry import run
from scripts.drawings._claims import ABOUT as ABOUT_ALL

ABOUT = ("ensemble", "activation", "experiment")  # what a figure's value may be
TOGETHER = "spectra"  # the figure on all of them
MARKUP = re.compile(r"([\\*`|_])")


def shown(findings: Iterable[Mapping], name: str, value: str) -> list[Mapping]:
    """The entries of findings about what a figure of this name and value shows.

    A value may be followed by the name of a grid: ``gaussian-rectangular``.
    """
    if name == TOGETHER:
        return [e for f in findings if f["name"] in ABOUT_ALL[value] for e in f["entries"]]
    about = [f for f in findings if ("independence" in f["name"]) == (name == "independence")]
    entries = [entry for finding in about for entry in finding["entries"]]
    value, _, grid = value.partition("-")
    places = {grid or "main", None}
    return [e for e in entries if value in _values(e) and e.get("grid") in places]


def _values(entry):
    return {entry.get(key) for key in ABOUT}


def verdicts(findings: Iterable[Mapping], name: str, value: str) -> str:
    """How entries on what a figure shows came out; statements known to be false are told apart."""
    findings = list(findings)
    false = [f for f in findings if f.get("should") == "refuted"]
    said = verdict(shown([f for f in findings if f not in false], name, value))
    about = [f for f in false if shown([f], name, value)]
    if not about:
        return said
    words = ", ".join(f"{f['name']} ({f['verdict']})" for f in about)
    return f"{said} Statements known to be false: {words}."


def rst(text: str) -> str:
    """Plain text as reStructuredText that shows it as it is."""
    return MARKUP.sub(r"\\\1", text)


def main(*, sheets: list[dict], claims: list[str]) -> None:
    """Write STEM.rst from STEM.txt and the findings, for each of ``sheets`` (name, stem)."""
    findings = [json.loads(Path(path).read_text(encoding="utf-8")) for path in claims]
    for sheet in sheets:
        value = Path(sheet["stem"]).name.partition("-")[2]
        caption = Path(sheet["stem"] + ".txt").read_text(encoding="utf-8").strip()
        said = verdicts(findings, sheet["name"], value)
        text = "\n\n".join([rst(caption), rst(said)]) + "\n"
        Path(sheet["stem"] + ".rst").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    run(main)
