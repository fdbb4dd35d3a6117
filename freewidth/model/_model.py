"""A network that somebody has: given weights, given biases, given activations."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from itertools import pairwise
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from freewidth.activations import Activation
from freewidth.arguments import LATER, Given, checked, shown
from freewidth.biases import Bias
from freewidth.errors import InvalidInputError
from freewidth.model._layer import UNREAD, Layer, layer
from freewidth.model._measure import LEVEL, TESTS, Measured, measure
from freewidth.model._spectrum import EXACT, OwnSpectrum, own_spectrum
from freewidth.network import Network

Value = Any  # of one argument of Network: one value, or one per layer
SINGLE = float(np.finfo(np.float32).eps)  # storage coarser than this is worth a word


class LawWarning(UserWarning):
    """Weights that look like those of no registered law stand for one all the same."""


@checked
@dataclass(frozen=True, repr=False, eq=False)
class Model:
    r"""Fully connected layers :math:`x^l = \phi^l(W^l x^{l-1} + b^l)`, l = 1..L, in numbers.

    Made by :func:`from_arrays` or one of the readers. All is computed in double precision.

    Attributes:
        layers: in the order in which they are applied.
    """

    layers: tuple[Layer, ...]

    def __repr__(self) -> str:
        return f"Model({self.label})"

    @property
    def label(self) -> str:
        """One line for messages and captions."""
        names = [each.phi.label for each in self.layers]
        same = names[0] if len(set(names)) == 1 else ", ".join(names)
        return f"{'-'.join(map(str, self.sizes))}, {same}"

    @property
    def sizes(self) -> tuple[int, ...]:
        """(n_0, ..., n_L)."""
        rows = (len(each.weights) for each in self.layers)
        return (self.layers[0].weights.shape[1], *rows)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is worth knowing about how the numbers were stored."""
        coarse = max(each.epsilon for each in self.layers)
        if coarse <= SINGLE:
            return ()
        return (
            f"weights were stored in half precision (spacing {coarse:.1e}): they are taken as they "
            f"are, but everything is computed in double precision, as half precision would not",
        )

    @checked
    def inputs(self, x: Given) -> NDArray:
        """One input, shape (n_0,), or several, (inputs, n_0), as they were given.

        Raises:
            InvalidInputError: another shape, or not finite real numbers.
        """
        try:
            values = np.asarray(x)
            values = values if np.iscomplexobj(values) else values.astype(float)
        except UNREAD as error:
            raise InvalidInputError(f"an input is an array of numbers: {error}") from None
        if np.iscomplexobj(values) or not np.all(np.isfinite(values)):
            raise InvalidInputError("an input holds numbers that are complex, nan or infinite")
        if values.ndim not in (1, 2) or values.shape[-1] != self.sizes[0] or not values.size:
            raise InvalidInputError(
                f"{self.layers[0].name} takes {self.sizes[0]} numbers: an input must have shape "
                f"({self.sizes[0]},), several (inputs, {self.sizes[0]}), got {values.shape}; "
                f"flatten what has more axes"
            )
        return values

    @checked
    def factors(self, x: Given) -> list[tuple[NDArray, NDArray]]:
        r"""(W^l, the diagonal of D^l) at one input, with :math:`J = D^L W^L\cdots D^1 W^1`.

        Raises:
            InvalidInputError: numbers overflow in some layer.
        """
        found = []
        x = self._one(x)
        for each in self.layers:
            with np.errstate(over="ignore", invalid="ignore"):  # said better below
                y = each.weights @ x + (0.0 if each.bias is None else each.bias)
                x, slopes = each.phi.f(y), each.phi.df(y)
            if not (np.all(np.isfinite(x)) and np.all(np.isfinite(slopes))):
                raise InvalidInputError(
                    f"{each.name}: numbers overflow at this input; scale it down"
                )
            found.append((each.weights, np.asarray(slopes, dtype=float)))
        return found

    def __call__(self, x: Given) -> NDArray:
        """The output x^L, shape (n_L,) or (inputs, n_L)."""
        values = self.inputs(x)
        for each in self.layers:
            values = values @ each.weights.T + (0.0 if each.bias is None else each.bias)
            values = each.phi.f(values)
        return values

    @checked
    def jacobian(self, x: Given) -> NDArray:
        """J at one input, shape (n_L, n_0)."""
        product = np.eye(self.sizes[0])
        for weights, slopes in self.factors(x):
            product = slopes[:, None] * (weights @ product)
        return product

    @checked
    def spectrum(self, x: Given, floor: float = 0.0, exact_up_to: int = EXACT) -> OwnSpectrum:
        r"""Eigenvalues of :math:`JJ^\top`, squared singular values of J, at one input or several.

        Exact to rounding, by the cheapest method that resolves all those above ``floor`` times the
        largest. Where both n_0 and n_L exceed ``exact_up_to``, by stochastic Lanczos quadrature,
        which never multiplies J out and says how far it can be trusted.

        Raises:
            InvalidInputError: a bad input, or numbers overflow.
            NotConvergedError: an iteration did not converge.
        """
        return own_spectrum(self, x, floor, exact_up_to)

    @cached_property
    def measured(self) -> tuple[Measured, ...]:
        """Every layer as a random matrix; its tests have the level ``LEVEL`` all together."""
        each_level = LEVEL / (len(TESTS) * len(self.layers))
        return tuple(measure(each, each_level) for each in self.layers)

    @checked
    def network(
        self,
        x: Given | None = None,
        *,
        q0: float | None = None,
        ensemble: Value = None,
        sigma_w2: Value = None,
        sigma_b2: Value = None,
        bias: str | Bias | tuple[str | Bias, ...] = "gaussian",
    ) -> Network:
        """The random network that is like this one: of its sizes, activations and variances.

        What is declared (one value, or one per layer) is taken, the rest is measured: variances as
        mean squares, ensembles as orthogonal where W is an isometry up to a factor and as
        independent entries otherwise. ``q0`` is that of the input ``x``, or given, or 1.

        Warns:
            LawWarning: a layer whose ensemble is not declared looks like no registered law.

        Raises:
            InvalidInputError: what is declared is outside its domain, or all weights of a layer
                are 0.
        """
        found = self.measured
        if ensemble is None:
            for each in found:
                if each.warnings:
                    said = f"{each.name}: {'; '.join(each.warnings)}"
                    warnings.warn(said, LawWarning, stacklevel=2)
        if sigma_w2 is None:
            self._require_weights()
        return Network(
            ensemble=tuple(each.ensemble for each in found) if ensemble is None else ensemble,
            activation=tuple(each.activation for each in self.layers),
            depth=len(self.layers),
            sigma_w2=tuple(each.sigma_w2 for each in found) if sigma_w2 is None else sigma_w2,
            sigma_b2=tuple(each.sigma_b2 for each in found) if sigma_b2 is None else sigma_b2,
            q0=self._q0(x, q0),
            widths=self.sizes,
            bias=bias,
        )

    @checked
    def compare(self, x: Given | None = None, **how: Any) -> Any:
        """Its own spectrum beside its law, and what random networks of its size do.

        See :func:`freewidth.compare.models.compare`, found by name: a model is measured without
        any theory.
        """
        return import_module("freewidth.compare.models").compare(self, x, **how)

    def _one(self, x: Given) -> NDArray:
        values = self.inputs(x)
        if values.ndim != 1:
            raise InvalidInputError(f"one input at a time, shape ({self.sizes[0]},), here x[0]")
        return values

    def _q0(self, x: Given | None, q0: float | None) -> float:
        if x is None:
            return 1.0 if q0 is None else q0
        if q0 is not None:
            raise InvalidInputError("give the input x or its mean square q0, not both")
        return float(np.mean(self._one(x) ** 2))

    def _require_weights(self) -> None:
        for each in self.layers:
            if not np.any(each.weights):
                raise InvalidInputError(f"{each.name}: all weights are 0, so J is, and has no law")


@checked
def from_arrays(
    weights: Sequence[Given],
    biases: Sequence[Given | None] | None = None,
    activations: Annotated[Sequence[str | Activation], LATER] = (),
    names: Sequence[str] | None = None,
    epsilons: Sequence[float | None] | None = None,
) -> Model:
    r"""The model :math:`x^l = \phi^l(W^l x^{l-1} + b^l)` of these numbers.

    Args:
        weights: one matrix per layer, shape (n_l, n_{l-1}): outputs first, as PyTorch has them.
        biases: one per layer, shape (n_l,) or None; or None for no biases at all.
        activations: one per layer, a name (``freewidth list activations``) or an object;
            ``"linear"`` for a readout.
        names: of the layers, for messages.
        epsilons: relative spacing of the numbers as stored, where NumPy cannot know it.

    Raises:
        InvalidInputError: there is no layer, counts differ, shapes do not chain, or some array is
            not what a layer takes; the message names the layer.

    Examples:
        >>> import numpy as np
        >>> from freewidth import model
        >>> rng = np.random.default_rng(0)
        >>> shapes = (80, 40), (40, 80)
        >>> weights = [rng.standard_normal(shape) / shape[1] ** 0.5 for shape in shapes]
        >>> mine = model.from_arrays(weights, activations=["tanh", "linear"])
        >>> mine
        Model(40-80-40, tanh, linear)
        >>> [layer.looks for layer in mine.measured]
        ['independent, gaussian', 'independent, gaussian']
        >>> mine.spectrum(rng.standard_normal(40)).eigenvalues.shape
        (40,)
    """
    weights, acts = list(weights), _listed(activations)
    biases = [None] * len(weights) if biases is None else list(biases)
    if not weights:
        raise InvalidInputError("a model needs at least one layer of weights")
    for what, some in (("activations", acts), ("biases", biases)):
        if len(some) != len(weights):
            raise InvalidInputError(
                f"{len(weights)} layers of weights, but {len(some)} {what}: give one per layer"
                + (", 'linear' for a readout" if what == "activations" else ", None for none")
            )
    places = [f"layer {i + 1}" + (f" ({names[i]})" if names else "") for i in range(len(weights))]
    parts = zip(places, weights, biases, acts, epsilons or [None] * len(weights), strict=True)
    layers = tuple(layer(*part) for part in parts)
    for before, after in pairwise(layers):
        _chained(before, after)
    return Model(layers)


def _listed(activations: Sequence[str | Activation]) -> list[str | Activation]:
    if isinstance(activations, str) or not isinstance(activations, Sequence):
        raise InvalidInputError(
            f"activations is a list of one per layer, got {shown(activations)}; a readout has "
            f"'linear'"
        )
    return list(activations)


def _chained(before: Layer, after: Layer) -> None:
    out, takes = len(before.weights), after.weights.shape[1]
    if out != takes:
        turned = after.weights.shape[0] == out
        raise InvalidInputError(
            f"{after.name} takes {takes} numbers, but {before.name} gives {out}: weights have "
            f"shape (outputs, inputs)" + ("; are they transposed?" if turned else "")
        )
