r"""Limit laws of other products than networks: an algebra of layers.

A limit law here is that of :math:`M = J J^\top`, J a product of free factors

.. math:: J = D^L W^L \cdots D^1 W^1, \qquad (D^l)^2 \sim K^l, \qquad W^l \text{ i.i.d. or Haar},

and therefore a list of layers. Applying one list after another concatenates them; for square ends
that is free multiplicative convolution,

.. math:: \nu_{J_2 J_1} = \nu_{J_2} \boxtimes \nu_{J_1}, \qquad S = S_2\,S_1,

because every W makes what follows free of what came before. So, with :func:`law`,

    law(multiply(marchenko_pastur(), marchenko_pastur()))   # Fuss-Catalan, L = 2
    law(power(projection(0.5), 2))                          # arcsine law
    law(multiply(net, marchenko_pastur()))                  # one more Gaussian readout

Not covered: laws known by their density alone (only lists of layers are solved), additive
convolution, powers that are no whole numbers, laws on the whole real line.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite

from freewidth.errors import InvalidInputError
from freewidth.jacobian.slopes import Slope, Values
from freewidth.network import Network
from freewidth.preactivation import Preactivation

ONE = Preactivation(1.0)  # of layers whose slopes do not depend on it
TIE = 1e-12  # relative difference of sizes that are meant to be equal


@dataclass(frozen=True)
class Layers:
    """A list of layers, l = 1..L, hashable; what :func:`law` reads from a network.

    Attributes:
        label: one line for messages and captions.
        kinds: ``"iid"`` (variance 1/n_{l-1}) or ``"haar"``, per layer.
        activations: where K^l comes from: the name of an activation, or :class:`Values`.
        preactivations: at which law of h the activation is taken.
        scales: factors of M, per layer.
        ratios: relative sizes (n_0, ..., n_L).
    """

    label: str
    kinds: tuple[str, ...]
    activations: tuple[Slope, ...]
    preactivations: tuple[Preactivation, ...]
    scales: tuple[float, ...]
    ratios: tuple[float, ...]
    field = "real"

    @property
    def depth(self) -> int:
        """L."""
        return len(self.kinds)


def layers(net: Network | Layers) -> Layers:
    """The layers of a network.

    Raises:
        InvalidInputError: the weights are complex.
    """
    if isinstance(net, Layers):
        return net
    if net.field != "real":
        raise InvalidInputError(f"{net.label}: complex weights have no solved limit law")
    names = ("kinds", "activations", "preactivations", "scales", "ratios")
    return Layers(net.label, *(getattr(net, name) for name in names))


def marchenko_pastur(ratio: float = 1.0) -> Layers:
    r"""W W^T for W with i.i.d. entries of variance 1/n_0, ratio = n_1/n_0 (rows over columns).

    :math:`S(m) = 1/(1 + \text{ratio}\,m)`, mean 1.
    """
    _positive("ratio", ratio)
    return _one(f"Marchenko-Pastur({ratio:g})", "iid", "linear", ratio)


def isometry(ratio: float = 1.0) -> Layers:
    """W W^T for a Haar W with n_1/n_0 = ratio: the unit if square, a projection if tall."""
    _positive("ratio", ratio)
    return _one(f"isometry({ratio:g})", "haar", "linear", ratio)


def discrete(values: Sequence[float], masses: Sequence[float]) -> Layers:
    """The law of finitely many values >= 0 of total mass 1, square.

    Raises:
        InvalidInputError: values or masses are negative, or the masses do not add up to 1.
    """
    pairs = tuple(zip(map(float, values), map(float, masses), strict=True))
    if not all(a >= 0 and p > 0 and isfinite(a) for a, p in pairs):
        raise InvalidInputError(f"values must be finite and >= 0, masses > 0, got {pairs}")
    total = sum(p for _, p in pairs)
    if abs(total - 1) > TIE:
        raise InvalidInputError(f"masses must add up to 1, got {total:.16g}")
    text = ", ".join(f"{p:g} at {a:g}" for a, p in pairs)
    return _one(f"discrete({text})", "haar", Values(pairs))


def projection(rank: float) -> Layers:
    """A projection of normalised trace ``rank`` in (0, 1]."""
    if not 0 < rank <= 1:
        raise InvalidInputError(f"a projection has a rank in (0, 1], got {rank!r}")
    if rank == 1:
        return discrete((1.0,), (1.0,))
    return discrete((0.0, 1.0), (1.0 - rank, rank))


def diagonal(activation: str, y: Preactivation | float) -> Layers:
    """The law K of phi'(h)^2, h a pre-activation, or a Gaussian of the variance given; square."""
    y = y if isinstance(y, Preactivation) else Preactivation(float(y))
    made = _one(f"diagonal of {activation} at variance {y.q:g}", "haar", activation)
    return replace(made, preactivations=(y,))


def scaled(net: Network | Layers, factor: float) -> Layers:
    """The law of factor * M."""
    _positive("factor", factor)
    one = layers(net)
    scales = (one.scales[0] * factor, *one.scales[1:])
    return replace(one, label=f"{factor:g} * [{one.label}]", scales=scales)


def compose(first: Network | Layers, *rest: Network | Layers) -> Layers:
    """J = ... J_2 J_1: the layers of ``first``, then those of the others in turn.

    Sizes are matched: those of a later list are scaled so that its n_0 is the n_L before it.
    """
    made = layers(first)
    for net in rest:
        new = layers(net)
        match = made.ratios[-1] / new.ratios[0]
        made = Layers(
            f"[{made.label}] then [{new.label}]",
            made.kinds + new.kinds,
            made.activations + new.activations,
            made.preactivations + new.preactivations,
            made.scales + new.scales,
            made.ratios + tuple(match * r for r in new.ratios[1:]),
        )
    return made


def multiply(first: Network | Layers, *rest: Network | Layers) -> Layers:
    r"""Free multiplicative convolution :math:`\nu_1\boxtimes\nu_2\boxtimes\cdots`.

    Raises:
        InvalidInputError: a factor after the first has n_L != n_0, so that composing changes the
            size of M; ``compose`` does that.
    """
    for net in rest:
        ends = layers(net).ratios[0], layers(net).ratios[-1]
        if abs(ends[0] - ends[1]) > TIE * ends[1]:
            raise InvalidInputError(
                f"{layers(net).label}: convolution needs n_L = n_0, got a ratio of "
                f"{ends[1] / ends[0]:g}; put it first, or use compose"
            )
    return compose(first, *rest)


def power(net: Network | Layers, times: int) -> Layers:
    r""":math:`\nu^{\boxtimes k}` for whole k >= 1; conditions as in :func:`multiply`."""
    if isinstance(times, bool) or not isinstance(times, int) or times < 1:
        raise InvalidInputError(f"powers are whole numbers >= 1, got {times!r}")
    made = multiply(*(net,) * times)
    return replace(made, label=f"[{layers(net).label}]^{times}")


def _one(label, kind, activation, ratio=1.0):
    return Layers(label, (kind,), (activation,), (ONE,), (1.0,), (1.0, float(ratio)))


def _positive(name, value):
    if not (isfinite(value) and value > 0):
        raise InvalidInputError(f"{name} must be finite and > 0, got {value!r}")
