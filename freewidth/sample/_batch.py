r"""Networks in batches that share one random generator, with any weights and several inputs.

All weights are normalised to fan-in variance one, :math:`\mathbb E|W_{ij}|^2 = 1/n_{l-1}`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import Batches, Length, Shape, Square, Width, checked
from freewidth.arrays import outline
from freewidth.ensembles import Dense, Ensemble
from freewidth.errors import InvalidInputError
from freewidth.network import Network
from freewidth.sample._forward import (
    Layer,
    limiting_preactivations,
    propagate,
    slopes,
    standard_biases,
)

ROUNDED = 1e-12  # of the largest: eigenvalues of a Gram matrix this far below 0 are rounding


Sizes = Annotated[Sequence[Width], Length(2)]  # n_0, ..., n_L
Inputs = Annotated[NDArray, Shape("batch", "n_0", "r")]


@checked
@dataclass(frozen=True)
class WeightLaw:
    """A law of weights, from which batches are drawn.

    Attributes:
        label: what a legend prints.
        draw: ``draw(rng, batch, rows, columns)`` gives (W, trained), W of shape (batch, rows,
            columns); ``trained`` is None, or a mask of the same shape: the entries that are there.
        density: the fraction of entries that are there on average.
    """

    label: str
    draw: Callable[[np.random.Generator, int, int, int], tuple[NDArray, NDArray | None]]
    density: float = 1.0

    def __repr__(self) -> str:
        return outline(self)


@checked
def weights(ensemble: Ensemble) -> WeightLaw:
    """Weights of a registered ensemble."""

    def draw(rng: np.random.Generator, batch: int, rows: int, columns: int) -> tuple[NDArray, None]:
        if ensemble.entry is not None:
            return ensemble.entry(rng, (batch, rows, columns)) / np.sqrt(columns), None
        return ensemble.draw([rng] * batch, rows, columns).dense(), None

    return WeightLaw(ensemble.label, draw)


@checked
def diluted(ensemble: Ensemble, density: float) -> WeightLaw:
    r""":math:`W = B\circ X/\sqrt{p n}`: entries kept with probability p = ``density``.

    Raises:
        InvalidInputError: entries are not independent, or the density is not in (0, 1].
    """
    entry = ensemble.entry
    if entry is None:
        raise InvalidInputError(f"{ensemble.label} has no independent entries to dilute")
    if not 0 < density <= 1:
        raise InvalidInputError(f"a density lies in (0, 1], got {density!r}")

    def draw(
        rng: np.random.Generator, batch: int, rows: int, columns: int
    ) -> tuple[NDArray, NDArray]:
        shape = (batch, rows, columns)
        kept = rng.random(shape) < density
        places = np.flatnonzero(kept)
        entries = np.zeros(shape)
        entries.ravel()[places] = entry(rng, (len(places),)) / np.sqrt(density * columns)
        return entries, kept

    return WeightLaw(f"{ensemble.label}, density {density:.3g}", draw, density)


@dataclass(frozen=True)
class Batch:
    """The source that draws ``networks`` networks from one generator: all W of a layer, all b."""

    net: Network
    law: WeightLaw
    rng: np.random.Generator
    networks: int

    def weights(self, layer: int, rows: int, columns: int) -> tuple[Dense, NDArray | None]:
        """Weights of the law, as arrays."""
        matrices, trained = self.law.draw(self.rng, self.networks, rows, columns)
        return Dense(matrices), trained

    def biases(self, layer: int, rows: int) -> NDArray | None:
        """Standardised, shape (networks, rows, 1); not drawn where their variance is 0."""
        if not self.net.bias_variances[layer]:
            return None
        return standard_biases(self.net, layer)(self.rng, (self.networks, rows, 1))

    def diagonal(self, layer: int, rows: int) -> NDArray:
        """The diagonal of a D that is independent of the weights, shape (networks, rows)."""
        draw = limiting_preactivations(self.net, layer)
        return slopes(self.net, layer, draw(self.rng, (self.networks, rows)))


@checked
def forward(
    net: Network,
    sizes: Sizes,
    weights: WeightLaw,
    rng: np.random.Generator,
    x: Inputs,
) -> Iterator[Layer]:
    """The layers of a batch of networks of sizes (n_0, ..., n_L), fed the inputs ``x``.

    ``x`` has shape (batch, n_0, r), r inputs for each network. The ensemble named by ``net`` plays
    no role: ``weights`` are drawn. Biases have the variances ``net.bias_variances``, one per unit
    and network, the same for all inputs; they are complex only if the ensemble named is.
    """
    return propagate(net, sizes, Batch(net, weights, rng, len(x)), x)


@checked
def inputs(rng: np.random.Generator, gram: Square, size: Width, batch: Batches = 1) -> NDArray:
    r"""r inputs with :math:`\langle x, x'\rangle/n_0` exactly ``gram``, shape (batch, size, r).

    Haar-distributed frames times a square root of the Gram matrix: delocalised, and independent
    from network to network.

    Raises:
        InvalidInputError: more inputs than dimensions, or ``gram`` has a negative eigenvalue.
    """
    values, vectors = np.linalg.eigh(np.asarray(gram, dtype=float))
    negative = -ROUNDED * max(values[-1], 1.0)
    if values.size > size or values[0] < negative:
        raise InvalidInputError(
            f"{values.size} inputs in {size} dimensions with smallest eigenvalue {values[0]:.3g} "
            f"of their Gram matrix; need a larger width, or a Gram matrix"
        )
    frame, upper = np.linalg.qr(rng.standard_normal((batch, size, values.size)))
    frame *= np.where(np.diagonal(upper, axis1=1, axis2=2) < 0, -1.0, 1.0)[:, None, :]
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    return np.sqrt(size) * frame @ root.T
