"""Edges of the continuous part: how the density behaves there, and on which side it lies."""

from dataclasses import dataclass
from enum import Enum


class Side(Enum):
    """One of the two directions on the real line: of log x, or of y along a real branch."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def sign(self) -> float:
        """-1 or 1, for arithmetic."""
        return 1.0 if self is Side.RIGHT else -1.0


@dataclass(frozen=True)
class EdgeType:
    r"""The density per unit of log x at a small distance v from a point: :math:`v^p B`.

    Attributes:
        power: p.
        in_root: whether B is analytic in :math:`\sqrt v` rather than in v.
    """

    power: float
    in_root: bool = False


INTERIOR = EdgeType(0.0)  # no edge: the density is analytic
SOFT = EdgeType(0.5)  # a square-root edge
HARD = EdgeType(-0.5)  # an inverse square root: where an atom just fails to be
BRANCH_POINT = EdgeType(-0.5, in_root=True)  # a critical value of the only K; smooth parts add
TYPES = (INTERIOR, SOFT, HARD, BRANCH_POINT)


@dataclass(frozen=True)
class Edge:
    """An end of the continuous part: u = log x, y and w there, infinite where an atom just fails.

    At a soft edge the density vanishes like a square root; at a hard one (an atom's position at
    which the mass just fails to be positive) or a critical value of the only K it is infinite. It
    is of type INTERIOR where a density too faint to be followed is cut off.
    """

    u: float
    y: float
    w: tuple[float, ...]
    type: EdgeType = SOFT


@dataclass(frozen=True)
class Bulk:
    """One interval of the continuous part; without a left edge it reaches to x = 0."""

    left: Edge | None
    right: Edge
