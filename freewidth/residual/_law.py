"""The law of a residual product as a distribution."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import Stored, checked
from freewidth.errors import InvalidInputError
from freewidth.freeprob.distribution import Distribution, checked_order, stored
from freewidth.freeprob.threads import single_threaded
from freewidth.residual.continuation import Arc, arc
from freewidth.residual.equation import Equation, Universal
from freewidth.residual.factors import layers
from freewidth.residual.limit import ResidualLimit
from freewidth.residual.solve import solve
from freewidth.residual_network import ResidualNetwork

Subject = ResidualNetwork | ResidualLimit


@checked
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

    @checked
    def moments(self, k: int) -> NDArray:
        """m_1, ..., m_k, shape (k,), from the power series of the S-transform, k <= 30.

        Raises:
            InvalidInputError: k is no whole number in 1..30.
        """
        return self._equation.moments(checked_order(k))

    def _above(self, z: NDArray) -> tuple[NDArray, NDArray]:
        states, good = self._arc.at(np.log(np.abs(z)), np.angle(z))
        return states[:, 0] / z, good


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


@checked
@single_threaded
def law(of: Subject) -> ResidualLaw:
    r"""The limit law of :math:`JJ^\top` of a residual network, or of many weak layers; certified.

    Raises:
        InvalidInputError: weights have no limit law or are of another kind, or the slope of phi is
            unbounded.
        NotConvergedError: a step or a check of the certificate did not meet its tolerance.

    Examples:
        >>> from freewidth.residual import ResidualLimit, ResidualNetwork, law
        >>> law(ResidualNetwork("gaussian", "tanh", depth=2, scale=0.5)).support[0][0] > 0
        True
        >>> [float(round(edge, 4)) for edge in law(ResidualLimit(1.0)).support[0]]
        [0.0474, 21.0944]
    """
    what = equation(of)
    found = solve(what)
    atoms = ((1.0, what.atom),) if what.atom else ()
    return ResidualLaw(of, atoms, found.support, found.pieces, found.tail, found.certificate)


@checked
def moments(of: Subject, k: int) -> NDArray:
    """m_1..m_k of the law by power series, shape (k,): nothing is solved.

    Raises:
        InvalidInputError: as :func:`law`, or k is no whole number in 1..30.
    """
    return equation(of).moments(checked_order(k))


@checked
def restore(of: Subject, arrays: Mapping[str, Stored]) -> ResidualLaw:
    """The law whose :meth:`ResidualLaw.arrays` these are.

    Raises:
        InvalidInputError: an array is missing.
    """
    return ResidualLaw(of, *stored(dict(arrays), of.label))
