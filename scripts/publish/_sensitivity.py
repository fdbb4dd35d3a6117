"""How large an error of each ingredient the claims would have seen: a table of findings."""

from collections.abc import Mapping, Sequence

from freewidth.plotting.sensitivity import LABELS, WANTED
from scripts.publish._text import about

LEAST = 1e-4  # smaller errors are only said to be that


def table(findings: Sequence[Mapping]) -> dict:
    """Headings and rows, one for each claim that should be supported or has any sensitivity.

    Ingredients that several claims share have columns of their own, in the order of ``LABELS``; the
    last column has the others with their names.
    """
    rows = [_row(f) for f in findings if f.get("sensitivity") or f.get("blind")]
    return {"heads": list(LABELS.values()), "rows": rows}


def _row(finding):
    entries = finding["entries"]
    found = {
        each["ingredient"]: {**each, "by": each["by"] and about(each["by"], entries)}
        for each in finding.get("sensitivity", ())
    }
    own = [each for name, each in found.items() if name not in LABELS]
    return {
        "name": finding["name"],
        "blind": finding.get("blind", ""),
        "cells": [cell(found.get(name)) for name in LABELS],
        "own": [{"ingredient": each["ingredient"], **cell(each)} for each in own],
    }


def cell(found: Mapping | None) -> dict:
    """One sensitivity: the error, whether it is as small as wanted, and details."""
    if found is None:
        return {"text": "-", "kind": "", "details": "changes no prediction that was computed"}
    error, half = found["refuted_from"], found["half"]
    details = f"half of {found['touched']} entries: {percent(half, found['tried'])}"
    if found["by"]:
        details += f"; refuted by {found['by']}"
    good = error is not None and error <= WANTED
    return {"text": percent(error, found["tried"]), "kind": "good" * good, "details": details}


def percent(error: float | None, tried: float) -> str:
    """An error as text: two digits, or the bound that it lies beyond."""
    if error is None:
        return f"> {100 * tried:g} %"
    return f"{100 * error:.2g} %" if error > LEAST else f"< {100 * LEAST:.2g} %"
