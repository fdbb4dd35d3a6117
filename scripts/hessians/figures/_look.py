"""How laws and matrices look in every picture of the study."""

from typing import Any

from freewidth.plotting.style import DASHES, DATA, INK, MARKERS, PALETTE
from freewidth.symmetric.laws import MATRIXLAWS

BROWN = "#8C510A"  # one colour more: there are seven families
COLOURS = (BROWN, *(c for c in PALETTE if c != DATA))
GUIDE: dict[str, Any] = {
    "color": INK,
    "linewidth": 0.7,
    "zorder": 0,
}  # a line to compare points with


def line(family: str) -> dict[str, Any]:
    """The same line for a family wherever it appears."""
    number = _number(family)
    return {
        "color": COLOURS[number % len(COLOURS)],
        "linestyle": DASHES[number % len(DASHES)],
        "linewidth": 1.1,
    }


def mark(family: str) -> dict[str, Any]:
    """The same marker for a family wherever it appears."""
    return {"marker": MARKERS[_number(family) % len(MARKERS)], "color": line(family)["color"]}


def _number(family: str) -> int:
    return list(MATRIXLAWS).index(family)
