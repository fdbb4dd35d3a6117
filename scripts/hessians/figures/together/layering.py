"""Layers of critical points: the index of H + E against the energy shift E."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from freewidth.plotting.style import DATA, PAGE, style
from freewidth.stats.fits import Trial, clean
from freewidth.stats.fits.local import index
from freewidth.symmetric.laws import MATRIXLAWS, Tables
from freewidth.symmetric.trained.snapshot import Snapshot
from scripts.hessians.figures._look import line
from scripts.hessians.results import Hessians

NEGATIVE = 0.02  # share of negative eigenvalues from which a case is shown
SHIFTS = np.geomspace(1e-4, 3, 200)  # over the modulus of the most negative eigenvalue
LEAST = 1e-6  # share below which a law's curve ends
COLUMNS = 3


@style()
def draw(results: Hessians) -> Figure:
    """Share of negative eigenvalues of H + E against E, each case with its fitted laws."""
    first = [shot for shot in results.trained() if shot.replicate == 0]
    cases = {s.case: s for s in first if (clean(s.hessian) < 0).mean() > NEGATIVE}
    columns = min(COLUMNS, max(1, len(cases)))
    rows = max(1, -(-len(cases) // columns))
    figure = Figure(figsize=(PAGE, 0.7 + 1.75 * rows), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
    for ax, (case, shot) in zip(axes.flat, cases.items(), strict=False):
        _panel(ax, shot, results.trials_on("hessian").get(case, {}), results.tables)
    for ax in axes.flat[len(cases) :]:
        ax.set_axis_off()
    most = max((len(shot.hessian) for shot in cases.values()), default=1)
    axes[0, 0].set_ylim(0.4 / most, 1)  # less than one eigenvalue is not to be seen
    for ax in axes[:, 0]:
        ax.set_ylabel("index: share\nbelow $-E$")
    for ax in axes.flat[max(0, len(cases) - columns) : len(cases)]:  # nothing is below them
        ax.tick_params(labelbottom=True)
        ax.set_xlabel(r"energy shift $E$ over $|\lambda_{\min}|$")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4)
    return figure


def _panel(
    ax: Axes, shot: Snapshot, trials: Mapping[str, Trial], tables: Mapping[str, Tables]
) -> None:
    values = clean(shot.hessian)
    energy = -values[0] * SHIFTS
    share = index(values, energy)
    ax.plot(SHIFTS, np.where(share > 0, share, np.nan), color=DATA, lw=3, label="measured")
    for family, trial in trials.items():
        level = trial.fits[0].law(tables[family]).below(-energy)
        level = np.where(level > LEAST, level, np.nan)
        ax.plot(SHIFTS, level, **line(family), label=MATRIXLAWS[family].label)
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_title(shot.case, loc="left", fontsize=7)


def caption(results: Hessians) -> str:
    """What is drawn."""
    return (
        "Share of negative eigenvalues of H + E against the energy shift E, over the modulus of "
        "the most negative eigenvalue: the index of critical points at that height, if the trained "
        "Hessian H stood for all of them. Blue: measured (first run), down to one eigenvalue; "
        "lines: the laws fitted to the same spectrum. A law whose support ends has a sharp layer: "
        "its line drops at the edge, where the measured one goes on."
    )
