"""The map of claims: one tile a claim, a row for each paper, a column for each role."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from freewidth.plotting.style import BAND, PAGE, PALETTE, RIVAL, style

ROW = 0.165  # inches: of one paper
ROLES = {  # columns, in order, with their headings
    "theorem": "stated by\nthe paper",
    "derived": "derived here\nfrom it",
    "trained": "trained\nnetworks",
    "open": "open\nquestions",
    "false": "false on purpose",
}
OUTCOMES = {  # how a tile looks: marker, colour, whether filled; and what that means
    "expected": ("s", PALETTE[0], True, "supported"),
    "denied": ("s", PALETTE[2], True, "false, and refuted as it should be"),
    "inconclusive": ("s", PALETTE[0], False, "inconclusive"),
    "contrary": ("X", RIVAL, True, "not as it should be"),
    "yes": ("o", BAND, True, "open: agrees"),
    "undecided": ("o", BAND, False, "open: undecided"),
    "no": ("X", BAND, True, "open: disagrees"),
}


class Tile(NamedTuple):
    """One claim: the paper it is about, its role (of ``ROLES``), how it came out (``OUTCOMES``)."""

    paper: str
    role: str
    outcome: str


def outcome(should: str, verdict: str) -> str:
    """The key of ``OUTCOMES``, by what a verdict should be and what it is.

    Both are ``"supported"``, ``"refuted"`` or ``"inconclusive"``; that the last should be so means
    that the question is open.
    """
    if should == "inconclusive":
        return {"supported": "yes", "refuted": "no"}.get(verdict, "undecided")
    if verdict == should:
        return "expected" if should == "supported" else "denied"
    return "inconclusive" if verdict == "inconclusive" else "contrary"


@style()
def verdicts(tiles: Iterable[Tile]) -> Figure:
    """The map by itself, rows in the order of ``tiles``: statements that are false stand apart.

    A false statement that is refuted came out as it should; its tile says so by its colour.
    """
    tiles = list(tiles)
    rows = len({tile.paper for tile in tiles})
    figure = Figure(figsize=(PAGE, 1.0 + ROW * rows), layout="constrained")
    ax = figure.subplots()
    verdict_map(ax, tiles)
    figure.legend(handles=legend(tiles), loc="outside lower center", ncols=3)
    return figure


def verdict_map(ax: Axes, tiles: Sequence[Tile]) -> None:
    """The same on given axes, without its legend (:func:`legend`)."""
    papers = list(dict.fromkeys(tile.paper for tile in tiles))
    start = 0.0
    for role, heading in ROLES.items():
        own = [tile for tile in tiles if tile.role == role]
        if own:
            width = max(_column(ax, own, papers, start), 3.0)
            above: dict[str, Any] = {"xytext": (0, 5), "textcoords": "offset points"}
            place = (start, 1.0), ("data", "axes fraction")
            ax.annotate(heading, place[0], xycoords=place[1], fontsize=7, va="bottom", **above)
            start += width + 1.6
    ax.hlines(range(len(papers)), -0.6, start - 1.6, color=BAND, lw=0.3, zorder=0)
    ax.set_xlim(-0.8, start - 1.2)
    ax.set_ylim(len(papers) - 0.4, -0.6)
    ax.set_yticks(range(len(papers)), papers)
    ax.set_xticks([])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def _column(ax: Axes, tiles: Sequence[Tile], papers: Sequence[str], start: float) -> float:
    """One role; returns how many tiles its longest row has."""
    counts = dict.fromkeys(papers, 0)
    for tile in sorted(tiles, key=lambda tile: list(OUTCOMES).index(tile.outcome)):
        marker, color, filled, _ = OUTCOMES[tile.outcome]
        place = start + counts[tile.paper], papers.index(tile.paper)
        face = color if filled else "white"
        ax.plot(*place, marker, color=color, mfc=face, ms=6, mew=0.9, clip_on=False)
        counts[tile.paper] += 1
    return float(max(counts.values()))


def legend(tiles: Iterable[Tile]) -> list[Line2D]:
    """What tiles that occur mean, and how many of each there are."""
    seen = [tile.outcome for tile in tiles]
    handles = []
    for name, (marker, color, filled, words) in OUTCOMES.items():
        if count := seen.count(name):
            look: dict[str, Any] = {
                "color": color,
                "mfc": color if filled else "white",
                "mec": color,
            }
            label = f"{words}: {count}"
            handles.append(Line2D([], [], ls="", marker=marker, ms=5.5, label=label, **look))
    return handles


__all__ = ["OUTCOMES", "ROLES", "Tile", "legend", "outcome", "verdict_map", "verdicts"]
