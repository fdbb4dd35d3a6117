"""Gaussian, i.i.d. and Haar weights side by side, for one activation."""

from collections.abc import Iterable, Mapping

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from freewidth.compare import Comparison
from freewidth.compare.distances import snap
from freewidth.ensembles import EVERY
from freewidth.kinds import HAAR, IID, KINDS
from freewidth.plotting import panels
from freewidth.plotting.style import INK, MARKERS, PAGE, PALETTE, style
from scripts.spectra import words
from scripts.spectra._kinds import kind_of


def covered(results, activation, grid):
    """Comparisons of the ensembles that the theorems cover: others belong on neither line."""
    some = results.across(grid, activation)
    return {case: c for case, c in some.items() if EVERY[case[0]].has_law}


def draw(results, activation, grid):
    """Every ensemble and depth, at the largest width, over both limit laws."""
    some = covered(results, activation, grid)
    nets = {(kind_of(c.net), depth): c.net for (_, depth), c in some.items()}
    spectra = {
        (ensemble, depth): results.widest(grid, ensemble)[activation, depth]
        for ensemble, depth in some
    }
    return picture(spectra, {case: results.law(grid, net) for case, net in nets.items()})


def caption(results, activation, grid):
    """Parameters, and what is drawn."""
    return _words(covered(results, activation, grid).values())


def _words(comparisons: Iterable[Comparison]) -> str:
    some = list(comparisons)
    return (
        f"{words.activations(some)}: eigenvalues of J Jᵀ at width {words.sizes(some)}, pooled "
        f"(markers: quantiles above, bins below), and the limit laws (lines). Independent entries "
        f"of whatever law, Gaussian included, must lie on the solid line, Haar on the dashed one. "
        f"{words.parameters(some)}"
    )


LEVELS = 11  # points per ensemble on a distribution function
LINES = {IID.name: (INK, "-"), HAAR.name: ("#666666", (0, (5, 1.5)))}  # by kind of weights
OTHER = ("#666666", (0, (1, 1.5)))  # kinds with singular values of their own
NAMES = {IID.name: f"limit law, {IID.label} (Gaussian included)"}


@style()
def picture(
    spectra: Mapping[tuple[str, int], NDArray], laws: Mapping[tuple[str, int], object]
) -> Figure:
    """Sampled spectra of every ensemble over the two limit laws, one column per depth.

    ``spectra`` maps (ensemble, depth) to eigenvalues of shape (R, n), ``laws`` maps (name
    of a kind of weights, depth) to a law. Points of ensembles are interleaved, so that none hides
    another.
    """
    depths = sorted({depth for _, depth in spectra})
    names = list(dict.fromkeys(ensemble for ensemble, _ in spectra))
    looks = {
        name: {"color": PALETTE[i % len(PALETTE)], "marker": MARKERS[i % len(MARKERS)]}
        for i, name in enumerate(names)
    }
    figure = Figure(figsize=(PAGE, 4.2), layout="constrained")
    axes = figure.subplots(2, len(depths), squeeze=False, height_ratios=(1.3, 1))
    for column, depth in zip(axes.T, depths, strict=True):
        seen = {name: spectra[name, depth] for name in names if (name, depth) in spectra}
        _column(
            column[0],
            column[1],
            seen,
            {kind: law for (kind, d), law in laws.items() if d == depth},
            looks,
        )
        column[0].set_title(f"depth L = {depth}", loc="left", fontweight="bold")
    axes[0, 0].set_ylabel("CDF")
    axes[1, 0].set_ylabel("density\nper decade")
    _legend(figure, looks, {kind for kind, _ in laws})
    return figure


def _column(upper, lower, spectra, laws, looks):
    """One depth: ``spectra`` by ensemble, ``laws`` by kind of weights."""
    low, high = panels.window(laws.values())
    peaks = [panels.bulk(law, low, high).max() for law in laws.values()]
    for kind, law in laws.items():
        color, dashes = LINES.get(kind, OTHER)
        panels.distribution(upper, law, low, high, color=color, linestyle=dashes)
        panels.density(lower, law, low, high, color=color, linestyle=dashes)
    for i, (name, eigenvalues) in enumerate(spectra.items()):
        law = laws[EVERY[name].kind.name]
        _points(upper, eigenvalues, law, (i + 0.5) / len(spectra), looks[name])
        peaks.append(_density(lower, eigenvalues, law, (low, high), looks[name]))
    panels.headroom(lower, peaks)
    for law in {round(panels.mass_at_zero(law), 3): law for law in laws.values()}.values():
        panels.zero_atom(upper, law)
    upper.set_ylim(0, 1.02)
    upper.set_yticks((0, 0.5, 1))
    upper.tick_params(labelbottom=False)
    lower.set_xlabel(r"eigenvalue $\lambda$ of $JJ^\top$")
    panels.log_axis(upper, low, high)
    panels.log_axis(lower, low, high)


def _points(ax, eigenvalues, law, share, look):
    """Quantiles of the pooled spectrum above its zeros, at levels shifted by ``share`` of a gap."""
    values = np.sort(snap(eigenvalues, law), axis=None)
    zero = (values == 0).mean()
    level = zero + (1 - zero) * (np.arange(LEVELS) + share) / LEVELS
    x = values[np.minimum((level * values.size).astype(int), values.size - 1)]
    ax.plot(x, level, linestyle="none", mec="white", mew=0.3, zorder=4, **look)


def _density(ax, eigenvalues, law, window, look):
    """Bin heights as points; returns the largest."""
    edges, heights = panels.counts(eigenvalues, law, *window)
    middle = np.sqrt(edges[1:] * edges[:-1])
    seen = heights > 0
    ax.plot(middle[seen], heights[seen], linestyle="none", ms=2.4, mew=0, zorder=4, **look)
    return heights.max(initial=0.0)


def _place(kind):
    return (list(LINES).index(kind) if kind in LINES else len(LINES)), kind


def _name(kind):
    return NAMES.get(kind, f"limit law, {KINDS[kind].label if kind in KINDS else kind}")


def _legend(figure, looks, kinds):
    handles = [
        Line2D([], [], color=color, linestyle=dashes, label=_name(kind))
        for kind, (color, dashes) in ((k, LINES.get(k, OTHER)) for k in sorted(kinds, key=_place))
    ]
    handles += [
        Line2D([], [], linestyle="none", label=EVERY[name].label, **look)
        for name, look in looks.items()
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=min(len(handles), 5))
