"""Outputs, tangent kernels, sparse and complex weights: what finite networks do on their way."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator, ScalarFormatter
from numpy.typing import NDArray

from freewidth.plotting.style import BAND, DATA, INK, PAGE, PALETTE, RIVAL, looks, style

Points = tuple[NDArray, NDArray, NDArray]  # abscissa, mean, standard error


@style()
def outputs(
    kurtosis: Mapping[str, tuple[Points, float]],
    covariance: Mapping[str, Points],
    energy: Mapping[str, Points],
) -> Figure:
    """Three panels: n times the excess kurtosis, second moments, energy distance; by weights.

    ``kurtosis`` gives points over n and the predicted limit, ``covariance`` names of pairs of
    inputs with what is left at infinite width and its error, ``energy`` points over the weights
    per unit. Points that would hide each other stand side by side.
    """
    figure = Figure(figsize=(PAGE, 2.7), layout="constrained")
    left, middle, right = figure.subplots(1, 3)
    every = dict.fromkeys([*kurtosis, *covariance, *energy])
    look = dict(zip(every, looks(len(every)), strict=True))
    for name, ((n, mean, error), limit) in kurtosis.items():
        style_ = look[name]
        left.errorbar(1 / n, mean, 2 * error, **_marks(style_))
        left.plot([0], [limit], style_["marker"], color=style_["color"], mfc="white", ms=5.5)
    left.axhline(0, color=BAND, lw=0.8, zorder=0)
    left.set(xlabel="$1/n$", title="$n\\times$ excess kurtosis of an output")
    left.set_xlim(-0.006, None)
    for (name, (pairs, rest, error)), aside in zip(
        covariance.items(), _aside(len(covariance)), strict=True
    ):
        middle.errorbar(np.arange(len(pairs)) + 0.35 * aside, rest, 2 * error, **_marks(look[name]))
        middle.set_xticks(range(len(pairs)), pairs)
    middle.axhline(0, color=INK, lw=0.9, zorder=0)
    middle.set(
        xlabel="inputs $ij$", title="$\\mathbb{E}\\,y_i y_j - \\Sigma^L_{ij}$, $n\\to\\infty$"
    )
    for (name, (n, value, error)), aside in zip(energy.items(), _aside(len(energy)), strict=True):
        right.errorbar(n * 1.1**aside, value, 2 * error, **_marks(look[name]))
    right.axhline(0, color=INK, lw=0.9, zorder=0)
    right.set(xscale="log", xlabel="weights per unit", title="energy distance to $N(0,\\Sigma^L)$")
    _plain_ticks(right)
    figure.legend(handles=_legend(look), loc="outside upper center", ncols=len(look))
    return figure


@style()
def tangent(errors: Mapping[str, Mapping[str, Points]], slopes: Mapping[str, str]) -> Figure:
    """Mean squared error of the tangent kernel against weights per unit: activation -> weights.

    ``slopes`` holds the fitted slope of every activation and weights, as words.
    """
    figure = Figure(figsize=(PAGE, 2.9), layout="constrained")
    axes = np.atleast_1d(figure.subplots(1, len(errors), sharey=True))
    every = dict.fromkeys(name for some in errors.values() for name in some)
    look = dict(zip(every, looks(len(every)), strict=True))
    for ax, (activation, some) in zip(axes, errors.items(), strict=True):
        for name, (n, mean, error) in some.items():
            label = f"{name}: slope {slopes[f'{activation} {name}']}"
            ax.errorbar(n, mean, 2 * error, **_marks(look[name]), label=label)
        n = np.array(sorted({float(x) for x, _, _ in some.values() for x in x}))
        first = next(iter(some.values()))
        guide = first[1][0] * first[0][0] / n
        ax.plot(n, guide, color=INK, lw=0.9, zorder=0, label="$1/n$")
        ax.set(xscale="log", yscale="log", xlabel="weights per unit", title=activation)
        ax.legend(loc="lower left")
        _plain_ticks(ax)
    axes[0].set_ylabel("$\\mathbb{E}\\,\\|\\Theta_n-\\Theta\\|^2_F/\\|\\Theta\\|^2_F$")
    return figure


@style()
def dilution(
    moments: Mapping[str, Mapping[str, object]], corank: tuple[NDArray, NDArray, Points]
) -> Figure:
    """m_2 of sparse networks over 1/(pn), and the mass at 0 over the mean degree.

    ``moments``: title -> {"limit": value, "curve": (x, y) or None, "growing": points over 1/(pn),
    "fitted": (slope at 0, standard error), "fixed": points}; ``corank`` holds degrees, curve and
    points.
    """
    figure = Figure(figsize=(PAGE, 2.5), layout="constrained")
    *panels, last = figure.subplots(1, len(moments) + 1)
    for ax, (title, data) in zip(panels, moments.items(), strict=True):
        if data["curve"] is not None:
            ax.plot(*data["curve"], color=INK)
        slope, error = data["fitted"]
        reach = np.array([0.0, 1.25 * max(data["growing"][0])])
        ax.plot(reach, data["limit"] + slope * reach, color=DATA, linestyle=":", lw=1.3)
        note = f"$b = {slope:.2f}\\pm{2 * error:.2f}$"
        ax.text(0.97, 0.04, note, transform=ax.transAxes, ha="right", fontsize=7, color=INK)
        ax.plot([0], [data["limit"]], "D", color=INK, ms=4.5, clip_on=False, zorder=4)
        for name, color, marker in (("growing", DATA, "o"), ("fixed", RIVAL, "s")):
            x, mean, error = data[name]
            ax.errorbar(x, mean, 2 * error, fmt=marker, color=color, ms=4, lw=0.9)
        ax.set(xlabel="$1/(pn)$", title=title)
        ax.set_xlim(0, None)
    degrees, curve, (x, mean, error) = corank
    last.plot(degrees, curve, color=INK)
    last.errorbar(x, mean, 2 * error, fmt="s", color=RIVAL, ms=4, lw=0.9)
    last.set(xlabel="$pn = c$", title="mass at 0: linear, L = 1", ylim=(0, 1))
    handles = [
        Line2D([], [], color=INK, label="theory"),
        Line2D([], [], color=INK, marker="D", linestyle="", label="full weights, limit"),
        Line2D([], [], color=DATA, marker="o", linestyle="", label="$pn$ grows with $n$"),
        Line2D([], [], color=DATA, linestyle=":", label="$b/(pn)$, fitted"),
        Line2D([], [], color=RIVAL, marker="s", linestyle="", label="$pn$ fixed, $n\\to\\infty$"),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=5)
    return figure


@style()
def holomorphic(panels: Mapping[str, Mapping[str, object]]) -> Figure:
    """m_2 of complex networks over 1/n: points, their limit, and that of real pre-activations."""
    columns = min(4, len(panels))
    rows = -(-len(panels) // columns)
    figure = Figure(figsize=(PAGE, 2.0 * rows + 0.4), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False)
    for ax in axes.ravel()[len(panels) :]:
        ax.set_axis_off()
    for ax, (title, data) in zip(axes.ravel(), panels.items(), strict=False):
        x, mean, error = data["points"]
        ax.errorbar(x, mean, 2 * error, fmt="o", color=DATA, ms=4, lw=0.9)
        ax.plot([0], [data["limit"]], "D", color=INK, ms=4.5, clip_on=False, zorder=4)
        for value, dashes, color in zip(
            data["rivals"], ("--", ":"), (RIVAL, PALETTE[3]), strict=True
        ):
            ax.axhline(value, color=color, linestyle=dashes)
        ax.set_title(title)
        ax.set_xlim(0, None)
    for ax in axes[-1]:
        ax.set_xlabel("$1/n$")
    handles = [
        Line2D([], [], color=DATA, marker="o", linestyle="", label="sampled $m_2$"),
        Line2D([], [], color=INK, marker="D", linestyle="", label="planar sum"),
        Line2D([], [], color=RIVAL, linestyle="--", label="for the other kind of weights"),
        Line2D([], [], color=PALETTE[3], linestyle=":", label="for real pre-activations"),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=4)
    return figure


def _aside(count):
    """Where ``count`` points at one place stand, from -1 to 1."""
    return np.linspace(-1, 1, count) if count > 1 else np.zeros(count)


def _marks(look):
    return {"color": look["color"], "fmt": look["marker"], "ms": 3.5, "lw": 0.9}


def _legend(look):
    return [
        Line2D([], [], color=s["color"], marker=s["marker"], linestyle="", label=name)
        for name, s in look.items()
    ]


def _plain_ticks(ax):
    """Powers of two among the data, not beyond."""
    low, high = ax.dataLim.intervalx * (0.85, 1.15)
    ax.xaxis.set_major_formatter(ScalarFormatter())
    ax.set_xticks([2**i for i in range(20) if low <= 2**i <= high])
    ax.xaxis.set_minor_locator(NullLocator())
