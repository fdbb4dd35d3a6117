"""From a residual network to the equation of its law."""

from collections import Counter
from dataclasses import replace
from math import fsum

from freewidth.arguments import checked
from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.freeprob.measure import MeasureRule
from freewidth.jacobian import diagonal
from freewidth.kinds import HAAR, IID
from freewidth.residual.equation import Layer, Layers
from freewidth.residual_network import ResidualNetwork

ROUNDS, EXACT = 100, 1e-13  # of the iteration for a, and how near to the strength it ends
FLOOR, BLUR = 1e-20, 1e-4  # of the quadratures: |w| stays far from 0, and from the ends of K
KAPPA = {IID: 1, HAAR: 2}  # powers of 1 + m_1 in w


def layers(net: ResidualNetwork, floor: float = FLOOR, blur: float = BLUR) -> Layers:
    """The equation of the limit law, layers of one law counted together.

    Raises:
        InvalidInputError: weights have no limit law, or are neither independent nor Haar, or the
            slope of phi is not known to be bounded.
        NotConvergedError: a quadrature does not reproduce the mass of its K.
    """
    net.plain.require_limit()
    for kind in net.plain.kinds:
        if kind not in KAPPA:
            raise InvalidInputError(
                f"{net.label}: residual laws are known here for independent entries and Haar "
                f"weights, not for {kind.label}"
            )
    rules: dict[tuple[bytes, bytes], MeasureRule] = {}
    counts: Counter[tuple[bytes, bytes, float, int]] = Counter()
    for s, kind, law in zip(
        _scales(net), net.plain.kinds, _measures(net, floor, blur), strict=True
    ):
        key = law.k.tobytes(), law.c.tobytes()
        rules[key] = law
        counts[*key, s, KAPPA[kind]] += 1
    found = [Layer(rules[k, c], s, kappa, n) for (k, c, s, kappa), n in counts.items()]
    return Layers(net.label, tuple(found))


def _scales(net):
    """a^2 sigma_w^2 of every layer."""
    return [a**2 * s for a, s in zip(net.scales, net.plain.weight_variances, strict=True)]


def _measures(net, floor, blur):
    """Quadratures of the laws of phi'^2 of all layers."""
    slopes = zip(net.plain.activations, net.preactivations, strict=True)
    return [diagonal(phi, y).sources[0].rule(floor, blur) for phi, y in slopes]


@checked
def strengths(net: ResidualNetwork) -> tuple[float, ...]:
    r""":math:`a_l^2 \sigma_w^2\, \mathbb E\phi'(y^l)^2`, l = 1..L; their sum is Lambda.

    Raises:
        InvalidInputError: as :func:`layers`.
    """
    means = [law.moments(1)[0] for law in _measures(net, FLOOR, BLUR)]
    return tuple(float(s * mean) for s, mean in zip(_scales(net), means, strict=True))


@checked
def tuned(net: ResidualNetwork, strength: float) -> ResidualNetwork:
    r"""The network with a multiplied by what makes Lambda, its total strength, this number.

    Repeated division: variances, and with them E phi'^2, hardly depend on a where layers are weak.

    Raises:
        InvalidInputError: as :func:`layers`, or the strength is not positive.
        NotConvergedError: the iteration does not end.
    """
    if not strength > 0:
        raise InvalidInputError(f"strength must be > 0, got {strength!r}")
    for _ in range(ROUNDS):
        factor = (strength / fsum(strengths(net))) ** 0.5
        if abs(factor - 1) < EXACT:
            return net
        scales = tuple(a * factor for a in net.scales)
        net = replace(net, scale=scales if isinstance(net.scale, tuple) else scales[0])
    raise NotConvergedError(f"{net.label}: no scale found at which the strength is {strength:g}")
