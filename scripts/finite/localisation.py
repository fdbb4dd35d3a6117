"""Spectra for inputs of a few equal entries: n^{-2} sum x^4 from 1 to about 0. Cases: ensembles."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from freewidth.sample import batches, eigenvalues, forward, inputs, jacobians, weights
from scripts.finite import _settings as s
from scripts.finite._points import Cases, Figure, common, styled

SIGNS = "rademacher"  # weights for which the law is known at every number of entries
POINTS = 8  # where F is compared: quantiles of the law of spread inputs, but for its atom at 0
SPREAD = 0  # stands for inputs without zeros, on the sphere: n^{-2} sum x^4 = 3/(n + 2) on average

Entries = s.Units


@dataclass(frozen=True)
class Settings:
    """What is sampled, without biases.

    Attributes:
        cases: ensembles: ``rademacher``, and those to compare it with.
        activations: names of phi without kinks: pre-activations of later layers lie on a lattice
            if x^1 takes two values, and a kink there makes corrections of order n^-1/2.
        depth: number of layers L.
        sigma_w2: weight variance times fan-in.
        entries: numbers of equal entries of the input, all others 0; at most the smallest width.
        widths: widths, and how many networks of each are drawn.
    """

    cases: Annotated[s.Names, s.among((SIGNS, "gaussian"), "ensemble of this experiment")]
    activations: s.RegisteredActivations
    depth: Annotated[s.Depth, s.at_least(2)]
    sigma_w2: s.Positive
    entries: Annotated[tuple[Entries, ...], s.length(1), s.distinct]
    widths: s.Widths

    def __post_init__(self):
        s.check(self)
        kinked = [name for name in self.activations if ACTIVATIONS[name].kinks]
        s.require(not kinked, f"localisation.activations: {', '.join(kinked)} have kinks")
        least = min(width for width, _ in self.widths)
        s.require(max(self.entries) <= least, f"localisation.entries = {self.entries!r}: needs at "
                  f"most the smallest width, {least}")  # fmt: skip


# F of one network varies by about 0.3 n^-1/2; the standard error at infinite width is then about
# 0.002: a tenth of RESOLVED of claims/finite/localised_input_law.py.
PAPER = Settings(
    cases=(SIGNS, "gaussian"),
    activations=("tanh", "sin"),
    depth=2,
    sigma_w2=2.25,
    entries=(1, 2, 4, 8, 16),
    widths=((48, 1200), (96, 500), (160, 200)),
)
QUICK = replace(
    PAPER, activations=("tanh",), entries=(1, 2), widths=((24, 300), (36, 200), (48, 150))
)


def sample(case: str, settings: Settings, stream: s.Streams) -> s.Observed:
    """m_1, m_2 and F at ``POINTS`` points by width, in groups ACTIVATION/ENTRIES.

    ENTRIES is 0 for inputs without zeros. In groups ACTIVATION/limits the same of limit laws for
    signs as weights, by number of entries, and the Kolmogorov distance to that of entry 0.
    """
    observed: s.Observed = {}
    for activation in settings.activations:
        net = Network(case, activation, settings.depth, settings.sigma_w2)
        signs = replace(net, ensemble=SIGNS)
        at, limits = _limits(signs, settings.entries)
        observed[f"{activation}/limits"] = limits
        for entries in (SPREAD, *settings.entries):
            observed[f"{activation}/{entries}"] = {
                n: _statistics(net, entries, n, networks, at, stream(activation, entries, n))
                for n, networks in settings.widths
            }
    return observed


@cache
def _limits(net: Network, entries: tuple[int, ...]) -> tuple[NDArray, dict[int, NDArray]]:
    """Where F is compared, and moments, F and distance by number of entries, each (1, K)."""
    from freewidth.compare.distances import between
    from freewidth.jacobian import law, localised

    spread = law(net)
    atom = float(spread.cdf(0.0))
    at = spread.quantile(atom + (1 - atom) * (np.arange(POINTS) + 0.5) / POINTS)
    laws = {SPREAD: spread} | {k: law(localised(net, k)) for k in entries}
    return at, {
        k: np.array([[*own.moments(2), *own.cdf(at), between(own, spread)[0]]])
        for k, own in laws.items()
    }


def _statistics(net, entries, width, networks, at, rng):
    parts = []
    for count in batches(networks, width**2):
        x = inputs(rng, [[net.q0]], width, count)
        if entries != SPREAD:
            x = np.zeros_like(x)
            x[:, :entries] = np.sqrt(net.q0 * width / entries)
        drawn = weights(ENSEMBLES[net.ensemble])
        values = eigenvalues(jacobians(net, forward(net, net.sizes(width), drawn, rng, x)))
        below = [(values <= point).mean(axis=1) for point in at]
        moments = [(values**power).mean(axis=1) for power in (1, 2)]
        parts.append(np.stack([*moments, *below], axis=1))
    return np.concatenate(parts)


@styled
def draw(draws: Cases) -> Figure:
    """Distance to the law of spread inputs over s = n^{-2} sum x^4, predicted and measured."""
    from claims.finite.localised_input_law import RESOLVED, along, sizes
    from freewidth.stats import extrapolate
    from scripts.finite import _pictures as p

    names = common(draws)["activations"]
    figure = p.page(3.0)
    axes = figure.subplots(1, max(2, len(names)), sharey=True)
    for ax in axes[len(names) :]:  # a single panel is no wider than one of two
        ax.set_axis_off()
    axes = axes[: len(names)]
    for ax, activation in zip(axes, names, strict=True):
        for own, color, marker in zip(draws.values(), p.PALETTE, p.MARKERS, strict=False):
            gaps = sizes(own, activation)
            found = {k: extrapolate(along(own, activation, k)) for k in gaps}
            mean, error = ([getattr(f, name)[0] for f in found.values()]
                           for name in ("value", "error"))  # fmt: skip
            p.errorbars(ax, (1 / np.array(list(gaps)), np.array(mean), np.array(error)),
                        color, marker, 4.5, zorder=3)  # fmt: skip
        every = np.array(sorted(gaps))
        ax.plot(1 / every, [gaps[k] for k in every], color=p.INK, lw=0.9)
        ax.axhline(0, color=p.BAND, lw=0.7)
        ax.axhspan(0, RESOLVED, color=p.BAND, alpha=0.2, lw=0, zorder=0)
        ax.set(
            xscale="log", xlabel="$s = n^{-2}\\sum_j x_j^4$", title=ACTIVATIONS[activation].label
        )
        ax.set_xticks(1 / every, [f"1/{k}" if k > 1 else "1" for k in every])
        ax.minorticks_off()
    axes[0].set(ylabel="distance to the law at $s\\to0$")
    handles = [
        p.handle(f"{ENSEMBLES[case].label} weights", color, marker)
        for case, color, marker in zip(draws, p.PALETTE, p.MARKERS, strict=False)
    ]
    handles.append(p.handle("predicted, Rademacher", p.INK, line="-"))
    handles.append(p.handle("not resolved", p.BAND, line="-", width=5))
    handles[-1].set_alpha(0.3)
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
    return figure


def caption(draws: Cases) -> str:
    """Parameters, and what is drawn."""
    some = common(draws)
    return (
        f"Networks of {some['depth']} layers, σ_w² = {some['sigma_w2']:g}, no biases, whose "
        f"input has a few equal entries and else zeros. Kolmogorov distance of limit laws to that "
        f"of inputs without large entries (line), and how far F_n, extrapolated to infinite width, "
        f"has gone that way, in the same units (points, two standard errors). Grey: too small "
        f"to be resolved by as many networks as are drawn. Gaussian weights do not notice."
    )
