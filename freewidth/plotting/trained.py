"""All trained networks together: distances to laws, zeros, layers, spacings, outliers."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullFormatter, NullLocator
from numpy.typing import NDArray

from freewidth.plotting import signed
from freewidth.plotting.hessian import NAMES, look
from freewidth.plotting.style import BAND, DATA, INK, MARKERS, PAGE, PALETTE, RIVAL, style
from freewidth.stats.fits.distance import clean
from freewidth.stats.fits.local import GOE, POISSON, index, outliers, spacing_ratios
from freewidth.stats.fits.trial import Trial
from freewidth.symmetric.laws import MATRIXLAWS
from freewidth.symmetric.trained.lanczos import Quadrature
from freewidth.symmetric.trained.nullity import counted
from freewidth.symmetric.trained.snapshot import Snapshot

Trials = Mapping[str, Mapping[str, Trial]]  # case -> family -> trial
TICKS = (0.003, 0.01, 0.03, 0.1, 0.3)
COUNTS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000)
GUIDE = {"color": INK, "linewidth": 0.7, "zorder": 0}


def mark(family: str) -> dict:
    """The same marker for a family wherever it appears."""
    number = list(MATRIXLAWS).index(family)
    return {"marker": MARKERS[number % len(MARKERS)], "color": look(family)["color"]}


@style()
def distances(trials: Mapping[str, Trials]) -> Figure:
    """Held-out distance of every family for every case; grey: what chance would leave.

    ``trials[matrix][case][family]``, one panel per matrix.
    """
    rows = max(len(cases) for cases in trials.values())
    figure = Figure(figsize=(PAGE, 1.2 + 0.27 * rows), layout="constrained")
    axes = figure.subplots(1, len(trials), sharex=True, squeeze=False)[0]
    families = []
    for ax, (matrix, cases) in zip(axes, trials.items(), strict=True):
        for y, found in enumerate(cases.values()):
            for family, trial in found.items():
                families.append(family)
                ax.plot(trial.others.mean(), y, ms=4, ls="", zorder=3, **mark(family))
                if len(trial.null):
                    ax.plot(trial.null, np.full(len(trial.null), y), "|", color=BAND, ms=5, mew=0.5)
        ax.set_yticks(range(len(cases)), cases if ax is axes[0] else [""] * len(cases))
        ax.set_ylim(len(cases) - 0.5, -0.5)
        ax.grid(axis="y", color=BAND, alpha=0.3, lw=0.5)
        ax.set_title(NAMES.get(matrix, matrix), loc="left", fontweight="bold")
        ax.set_xlabel("Kolmogorov distance, held out")
        ax.set_xscale("log")
        ax.set_xticks(TICKS, [f"{t:g}" for t in TICKS])
        ax.xaxis.set_minor_locator(NullLocator())
    handles = [
        Line2D([], [], ls="", ms=4, label=MATRIXLAWS[f].label, **mark(f))
        for f in dict.fromkeys(families)
    ]
    handles.append(Line2D([], [], ls="", marker="|", color=BAND, label="a matrix of that law"))
    figure.legend(handles=handles, loc="outside upper center", ncols=4)
    return figure


@style()
def zeros(shots: Sequence[Snapshot], sweep: Sequence[Snapshot]) -> Figure:
    """Zeros counted against zeros known beforehand; weight at 0 against a ratio of dimensions."""
    figure = Figure(figsize=(PAGE, 2.9), layout="constrained")
    left, right = figure.subplots(1, 2)
    activations = sorted({shot.activation for shot in shots})
    for number, activation in enumerate(activations):
        some = [shot for shot in shots if shot.activation == activation]
        for start, face in ((True, "none"), (False, PALETTE[number])):
            pairs = [
                (s.nullity.hessian, counted(s.hessian)) for s in some if (s.epoch == 0) == start
            ]
            label = f"{activation}, {'at the start' if start else 'later'}"
            left.plot(
                *np.array(pairs).T.reshape(2, -1), MARKERS[number], ms=3.5, mfc=face,
                mec=PALETTE[number], mew=0.7, label=label,
            )  # fmt: skip
    _diagonal(left)
    left.set_xlabel("zeros of the Hessian known beforehand")
    left.set_ylabel("zeros counted")
    left.legend(loc="upper left")
    ratio = np.array([s.nullity.rank_bound / s.nullity.parameters for s in sweep])
    for matrix, face in (("gauss_newton", DATA), ("hessian", "none")):
        seen = [counted(getattr(s, matrix)) / s.nullity.parameters for s in sweep]
        right.plot(ratio, seen, "o", ms=3.8, mfc=face, mec=PALETTE[0], mew=0.7, label=NAMES[matrix])
    x = np.array([0, max(1.0, ratio.max())])
    right.plot(x, np.maximum(1 - x, 0), label="one minus the ratio", **GUIDE)
    right.set_xlabel("ratio of dimensions: rank bound over parameters")
    right.set_ylabel("weight at 0")
    right.legend(loc="upper right")
    return figure


def _diagonal(ax: Axes) -> None:
    ax.set_xscale("log")
    ax.set_yscale("log")
    low, high = ax.get_xlim()
    for each in (ax.xaxis, ax.yaxis):
        each.set_minor_formatter(NullFormatter())
        each.set_ticks(COUNTS, COUNTS)
    ax.plot([low, high], [low, high], **GUIDE)
    ax.set_xlim(low, high)


@style()
def layering(shots: Sequence[Snapshot], trials: Trials, tables: Mapping[str, Mapping]) -> Figure:
    """Share of negative eigenvalues of H + E against E, each case with its fitted laws."""
    cases = {shot.case: shot for shot in shots if (clean(shot.hessian) < 0).mean() > 0.02}
    columns = 3
    rows = max(1, -(-len(cases) // columns))
    figure = Figure(figsize=(PAGE, 0.6 + 1.75 * rows), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False)
    for ax, (case, shot) in zip(axes.flat, cases.items(), strict=False):
        values = clean(shot.hessian)
        deepest = -values[0]
        energy = deepest * np.geomspace(1e-4, 3, 200)
        share = index(values, energy)
        ax.plot(energy, np.where(share > 0, share, np.nan), color=DATA, lw=3, label="measured")
        for family, trial in trials.get(case, {}).items():
            level = trial.fits[0].law(tables[family]).below(-energy)
            ax.plot(energy, np.where(level > 1e-6, level, np.nan), **look(family),
                    label=MATRIXLAWS[family].label)  # fmt: skip
        ax.set_xscale("log")
        ax.set_yscale("log")
        ax.set_ylim(0.4 / len(values), 1)
        ax.set_title(case, loc="left", fontsize=6.5)
    for ax in axes.flat[len(cases) :]:
        ax.set_axis_off()
    for ax in axes[:, 0]:
        ax.set_ylabel("index: share\nnegative")
    for ax in axes[-1]:
        ax.set_xlabel(r"energy shift $E$")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4)
    return figure


@style()
def spacings(shots: Sequence[Snapshot]) -> Figure:
    """Ratios of neighbouring spacings: their histogram, and their mean for every case."""
    figure = Figure(figsize=(PAGE, 2.9), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.4))
    ratios = [spacing_ratios(shot.hessian) for shot in shots]
    left.hist(np.concatenate(ratios), 25, range=(0, 1), density=True, color=DATA, alpha=0.6)
    r = np.linspace(0, 1, 200)
    goe = 27 / 4 * (r + r**2) / (1 + r + r**2) ** 2.5
    left.plot(r, goe, color=INK, label="GOE (3 x 3)")
    left.plot(r, 2 / (1 + r) ** 2, color=RIVAL, ls="--", label="independent")
    left.set_xlabel("ratio of neighbouring spacings")
    left.set_ylabel("density")
    left.legend()
    cases = list(dict.fromkeys(shot.case for shot in shots))
    for y, case in enumerate(cases):
        own = [v.mean() for v, shot in zip(ratios, shots, strict=True) if shot.case == case]
        right.plot(own, np.full(len(own), y), "o", color=DATA, ms=3)
        count = sum(len(v) for v, shot in zip(ratios, shots, strict=True) if shot.case == case)
        error = 2 * 0.26 / np.sqrt(count)  # standard deviation of one ratio: 0.26
        right.errorbar(np.mean(own), y, xerr=error, fmt="s", color=PALETTE[0], ms=3, capsize=2)
    right.axvline(GOE, color=INK, lw=0.9)
    right.axvline(POISSON, color=RIVAL, ls="--", lw=0.9)
    right.set_yticks(range(len(cases)), cases)
    right.set_ylim(len(cases) - 0.5, -0.5)
    right.set_xlabel("mean ratio, by run and with two standard errors")
    return figure


@style()
def structure(shots: Sequence[Snapshot]) -> Figure:
    """Largest eigenvalues at the start and at the end, and how many of them stand out."""
    cases = list(dict.fromkeys(shot.case for shot in shots))
    figure = Figure(figsize=(PAGE, 1.0 + 0.33 * len(cases)), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1.6, 1), sharey=True)
    for y, case in enumerate(cases):
        own = [shot for shot in shots if shot.case == case]
        ends = {"start": min(own, key=_time), "end": max(own, key=_time)}
        for shift, colour, shot in zip((-0.14, 0.14), (BAND, PALETTE[0]), ends.values(),
                                       strict=True):  # fmt: skip
            top = np.sort(shot.hessian)[::-1][: 3 * shot.classes]
            median = np.median(np.abs(clean(shot.hessian)[clean(shot.hessian) != 0]))
            left.plot(top / median, np.full(len(top), y + shift), "|", color=colour, ms=6, mew=0.8)
        for end, colour in (("start", BAND), ("end", PALETTE[0])):
            epoch = ends[end].epoch
            counts = [outliers(s.hessian, 3 * s.classes) for s in own if s.epoch == epoch]
            jitter = np.linspace(-0.09, 0.09, len(counts)) + (-0.14 if end == "start" else 0.14)
            right.plot(counts, y + jitter, "o", color=colour, ms=3)
        right.plot(own[0].classes - 1, y, "D", mfc="none", mec=RIVAL, ms=6)
    left.set_xscale("log")
    left.set_yticks(range(len(cases)), cases)
    left.set_ylim(len(cases) - 0.5, -0.5)
    left.set_xlabel("3 C largest eigenvalues over the median modulus")
    right.set_xlabel("number above the widest gap")
    marks = [("|", BAND, "start"), ("|", PALETTE[0], "end"), ("D", RIVAL, "classes - 1")]
    handles = [Line2D([], [], ls="", marker=m, color=c, mfc="none", label=t) for m, c, t in marks]
    figure.legend(handles=handles, loc="outside upper center", ncols=3)
    return figure


def _time(shot):
    return (shot.epoch, -shot.replicate)


@style()
def lanczos(exact: NDArray, found: Mapping[str, Quadrature]) -> Figure:
    """Distribution functions by quadrature, with two standard errors, over the exact one.

    Ticks below are the raw nodes of the first probe: between two of them nothing is resolved.
    """
    figure = Figure(figsize=(PAGE, 1.9 * len(found) + 0.3), layout="constrained")
    axes = figure.subplots(len(found), 1, squeeze=False, sharex=True)[:, 0]
    values = clean(exact) if len(exact) else np.sort(next(iter(found.values())).nodes.ravel())
    scale = signed.unit(values) if len(exact) else np.quantile(np.abs(values), 0.02)
    s = signed.forward(values, scale)
    grid = np.linspace(s.min() - 0.2, s.max() + 0.2, 400)
    x = signed.backward(grid, scale)
    for ax, (name, each) in zip(axes, found.items(), strict=True):
        if len(exact):
            level = np.searchsorted(values, x, side="right") / len(values)
            ax.plot(grid, level, color=DATA, lw=3, label="exact")
        mean, error = each.cdf(x)
        ax.plot(grid, mean, color=INK, label="quadrature")
        ax.fill_between(grid, mean - 2 * error, mean + 2 * error, color=BAND, alpha=0.5, lw=0)
        nodes = signed.forward(each.nodes[0], scale)
        ax.plot(nodes, np.full(len(nodes), -0.04), "|", color=INK, ms=4, mew=0.5)
        out = signed.forward(each.outliers, scale)
        ax.plot(out, np.full(len(out), -0.04), "|", color=RIVAL, ms=6, mew=0.7)
        probes, steps = each.nodes.shape
        title = f"{name}: {probes} probes, {steps} steps, {len(each.outliers)} deflated"
        ax.set_title(title, loc="left", fontsize=7)
        ax.set_ylim(-0.08, 1.02)
        ax.set_ylabel("distribution\nfunction")
        signed.axis(ax, scale, grid[0], grid[-1])
    axes[0].legend(loc="upper left")
    axes[-1].set_xlabel(r"eigenvalue $\lambda$ (signed log)")
    return figure
