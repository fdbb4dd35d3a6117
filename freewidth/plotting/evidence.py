"""Observed minus expected, in standard errors: where the rivals would have been."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from freewidth.arguments import Keys, checked
from freewidth.plotting.style import BAND, COLUMN, INK, PAGE, PALETTE, style

ROWS = 40  # of one figure
LIMIT = 1e4  # standard errors; what lies further is drawn here
BLUE, RED = PALETTE[0], PALETTE[1]
ROLES = {"theorem": "under the hypotheses", "empirical": "outside the hypotheses",
         "control": "control: must fail"}  # fmt: skip


def standardised(observed: float, target: float, sem: float, bias: float) -> float:
    """(observed - target)/sem; a statistic that hardly fluctuates is measured by its bias instead.

    The unit is never less than a tenth of the bias, so that rounding noise on an exact statistic
    (sem = 0) does not look like a deviation.
    """
    unit = max(sem, bias / 10)
    if unit > 0:
        return float(np.clip((observed - target) / unit, -LIMIT, LIMIT))
    return 0.0 if observed == target else float(np.copysign(LIMIT, observed - target))


def family(what: str) -> str:
    """The family of a statistic's name: m_2 -> m, F(0.3) -> F, difference in Re G(z) -> Re G."""
    return what.removeprefix("difference in ").partition("(")[0].partition("_")[0]


def pretty(what: str) -> str:
    """A statistic's name with its index set as one: m_2 -> $m_2$."""
    return re.sub(r"\bm_(\d+)", r"$m_{\1}$", what)


@checked
@style()
def forest(
    evidence: Sequence[Annotated[Mapping, Keys(("what", "observed", "rivals"))]], title: str = ""
) -> Figure:
    """Every statistic of one entry of a finding: its deviation, its allowance, its rivals.

    The dark bar is the bias allowed for, the light one what chance may add to it; a filled dot
    agrees, a cross does not, a hollow circle supports nothing. Diamonds show where the dot would
    lie had a rival been the truth to compare with.
    """
    figure = Figure(figsize=(COLUMN * 1.35, 1.0 + 0.17 * len(evidence)), layout="constrained")
    ax = figure.subplots()
    names = list(dict.fromkeys(name for item in evidence for name in item["rivals"]))
    for y, item in enumerate(evidence):
        value, sem, bias = item["observed"], item["sem"], item["bias"]
        unit = max(sem, bias / 10) or 1.0
        chance = item["limit"] * sem if item["counts"] else 0.0
        for reach, alpha, order in ((bias + chance, 0.18, 0), (bias, 0.55, 1)):
            ax.plot([-reach / unit, reach / unit], [y, y], color=BAND, alpha=alpha, lw=5,
                    zorder=order, solid_capstyle="butt")  # fmt: skip
        z = standardised(value, item["expected"], sem, bias)
        dot = ("o", BLUE) if item["agrees"] else ("X", RED)
        ax.plot(z, y, dot[0], color=dot[1], zorder=3, mfc=dot[1] if item["decides"] else "white")
        for i, name in enumerate(names):
            if name in item["rivals"]:
                away = standardised(value, item["rivals"][name], sem, bias)
                ax.plot(away, y, "Dd"[i % 2], mfc="white", mec=PALETTE[2 + i % 4], zorder=2)
    ax.set_yticks(range(len(evidence)), [pretty(item["what"]) for item in evidence])
    ax.set_ylim(len(evidence) - 0.4, -0.6)
    ax.axvline(0, color=INK, lw=0.6, zorder=0)
    _deviation_axis(ax)
    ax.set_title(title, loc="left", fontweight="bold")
    ax.set_xlabel(r"(observed $-$ predicted) / standard error")
    marks = [_mark("o", BLUE, "agrees"), _mark("X", RED, "disagrees")]
    marks += [_mark("Dd"[i % 2], PALETTE[2 + i % 4], f"from rival: {name}", hollow=True)
              for i, name in enumerate(names)]  # fmt: skip
    figure.legend(handles=marks, loc="outside lower center", ncols=2)
    return figure


@checked
@style()
def claim(finding: Annotated[Mapping, Keys(("entries", "verdict", "statement"))]) -> Figure:
    """All entries of a finding: how far each statistic is from its prediction, beyond the bias.

    One row per subject and role, or, where those are too many, per ensemble and role. Blue dots
    must stay left of the dashed line, which the number of tests sets; diamonds show how far the
    best statistic is from each rival; controls must have a cross.
    """
    groups = _group(finding["entries"])
    figure = Figure(figsize=(PAGE, 1.1 + 0.19 * len(groups)), layout="constrained")
    ax = figure.subplots()
    for y, entries in enumerate(groups.values()):
        for entry in entries:
            _row(ax, y, entry)
    every = [item for entry in finding["entries"] for item in entry["evidence"]]
    for limit in {item["limit"] for item in every if item["counts"]}:
        ax.axvline(limit, color=INK, lw=0.8, ls=(0, (4, 2)), zorder=0)
    ax.set_yticks(range(len(groups)), ["  ·  ".join(key) for key in groups])
    ax.set_ylim(len(groups) - 0.4, -0.6)
    ax.set_xscale("asinh", linear_width=3)
    ax.set_xlim(-0.3, LIMIT * 1.4)
    ticks = [0, 1, 3, 10, 30, 100, 1000, 10000]
    ax.set_xticks(ticks, [f"{t:g}" for t in ticks[:-1]] + ["≥ 10⁴"])
    ax.set_xticks([], minor=True)
    ax.set_xlabel("distance from the prediction beyond the allowed bias, in standard errors")
    marks = [_mark("o", BLUE, "statistic agrees"), _mark("X", RED, "statistic disagrees"),
             _mark("D", PALETTE[2], "best distance from a rival", hollow=True)]  # fmt: skip
    marks.append(Line2D([], [], color=INK, ls=(0, (4, 2)), lw=0.8, label="limit for all tests"))
    figure.legend(handles=marks, loc="outside upper center", ncols=4)
    return figure


def _group(entries):
    """The finest grouping that fits: by subject, by ensemble and activation, by ensemble."""
    ordered = sorted(entries, key=lambda entry: list(ROLES).index(entry["role"]))
    for labels in (("subject",), ("ensemble", "activation"), ("ensemble",)):
        groups = {}
        for entry in ordered:
            names = [entry[label] for label in labels if label in entry] or [entry["subject"]]
            groups.setdefault((*names, ROLES[entry["role"]]), []).append(entry)
        if len(groups) <= ROWS:
            break
    return groups


def _row(ax, y, entry):
    for good, color in ((True, BLUE), (False, RED)):
        some = [i for i in entry["evidence"] if bool(i["agrees"]) == good and i["counts"]]
        x = [_off(item) for item in some]
        look = {"marker": "o" if good else "X", "color": color, "zorder": 2 + good}
        if x:
            ax.plot(x, [y] * len(x), linestyle="none", ms=2.8, mew=0, alpha=0.7, **look)
    for name in entry["rivals"] if entry["role"] != "control" else ():
        away = [_distance(item, name) for item in entry["evidence"] if name in item["rivals"]]
        if away:
            ax.plot(max(away), y, "D", mfc="white", mec=PALETTE[2], mew=0.9, ms=3.2, zorder=2)


def _off(item):
    """Its distance; counts have none and are as predicted or as far off as can be."""
    if item["counted"]:
        return 0.0 if item["agrees"] else LIMIT
    return min(item["distance"], LIMIT)


def _distance(item, rival):
    gap = abs(item["observed"] - item["rivals"][rival]) - item["bias"]
    if gap <= 0:
        return 0.0
    return min(gap / item["sem"], LIMIT) if item["sem"] > 0 else LIMIT


def _deviation_axis(ax):
    ax.set_xscale("asinh", linear_width=3)
    ticks = [-1000, -100, -10, -3, 0, 3, 10, 100, 1000]
    ax.set_xticks(ticks, [f"${t}$" for t in ticks])
    ax.set_xticks([], minor=True)
    reach = max(12.0, *np.abs(ax.dataLim.intervalx)) * 1.3
    ax.set_xlim(-reach, reach)


def _mark(marker, color, label, hollow=False):
    face = "white" if hollow else color
    return Line2D([], [], linestyle="none", marker=marker, mfc=face, mec=color, label=label)
