"""A picture of one spectrum over two laws, for the introduction to this study."""

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from freewidth.freeprob import Law
from freewidth.plotting.style import DATA, INK, PAGE, RIVAL, style

BINS = 40
FAINT = 0.02  # share of the law left of the axis, where a density per decade is nearly 0


@style()
def one_network(values: NDArray, law: Law, other: Law) -> Figure:
    """Left: eigenvalues, shape (n,), as a density per decade over both laws; right: F_n less F."""
    figure = Figure(figsize=(PAGE, 2.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    low, high = law.quantile(FAINT), max(values[-1], law.support[-1][1], other.support[-1][1])
    bins, x = np.geomspace(low, high, BINS), np.geomspace(low, high, 500)[:-1]
    counts, _ = np.histogram(values, bins)
    per_decade = counts / len(values) / np.diff(np.log10(bins))
    left.stairs(per_decade, bins, fill=True, color=DATA, label="one network")
    share = np.searchsorted(values, x, side="right") / len(values)
    looks = ((law, INK, "-", "its limit law"), (other, RIVAL, "--", "law of Haar weights"))
    for each, color, line, label in looks:
        left.plot(x, each.density(x) * x * np.log(10), line, color=color, label=label)
        right.plot(x, share - each.cdf(x), line, color=color)
    right.axhline(0, color=INK, lw=0.5)
    left.set(ylabel="density per decade", ylim=(0, 1.6 * per_decade.max()))
    right.set(ylabel="$F_n - F$")
    for ax in (left, right):
        ax.set(xscale="log", xlim=(low, high), xlabel=r"eigenvalue $\lambda$ of $JJ^\top$")
    figure.legend(loc="outside upper center", ncols=3)
    return figure
