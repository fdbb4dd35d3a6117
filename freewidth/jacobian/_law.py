"""The limit law of a network: its factors solved, but for M = K next to a limit of phi'^2."""

from dataclasses import replace

from freewidth import freeprob
from freewidth.arguments import checked
from freewidth.freeprob import FreeProduct, Law
from freewidth.freeprob.atoms import atoms
from freewidth.freeprob.certify import trivial
from freewidth.freeprob.prepare import FIRST
from freewidth.freeprob.product import Product, build
from freewidth.freeprob.threads import single_threaded
from freewidth.jacobian import single_layer
from freewidth.jacobian._factors import free_product
from freewidth.jacobian.slopes import SlopeMeasure
from freewidth.network import Network


@checked
@single_threaded
def law(net: Network | FreeProduct) -> Law:
    r"""The limit law of :math:`JJ^\top` for a network or another free product, certified.

    Raises:
        InvalidInputError: weights have no limit law (no variance) or are complex, or the slope
            of phi is unbounded.
        NotConvergedError: some step or some check of the certificate did not meet its tolerance.

    Examples:
        >>> from freewidth import Network, law
        >>> found = law(Network("orthogonal", "hardtanh", depth=2, sigma_b2=0.1))
        >>> [(x, round(mass, 6)) for x, mass in found.atoms]
        [(0.0, 0.340356), (1.0, 0.450206)]
        >>> found.moments(2).round(6)
        array([0.521489, 0.484316])
        >>> float(found.cdf(0.5).round(6))
        0.492733
    """
    product = free_product(net)
    single = _accumulating(product)
    return freeprob.law(product) if single is None else _by_inversion(product, single)


def _accumulating(product: FreeProduct) -> Product | None:
    """The equation, where it is M = K up to a factor and k tends to a limit past any number."""
    curved = [s for s in product.sources if isinstance(s, SlopeMeasure) and s.curved]
    if len(curved) != 1 or product.vanishes:
        return None
    built = build(product, FIRST)
    return built if single_layer.has_accumulation_point(built) else None


def _by_inversion(product: FreeProduct, built: Product) -> Law:
    """M = K next to a limit of phi'^2."""
    layer = single_layer.SingleLayer(built, product.label)
    segments, pieces, tail = layer.solve()
    found = Law(product, atoms(product), layer.support(), pieces, tail, trivial())
    return replace(found, certificate=single_layer.certify(found, layer, segments))
