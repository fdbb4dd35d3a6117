"""What stands under a figure: what it shows, and the verdicts on what it shows."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from scripts._step import load
from scripts.sheets import TOGETHER, Sheet

ROLES = {"theorem": "under the hypotheses", "empirical": "outside the hypotheses",
         "control": "negative controls"}  # fmt: skip
MARKUP = re.compile(r"([\\*`|_])")
MAIN = ("main", None)  # what entries say of the grid that a figure shows without saying so


def shown(findings: Iterable[Mapping], sheet: Sheet) -> list[Mapping]:
    """The entries of findings about what a figure shows."""
    if sheet.study == "finite":
        return [e for e in _entries(findings) if e.get("experiment") == sheet.name]
    if sheet.axis == TOGETHER:
        study = load(f"scripts.{sheet.study}.sheets")
        about = getattr(load(study.module(sheet)), "ABOUT", ())
        return _entries(f for f in findings if f["name"] in about)
    own = (f for f in findings if ("independence" in f["name"]) == (sheet.name == "independence"))
    places = (sheet.grid,) if sheet.grid else MAIN
    found = (e for e in _entries(own) if e.get(sheet.axis) == sheet.value)
    return [entry for entry in found if entry.get("grid") in places]


def _entries(findings):
    return [entry for finding in findings for entry in finding["entries"]]


def count(entries: Iterable[Mapping]) -> str:
    """The verdicts of entries, by role: one sentence."""
    counts = Counter((entry["role"], entry["verdict"]) for entry in entries)
    parts = []
    for role, words in ROLES.items():
        of_role = {v: c for (r, v), c in counts.items() if r == role}
        if of_role:
            tally = ", ".join(f"{number} {name}" for name, number in sorted(of_role.items()))
            parts.append(f"{words}: {tally}")
    return f"Verdicts {'; '.join(parts)}." if parts else "No claim reports on this figure."


def verdicts(findings: Iterable[Mapping], sheet: Sheet) -> str:
    """How entries on what a figure shows came out; statements known to be false are told apart."""
    findings = list(findings)
    false = [f for f in findings if f.get("should") == "refuted"]
    text = count(shown([f for f in findings if f not in false], sheet))
    about = [f for f in false if shown([f], sheet)]
    if not about:
        return text
    words = ", ".join(f"{f['name']} ({f['verdict']})" for f in about)
    return f"{text} Statements known to be false: {words}."


def evidence(finding: Mapping) -> str:
    """Under the picture of a claim's evidence."""
    return (
        f"{finding['name']}: {finding['verdict']}. Every statistic's distance from its prediction "
        f"(dots) must stay left of the dashed line, which allows for {finding['tests']} tests; "
        f"the distance from a rival (diamonds) and the controls (crosses) must lie beyond it."
    )


def rst(text: str) -> str:
    """Plain text as reStructuredText that shows it as it is."""
    return MARKUP.sub(r"\\\1", text)
