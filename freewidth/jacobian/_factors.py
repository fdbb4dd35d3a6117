"""A network as a product of free factors."""

from freewidth.activations import ACTIVATIONS, Activation, named
from freewidth.arguments import checked
from freewidth.errors import InvalidInputError
from freewidth.freeprob import FreeProduct, factor
from freewidth.jacobian.slopes import SlopeMeasure
from freewidth.kinds import HAAR
from freewidth.layerwise import name_of
from freewidth.network import Network
from freewidth.preactivation import Preactivation


@checked
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
    for phi in dict.fromkeys(net.activations):
        _require_bounded(phi, f"{net.label}: ")
    slopes = zip(net.activations, net.preactivations, strict=True)
    sources = tuple(SlopeMeasure(phi, y) for phi, y in slopes)
    return FreeProduct(net.label, net.kinds, sources, net.scales, net.ratios, origin=net)


def _require_bounded(phi: str | Activation, where: str = "") -> None:
    known = not isinstance(phi, str) or phi in ACTIVATIONS
    if not (known and named(phi).bounded_slope):
        raise InvalidInputError(
            f"{where}{name_of(phi)} is not among the activations whose slopes are known to be "
            f"bounded, as limit laws ask (`freewidth list activations`), for their support is then "
            f"bounded; freewidth.limits.resolvent(net, z) gives G off the axis"
        )


@checked
def diagonal(activation: str | Activation, y: Preactivation | float) -> FreeProduct:
    """The law K of phi'(h)^2, h a pre-activation, or a Gaussian of the variance given; square.

    Raises:
        InvalidInputError: the slope of phi is not known to be bounded.
    """
    _require_bounded(activation)
    y = y if isinstance(y, Preactivation) else Preactivation(float(y))
    label = f"diagonal of {name_of(activation)} at variance {y.q:g}"
    return factor(label, HAAR, SlopeMeasure(activation, y))
