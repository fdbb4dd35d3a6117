"""At which width, and with how many networks, an error would have been seen."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from scipy.stats import norm

from claims.spectra import CLAIMS
from claims.spectra._power import LEVEL, best
from freewidth.ensembles import EVERY
from freewidth.kinds import KINDS
from freewidth.plotting import ticks
from freewidth.plotting.evidence import pretty
from freewidth.plotting.style import BAND, INK, PAGE, PALETTE, looks, style

ABOUT = tuple(name for name, claim in CLAIMS.items() if claim.should == "refuted")
GRID = "precise"


def draw(study):
    """Errors on the grid with the most networks."""
    some = shown(study)
    return picture(
        {name: {r: fewest(c, r) for r in LABELS if r in c.rivals} for name, c in some.items()},
        {name: {n: len(v) for n, v in sorted(c.observed.items())} for name, c in some.items()},
        {name: least(c) for name, c in some.items()},
    )


def shown(study):
    """Comparisons by ensemble."""
    return {key[1]: c for key, c in sorted(study.items()) if key[0] == GRID}


def fewest(comparison, rival):
    """Width -> networks needed, by the best statistic."""
    return {width: count for width, (count, _) in best(comparison, rival).items()}


def least(comparison, share=0.01):
    """Pairs (statistic, least error of sigma_b in per cent), of all networks together."""
    z = norm.isf(LEVEL / 2)
    found = []
    for item in comparison.evidence(rivals=("sigma_b",)):
        gap = abs(item.rivals["sigma_b"] - item.expected)  # of an error by ``share``
        if gap > 0:
            found.append((item.what, 100 * share * (item.bias + z * item.sem) / gap))
    return sorted(found, key=lambda pair: pair[1])


def caption(study):
    """What is drawn."""
    some = shown(study)
    nets = next(iter(some.values())).net
    top = {name: least(c)[0] for name, c in some.items()}
    said = "; ".join(
        f"{EVERY[name].label}: {value:.2g} % ({what})" for name, (what, value) in top.items()
    )
    return (
        f"{nets.phi.label}, L = {nets.depth}, σ_b² = {nets.sigma_b2:g}. Top: networks of one "
        f"width whose mean tells an error at level {LEVEL:g}, by the statistic that needs fewest; "
        f"ticks: how many were drawn. Bottom: the least relative error of σ_b that all of them "
        f"together show, by statistic, bias included; dashed: 1 %. Least of all: {said}."
    )


def table(study):
    """Rows (ensemble, error, width, networks, statistic)."""
    return [
        (name, rival, width, int(min(count, 1e9)), what)
        for name, c in shown(study).items()
        for rival in LABELS
        if rival in c.rivals
        for width, (count, what) in best(c, rival).items()
        if np.isfinite(count)
    ]


LABELS = {
    **{name: f"law of {kind.label} weights" for name, kind in KINDS.items()},
    "shifted": "variances off by one",
    "deeper": "one layer more",
    "sigma_b": r"$\sigma_b$ 1 % too large",
}


@style()
def picture(
    needed: Mapping[str, Mapping[str, Mapping[int, float]]],
    drawn: Mapping[str, Mapping[int, int]],
    least: Mapping[str, Sequence[tuple[str, float]]],
) -> Figure:
    """Networks needed per width (top), and the least error that shows, by statistic (bottom).

    ``needed[ensemble][error][width]`` by the statistic that needs fewest, ``drawn[ensemble]`` how
    many there are by width; ``least[ensemble]`` pairs (statistic, error of sigma_b in per cent).
    """
    count = max(len(rows) for rows in least.values())
    size = (PAGE, 3.0 + 0.16 * count)
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots(2, len(needed), squeeze=False, height_ratios=(2.4, 0.4 + 0.16 * count))
    for (upper, lower), ensemble in zip(axes.T, needed, strict=True):
        upper.set_title(EVERY[ensemble].label, loc="left", fontweight="bold")
        _needed(upper, needed[ensemble], drawn[ensemble])
        _least(lower, least[ensemble])
    axes[0, 0].set_ylabel("networks that show it")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    labels = ["law of the other weights" if "law of" in label else label for label in labels]
    figure.legend(handles, labels, loc="outside upper center", ncols=len(handles))
    return figure


def _needed(ax, errors, drawn):
    for (error, by_width), look in zip(errors.items(), looks(len(errors)), strict=True):
        ax.plot(list(by_width), list(by_width.values()), label=LABELS[error], **look)
    ax.plot(list(drawn), list(drawn.values()), "_", color=INK, ms=12, mew=1.5, label="drawn here")
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_ylim(bottom=1.5)
    ticks.fixed(ax.xaxis, drawn)
    ax.set_xlabel("width n")


def _least(ax, rows):
    values = np.array([value for _, value in rows])
    y = np.arange(len(rows))
    ax.hlines(y, min(1.0, values.min()) / 1.5, values, color=BAND, lw=0.6)
    ax.plot(values, y, "o", color=PALETTE[0])
    ax.axvline(1, color=INK, lw=0.8, ls=(0, (4, 2)))
    ax.set_yticks(y, [pretty(name) for name, _ in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xscale("log")
    ticks.logarithmic(ax.xaxis, 4)
    ax.set_xlabel(r"least error of $\sigma_b$, %")
