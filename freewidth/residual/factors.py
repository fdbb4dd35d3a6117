"""From a residual network to the equation of its law."""

from collections import Counter

from freewidth.activations import ACTIVATIONS
from freewidth.errors import InvalidInputError
from freewidth.freeprob.measure import MeasureRule
from freewidth.jacobian import SlopeMeasure
from freewidth.kinds import HAAR, IID
from freewidth.residual.equation import Layer, Layers
from freewidth.residual_network import ResidualNetwork

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
