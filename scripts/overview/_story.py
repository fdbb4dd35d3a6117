"""Networks of one ensemble against their limit law: the panels of the overview that show data."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from freewidth.compare import kolmogorov
from freewidth.ensembles import EVERY
from freewidth.freeprob import Law
from freewidth.kinds import HAAR, IID
from freewidth.network import Network
from freewidth.plotting import panels, ticks
from freewidth.plotting.depths import shades
from freewidth.plotting.style import DATA, INK, MARKERS, PALETTE, RIVAL
from scripts.spectra._kinds import foreign, representative
from scripts.spectra.results import Spectra, spectra

GRID = "main"
USUAL = ("tanh", 3)  # activation and depth that are shown, if they are there
LEVELS = np.linspace(0.02, 0.98, 49)
OTHERS = {"kind": "the other kind of weights", "shifted": "variances off by a layer"}
LOOKS = (DATA, PALETTE[2])  # of the two ensembles


LEFT: dict[str, Any] = {"x": 0.01, "ha": "left", "fontsize": 8}  # where titles begin


def title(letter: str, words: str) -> str:
    """A bold letter, and words."""
    return f"$\\bf{{{letter}}}$  {words}"


def named(ax: Axes, letter: str, words: str) -> None:
    """The same above an axes."""
    ax.set_title(title(letter, words), loc="left", fontsize=8)


@dataclass(frozen=True)
class Shown:
    """Networks of one ensemble.

    Attributes:
        net: how they are made.
        by_width: width -> eigenvalues, shape (networks, n).
        law, rivals: their limit law; laws that are not theirs, by the keys of ``OTHERS``.
    """

    net: Network
    by_width: Mapping[int, NDArray]
    law: Law
    rivals: Mapping[str, Law]

    @property
    def label(self) -> str:
        """Of the ensemble."""
        return self.net.ensembles[0].label

    def residual(self, width: int) -> tuple[NDArray, NDArray]:
        """F_n - F at the quantiles ``LEVELS`` of the law, and its standard error."""
        below = self.by_width[width][:, None, :] <= self.law.quantile(LEVELS)[:, None]
        share = below.mean(axis=2)
        return share.mean(axis=0) - LEVELS, share.std(axis=0, ddof=1) / np.sqrt(len(share))

    def distances(self, law) -> tuple[NDArray, NDArray, NDArray]:
        """Widths, mean of sup|F_n - F| for a law, and its standard error."""
        found = [kolmogorov(values, law) for values in self.by_width.values()]
        error = [v.std(ddof=1) / np.sqrt(len(v)) for v in found]
        return np.array(list(self.by_width)), np.array([v.mean() for v in found]), np.array(error)


def of(results: Spectra, ensemble: str, path: str) -> Shown:
    """Those of an ensemble, whose eigenvalues are at ``path``, that are nearest to ``USUAL``."""
    cases = results.networks(GRID, ensemble)
    activation, depth = min(cases, key=lambda c: (c[0] != USUAL[0], abs(c[1] - USUAL[1])))
    compared = cases[activation, depth]
    rivals = {"kind": results.law(GRID, compared.net, foreign(compared.net))}
    if "shifted" in compared.rivals:
        rivals["shifted"] = results.law(GRID, compared.net, of="shifted")
    law = results.law(GRID, compared.net)
    return Shown(compared.net, spectra(path, "true", activation, depth), law, rivals)


def shown(paths: Iterable[str]) -> Iterator[Shown]:
    """Networks with i.i.d. and with Haar weights, as far as these were sampled on the main grid."""
    results, places = Spectra(paths), {Path(p).stem: p for p in paths if "/spectra/" in p}
    for kind in (IID, HAAR):
        found = [name for name in places if EVERY[name].kind is kind]
        if found:
            name = representative(kind.name)
            name = name if name in found else found[0]
            yield of(results, name, places[name])


def laws(ax: Axes, shown: Sequence[Shown]) -> None:
    """Histograms of eigenvalues, and the density of the law of each kind of weights."""
    low, high = panels.window([one.law for one in shown])
    tops = []
    for one, color, line in zip(shown, LOOKS, ("-", "--"), strict=False):
        values = one.by_width[max(one.by_width)]
        edges, heights = panels.counts(values, one.law, low, high)
        ax.stairs(heights, edges, fill=True, color=color, alpha=0.35, lw=0)
        panels.density(ax, one.law, low, high, linestyle=line, color=INK)
        ax.plot([], [], color=color, alpha=0.5, lw=5, label=f"{one.label} weights")
        ax.plot([], [], color=INK, linestyle=line, label="its limit law")
        tops += [heights.max(), panels.bulk(one.law, low, high).max()]
    panels.headroom(ax, np.array(tops))
    panels.log_axis(ax, low, high, 4)
    ax.set(xlabel=r"eigenvalue $\lambda$ of $JJ^\top$", ylabel="density per decade")
    ax.legend(loc="upper left")
    named(ax, "b", "Samples lie on the limit law")


def residuals(ax: Axes, one: Shown) -> None:
    """F_n - F against F, width by width."""
    for width, tone in zip(one.by_width, shades(len(one.by_width)), strict=True):
        gap, error = one.residual(width)
        ax.fill_between(LEVELS, gap - 2 * error, gap + 2 * error, color=tone, alpha=0.25, lw=0)
        ax.plot(LEVELS, gap, color=tone, label=f"n = {width}")
    ax.axhline(0, color=INK, lw=0.8, zorder=0)
    low, high = ax.get_ylim()
    ax.set(xlim=(0, 1), xlabel="$F(\\lambda)$", ylabel="$F_n-F$")
    ax.set_ylim(low, high + 0.45 * (high - low))
    ax.legend(loc="upper right")
    named(ax, "c", "Residual at each width")


def distances(ax: Axes, one: Shown) -> None:
    """Mean distance from the limit law and from laws that are not it, against the width."""
    lines = {"own": (one.law, PALETTE[0], "its limit law")}
    for (name, law), color in zip(one.rivals.items(), (RIVAL, PALETTE[3]), strict=False):
        lines[name] = law, color, OTHERS[name]
    for (law, color, words), marker in zip(lines.values(), MARKERS, strict=False):
        n, mean, error = one.distances(law)
        ax.errorbar(n, mean, 2 * error, fmt=f"{marker}-", color=color, ms=3.5, lw=0.9)
        place: dict[str, Any] = {"xytext": (0, 4), "textcoords": "offset points", "fontsize": 7}
        ax.annotate(words, (n[0], mean[0]), ha="left", va="bottom", color=color, **place)
    ax.set(xscale="log", yscale="log", xlabel="width $n$", ylabel="mean of $\\sup|F_n-F|$")
    low, high = ax.get_ylim()
    ax.set_ylim(low / 1.2, high * 1.7)  # room for words
    ticks.fixed(ax.xaxis, n)
    ticks.logarithmic(ax.yaxis)
    named(ax, "d", "Rivals by width")
