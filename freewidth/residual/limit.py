r"""The limit of deep residual networks of weak layers: one parameter, whatever phi and W.

Where :math:`\Lambda = \sum_l a_l^2 \sigma_w^2 \mathbb E\phi'(y^l)^2` is fixed while every term
tends to 0,

.. math:: S_{JJ^\top}(m) \to e^{-\Lambda(1+2m)}, \qquad
    m_k = \frac{e^{k\Lambda}}{k} \sum_{j<k} \binom{k}{j+1} \frac{(2k\Lambda)^j}{j!},

for :math:`S_X(m) = 1 - s(1+2m) + O(s^2)` in one layer. log x has a symmetric law, as
:math:`S(m) S(-1-m) = 1`. It is that of the free positive multiplicative Brownian motion (recalled).
"""

from dataclasses import dataclass
from numbers import Real
from typing import Any

from freewidth.arguments import checked
from freewidth.errors import InvalidInputError

LARGEST = 100.0  # the support ends near exp(2 Lambda): moments of order 6 are numbers up to here


@checked
@dataclass(frozen=True)
class ResidualLimit:
    """A residual network of infinitely many, infinitely weak layers.

    Attributes:
        strength: Lambda, in (0, 100].

    Raises:
        InvalidInputError: it is outside.
    """

    strength: float

    def __post_init__(self) -> None:
        number: Any = self.strength
        real = isinstance(number, Real) and not isinstance(number, bool)
        if not real or not 0 < number <= LARGEST:  # nan is outside
            raise InvalidInputError(
                f"strength, the sum of a^2 sigma_w^2 E phi'^2 over all layers, lies in "
                f"(0, {LARGEST:g}], got {self.strength!r}"
            )
        object.__setattr__(self, "strength", float(number))

    @property
    def label(self) -> str:
        """One line for messages and captions."""
        return f"weak residual layers, Lambda={self.strength:g}"
