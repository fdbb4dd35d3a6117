"""A drawing of a network, of its Jacobian, and of why one depends on the other."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from freewidth.plotting.style import BAND, DATA, INK, RIVAL

LAYERS = ("1", "2", "L")  # that are drawn
STEP, GAP = 30.0, 10.0  # from one layer to the next, and more where some are left out
ABOVE, BELOW = 13.0, 0.0  # the network, and its Jacobian
HIGH, WIDE = 4.4, 5.6  # of a box
WEIGHTS, SLOPES = DATA, RIVAL


def network(ax: Axes) -> None:
    """Layers from left to right; below each its factors of J, and where they are from."""
    _text(ax, 0, ABOVE, "$x^0$")
    for number, layer in enumerate(LAYERS):
        left = STEP * number + GAP * (number == len(LAYERS) - 1)
        _layer(ax, left, layer)
        if number == len(LAYERS) - 2:
            _text(ax, left + STEP + GAP / 2 + 0.5, ABOVE, "$\\cdots$")
            _text(ax, left + STEP + GAP / 2 + 0.5, BELOW, "$\\cdots$")
    right = STEP * len(LAYERS) + GAP
    _words(ax, right + 4)
    ax.set(xlim=(-6, right + 55), ylim=(BELOW - 6, ABOVE + 5))
    ax.set_axis_off()


def _layer(ax: Axes, left: float, layer: str) -> None:
    w, y, phi, x = left + 8, left + 15.5, left + 22, left + STEP
    _box(ax, w, ABOVE, f"$W^{layer}$", WEIGHTS)
    _text(ax, y, ABOVE, f"$y^{layer}$")
    _box(ax, phi, ABOVE, "$\\varphi$", BAND)
    _text(ax, x, ABOVE, f"$x^{layer}$")
    for start, end in (
        (left + 2, w - WIDE / 2),
        (w + WIDE / 2, y - 2),
        (y + 2, phi - WIDE / 2),
        (phi + WIDE / 2, x - 2.2),
    ):
        _arrow(ax, (start, ABOVE), (end, ABOVE), INK)
    _box(ax, w, BELOW, f"$W^{layer}$", WEIGHTS)
    _box(ax, phi, BELOW, f"$D^{layer}$", SLOPES)
    down = {"lw": 1.1}
    _arrow(ax, (w, ABOVE - HIGH / 2), (w, BELOW + HIGH / 2), WEIGHTS, **down)
    _arrow(ax, (y, ABOVE - 1.8), (phi - 0.5, BELOW + HIGH / 2), SLOPES, **down)


def _words(ax: Axes, left: float) -> None:
    look: dict[str, Any] = {"ha": "left", "va": "center", "fontsize": 7.5}
    ax.text(left, ABOVE + 2.2, "$y^l=W^l x^{l-1}+b^l,\\ \\ x^l=\\varphi(y^l)$", **look)
    ax.text(left, ABOVE - 2.6, "$J=D^L W^L\\cdots D^1 W^1$", **look)
    look |= {"fontsize": 7.5, "color": SLOPES}
    ax.text(left, BELOW + 4.6, "$D^l=\\mathrm{diag}\\,\\varphi'(y^l)$ is made of $W^l$:", **look)
    ax.text(left, BELOW + 0.6, "the factors depend on each other.", **look)
    ax.text(left, BELOW - 3.6, "In wide networks: as if they did not.", **{**look, "color": INK})


def _box(ax: Axes, x: float, y: float, text: str, color: str) -> None:
    corner = x - WIDE / 2, y - HIGH / 2
    look: dict[str, Any] = {"facecolor": color, "alpha": 0.25, "edgecolor": "none"}
    ax.add_patch(FancyBboxPatch(corner, WIDE, HIGH, "round,pad=0,rounding_size=0.8", **look))
    outline: dict[str, Any] = {"facecolor": "none", "edgecolor": color, "lw": 0.9}
    ax.add_patch(FancyBboxPatch(corner, WIDE, HIGH, "round,pad=0,rounding_size=0.8", **outline))
    _text(ax, x, y, text)


def _text(ax: Axes, x: float, y: float, text: str) -> None:
    ax.text(x, y, text, ha="center", va="center", fontsize=8, color=INK)


def _arrow(ax: Axes, start, end, color: str, **more: Any) -> None:
    look = {"arrowstyle": "-|>", "mutation_scale": 6, "lw": 0.8, "shrinkA": 0, "shrinkB": 0}
    ax.add_patch(FancyArrowPatch(start, end, color=color, **{**look, **more}))
