"""One ensemble against its limit law and the law of the other kind of weights."""

from collections.abc import Iterable, Mapping

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from freewidth.activations import ACTIVATIONS
from freewidth.compare import Comparison, kolmogorov
from freewidth.compare.distances import snap
from freewidth.kinds import KINDS
from freewidth.plotting import panels
from freewidth.plotting.depths import ordered
from freewidth.plotting.style import INK, PAGE, RIVAL, style
from scripts.spectra import words
from scripts.spectra._kinds import foreign


def draw(results, ensemble, grid):
    """Every activation and depth, at the largest width."""
    nets = {case: c.net for case, c in results.networks(grid, ensemble).items()}
    rivals = {case: rival(results, grid, net) for case, net in nets.items()}
    laws = {case: results.law(grid, net) for case, net in nets.items()}
    spectra = results.widest(grid, ensemble)
    return picture(spectra, laws, rivals, said(nets), words.law(nets.values()))


def caption(results, ensemble, grid):
    """Parameters, and what is drawn."""
    some = results.networks(grid, ensemble)
    return _words(some.values(), said({case: c.net for case, c in some.items()}))


def rival(results, grid, net):
    """What the data must be told apart from."""
    if net.bias == "gaussian":
        return results.law(grid, net, foreign(net))
    return results.law(grid, net, of="gaussian_bias")


def said(nets):
    """The same in words."""
    net = next(iter(nets.values()))
    if net.bias == "gaussian":
        return f"law of {KINDS[foreign(net)].label} weights"
    return "law of Gaussian biases of the same variance"


def _words(comparisons: Iterable[Comparison], rival: str = "") -> str:
    some = list(comparisons)
    text = (
        f"{words.ensembles(some)} weights, width {words.sizes(some)}, by activation and depth. "
        f"Top: histogram of the eigenvalues of J Jᵀ (bars, per decade; ticks on the axis: "
        f"eigenvalues beyond the edge of the law) and the {words.law(c.net for c in some)} (black; "
        f"a stem is an atom, no density is smoothed). Bottom: distribution function of the sample "
        f"less that of the law, the band being two standard errors over networks; the number is "
        f"the largest distance, of all networks pooled. At finite width a difference of order 1/n "
        f"is expected beyond the band. "
    )
    if rival:
        text += f"Dashed: the {rival}, with which the same data must disagree. "
    return text + words.parameters(some)


Case = tuple[str, int]
OWN = "limit law"  # what words.law() says of weights that have one
DASHED = {"color": RIVAL, "linestyle": (0, (4, 2)), "linewidth": 0.9, "zorder": 2.5}


PAPER = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.0}
SMALL = {"fontsize": 7, "bbox": PAPER, "zorder": 5}  # words over curves
FAR = 0.6  # of a difference: no axis reaches further than this needs
ROOM = 1.9  # of the axis of differences over what the data need: for the number
BEYOND = 1e6  # times the window of the law: no axis reaches further
TAIL = 0.02  # share of eigenvalues on each side that need not be seen


@style()
def picture(
    spectra: Mapping[Case, NDArray],
    laws: Mapping[Case, object],
    rivals: Mapping[Case, object] | None = None,
    rival: str = "rival",
    law: str = "limit law",
) -> Figure:
    """Density per decade of sampled spectra over their limit; below it F_n - F.

    Keys are (activation, depth); ``spectra`` holds eigenvalues of shape (R, n), pooled over the R
    networks; ``rivals`` are laws that the data must be told apart from, dashed; ``rival`` and
    ``law`` name the curves. The axes of differences are shared in a row.
    """
    activations = list(dict.fromkeys(activation for activation, _ in spectra))
    looks = ordered(sorted({depth for _, depth in spectra}))
    figure = Figure(figsize=(PAGE, 0.55 + 1.95 * len(activations)), layout="constrained")
    rows = figure.add_gridspec(len(activations), 1, hspace=0.06)
    for i, activation in enumerate(activations):
        axes = rows[i].subgridspec(2, len(looks), height_ratios=(1.25, 1)).subplots(squeeze=False)
        lowers = []
        for (upper, lower), (depth, look) in zip(axes.T, looks.items(), strict=True):
            case = activation, depth
            if case not in spectra:
                upper.set_axis_off()
                lower.set_axis_off()
                continue
            others = (rivals or {}).get(case)
            _cell(upper, lower, spectra[case], laws[case], others, look["color"], law == OWN)
            name = ACTIVATIONS[activation].label
            upper.set_title(f"{name}, L = {depth}", loc="left", fontweight="bold")
            lowers.append(lower)
        axes[0, 0].set_ylabel("density\nper decade")
        axes[1, 0].set_ylabel("$F_n-F$")
        for ax in axes[1, 1:]:
            ax.tick_params(labelleft=False)
        _share(lowers)
    for ax in axes[1]:
        ax.set_xlabel(r"eigenvalue $\lambda$ of $JJ^\top$")
    _legend(figure, looks, law, rival if rivals else None)
    return figure


def _cell(upper, lower, eigenvalues, law, rival, color, own):
    low, high = panels.window([law])
    if not own:
        low, high = _wider(upper, eigenvalues, low, high)
    if rival is not None:
        x = panels.grid(rival, low, high)
        upper.plot(x, panels.per_decade(rival, x), **DASHED)
        lower.plot(x, rival.cdf(x) - law.cdf(x), **DASHED)
    panels.bars(upper, eigenvalues, law, low, high, color, beyond=not own)
    panels.density(upper, law, low, high)
    _zero(upper, eigenvalues, law)
    panels.residual(lower, eigenvalues, law, low, high, color)
    distance = float(kolmogorov(eigenvalues.ravel(), law))
    note = {"transform": lower.transAxes, "ha": "right", "va": "top", **SMALL}
    lower.text(0.99, 1.0, rf"sup|$\Delta$F| = {distance:.4f}", **note)
    for ax in (upper, lower):
        panels.log_axis(ax, low, high)
    upper.tick_params(labelbottom=False)


def _wider(ax, eigenvalues, low, high):
    """The window, as much wider as a sample needs that has another limit, but not without end."""
    seen = np.quantile(eigenvalues[eigenvalues > 0], (TAIL, 1 - TAIL))
    low, high = max(min(low, seen[0]), low / BEYOND), min(max(high, seen[1]), high * BEYOND)
    shares = ((eigenvalues > 0) & (eigenvalues < low)).mean(), (eigenvalues > high).mean()
    for x, align, share in zip((0.02, 0.98), ("left", "right"), shares, strict=True):
        if share > 2 * TAIL:
            note = {"transform": ax.transAxes, "ha": align, "va": "center", **SMALL}
            ax.text(x, 0.5, f"{share:.0%} off the axis", **note)
    return low, high


def _zero(ax, eigenvalues, law):
    """The atom at 0, which a log axis cannot show."""
    mass = panels.mass_at_zero(law)
    if mass > 0:
        share = (snap(eigenvalues, law) == 0).mean()
        note = {"transform": ax.transAxes, "ha": "left", "va": "top", **SMALL}
        ax.text(0.02, 0.98, f"atom at 0: {mass:.3f}\nsampled: {share:.3f}", **note)


def _share(axes):
    """One range of differences for a row: what the samples need, not what rivals do."""
    reach = ROOM * min(max(np.abs(ax.collections[0].get_paths()[0].vertices[:, 1]).max()
                           for ax in axes), FAR)  # fmt: skip
    for ax in axes:
        ax.set_ylim(-reach, reach)
        ax.yaxis.set_major_locator(MaxNLocator(4, symmetric=True))


def _legend(figure, looks, law, rival):
    handles = [
        Line2D([], [], color=look["color"], alpha=0.55, lw=5, label=f"sampled, L = {depth}")
        for depth, look in looks.items()
    ]
    handles.append(Line2D([], [], color=INK, label=law.partition(" (")[0]))
    if rival is not None:
        handles.append(Line2D([], [], label=rival, **DASHED))
    figure.legend(handles=handles, loc="outside upper center", ncols=min(len(handles), 4))
