r"""The network whose Jacobian everything else is about.

.. math::
    y^l = W^l x^{l-1} + b^l, \quad x^l = \phi(y^l), \quad l = 1..L, \qquad
    J = D^L W^L \cdots D^1 W^1, \quad D^l = \mathrm{diag}\,\phi'(y^l_j)

with :math:`\mathrm{Var}\,W^l_{ij} = \sigma_w^2/n_{l-1}` (fan-in) and independent
:math:`b^l_j` of variance :math:`\sigma_b^2`, Gaussian unless said otherwise. The object studied is
the spectrum of :math:`J J^\top` (:math:`n_L\times n_L`).

Letters used everywhere: ``q`` variance of a pre-activation :math:`y^l_j`; ``q0`` the input's
:math:`|x^0|^2/n_0`; ``kappa_k`` the moment :math:`\mathbb E\,\phi'(y^l_j)^{2k}`; ``m`` the
moment generating function :math:`zG(z)-1`.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from math import inf, isfinite, nan
from numbers import Integral, Real

import numpy as np

from freewidth.activations import EVERY as ACTIVATIONS
from freewidth.activations import Activation
from freewidth.biases import BIASES
from freewidth.ensembles import EVERY, Ensemble
from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.gaussian import expect, expect_complex
from freewidth.kinds import Kind
from freewidth.preactivation import Preactivation
from freewidth.registry import lookup

SMALLEST = 1e-290  # variances below lose digits, then everything


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
        bias: name of the law of the biases.

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
    bias: str = "gaussian"

    def __post_init__(self):
        def put(name, value):
            object.__setattr__(self, name, value)

        put("depth", _whole("depth", self.depth))
        put("sigma_w2", _number("sigma_w2", self.sigma_w2, positive=True))
        put("sigma_b2", _number("sigma_b2", self.sigma_b2))
        put("q0", _number("q0", self.q0))
        _known(ACTIVATIONS, self.activation, "activation")
        _known(BIASES, self.bias, "bias")
        if isinstance(self.ensemble, Ensemble):
            raise InvalidInputError(
                f"ensemble is a name, got {self.ensemble!r}: a network is made of names. Add an "
                "ensemble of your own as a file in freewidth/ensembles, or pass its kind to "
                "freewidth.freeprob.factor, which takes objects"
            )
        if not isinstance(self.ensemble, str):
            put("ensemble", _items("ensemble", self.ensemble, self.depth, "one name per layer"))
        for name in (self.ensemble,) if isinstance(self.ensemble, str) else self.ensemble:
            _known(EVERY, name, "ensemble")
        if self.widths is not None:
            widths = _items("widths", self.widths, self.depth + 1, "n_0, ..., n_L")
            put("widths", tuple(_number("widths", w, positive=True) for w in widths))
        _one_field(self)

    @property
    def ensembles(self) -> tuple[Ensemble, ...]:
        """The weight ensemble of every layer, l = 1..L."""
        names = (self.ensemble,) * self.depth if isinstance(self.ensemble, str) else self.ensemble
        return tuple(EVERY[name] for name in names)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kind of weights, for every layer."""
        return tuple(ensemble.kind for ensemble in self.ensembles)

    @property
    def activations(self) -> tuple[str, ...]:
        """The name of the activation, for every layer."""
        return (self.activation,) * self.depth

    @property
    def scales(self) -> tuple[float, ...]:
        """sigma_w^2, for every layer."""
        return (self.sigma_w2,) * self.depth

    @property
    def field(self) -> str:
        """``"real"`` or ``"complex"``, as the weights are: then y ~ CN(0, q)."""
        return self.ensembles[0].field

    @property
    def phi(self) -> Activation:
        """The activation itself."""
        return ACTIVATIONS[self.activation]

    @cached_property
    def q(self) -> tuple[float, ...]:
        r"""Limiting variances (q_1, ..., q_L) of the pre-activations.

        .. math:: q_1 = \sigma_w^2 q_0 + \sigma_b^2, \quad
            q_l = \sigma_w^2\, \mathbb E\,\phi(y^{l-1})^2 + \sigma_b^2, \quad
            y^l = \sqrt{q_l - \sigma_b^2}\,g + \sigma_b b

        A tall Haar layer (:math:`W^\top W = 1` with :math:`n_l > n_{l-1}`) spreads the length it
        preserves over more entries: its :math:`\sigma_w^2` counts :math:`n_{l-1}/n_l` times.

        Raises:
            InvalidInputError: the recursion overflows or leaves what quadrature resolves.
            NotConvergedError: an expectation is not known to 1e-12 of itself.
        """
        return tuple(y.q for y in self.preactivations)

    @cached_property
    def preactivations(self) -> tuple[Preactivation, ...]:
        """The limiting laws of y^1_j, ..., y^L_j: Gaussian of variance q_l if the bias is.

        Raises:
            InvalidInputError: as :attr:`q`, or a bias with a density drowns the weights.
            NotConvergedError: as :attr:`q`.
        """
        found: list[Preactivation] = []
        for layer in range(1, self.depth + 1):
            try:
                energy = _energy(self, found[-1]) if found else self.q0
                variance = self.sigma_w2 * self.gain(layer) * energy
                if self.bias == "gaussian":
                    found.append(Preactivation(variance + self.sigma_b2))
                else:
                    found.append(Preactivation(variance, self.sigma_b2, self.bias))
            except (InvalidInputError, NotConvergedError) as error:
                raise type(error)(f"{self.label}, layer {layer}: {error}") from None
            if not isfinite(found[-1].q):
                raise InvalidInputError(f"{self.label}, layer {layer}: the variance overflows")
            if found[-1].q < SMALLEST and self.q0 > 0:
                raise InvalidInputError(
                    f"{self.label}, layer {layer}: the variance underflows, q={found[-1].q:.3g} < "
                    f"{SMALLEST:.0e}; raise sigma_w2, sigma_b2 or q0"
                )
        return tuple(found)

    def require_limit(self) -> None:
        """That weights of all layers have the limit law of their kind.

        Raises:
            InvalidInputError: those of some layer have not.
        """
        for ensemble in self.ensembles:
            if ensemble.no_law:
                raise InvalidInputError(
                    f"{self.label}: there is no limit law, as {ensemble.no_law} "
                    f"({ensemble.label}); the law of i.i.d. weights with the same sigma_w2, to "
                    f"which spectra do not converge, is that of ensemble='gaussian'"
                )

    def gain(self, layer: int) -> float:
        """|W^l x|^2/n_l over |x|^2/n_{l-1} for sigma_w = 1: below one in tall isometries."""
        return self.kinds[layer - 1].gain(self.ratios[layer - 1], self.ratios[layer])

    @property
    def ratios(self) -> tuple[float, ...]:
        """Relative sizes (n_0, ..., n_L), all 1 for a square network."""
        return self.widths or (1.0,) * (self.depth + 1)

    def sizes(self, width: int) -> tuple[int, ...]:
        """Layer sizes (n_0, ..., n_L) of a finite network with n_0 = ``width``.

        Raises:
            InvalidInputError: ``width`` is no whole number >= 1, or some layer would be empty.
        """
        width = _whole("width", width)
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
        if self.widths is not None:
            text += f", widths=({', '.join(f'{w:g}' for w in self.widths)})"
        return text if self.bias == "gaussian" else f"{text}, {self.bias} bias"


def shifted(net: Network) -> Network:
    r"""The same network, except that layer l has the variance :math:`q_{l+1}` instead of q_l.

    This is the classic off-by-one of the variance recursion, kept as a rival that checks must
    exclude: :math:`q_0` becomes :math:`\mathbb E\,\phi(y^1)^2`. For homogeneous
    activations (linear, ReLU) the law of :math:`\phi'^2` does not depend on q, and the limit law
    is unchanged.
    """
    return replace(net, q0=_energy(net, net.preactivations[0]))


def _energy(net: Network, y: Preactivation) -> float:
    """E phi(y)^2; a piecewise linear phi needs no panels of unit width in h."""
    phi = net.phi
    with np.errstate(over="ignore"):  # expect() reports what is not finite
        if net.field == "complex":
            return expect_complex(lambda y: np.abs(phi.f(y)) ** 2, y.q)
        if not (y.gaussian and phi.piecewise_linear) or y.q == 0:
            unit = np.inf if phi.piecewise_linear else 2.0
            return y.expect(lambda h: phi.f(h) ** 2, phi.cuts, unit)
        scale = np.sqrt(y.q)
        return expect(lambda g: phi.f(scale * g) ** 2, 1.0, [k / scale for k in phi.cuts])


def _one_field(net):
    fields = {ensemble.field for ensemble in net.ensembles}
    if len(fields) > 1:
        raise InvalidInputError(f"real and complex weights do not mix, got {net.ensemble}")
    if net.field == "complex" and net.bias != "gaussian":
        raise InvalidInputError(f"complex weights need a gaussian bias, got {net.bias!r}")
    if net.field == "complex" and not net.phi.entire:
        able = ", ".join(name for name, phi in ACTIVATIONS.items() if phi.entire)
        raise InvalidInputError(
            f"complex weights need an entire activation, got {net.activation!r}; available: {able}"
        )


def _known(registry, name, kind):
    try:
        lookup(registry, name, kind)
    except ValueError as error:
        raise InvalidInputError(str(error)) from None


def _whole(name, value):
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
        raise InvalidInputError(f"{name} must be a whole number >= 1, got {value!r}")
    return int(value)


def _number(name, value, positive=False):
    try:
        number = float(value) if isinstance(value, Real) and not isinstance(value, bool) else nan
    except OverflowError:
        number = inf
    if not isfinite(number) or number < 0 or (positive and number == 0):
        sign = ">" if positive else ">="
        raise InvalidInputError(f"{name} must be finite and {sign} 0, got {value!r}")
    return number


def _items(name, values, count, meaning):
    try:
        items = tuple(values)
    except TypeError:
        raise InvalidInputError(f"{name} must be {count} values, got {values!r}") from None
    if len(items) != count:
        raise InvalidInputError(f"{name} needs {count} values ({meaning}), got {len(items)}")
    return items
