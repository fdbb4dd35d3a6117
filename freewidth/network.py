r"""The network whose Jacobian everything else is about.

.. math::
    y^l = W^l x^{l-1} + b^l, \quad x^l = \phi(y^l), \quad l = 1..L, \qquad
    J = D^L W^L \cdots D^1 W^1, \quad D^l = \mathrm{diag}\,\phi'(y^l_j)

with :math:`\mathrm{Var}\,W^l_{ij} = \sigma_w^2/n_{l-1}` (fan-in) and independent
:math:`b^l_j` of variance :math:`\sigma_b^2`, Gaussian unless said otherwise; all of it may differ
from layer to layer. The object studied is the spectrum of :math:`J J^\top` (:math:`n_L\times n_L`).

Letters used everywhere: ``q`` variance of a pre-activation :math:`y^l_j`; ``q0`` the input's
:math:`|x^0|^2/n_0`; ``kappa_k`` the moment :math:`\mathbb E\,\phi'(y^l_j)^{2k}`; ``m`` the
moment generating function :math:`zG(z)-1`.
"""

from dataclasses import dataclass, fields, replace
from functools import cached_property, partial
from math import isfinite
from typing import Any

import numpy as np

from freewidth import activations, ensembles
from freewidth.activations import Activation
from freewidth.arguments import Count, Whole, checked
from freewidth.biases import Bias
from freewidth.ensembles import Ensemble
from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.gaussian import expect, expect_complex
from freewidth.kinds import Kind
from freewidth.layerwise import (
    LAYERWISE,
    PerLayer,
    T,
    comparable,
    depth_of,
    entries,
    listed,
    name_of,
    number,
    sizes_of,
    validated,
    whole,
)
from freewidth.preactivation import Preactivation

SMALLEST = 1e-290  # variances below lose digits, then everything


@dataclass(frozen=True, repr=False)
class Network:
    """A random network in the wide limit: hashable, validated, plain data unless given objects.

    ``ensemble``, ``activation``, ``sigma_w2``, ``sigma_b2`` and ``bias`` are one value for all
    layers or a sequence of one per layer, l = 1..L. Equal entries are kept as one value and
    registered objects as their names, so that ``("tanh", "tanh")`` and ``"tanh"`` are the same.
    Objects of one's own need no registry; networks of them are equal if the objects are.

    Attributes:
        ensemble: name of the weight ensemble, or an ``Ensemble``.
        activation: name of the activation, or an ``Activation``.
        depth: number of layers L >= 1; may be left out where some argument is a sequence.
        sigma_w2: weight variance times fan-in, > 0.
        sigma_b2: bias variance, >= 0.
        q0: the input's :math:`|x^0|^2/n_0`, >= 0.
        widths: relative sizes (n_0, ..., n_L), of which only ratios matter to the limit law;
            None means all equal.
        bias: name of the law of the biases, or a ``Bias``.

    Raises:
        InvalidInputError: an argument is outside its domain, sequences differ in length, no entry
            has the name given, or an ensemble is not what it declares; the message says which and
            what would do.

    Examples:
        >>> from freewidth import Network
        >>> net = Network("gaussian", "tanh", depth=3, sigma_b2=0.1)
        >>> net
        Network(gaussian tanh, L=3, sigma_w2=1, sigma_b2=0.1, q0=1)
        >>> [round(q, 6) for q in net.q]
        [1.1, 0.511662, 0.37743]
        >>> Network(("orthogonal", "gaussian"), ("relu", "linear"), widths=(2, 4, 1)).depth
        2
    """

    ensemble: PerLayer[str | Ensemble]
    activation: PerLayer[str | Activation]
    depth: int = None  # type: ignore[assignment]  # found from sequences
    sigma_w2: PerLayer[float] = 1.0
    sigma_b2: PerLayer[float] = 0.0
    q0: float = 1.0
    widths: tuple[float, ...] | None = None
    bias: PerLayer[str | Bias] = "gaussian"

    def __post_init__(self):
        given = {name: entries(getattr(self, name)) for name in LAYERWISE}
        widths = self.widths if self.widths is None else sizes_of(self.widths)
        put = partial(object.__setattr__, self)
        put("depth", depth_of(self.depth, given, widths))
        for name, value in given.items():
            put(name, validated(name, value))
        put("q0", number("q0", self.q0))
        if widths is not None:
            sizes = tuple(number("widths", w, positive=True) for w in widths)
            put("widths", comparable(sizes))
        _one_field(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.label})"

    @property
    def ensembles(self) -> tuple[Ensemble, ...]:
        """The weight ensemble of every layer, l = 1..L."""
        each: tuple[str | Ensemble, ...] = self._each(self.ensemble)
        return tuple(ensembles.named(entry) for entry in each)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kind of weights, for every layer."""
        return tuple(ensemble.kind for ensemble in self.ensembles)

    @property
    def activations(self) -> tuple[str | Activation, ...]:
        """The activation of every layer: its name, or itself if it has none."""
        return self._each(self.activation)

    @property
    def phis(self) -> tuple[Activation, ...]:
        """The activation itself, for every layer."""
        return tuple(activations.named(entry) for entry in self.activations)

    @property
    def weight_variances(self) -> tuple[float, ...]:
        """sigma_w^2, for every layer."""
        return self._each(self.sigma_w2)

    @property
    def bias_variances(self) -> tuple[float, ...]:
        """sigma_b^2, for every layer."""
        return self._each(self.sigma_b2)

    @property
    def biases(self) -> tuple[str | Bias, ...]:
        """The law of biases of every layer: its name, or itself if it has none."""
        return self._each(self.bias)

    @property
    def scales(self) -> tuple[float, ...]:
        """What every layer multiplies M by: sigma_w^2."""
        return self.weight_variances

    def _ensemble(self, layer: int) -> Ensemble:
        """That of a layer, from 0: quicker than all of them."""
        each: tuple[str | Ensemble, ...] = self._each(self.ensemble)
        return ensembles.named(each[layer])

    def _each(self, value: PerLayer[T]) -> tuple[T, ...]:
        return value if isinstance(value, tuple) else (value,) * self.depth

    @property
    def field(self) -> str:
        """``"real"`` or ``"complex"``, as the weights are: then y ~ CN(0, q)."""
        return self._ensemble(0).field

    @property
    def phi(self) -> Activation:
        """The activation itself, where all layers have the same.

        Raises:
            InvalidInputError: layers differ in their activation; ``phis`` has one per layer.
        """
        if isinstance(self.activation, tuple):
            raise InvalidInputError(
                f"{self.label}: there is no one activation, layers differ; phis has one per layer"
            )
        return activations.named(self.activation)

    @property
    def gaussian_biases(self) -> bool:
        """Whether biases are Gaussian in all layers."""
        return self.bias == "gaussian"

    @property
    def alike(self) -> bool:
        """Whether layers have the same activation, sigma_w2, sigma_b2 and bias."""
        shared = self.activation, self.sigma_w2, self.sigma_b2, self.bias
        return not any(isinstance(value, tuple) for value in shared)

    @checked
    def part(self, start: Count, stop: Whole) -> dict[str, Any]:
        """The arguments of a network of layers ``start``..``stop - 1``, from 0, but for q0."""
        found = {name: self._each(getattr(self, name))[start:stop] for name in LAYERWISE}
        sizes = self.widths and self.widths[start : stop + 1]
        return {**found, "depth": stop - start, "widths": sizes}

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
        parts = zip(self.weight_variances, self.bias_variances, self.biases, strict=True)
        for layer, (sigma_w2, sigma_b2, bias) in enumerate(parts, 1):
            try:
                energy = _energy(self, found[-1], layer - 1) if found else self.q0
                variance = sigma_w2 * self.gain(layer) * energy
                if bias == "gaussian":
                    found.append(Preactivation(variance + sigma_b2))
                else:
                    found.append(Preactivation(variance, sigma_b2, bias))
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

    @checked
    def gain(self, layer: Whole) -> float:
        """What W^l makes of :math:`|x|^2/n`, times: below one in tall isometries (sigma_w = 1)."""
        if layer > self.depth:
            raise InvalidInputError(f"{self.label}: there is no layer {layer}")
        kind = self._ensemble(layer - 1).kind
        return kind.gain(self.ratios[layer - 1], self.ratios[layer])

    @property
    def ratios(self) -> tuple[float, ...]:
        """Relative sizes (n_0, ..., n_L), all 1 for a square network."""
        return self.widths or (1.0,) * (self.depth + 1)

    def sizes(self, width: int) -> tuple[int, ...]:
        """Layer sizes (n_0, ..., n_L) of a finite network with n_0 = ``width``.

        Raises:
            InvalidInputError: ``width`` is no whole number >= 1, or some layer would be empty.
        """
        width = whole("width", width)
        ratios = self.ratios
        sizes = tuple(round(width * r / ratios[0]) for r in ratios)
        if min(sizes) < 1:
            raise InvalidInputError(
                f"width {width} leaves layer {sizes.index(min(sizes))} empty for widths "
                f"{self.widths}; take n_0 >= {round(ratios[0] / min(ratios)) + 1}"
            )
        return sizes

    @property
    def label(self) -> str:
        """One line that says what the network is, in messages and captions."""
        numbers = {name: listed(getattr(self, name)) for name in ("sigma_w2", "sigma_b2", "q0")}
        text = f"{listed(self.ensemble)} {listed(self.activation)}, L={self.depth}"
        text += "".join(f", {name}={value}" for name, value in numbers.items())
        if self.widths is not None:
            text += f", widths={listed(self.widths)}"
        return text if self.bias == "gaussian" else f"{text}, {listed(self.bias)} bias"


def plain(net: Network) -> dict[str, Any]:
    """The arguments that make the network, of what ``Network`` itself knows."""
    return {each.name: getattr(net, each.name) for each in fields(Network)}


@dataclass(frozen=True, repr=False)
class _Shifted(Network):
    """A network whose layers have the laws of the pre-activations of the next ones."""

    @cached_property
    def preactivations(self) -> tuple[Preactivation, ...]:
        """Those of layers 2..L + 1, the last one like layer L."""
        net = Network(**plain(self))
        longer: dict = {name: _repeated(net._each(getattr(net, name))) for name in LAYERWISE}
        longer |= {"depth": net.depth + 1, "widths": _repeated(net.ratios)}
        return replace(net, **longer).preactivations[1:]

    @property
    def label(self) -> str:
        """One line that identifies the network and the error."""
        return f"{super().label}, shifted by one layer"


def _repeated(values: tuple) -> tuple:
    return (*values, values[-1])


def shifted(net: Network) -> Network:
    r"""The same network, except that layer l has the variance :math:`q_{l+1}` instead of q_l.

    This is the classic off-by-one of the variance recursion, kept as a rival that checks must
    exclude: :math:`q_0` becomes :math:`\mathbb E\,\phi(y^1)^2`. For homogeneous
    activations (linear, ReLU) the law of :math:`\phi'^2` does not depend on q, and the limit law
    is unchanged. Where layers differ, :math:`\phi_l'` is taken at the pre-activation of layer
    l + 1, as if there were one more like the last: no network of another q0 has them.
    """
    if not net.alike:
        return _Shifted(**plain(net))
    return replace(net, q0=_energy(net, net.preactivations[0], 1))


def _energy(net: Network, y: Preactivation, layer: int) -> float:
    """E phi(y)^2 behind a layer, from 1; a piecewise linear phi needs no panels of unit width."""
    phi = activations.named(net.activations[layer - 1])
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
        raise InvalidInputError(
            f"real and complex weights do not mix, got ensemble={listed(net.ensemble)}"
        )
    if net.field == "complex" and not net.gaussian_biases:
        raise InvalidInputError(f"complex weights need a gaussian bias, got {listed(net.bias)}")
    if net.field == "complex" and not all(phi.entire for phi in net.phis):
        wrong = [name_of(phi) for phi in net.activations if not activations.named(phi).entire]
        able = ", ".join(name for name, phi in activations.EVERY.items() if phi.entire)
        raise InvalidInputError(
            f"complex weights need an entire activation, got {wrong[0]!r}; available: {able}"
        )
