"""A network as a product of free factors."""

from freewidth.activations import ACTIVATIONS
from freewidth.errors import InvalidInputError
from freewidth.freeprob import FreeProduct, factor
from freewidth.jacobian.slopes import SlopeMeasure
from freewidth.kinds import HAAR
from freewidth.network import Network
from freewidth.preactivation import Preactivation


def free_product(net: Network | FreeProduct) -> FreeProduct:
    r"""The factors of a network's Jacobian in the limit, :math:`D^l` as if independent of W^l.

    Raises:
        InvalidInputError: weights have no limit law (no variance) or are complex, or the slope
            of phi is not known to be bounded.
    """
    if isinstance(net, FreeProduct):
        return net
    net.require_limit()
    if net.field == "complex":
        raise InvalidInputError(
            f"{net.label}: the law of phi' at real pre-activations is not that of complex weights; "
            f"freewidth.genus.moments(net, k) gives the moments of the limit"
        )
    if net.activation not in ACTIVATIONS or not net.phi.bounded_slope:
        raise InvalidInputError(
            f"{net.label}: {net.activation} is not among the activations whose slopes are known to "
            f"be bounded, as limit laws ask (`freewidth list activations`), for their support is "
            f"then bounded; freewidth.limits.resolvent(net, z) gives G off the axis"
        )
    sources = tuple(SlopeMeasure(net.activation, y) for y in net.preactivations)
    return FreeProduct(net.label, net.kinds, sources, net.scales, net.ratios, origin=net)


def diagonal(activation: str, y: Preactivation | float) -> FreeProduct:
    """The law K of phi'(h)^2, h a pre-activation, or a Gaussian of the variance given; square."""
    y = y if isinstance(y, Preactivation) else Preactivation(float(y))
    label = f"diagonal of {activation} at variance {y.q:g}"
    return factor(label, HAAR, SlopeMeasure(activation, y))
