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

    ``kurtosis`` gives points over n and the predicted limit, ``covariance`` predicted values
    against extrapolated ones with their errors, ``energy`` points over the weights per unit.
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
    for name, (predicted, measured, error) in covariance.items():
        middle.errorbar(predicted, measured - predicted, 2 * error, **_marks(look[name]))
    middle.axhline(0, color=INK, lw=0.9, zorder=0)
    middle.set(xlabel="$\\Sigma^L$, predicted", title="$\\mathbb{E}\\,y_i y_j - \\Sigma^L$")
    for name, (n, value, error) in energy.items():
        right.errorbar(n, value, 2 * error, **_marks(look[name]))
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
    "fixed": points}; ``corank`` is (degrees, curve, points).
    """
    figure = Figure(figsize=(PAGE, 2.5), layout="constrained")
    *panels, last = figure.subplots(1, len(moments) + 1)
    for ax, (title, data) in zip(panels, moments.items(), strict=True):
        if data["curve"] is not None:
            ax.plot(*data["curve"], color=INK)
        ax.plot([0], [data["limit"]], "D", color=INK, ms=4.5, clip_on=False, zorder=4)
        for name, color, marker in (("growing", DATA, "o"), ("fixed", RIVAL, "s")):
            x, mean, error = data[name]
            ax.errorbar(x, mean, 2 * error, fmt=marker, color=color, ms=4, lw=0.9)
        ax.set(xlabel="$1/(pn)$", title=title)
        ax.set_xlim(0, None)
    degrees, curve, (x, mean, error) = corank
    last.plot(degrees, curve, color=INK)
    last.errorbar(x, mean, 2 * error, fmt="s", color=RIVAL, ms=4, lw=0.9)
    last.set(xlabel="$pn = c$", title="mass at 0, one linear layer", ylim=(0, 1))
    handles = [
        Line2D([], [], color=INK, label="theory"),
        Line2D([], [], color=INK, marker="D", linestyle="", label="full weights, limit"),
        Line2D([], [], color=DATA, marker="o", linestyle="", label="$pn$ grows with $n$"),
        Line2D([], [], color=RIVAL, marker="s", linestyle="", label="$pn$ fixed, $n\\to\\infty$"),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=4)
    return figure


@style()
def holomorphic(panels: Mapping[str, Mapping[str, object]]) -> Figure:
    """m_2 of complex networks over 1/n: points, their limit, and that of real pre-activations."""
    figure = Figure(figsize=(PAGE, 2.4), layout="constrained")
    axes = np.atleast_1d(figure.subplots(1, len(panels)))
    for ax, (title, data) in zip(axes, panels.items(), strict=True):
        x, mean, error = data["points"]
        ax.errorbar(x, mean, 2 * error, fmt="o", color=DATA, ms=4, lw=0.9)
        ax.plot([0], [data["limit"]], "D", color=INK, ms=4.5, clip_on=False, zorder=4)
        for value, dashes, color in zip(
            data["rivals"], ("--", ":"), (RIVAL, PALETTE[3]), strict=True
        ):
            ax.axhline(value, color=color, linestyle=dashes)
        ax.set(xlabel="$1/n$", title=title)
        ax.set_xlim(0, None)
    handles = [
        Line2D([], [], color=DATA, marker="o", linestyle="", label="sampled $m_2$"),
        Line2D([], [], color=INK, marker="D", linestyle="", label="planar sum"),
        Line2D([], [], color=RIVAL, linestyle="--", label="for the other kind of weights"),
        Line2D([], [], color=PALETTE[3], linestyle=":", label="for real pre-activations"),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=4)
    return figure


def _marks(look):
    return {"color": look["color"], "fmt": look["marker"], "ms": 3.5, "lw": 0.9}


def _legend(look):
    return [
        Line2D([], [], color=s["color"], marker=s["marker"], linestyle="", label=name)
        for name, s in look.items()
    ]


def _plain_ticks(ax):
    ax.xaxis.set_major_formatter(ScalarFormatter())
    ax.set_xticks([8, 16, 32, 64, 128, 256])
    ax.xaxis.set_minor_locator(NullLocator())
