"""Networks with a random generator each: none sees which others are drawn with it.

The order of draws, the same for every method: the input, then for each layer weights and
biases, or weights and the limiting pre-activations of independent D.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.arguments import NonNegative, Width, checked
from freewidth.ensembles import Ensemble, Weights
from freewidth.errors import InvalidInputError
from freewidth.network import Network
from freewidth.sample._forward import (
    Factors,
    analog_factors,
    factors,
    limiting_preactivations,
    propagate,
    slopes,
    standard_biases,
)

Generators = Sequence[np.random.Generator]


@dataclass(frozen=True)
class Streams:
    """The source that draws every network from its own generator, weights in their cheapest form.

    Biases are drawn even where their variance is 0, so that it moves no other number. With
    ``single`` weights are rounded to single precision, and held so.
    """

    net: Network
    rngs: Generators
    single: bool = False

    @cached_property
    def ensembles(self) -> tuple[Ensemble, ...]:
        """Those of the network, layer by layer."""
        return self.net.ensembles

    def weights(self, layer: int, rows: int, columns: int) -> tuple[Weights, None]:
        """Weights of the network's own ensemble, all of them trainable."""
        ensemble = self.ensembles[layer]
        draw = ensemble.draw_single if self.single else ensemble.draw
        return draw(self.rngs, rows, columns), None

    def biases(self, layer: int, rows: int) -> NDArray:
        """Standardised, shape (networks, rows, 1)."""
        draw = standard_biases(self.net, layer)
        return np.stack([draw(rng, (rows, 1)) for rng in self.rngs])

    def diagonal(self, layer: int, rows: int) -> NDArray:
        """The diagonal of a D that is independent of the weights, shape (networks, rows)."""
        draw = limiting_preactivations(self.net, layer)
        return slopes(self.net, layer, np.stack([draw(rng, (rows,)) for rng in self.rngs]))


def drawn_factors(
    net: Network,
    width: int,
    rngs: Generators,
    input: ArrayLike | None = None,
    independent: bool = False,
    single: bool = False,
) -> Factors:
    """The factors of J of one network per generator, stacked; with its own D, or independent ones.

    Raises:
        InvalidInputError: bad width or input.
    """
    sizes, source = net.sizes(width), Streams(net, rngs, single)
    x = np.stack([_input(net, sizes[0], rng, input) for rng in rngs])[..., None]
    if independent:
        return analog_factors(net, sizes, source, source.diagonal)
    return factors(net, propagate(net, sizes, source, x))


def first(factors: Factors) -> Factors:
    """The factors of the first network of a stack."""
    return ((weights[0], diagonal[0]) for weights, diagonal in factors)


@checked
def layers(
    net: Network,
    width: int,
    rng: np.random.Generator,
    input: ArrayLike | None = None,
    independent: bool = False,
) -> Iterator[tuple[NDArray, NDArray]]:
    r"""The layers (W^l, diagonal of D^l), l = 1..L, of one random network, drawn one at a time.

    W^l has shape (n_l, n_{l-1}) and includes :math:`\sigma_w`; the diagonal has shape (n_l,).
    With ``independent`` the network is not run: each D^l holds :math:`\phi'` of fresh draws of its
    limiting pre-activation, the analog to which the theorems reduce the true D^l.

    Raises:
        InvalidInputError: bad width or input.
    """
    drawn = first(drawn_factors(net, width, [rng], input, independent))
    for (weights, diagonal), scale in zip(drawn, np.sqrt(net.weight_variances), strict=True):
        dense = weights.dense()
        yield (dense if scale == 1 else dense * scale), diagonal / scale


@checked
def delocalised_input(rng: np.random.Generator, size: Width, q0: NonNegative) -> NDArray:
    """Input uniform on the sphere with :math:`|x|^2/n_0 = q_0` exactly, shape (size,)."""
    x = rng.standard_normal(size)
    return x * np.sqrt(q0 * size / (x @ x))


def _input(net: Network, size: int, rng: np.random.Generator, given: ArrayLike | None) -> NDArray:
    """The input given, if it is one, else a random one."""
    if given is None:
        return delocalised_input(rng, size, net.q0)
    try:
        x = np.asarray(given)
        x = x.astype(complex if np.iscomplexobj(x) else float)
    except (TypeError, ValueError) as error:
        raise InvalidInputError(f"input must be {size} numbers: {error}") from None
    if x.shape != (size,):
        raise InvalidInputError(f"input must have shape ({size},), got {x.shape}")
    seen = np.vdot(x, x).real / size
    if not np.isclose(seen, net.q0, rtol=1e-8, atol=0):
        remedy = f"rescale it by {np.sqrt(net.q0 / seen):.6g} or set q0" if seen > 0 else "set q0"
        raise InvalidInputError(
            f"input has |x|^2/n_0 = {seen:.6g}, but the network says q0 = {net.q0:.6g}; {remedy}"
        )
    return x
