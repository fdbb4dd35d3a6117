r"""Eigenvalues of a model's own :math:`JJ^\top`, exact or by stochastic Lanczos quadrature."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.arguments import Points, checked
from freewidth.rng import stream
from freewidth.sample import Quadrature, factored_operator, factored_spectrum, quadrature

if TYPE_CHECKING:
    from freewidth.model._model import Model

EXACT = 4096  # min(n_0, n_L) up to which J is multiplied out: some minutes, and 128 MB
PROBES, STEPS = 10, 100  # of the quadrature


@checked
@dataclass(frozen=True, repr=False)
class OwnSpectrum:
    r"""The spectrum of :math:`JJ^\top` at one input or several.

    Attributes:
        eigenvalues: increasing, shape (n_L,) or (inputs, n_L); None where J is too large for it.
        quadratures: one per input where ``eigenvalues`` is None.
        floor: eigenvalues above this fraction of the largest are right to 1e-3 of themselves or
            better, those below are noise of its size at most.
        label: which model.
    """

    eigenvalues: NDArray | None
    quadratures: tuple[Quadrature, ...]
    floor: float
    label: str

    def __repr__(self) -> str:
        return f"OwnSpectrum({self.label}; {self.accuracy})"

    @property
    def accuracy(self) -> str:
        """How it was found, and how far it can be trusted."""
        if self.eigenvalues is not None:
            return f"exact to rounding (noise below {self.floor:.0e} of the largest eigenvalue)"
        probes, steps = self.quadratures[0].nodes.shape
        return (
            f"by {steps} steps of Lanczos quadrature from {probes} random vectors: moments and "
            f"distribution function come with standard errors"
        )

    @property
    def largest(self) -> NDArray:
        """The largest eigenvalue for each input, shape () or (inputs,)."""
        if self.eigenvalues is not None:
            return self.eigenvalues.max(axis=-1)
        return np.array([each.nodes.max() for each in self.quadratures])

    @checked
    def moments(self, k: int) -> NDArray:
        r""":math:`n_L^{-1}\operatorname{tr}(JJ^\top)^j`, j = 1..k; (k,) or (inputs, k)."""
        if self.eigenvalues is not None:
            return np.stack([np.mean(self.eigenvalues**j, axis=-1) for j in range(1, k + 1)], -1)
        return np.stack([each.moments(k)[0] for each in self.quadratures])

    @checked
    def cdf(self, x: Points) -> NDArray:
        """Share of eigenvalues <= x, pooled over the inputs, shape of x."""
        x = np.asarray(x, dtype=float)
        if self.eigenvalues is not None:
            values = np.sort(self.eigenvalues, axis=None)
            return np.searchsorted(values, x, side="right") / values.size
        return np.mean([each.cdf(x).value for each in self.quadratures], axis=0)


def own_spectrum(model: "Model", x: ArrayLike, floor: float, limit: int) -> OwnSpectrum:
    """See :meth:`Model.spectrum`."""
    inputs = model.inputs(x)
    layers = [model.factors(row) for row in np.atleast_2d(inputs)]
    if min(model.sizes[0], model.sizes[-1]) > limit:
        rules = tuple(_quadrature(each, number) for number, each in enumerate(layers))
        return OwnSpectrum(None, rules, 0.0, model.label)
    found = [factored_spectrum(each, floor) for each in layers]
    values = np.concatenate([each.eigenvalues for each in found])
    reached = max(float(each.floors[0]) for each in found)
    return OwnSpectrum(values[0] if inputs.ndim == 1 else values, (), reached, model.label)


def _quadrature(layers: Sequence[tuple[NDArray, NDArray]], number: int) -> Quadrature:
    rng = stream(0, "model", "probes", number)
    return quadrature(factored_operator(layers), rng, PROBES, STEPS)
