r"""Weighted least-squares lines, many at once, and how they depend on the points.

.. math:: y = h + s\,(x - \bar x), \qquad \bar x = \frac{\sum_i w_i x_i}{\sum_i w_i}, \quad
    h = \frac{\sum_i w_i y_i}{\sum_i w_i}, \quad
    s = \frac{\sum_i w_i (x_i - \bar x)\,y_i}{\sum_i w_i (x_i - \bar x)\,x_i}

Height and slope are linear in y, so that variances (and bounds on errors) of the points carry over
through their coefficients, whatever the weights are.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import Reals, checked
from freewidth.errors import InvalidInputError


@checked
@dataclass(frozen=True)
class Line:
    """Lines through N points each; all arrays have the points along their first axis.

    Attributes:
        x: abscissae, of a shape that broadcasts against ``weight``.
        weight: of every point, for independent errors the inverse variances; shape (N, ...).
        centre: weighted mean of x, shape (...).
        height: value at the centre, shape (...).
        slope: shape (...).
    """

    x: NDArray
    weight: NDArray
    centre: NDArray
    height: NDArray
    slope: NDArray

    @classmethod
    @checked
    def through(cls, x: Reals, y: Reals, weight: Reals) -> "Line":
        """The least-squares lines; ``y`` has the shape of ``weight``.

        Raises:
            InvalidInputError: the points have fewer than two different x, shapes differ, or weights
                are negative.
        """
        x, y, weight = (np.asarray(values, dtype=float) for values in (x, y, weight))
        try:
            shape = np.broadcast_shapes(x.shape, weight.shape)
        except ValueError:
            shape = ()
        if weight.shape != y.shape or shape != y.shape or not y.ndim:
            raise InvalidInputError(
                f"x, y and weight must have one shape, got {x.shape}, {y.shape}, {weight.shape}"
            )
        if not np.all((weight >= 0) & (weight.sum(axis=0) > 0)):
            raise InvalidInputError("weights must be >= 0, and some > 0 for each line")
        if np.unique(x).size < 2:
            raise InvalidInputError(f"a line needs points at two x or more, got x={x.tolist()}")
        total = weight.sum(axis=0)
        centre = (weight * x).sum(axis=0) / total
        lever = weight * (x - centre)
        slope = (lever * y).sum(axis=0) / (lever * x).sum(axis=0)
        return cls(x, weight, centre, (weight * y).sum(axis=0) / total, slope)

    @checked
    def at(self, x: float) -> NDArray:
        """The value at x, shape (...)."""
        return self.height + self.slope * (x - self.centre)

    @checked
    def at_coefficients(self, x: float) -> NDArray:
        """The derivatives of :meth:`at` in every y, shape (N, ...)."""
        lever = self.weight * (self.x - self.centre)
        share = self.weight / self.weight.sum(axis=0)
        return share + (x - self.centre) * lever / (lever * self.x).sum(axis=0)

    @property
    def slope_coefficients(self) -> NDArray:
        """The derivatives of the slope in every y, shape (N, ...)."""
        lever = self.weight * (self.x - self.centre)
        return lever / (lever * self.x).sum(axis=0)
