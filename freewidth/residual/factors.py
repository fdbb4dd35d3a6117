"""From a residual network to the equation of its law."""

from collections import Counter
from dataclasses import replace

from freewidth.activations import ACTIVATIONS
from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.freeprob.measure import MeasureRule
from freewidth.jacobian import SlopeMeasure
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
    kind = net.weights.kind
    if kind not in KAPPA:
        raise InvalidInputError(
            f"{net.label}: residual laws are known here for independent entries and Haar weights, "
            f"not for {kind.label}"
        )
    if net.activation not in ACTIVATIONS:
        raise InvalidInputError(
            f"{net.label}: {net.activation} is not among the activations whose slopes are known to "
            f"be bounded ({', '.join(ACTIVATIONS)}), as limit laws ask"
        )
    rules: dict[tuple[bytes, bytes], MeasureRule] = {}
    counts: Counter[tuple[bytes, bytes, float]] = Counter()
    for a, y in zip(net.scales, net.preactivations, strict=True):
        law = SlopeMeasure(net.activation, y).rule(floor, blur)
        key = law.k.tobytes(), law.c.tobytes()
        rules[key] = law
        counts[*key, a**2 * net.sigma_w2] += 1
    found = [Layer(rules[k, c], s, KAPPA[kind], count) for (k, c, s), count in counts.items()]
    return Layers(net.label, tuple(found))


def strengths(net: ResidualNetwork) -> tuple[float, ...]:
    r""":math:`a_l^2 \sigma_w^2\, \mathbb E\phi'(y^l)^2`, l = 1..L; their sum is Lambda.

    Raises:
        InvalidInputError: as :func:`layers`.
    """
    found = []
    for a, y in zip(net.scales, net.preactivations, strict=True):
        mean = SlopeMeasure(net.activation, y).rule(FLOOR, BLUR).moments(1)[0]
        found.append(float(a**2 * net.sigma_w2 * mean))
    return tuple(found)


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
        factor = (strength / sum(strengths(net))) ** 0.5
        if abs(factor - 1) < EXACT:
            return net
        scales = tuple(a * factor for a in net.scales)
        net = replace(net, scale=scales if isinstance(net.scale, tuple) else scales[0])
    raise NotConvergedError(f"{net.label}: no scale found at which the strength is {strength:g}")
