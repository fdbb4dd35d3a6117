"""One ensemble against its limit law and the law of the other kind of weights."""

from collections.abc import Iterable, Mapping

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from freewidth.activations import ACTIVATIONS
from freewidth.compare import Comparison, kolmogorov
from freewidth.kinds import KINDS
from freewidth.plotting import panels
from freewidth.plotting.style import DATA, INK, PAGE, RIVAL, style
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
        f"{words.ensembles(some)} weights: eigenvalues of J Jᵀ at width {words.sizes(some)}, "
        f"pooled (blue: steps above, bars below), and in black the "
        f"{words.law(c.net for c in some)}, by activation and depth. Top: "
        f"distribution function, with its distance from the law. Bottom: density of log₁₀ λ. A "
        f"triangle at the left edge marks an atom at 0, a stem an atom elsewhere; no density "
        f"is smoothed. "
    )
    if rival:
        text += f"Dashed: the {rival}, with which the same data must disagree. "
    return text + words.parameters(some)


Case = tuple[str, int]
DASHED = {"color": RIVAL, "linestyle": (0, (4, 2)), "linewidth": 0.9, "zorder": 2.5}


@style()
def picture(
    spectra: Mapping[Case, NDArray],
    laws: Mapping[Case, object],
    rivals: Mapping[Case, object] | None = None,
    rival: str = "rival",
    law: str = "limit law",
) -> Figure:
    """Distribution function and density per decade of sampled spectra against their limit.

    Keys are (activation, depth); ``spectra`` holds eigenvalues of shape (R, n), pooled over the R
    networks; ``rivals`` are laws that the data must be told apart from, dashed; ``rival`` and
    ``law`` name the curves.
    """
    activations = list(dict.fromkeys(activation for activation, _ in spectra))
    depths = sorted({depth for _, depth in spectra})
    figure = Figure(figsize=(PAGE, 0.6 + 1.85 * len(activations)), layout="constrained")
    rows = figure.add_gridspec(len(activations), 1, hspace=0.06)
    for i, activation in enumerate(activations):
        axes = rows[i].subgridspec(2, len(depths), height_ratios=(1.3, 1)).subplots(squeeze=False)
        for (upper, lower), depth in zip(axes.T, depths, strict=True):
            case = activation, depth
            if case not in spectra:
                upper.set_axis_off()
                lower.set_axis_off()
                continue
            _cell(upper, lower, spectra[case], laws[case], (rivals or {}).get(case))
            name = ACTIVATIONS[activation].label
            upper.set_title(f"{name}, L = {depth}", loc="left", fontweight="bold")
        axes[0, 0].set_ylabel("CDF")
        axes[1, 0].set_ylabel("density\nper decade")
    for ax in axes[1]:
        ax.set_xlabel(r"eigenvalue $\lambda$ of $JJ^\top$")
    _legend(figure, law, rival if rivals else None)
    return figure


def _cell(upper, lower, eigenvalues, law, rival):
    low, high = panels.window([law])
    if rival is not None:
        panels.distribution(upper, rival, low, high, **DASHED)
        x = panels.grid(rival, low, high)
        lower.plot(x, panels.per_decade(rival, x), **DASHED)
    panels.steps(upper, eigenvalues, law, low, high)
    panels.distribution(upper, law, low, high)
    panels.zero_atom(upper, law)
    panels.bars(lower, eigenvalues, law, low, high)
    panels.density(lower, law, low, high)
    distance = float(kolmogorov(eigenvalues.ravel(), law))
    note = {"transform": upper.transAxes, "ha": "right", "va": "bottom", "fontsize": 7}
    upper.text(1.0, 1.0, rf"sup|$\Delta$F| = {distance:.4f}", **note)  # where no curve can be
    upper.set_ylim(0, 1.02)
    upper.set_yticks((0, 0.5, 1))
    for ax in (upper, lower):
        panels.log_axis(ax, low, high)
    upper.tick_params(labelbottom=False)


def _legend(figure, law, rival):
    handles = [
        Line2D([], [], color=DATA, linewidth=2.8, label="sampled networks, pooled"),
        Line2D([], [], color=INK, label=law.partition(" (")[0]),
    ]
    if rival is not None:
        handles.append(Line2D([], [], label=rival, **DASHED))
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
