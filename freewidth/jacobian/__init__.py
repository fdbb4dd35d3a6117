r"""Limit laws of Jacobian spectra: from a network to its factors, and their law.

A network becomes a free product (:func:`free_product`): its kinds of weights, and in every layer
the law of squared slopes as a measure (:mod:`.slopes`), a quadrature along a deformed contour:

- :mod:`.squared_slope`: :math:`k(h) = \phi'(h)^2` and its derivatives;
- :mod:`.integrand`: where it matters to Gaussians of some width;
- :mod:`.deformation`: how far off the axis the contour runs;
- :mod:`.panels`: Gauss-Legendre panels along it;
- :mod:`.contour`: all of these together, the path.

The law is solved by :mod:`freewidth.freeprob`, except where one isometry leaves M = K next to a
limit of phi'^2: there :math:`\phi'` is inverted (:mod:`.slope_inverse`, :mod:`.single_layer`).
"""

from collections.abc import Mapping

from freewidth.arguments import Stored, checked
from freewidth.freeprob import FreeProduct, Law
from freewidth.freeprob import restore as _restore
from freewidth.jacobian._factors import diagonal, free_product
from freewidth.jacobian._law import law
from freewidth.jacobian.localised import localised
from freewidth.jacobian.slopes import SlopeMeasure
from freewidth.network import Network

__all__ = ["SlopeMeasure", "diagonal", "free_product", "law", "localised", "restore"]


@checked
def restore(net: Network | FreeProduct, arrays: Mapping[str, Stored]) -> Law:
    """The law of a network or another free product whose :meth:`Law.arrays` these are.

    Raises:
        InvalidInputError: an array is missing, or as :func:`free_product`.
    """
    return _restore(free_product(net), arrays)
