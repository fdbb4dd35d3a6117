"""``python -m benchmarks.laws.figure``: draw docs/images/solver-depth.png from the kept table."""

import json
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from benchmarks.tables import RESULTS
from freewidth import plotting

TARGET = Path(__file__).parents[2] / "docs" / "images" / "solver-depth.png"


def draw(table: dict[str, dict[str, float]]) -> Figure:
    """Milliseconds against depth, with a line that grows in proportion for comparison."""
    figure = Figure(figsize=(6.2, 3.8), layout="constrained")
    axes = figure.add_subplot(xlabel="depth L", ylabel="build and 1000 points / ms")
    for name, row in table.items():
        depths = [int(key.split("=")[1].split(" ")[0]) for key in row]
        axes.loglog(depths, list(row.values()), "o-", ms=4, label=name.removeprefix("gaussian "))
    ends = np.array([8.0, 100.0])
    axes.loglog(ends, 0.75 * ends, "--", color="0.5", label="in proportion")
    axes.set_ylim(4, 200)
    for axis, ticks in ((axes.xaxis, depths), (axes.yaxis, [5, 10, 20, 50, 100, 200])):
        axis.set_ticks(ticks, [str(tick) for tick in ticks])
        axis.set_ticks([], minor=True)
    figure.legend(loc="outside right upper", frameon=False)
    return figure


if __name__ == "__main__":
    kept = json.loads((RESULTS / "laws.json").read_text())
    plotting.save(draw(kept["depth"]["table"]), TARGET)
