"""What pictures of draws have in common before matplotlib is loaded: points, and the style."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from freewidth.sample import Draws

if TYPE_CHECKING:
    from matplotlib.figure import Figure
else:
    Figure = Any  # what functions that draw return; its own library is heavy

Cases = Mapping[str, Draws]  # the draws of one experiment, by case
Points = tuple[NDArray, NDArray, NDArray]  # abscissa, mean, standard error


def points(
    by_width: Mapping[int, NDArray],
    column: int | None = None,
    over: Callable[[int], float] = float,
) -> Points:
    """(abscissa, mean, standard error) over widths, of one column or of plain values."""
    widths = sorted(by_width)
    values = [by_width[n] if column is None else by_width[n][:, column] for n in widths]
    means = np.array([v.mean() for v in values])
    errors = np.array([v.std(ddof=1) / np.sqrt(len(v)) for v in values])
    return np.array([over(n) for n in widths], dtype=float), means, errors


def inverse(n: int) -> float:
    """The abscissa 1/n."""
    return 1 / n


def common(draws: Cases) -> Mapping[str, Any]:
    """The settings that all cases share."""
    return next(iter(draws.values())).settings


def named(activation: str) -> str:
    """What readers call an activation."""
    from freewidth.activations import ACTIVATIONS  # not while sampling is planned

    return ACTIVATIONS[activation].label


def styled(draw: Callable[[Cases], Figure]) -> Callable[[Cases], Figure]:
    """``draw`` in the library's style; matplotlib is loaded when it is first called."""

    @wraps(draw)
    def drawn(draws: Cases) -> Figure:
        from freewidth.plotting.style import style

        with style():
            return draw(draws)

    return drawn
