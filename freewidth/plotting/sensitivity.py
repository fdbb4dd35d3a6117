"""How large an error of each ingredient the claims would have seen, all in one picture."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from freewidth.arguments import Keys, checked
from freewidth.plotting.style import BAND, INK, MARKERS, PAGE, PALETTE, style

LABELS = {  # of ingredients that many claims share
    "q": "all variances q",
    "slope": "all slopes phi'²",
    "sigma_w2": "weight variance",
    "sigma_b2": "bias variance",
    "ratio": "ratio n₀/n₁",
}
OWN = "a constant of its own"
WANTED = 0.05  # the error that a theorem's claim is to see
LEAST, MOST = 1e-4, 2.0  # of the axis
SPREAD = 0.3  # of a row, over which its marks are spread
PERCENT = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)


@checked
@style()
def sensitivities(findings: Sequence[Annotated[Mapping, Keys(("entries", "verdict"))]]) -> Figure:
    """One row for each claim that has any, one mark for each of its ingredients.

    A mark stands at the least relative error that would have refuted the claim, whichever its sign;
    an open one at the largest error tried, where none did. The dashed line is at 5 %.
    """
    rows = [finding for finding in findings if finding.get("sensitivity")]
    figure = Figure(figsize=(PAGE, 1.3 + 0.2 * len(rows)), layout="constrained")
    ax = figure.subplots()
    looks = dict(zip([*LABELS, OWN], zip(PALETTE, MARKERS, strict=False), strict=False))
    for y, finding in enumerate(rows):
        ax.axhline(y, color=BAND, lw=0.3, zorder=0)
        for found in finding["sensitivity"]:
            look = found["ingredient"] if found["ingredient"] in LABELS else OWN
            color, marker = looks[look]
            seen = found["refuted_from"] is not None
            x = max(found["refuted_from"] if seen else found["tried"], LEAST)
            place = y + SPREAD * (list(looks).index(look) / len(LABELS) - 0.5)
            face = color if seen else "white"
            ax.plot(x, place, marker, color=color, mfc=face, ms=4, zorder=2, clip_on=False)
    ax.axvline(WANTED, color=INK, lw=0.8, ls=(0, (4, 2)), zorder=1)
    ax.set_yticks(range(len(rows)), [finding["name"] for finding in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xscale("log")
    ax.set_xlim(LEAST, MOST)
    ax.set_xticks(PERCENT, ["≤ 0.01 %", *(f"{100 * x:g} %" for x in PERCENT[1:])])
    ax.set_xlabel("relative error from which the claim would have been refuted")
    marks = [
        Line2D([], [], ls="none", marker=marker, color=color, label=LABELS.get(name, name))
        for name, (color, marker) in looks.items()
    ]
    hollow = Line2D([], [], ls="none", marker="o", color=INK, mfc="white")
    hollow.set_label("not seen up to here")
    marks.append(hollow)
    figure.legend(handles=marks, loc="outside upper center", ncols=4)
    return figure
