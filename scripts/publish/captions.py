"""What stands under a figure: what it shows, and the verdicts on what it shows."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from scripts._step import load
from scripts.sheets import TOGETHER, Sheet

ROLES = {"theorem": "under the hypotheses", "empirical": "outside the hypotheses",
         "control": "negative controls"}  # fmt: skip
MARKUP = re.compile(r"([\\*`|_])")
NONE = "No claim is about this figure."
MAIN = ("main", None)  # what entries say of the grid that a figure shows without saying so


def shown(findings: Iterable[Mapping], sheet: Sheet) -> list[Mapping]:
    """The entries of findings about what a figure shows.

    All entries of the claims that its source names (``ABOUT``); where it names none, those on its
    experiment, or on its ensemble or activation.
    """
    study = load(f"scripts.{sheet.study}.sheets")
    if about := getattr(load(study.module(sheet)), "ABOUT", ()):
        return _entries(f for f in findings if f["name"] in about)
    if sheet.study == "finite":
        return [e for e in _entries(findings) if e.get("experiment") == sheet.name]
    if sheet.axis == TOGETHER:
        return []
    own = (f for f in findings if ("independence" in f["name"]) == (sheet.name == "independence"))
    places = (sheet.grid,) if sheet.grid else MAIN
    found = (e for e in _entries(own) if e.get(sheet.axis) == sheet.value)
    return [entry for entry in found if entry.get("grid") in places]


def _entries(findings):
    return [entry for finding in findings for entry in finding["entries"]]


def count(entries: Iterable[Mapping]) -> str:
    """The verdicts of entries on what should hold, by role: one sentence."""
    counts = Counter((entry["role"], entry["verdict"]) for entry in entries)
    parts = []
    for role, words in ROLES.items():
        of_role = {v: c for (r, v), c in counts.items() if r == role}
        if of_role:
            must = ", as they must be" if role == "control" and set(of_role) == {"refuted"} else ""
            tally = ", ".join(f"{number} {name}" for name, number in sorted(of_role.items()))
            parts.append(f"{words}: {tally}{must}")
    return f"Verdicts {'; '.join(parts)}." if parts else ""


def verdicts(findings: Iterable[Mapping], sheet: Sheet) -> str:
    """How what a figure shows came out: what should hold, what is false, what is open, each apart.

    A false statement that is refuted is as it should be, and counts with nothing else.
    """
    groups: dict[str, list] = {"supported": [], "refuted": [], "inconclusive": []}
    for finding in findings:
        if shown([finding], sheet):
            groups[finding["should"]].append(finding)
    said = [
        count(entry for finding in groups["supported"] for entry in shown([finding], sheet)),
        _named("Statements known to be false", groups["refuted"]),
        _named("Open questions", groups["inconclusive"]),
    ]
    return " ".join(filter(None, said)) or NONE


def _named(head, findings):
    words = ", ".join(f"{f['name']} ({_said(f)})" for f in findings)
    return f"{head}: {words}." if words else ""


def _said(finding):
    should = finding["verdict"] == finding["should"] == "refuted"
    return "refuted, as it should be" if should else finding["verdict"]


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
