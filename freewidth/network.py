r"""The network whose Jacobian everything else is about.

.. math::
    y^l = W^l x^{l-1} + b^l, \quad x^l = \phi(y^l), \quad l = 1..L, \qquad
    J = D^L W^L \cdots D^1 W^1, \quad D^l = \mathrm{diag}\,\phi'(y^l_j)

with :math:`\mathrm{Var}\,W^l_{ij} = \sigma_w^2/n_{l-1}` (fan-in) and :math:`b^l_j \sim N(0,
\sigma_b^2)`. The object studied is the spectrum of :math:`J J^\top` (:math:`n_L\times n_L`).

Letters used everywhere: ``q`` variance of a pre-activation :math:`y^l_j`; ``q0`` the input's
:math:`|x^0|^2/n_0`; ``kappa_k`` the moment :math:`\mathbb E\,\phi'(\sqrt q g)^{2k}`; ``m`` the
moment generating function :math:`zG(z)-1`.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from math import isfinite
from numbers import Integral, Real

from freewidth.activations import ACTIVATIONS, Activation
from freewidth.ensembles import ENSEMBLES, Ensemble
from freewidth.errors import InvalidInputError
from freewidth.gaussian import expect
from freewidth.registry import lookup


@dataclass(frozen=True)
class Network:
    """A random network in the wide limit: names and numbers only, hashable, validated.

    Attributes:
        ensemble: name of the weight ensemble, or a tuple of ``depth`` names, one per layer.
        activation: name of the activation.
        depth: number of layers L >= 1.
        sigma_w2: weight variance times fan-in, > 0.
        sigma_b2: bias variance, >= 0.
        q0: the input's |x^0|^2/n_0, >= 0.
        widths: relative sizes (n_0, ..., n_L), of which only ratios matter to the limit law;
            None means all equal.

    Raises:
        InvalidInputError: an argument is outside its domain, or no entry has the name given; the
            message says which and what would do.
    """

    ensemble: str | tuple[str, ...]
    activation: str
    depth: int
    sigma_w2: float = 1.0
    sigma_b2: float = 0.0
    q0: float = 1.0
    widths: tuple[float, ...] | None = None

    def __post_init__(self):
        def put(name, value):
            object.__setattr__(self, name, value)

        if isinstance(self.depth, bool) or not isinstance(self.depth, Integral) or self.depth < 1:
            raise InvalidInputError(f"depth must be a whole number >= 1, got {self.depth!r}")
        put("depth", int(self.depth))
        for name, lowest, strict in (
            ("sigma_w2", 0, True),
            ("sigma_b2", 0, False),
            ("q0", 0, False),
        ):
            value = getattr(self, name)
            number = isinstance(value, Real) and not isinstance(value, bool) and isfinite(value)
            if not number or value < lowest or (strict and value == lowest):
                sign = ">" if strict else ">="
                raise InvalidInputError(
                    f"{name} must be a finite number {sign} {lowest}, got {value!r}"
                )
            put(name, float(value))
        if not isinstance(self.ensemble, str):
            put("ensemble", tuple(self.ensemble))
            if len(self.ensemble) != self.depth:
                raise InvalidInputError(
                    f"ensemble names {len(self.ensemble)} layers, but depth is {self.depth}"
                )
        for name in {self.ensemble} if isinstance(self.ensemble, str) else set(self.ensemble):
            _known(ENSEMBLES, name, "ensemble")
        _known(ACTIVATIONS, self.activation, "activation")
        if self.widths is not None:
            put("widths", tuple(float(w) for w in self.widths))
            if len(self.widths) != self.depth + 1:
                raise InvalidInputError(
                    f"widths needs n_0, ..., n_L, that is {self.depth + 1} values for depth "
                    f"{self.depth}, got {len(self.widths)}"
                )
            if not all(isfinite(w) and w > 0 for w in self.widths):
                raise InvalidInputError(f"widths must be finite and > 0, got {self.widths}")

    @property
    def ensembles(self) -> tuple[Ensemble, ...]:
        """The weight ensemble of every layer, l = 1..L."""
        names = (self.ensemble,) * self.depth if isinstance(self.ensemble, str) else self.ensemble
        return tuple(ENSEMBLES[name] for name in names)

    @property
    def phi(self) -> Activation:
        """The activation itself."""
        return ACTIVATIONS[self.activation]

    @cached_property
    def q(self) -> tuple[float, ...]:
        r"""Limiting variances (q_1, ..., q_L) of the pre-activations.

        .. math:: q_1 = \sigma_w^2 q_0 + \sigma_b^2, \quad
            q_l = \sigma_w^2\, \mathbb E\,\phi(\sqrt{q_{l-1}}\,g)^2 + \sigma_b^2

        Raises:
            InvalidInputError: the recursion overflows or leaves what quadrature resolves.
        """
        q = [self.sigma_w2 * self.q0 + self.sigma_b2]
        for layer in range(2, self.depth + 1):
            try:
                energy = expect(lambda h: self.phi.f(h) ** 2, q[-1], self.phi.kinks)
            except InvalidInputError as error:
                raise InvalidInputError(f"{self.label}, layer {layer}: {error}") from None
            q.append(self.sigma_w2 * energy + self.sigma_b2)
        return tuple(q)

    @property
    def ratios(self) -> tuple[float, ...]:
        """Relative sizes (n_0, ..., n_L), all 1 for a square network."""
        return self.widths or (1.0,) * (self.depth + 1)

    def sizes(self, width: int) -> tuple[int, ...]:
        """Layer sizes (n_0, ..., n_L) of a finite network with n_0 = ``width``.

        Raises:
            InvalidInputError: ``width`` is no whole number >= 1, or some layer would be empty.
        """
        if isinstance(width, bool) or not isinstance(width, Integral) or width < 1:
            raise InvalidInputError(f"width must be a whole number >= 1, got {width!r}")
        sizes = tuple(round(width * r / self.ratios[0]) for r in self.ratios)
        if min(sizes) < 1:
            raise InvalidInputError(
                f"width {width} leaves layer {sizes.index(min(sizes))} empty for widths "
                f"{self.widths}; take n_0 >= {round(self.ratios[0] / min(self.ratios)) + 1}"
            )
        return sizes

    @property
    def label(self) -> str:
        """One line that identifies the network in messages and captions."""
        ensemble = self.ensemble if isinstance(self.ensemble, str) else "/".join(self.ensemble)
        text = (
            f"{ensemble} {self.activation}, L={self.depth}, sigma_w2={self.sigma_w2:g}, "
            f"sigma_b2={self.sigma_b2:g}, q0={self.q0:g}"
        )
        if self.widths is None:
            return text
        return f"{text}, widths=({', '.join(f'{w:g}' for w in self.widths)})"


def shifted(net: Network) -> Network:
    r"""The same network, except that layer l has the variance :math:`q_{l+1}` instead of q_l.

    This is the classic off-by-one of the variance recursion, kept as a rival that checks must
    exclude: :math:`q_0` becomes :math:`\mathbb E\,\phi(\sqrt{q_1} g)^2`. For homogeneous activations
    (linear, ReLU) the law of :math:`\phi'^2` does not depend on q, and the limit law is unchanged.
    """
    return replace(net, q0=expect(lambda h: net.phi.f(h) ** 2, net.q[0], net.phi.kinks))


def _known(registry, name, kind):
    try:
        lookup(registry, name, kind)
    except ValueError as error:
        raise InvalidInputError(str(error)) from None
