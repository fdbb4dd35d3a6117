r"""Weights in batches: registered ensembles, and diluted ones at any density.

All normalised to fan-in variance one, :math:`\mathbb E|W_{ij}|^2 = 1/n_{l-1}`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.ensembles import Ensemble
from freewidth.errors import InvalidInputError


@dataclass(frozen=True)
class Weights:
    """A way to draw weights.

    Attributes:
        label: what a legend prints.
        draw: ``draw(rng, batch, rows, columns)`` gives (W, kept), W of shape (batch, rows,
            columns); ``kept`` is None, or a mask of the same shape: entries that are trainable.
        density: the fraction of entries kept on average.
    """

    label: str
    draw: Callable[[np.random.Generator, int, int, int], tuple[NDArray, NDArray | None]]
    density: float = 1.0


def weights(ensemble: Ensemble) -> Weights:
    """Batches of a registered ensemble."""

    def draw(rng, batch, rows, columns):
        if ensemble.entry is not None:
            return ensemble.entry(rng, (batch, rows, columns)) / np.sqrt(columns), None
        return ensemble.draw([rng] * batch, rows, columns).dense(), None

    return Weights(ensemble.label, draw)


def sparse(ensemble: Ensemble, density: float) -> Weights:
    r""":math:`W = B\circ X/\sqrt{p n}`: entries kept with probability p = ``density``.

    Raises:
        InvalidInputError: entries are not independent, or the density is not in (0, 1].
    """
    if ensemble.entry is None:
        raise InvalidInputError(f"{ensemble.label} has no independent entries to dilute")
    if not 0 < density <= 1:
        raise InvalidInputError(f"a density lies in (0, 1], got {density!r}")

    def draw(rng, batch, rows, columns):
        shape = (batch, rows, columns)
        kept = rng.random(shape) < density
        entries = np.zeros(shape)
        entries[kept] = ensemble.entry(rng, (int(kept.sum()),))
        return entries / np.sqrt(density * columns), kept

    return Weights(f"{ensemble.label}, density {density:.3g}", draw, density)
