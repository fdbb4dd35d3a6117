"""Looks of ordered quantities, such as depths and widths: the larger, the darker."""

from collections.abc import Hashable, Iterable
from typing import Any, TypeVar

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_hex

from freewidth.plotting.style import DASHES, MARKERS

Value = TypeVar("Value", bound=Hashable)

DEPTHS = LinearSegmentedColormap.from_list("depths", ["#86BCE0", "#0072B2", "#06243F"])
WIDTHS = LinearSegmentedColormap.from_list("widths", ["#F2B98C", "#D55E00", "#5C2500"])


def shades(count: int, colours: LinearSegmentedColormap = DEPTHS) -> list[str]:
    """``count`` colours, from light to dark; the darkest only if there are many."""
    places = np.linspace(0.1, min(1.0, 0.3 + 0.2 * count), count)
    return [to_hex(colours(place)) for place in places]


def ordered(
    values: Iterable[Value], colours: LinearSegmentedColormap = DEPTHS
) -> dict[Value, dict[str, Any]]:
    """Colour, marker and line style by value; ``values`` in ascending order.

    Colours are those of :func:`shades`, ``DEPTHS`` (blue) or ``WIDTHS`` (brown).
    """
    values = list(values)
    tones = shades(len(values), colours)
    return {
        value: {
            "color": tone,
            "marker": MARKERS[k % len(MARKERS)],
            "linestyle": DASHES[k % len(DASHES)],
        }
        for k, (value, tone) in enumerate(zip(values, tones, strict=True))
    }
