"""The law of a residual product as a distribution."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.freeprob.distribution import Distribution, checked_order, stored
from freewidth.freeprob.threads import single_threaded
from freewidth.residual.continuation import Arc, arc
from freewidth.residual.equation import Equation, Universal
from freewidth.residual.factors import layers
from freewidth.residual.limit import ResidualLimit
from freewidth.residual.solve import solve
from freewidth.residual_network import ResidualNetwork

Subject = ResidualNetwork | ResidualLimit


@dataclass(frozen=True, eq=False, repr=False)
class ResidualLaw(Distribution):
    r"""The limit of the spectral distribution of :math:`JJ^\top`, J of a residual network.

    Functions take arrays of any shape and return that shape.

    Attributes:
        of: the network, or the limit of many weak layers.
        atoms, support, pieces, tail: see :class:`freewidth.freeprob.Distribution`.
        certificate: measured defects of this law; :func:`law` raises where one is too large.
    """

    of: Subject

    @property
    def net(self) -> Subject:
        """What it was asked for."""
        return self.of

    @cached_property
    def _equation(self) -> Equation:
        return equation(self.of)

    @cached_property
    def _arc(self) -> Arc:
        return arc(self._equation)

    @property
    def origin(self) -> float | None:
        r"""Exponent e of :math:`\rho(x) \approx x^e` as x -> 0+, None if x keeps away from 0.

        F is of order :math:`x^{1/(1+h)}`, h the number of layers 1 + aDW with mass at every small
        x, those that just begin to counting half.
        """
        count = self._equation.singular
        return 1 / (1 + count) - 1 if count and not self.support[0][0] else None

    def moments(self, k: int) -> NDArray:
        """m_1, ..., m_k, shape (k,), from the power series of the S-transform, k <= 30.

        Raises:
            InvalidInputError: k is no whole number in 1..30.
        """
        return self._equation.moments(checked_order(k))

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
        upper = np.where(flat.imag > 0, flat, np.conj(flat))
        states, good = self._arc.at(np.log(np.abs(upper)), np.angle(upper))
        if not good.all():
            raise NotConvergedError(f"{self.label}: no solution at z={flat[~good][0]:.6g}")
        g = states[:, 0] / upper
        return np.where(flat.imag > 0, g, np.conj(g)).reshape(z.shape)[()]


def equation(of: Subject) -> Equation:
    """What is solved for a network or for the limit.

    Raises:
        InvalidInputError: as :func:`.layers`, or it is neither.
    """
    if isinstance(of, ResidualLimit):
        return Universal(of.label, of.strength)
    if isinstance(of, ResidualNetwork):
        return layers(of)
    raise InvalidInputError(f"a ResidualNetwork or a ResidualLimit has a law here, got {of!r}")


@single_threaded
def law(of: Subject) -> ResidualLaw:
    r"""The limit law of :math:`JJ^\top` of a residual network, or of many weak layers; certified.

    Raises:
        InvalidInputError: weights have no limit law or are of another kind, or the slope of phi is
            unbounded.
        NotConvergedError: a step or a check of the certificate did not meet its tolerance.
    """
    what = equation(of)
    found = solve(what)
    atoms = ((1.0, what.atom),) if what.atom else ()
    return ResidualLaw(of, atoms, found.support, found.pieces, found.tail, found.certificate)


def moments(of: Subject, k: int) -> NDArray:
    """m_1..m_k of the law by power series, shape (k,): nothing is solved.

    Raises:
        InvalidInputError: as :func:`law`, or k is no whole number in 1..30.
    """
    return equation(of).moments(checked_order(k))


def restore(of: Subject, arrays: Mapping[str, NDArray]) -> ResidualLaw:
    """The law whose :meth:`ResidualLaw.arrays` these are.

    Raises:
        InvalidInputError: an array is missing.
    """
    return ResidualLaw(of, *stored(dict(arrays), of.label))
