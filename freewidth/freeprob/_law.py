"""The limit law of a free product: a distribution, its moments and its transforms."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from freewidth.adding import added
from freewidth.arguments import Reals, Stored, checked
from freewidth.errors import InvalidInputError
from freewidth.freeprob.continuation import solve
from freewidth.freeprob.distribution import Distribution, checked_order, stored
from freewidth.freeprob.edge import Side
from freewidth.freeprob.factors import FreeProduct
from freewidth.freeprob.moments import series_moments
from freewidth.freeprob.prepare import prepare
from freewidth.freeprob.product import Product
from freewidth.freeprob.threads import single_threaded
from freewidth.freeprob.transforms import origin, s_transform


@checked
@dataclass(frozen=True, eq=False, repr=False)
class Law(Distribution):
    r"""The limit of the spectral distribution of :math:`JJ^\top`, continuous part plus atoms.

    Functions take arrays of any shape and return that shape.

    Attributes:
        of: the free product whose law it is.
        atoms, support, pieces, tail: see :class:`.Distribution`.
        certificate: measured defects of this law; :func:`law` raises where one is too large.

    Examples:
        >>> from freewidth import Network, law
        >>> found = law(Network("gaussian", "linear", depth=2))
        >>> [float(round(edge, 6)) for edge in found.support[0]]
        [0.0, 6.75]
        >>> found.quantile([0.5, 1.0]).round(6)
        array([0.318885, 6.75    ])
        >>> found.moments(3).round(10)
        array([ 1.,  3., 12.])
    """

    of: FreeProduct

    @property
    def net(self) -> Any:
        """What it was asked for: a network, or the free product itself."""
        return self.of if self.of.origin is None else self.of.origin

    @cached_property
    def _product(self) -> Product:
        prepared = prepare(self.of)
        if prepared is None:
            raise InvalidInputError(f"{self.label}: M = 0 has no equation")
        return prepared[0]

    @cached_property
    def origin(self) -> float | None:
        r"""Exponent e of :math:`\rho(x) \approx x^e` as x -> 0+, up to logarithms.

        None if the continuous part keeps away from 0. For square i.i.d. layers with phi' != 0 it is
        -L/(L+1); see :func:`freewidth.freeprob.transforms.origin`.
        """
        if not self.support or self.pieces.edges(Side.LEFT)[0]:  # an edge, even if it rounds to 0
            return None
        return origin(self._product)

    @checked
    def moments(self, k: int) -> NDArray:
        """m_1, ..., m_k, shape (k,), from the power series of the S-transform, k <= 30.

        Raises:
            InvalidInputError: k is no whole number in 1..30.
        """
        return series_moments(self.of, checked_order(k))

    def _above(self, z: NDArray) -> tuple[NDArray, NDArray]:
        everywhere = np.ones(z.shape, dtype=bool)  # or solve() raises
        if not self.support:
            return np.asarray(added(mass / (z - a) for a, mass in self.atoms)), everywhere
        y, _ = solve(self._product, np.log(np.abs(z)), np.arctan2(z.imag, z.real), self.label)
        return (1 + self._product.share * (y - self._product.mu)) / z, everywhere

    @checked
    @single_threaded
    def s_transform(self, m: Reals) -> NDArray:
        r""":math:`S(m) = \chi(m)(1+m)/m`, real m > -mu, mu one less the atom at 0; any shape.

        Free multiplicative convolution multiplies S-transforms. S(0) = 1/m_1; S(m) for m < 0 is
        that of z < 0, for m > 0 the continuation to the right of the spectrum and beyond.

        Raises:
            InvalidInputError: M = 0, some m <= -mu, or m beyond where every K has a real w.
        """
        m = np.asarray(m, dtype=float)
        if self.of.vanishes:
            raise InvalidInputError(f"{self.label}: M = 0 has no S-transform")
        return s_transform(self.of, self._product, m.ravel()).reshape(m.shape)[()]


@checked
def restore(of: FreeProduct, arrays: Mapping[str, Stored]) -> Law:
    """The law whose :meth:`Law.arrays` these are.

    Raises:
        InvalidInputError: an array is missing.
    """
    return Law(of, *stored(arrays, of.label))
