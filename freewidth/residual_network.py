r"""Networks whose layers add to what enters them.

.. math::
    x^l = x^{l-1} + a_l\,\phi(y^l), \quad y^l = W^l x^{l-1} + b^l, \quad l = 1..L, \qquad
    J = (1 + a_L D^L W^L) \cdots (1 + a_1 D^1 W^1), \quad D^l = \mathrm{diag}\,\phi'(y^l_j)

with square W, :math:`\mathrm{Var}\,W^l_{ij} = \sigma_w^2/n`, and Gaussian :math:`b^l_j` of variance
:math:`\sigma_b^2`. Letters are those of :mod:`freewidth.network`.
"""

from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from numbers import Real
from typing import Any

import numpy as np

from freewidth.activations import Activation
from freewidth.ensembles import Ensemble
from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.gaussian import expect
from freewidth.layerwise import PerLayer, depth_of, entries, listed
from freewidth.network import Network
from freewidth.preactivation import Preactivation

SHARED = ("ensemble", "activation", "sigma_w2", "sigma_b2")  # with the network without skips


@dataclass(frozen=True)
class ResidualNetwork:
    """A random residual network in the wide limit, square: names and numbers, hashable, validated.

    Of ``ensemble``, ``activation``, ``scale`` and the variances, one value is that of all layers, a
    sequence has one for each.

    Attributes:
        ensemble: weight ensemble, a name or an ``Ensemble``; real.
        activation: a name or an ``Activation``.
        depth: number of layers L >= 1; may be left out where some argument is a sequence.
        scale: a_l > 0.
        sigma_w2: weight variance times fan-in, > 0.
        sigma_b2: variance of the Gaussian biases, >= 0.
        q0: the input's :math:`|x^0|^2/n`, >= 0.
        mean0: the mean entry of the input, whose square is at most q0. Where phi has a mean, too,
            what enters and what is added do not grow independently.

    Raises:
        InvalidInputError: an argument is outside its domain, sequences differ in length, or no
            entry has the name given.
    """

    ensemble: PerLayer[str | Ensemble]
    activation: PerLayer[str | Activation]
    depth: int = None  # type: ignore[assignment]  # found from sequences
    scale: PerLayer[float] = 1.0
    sigma_w2: PerLayer[float] = 1.0
    sigma_b2: PerLayer[float] = 0.0
    q0: float = 1.0
    mean0: float = 0.0

    def __post_init__(self) -> None:
        scale = entries(self.scale)
        given = {name: entries(getattr(self, name)) for name in SHARED}
        object.__setattr__(self, "depth", depth_of(self.depth, {**given, "scale": scale}, None))
        plain = self.plain
        if plain.field != "real":
            raise InvalidInputError(
                f"residual networks have real weights, got {listed(plain.ensemble)}: phi' at "
                "complex pre-activations has no law of its own here"
            )
        for name in (*SHARED, "depth", "q0"):
            object.__setattr__(self, name, getattr(plain, name))
        object.__setattr__(self, "scale", _scales(scale))
        object.__setattr__(self, "mean0", _mean(self.mean0, self.q0))

    def __repr__(self) -> str:
        return f"ResidualNetwork({self.label})"

    @cached_property
    def plain(self) -> Network:
        """The network of the same weights, biases and activations without what is added."""
        return Network(
            self.ensemble, self.activation, self.depth, self.sigma_w2, self.sigma_b2, self.q0
        )

    @property
    def scales(self) -> tuple[float, ...]:
        """(a_1, ..., a_L)."""
        return self.scale if isinstance(self.scale, tuple) else (self.scale,) * self.depth

    @cached_property
    def preactivations(self) -> tuple[Preactivation, ...]:
        r"""The limiting laws of y^1_j, ..., y^L_j.

        With :math:`E_l = \lim |x^l|^2/n` and mu_l the mean entry of x^l,

        .. math:: q_l = \sigma_w^2 E_{l-1} + \sigma_b^2, \quad
            \mu_l = \mu_{l-1} + a_l \mathbb E\phi(y^l), \quad
            E_l = E_{l-1} + 2 a_l \mu_{l-1} \mathbb E\phi(y^l) + a_l^2 \mathbb E\phi(y^l)^2 :

        W^l is fresh, and so phi(y^l_j) is independent of x^{l-1}_j in the limit.

        Raises:
            InvalidInputError: the recursion overflows.
            NotConvergedError: an expectation is not known to 1e-12 of itself.
        """
        found, energy, mean = [], self.q0, self.mean0
        variances = zip(self.plain.weight_variances, self.plain.bias_variances, strict=True)
        layers = zip(self.scales, self.plain.phis, variances, strict=True)
        for layer, (a, phi, (sigma_w2, sigma_b2)) in enumerate(layers, 1):
            try:
                found.append(Preactivation(sigma_w2 * energy + sigma_b2))
                first, second = (_expect(phi, found[-1].q, power) for power in (1, 2))
            except (InvalidInputError, NotConvergedError) as error:
                raise type(error)(f"{self.label}, layer {layer}: {error}") from None
            energy, mean = energy + 2 * a * mean * first + a**2 * second, mean + a * first
            if not isfinite(energy):
                raise InvalidInputError(f"{self.label}, layer {layer}: the variance overflows")
        return tuple(found)

    @property
    def q(self) -> tuple[float, ...]:
        """Limiting variances (q_1, ..., q_L) of the pre-activations; raises as these."""
        return tuple(y.q for y in self.preactivations)

    @property
    def label(self) -> str:
        """One line that identifies the network in messages and captions."""
        text = (
            f"residual {listed(self.ensemble)} {listed(self.activation)}, L={self.depth}, "
            f"a={listed(self.scale)}, sigma_w2={listed(self.sigma_w2)}, "
            f"sigma_b2={listed(self.sigma_b2)}, q0={self.q0:g}"
        )
        return f"{text}, mean0={self.mean0:g}" if self.mean0 else text


def _expect(phi, q, power):
    """E phi(y)^power; a piecewise linear phi needs no panels of unit width in y."""
    with np.errstate(over="ignore"):  # expect() reports what is not finite
        if not phi.piecewise_linear or q == 0:
            return expect(lambda y: phi.f(y) ** power, q, phi.cuts)
        width = np.sqrt(q)
        cuts = [cut / width for cut in phi.cuts]
        return expect(lambda g: phi.f(width * g) ** power, 1.0, cuts)


def _scales(scale: Any) -> Any:
    """One positive number, or a tuple of them, all of them equal as one."""
    values = scale if isinstance(scale, tuple) else (scale,)
    for a in values:
        if not _is_number(a) or not a > 0:
            raise InvalidInputError(f"scale must be finite and > 0, got {a!r}")
    found = tuple(float(a) for a in values)
    return found[0] if all(a == found[0] for a in found) else found


def _mean(mean, q0):
    if not _is_number(mean) or mean**2 > q0:
        raise InvalidInputError(f"mean0 is the mean of entries of mean square {q0:g}, got {mean!r}")
    return float(mean)


def _is_number(value: Any) -> bool:
    real = isinstance(value, Real) and not isinstance(value, bool)
    return real and isfinite(value)
