"""One limit law by itself."""

from textwrap import fill
from typing import Annotated, Any

from matplotlib.figure import Figure

from freewidth.arguments import Has, checked
from freewidth.plotting import panels
from freewidth.plotting.style import PAGE, style

TITLE = 100  # letters in a line


@checked
@style()
def law(solved: Annotated[Any, Has(("cdf", "atoms", "support", "label"), "a law")]) -> Figure:
    """Distribution function and density per decade of a law, its atoms marked."""
    figure = Figure(figsize=(PAGE, 2.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    low, high = panels.window([solved], least=1.0)
    panels.distribution(left, solved, low, high)
    panels.zero_atom(left, solved)
    panels.density(right, solved, low, high)
    panels.headroom(right, panels.bulk(solved, low, high))
    left.set_ylim(0, 1.02)
    left.set_ylabel("CDF")
    right.set_ylabel("density per decade")
    for ax in (left, right):
        panels.log_axis(ax, low, high)
        ax.set_xlabel(r"eigenvalue $\lambda$ of $JJ^\top$")
    figure.suptitle(fill(solved.label, TITLE), fontsize=8)
    return figure
