r"""Complex networks with entire activations.

Weights are complex Ginibre (:math:`W_{ij}\sim CN(0,\sigma_w^2/n)`) or Haar unitary. For holomorphic
phi the Jacobian is complex linear, :math:`J = D^L W^L\cdots D^1 W^1` with
:math:`D^l = \mathrm{diag}\,\phi'(y^l_j)`, and its singular values are studied as in the real case.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import InvalidInputError


@dataclass(frozen=True)
class Entire:
    """An entire function and its derivative."""

    label: str
    f: Callable[[NDArray], NDArray]
    df: Callable[[NDArray], NDArray]


ENTIRE = MappingProxyType(
    {
        "linear": Entire("linear", lambda z: z, np.ones_like),
        "cubic": Entire("z + z³/6", lambda z: z + z**3 / 6, lambda z: 1 + z**2 / 2),
        "sin": Entire("sin", np.sin, np.cos),
    }
)


@dataclass(frozen=True)
class ComplexNetwork:
    """A square complex network without biases.

    Attributes:
        kind: ``"iid"`` (complex Ginibre) or ``"haar"`` (Haar unitary).
        activation: name in ``ENTIRE``.
        depth: number of layers L.
        sigma_w2: mean squared modulus of a weight times the width.
        q0: the input's |x|^2/n.

    Raises:
        InvalidInputError: unknown kind or activation, or a number outside its domain.
    """

    kind: str
    activation: str
    depth: int
    sigma_w2: float = 1.0
    q0: float = 1.0

    def __post_init__(self):
        if self.kind not in ("iid", "haar"):
            raise InvalidInputError(f"kind is 'iid' or 'haar', got {self.kind!r}")
        if self.activation not in ENTIRE:
            raise InvalidInputError(
                f"no entire activation named {self.activation!r}; available: {', '.join(ENTIRE)}"
            )
        if not (self.depth >= 1 and self.sigma_w2 > 0 and self.q0 >= 0):
            raise InvalidInputError(f"depth >= 1, sigma_w2 > 0 and q0 >= 0 are needed: {self}")

    @property
    def phi(self) -> Entire:
        """The activation itself."""
        return ENTIRE[self.activation]

    @property
    def label(self) -> str:
        """One line that identifies the network."""
        weights = {"iid": "complex Ginibre", "haar": "Haar unitary"}[self.kind]
        return f"{weights} {self.phi.label}, L={self.depth}, sigma_w2={self.sigma_w2:g}"
