"""The limit law of a free product: a distribution, its moments and its transforms."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

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


@dataclass(frozen=True, eq=False, repr=False)
class Law(Distribution):
    r"""The limit of the spectral distribution of :math:`JJ^\top`, continuous part plus atoms.

    Functions take arrays of any shape and return that shape.

    Attributes:
        of: the free product whose law it is.
        atoms, support, pieces, tail: see :class:`.Distribution`.
        certificate: measured defects of this law; :func:`law` raises where one is too large.
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

    def moments(self, k: int) -> NDArray:
        """m_1, ..., m_k, shape (k,), from the power series of the S-transform, k <= 30.

        Raises:
            InvalidInputError: k is no whole number in 1..30.
        """
        return series_moments(self.of, checked_order(k))

    @single_threaded
    def stieltjes(self, z: ArrayLike) -> NDArray:
        r""":math:`G(z) = \int \nu(dt)/(z-t)` for complex z off the real axis, any shape.

        Raises:
            InvalidInputError: some z is real.
            NotConvergedError: the continuation to some z failed.
        """
        z = np.asarray(z, dtype=complex)
        flat = z.ravel()
        if np.any(flat.imag == 0):
            raise InvalidInputError("stieltjes needs z off the real axis; see density and cdf")
        if not self.support:
            total = sum(mass / (flat - a) for a, mass in self.atoms)
            return np.asarray(total).reshape(z.shape)[()]
        upper = np.where(flat.imag > 0, flat, np.conj(flat))
        angle = np.arctan2(upper.imag, upper.real)
        y, _ = solve(self._product, np.log(np.abs(upper)), angle, self.label)
        g = (1 + y - self._product.mu) / upper
        return np.where(flat.imag > 0, g, np.conj(g)).reshape(z.shape)[()]

    @single_threaded
    def s_transform(self, m: ArrayLike) -> NDArray:
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


def restore(of: FreeProduct, arrays: dict[str, NDArray]) -> Law:
    """The law whose :meth:`Law.arrays` these are.

    Raises:
        InvalidInputError: an array is missing.
    """
    return Law(of, *stored(arrays, of.label))
