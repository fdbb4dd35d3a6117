"""Weighted least squares: exact lines, the normal equations, and errors carried through."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth.errors import InvalidInputError
from freewidth.stats import Line


def test_points_on_a_line_are_on_it_whatever_their_weights(rng):
    x, weight = np.array([-1.0, 0.5, 2.0, 7.0]), rng.exponential(size=(4, 3))
    height, slope = rng.standard_normal((2, 3))
    line = Line.through(x[:, None], height + slope * x[:, None], weight)
    assert_allclose(line.slope, slope, rtol=1e-12)
    assert_allclose(line.at(10.0), height + 10 * slope, rtol=1e-12)


def test_residuals_are_orthogonal_to_lines(rng):
    x, y, weight = (rng.normal(size=6), rng.normal(size=6), rng.exponential(size=6))
    line = Line.through(x, y, weight)
    residual = weight * (y - [line.at(each) for each in x])
    assert abs(residual.sum()) < 1e-13
    assert abs(residual @ x) < 1e-13


def test_coefficients_are_derivatives(rng):
    x, weight = np.array([1.0, 2.0, 4.0]), np.array([3.0, 1.0, 2.0])
    y, step = rng.standard_normal((2, 3))
    one, two = Line.through(x, y, weight), Line.through(x, y + step, weight)
    assert_allclose(two.at(0.0) - one.at(0.0), one.at_coefficients(0.0) @ step, rtol=1e-12)
    assert_allclose(two.slope - one.slope, one.slope_coefficients @ step, rtol=1e-12)


def test_the_same_as_polyfit(rng):
    x, y, error = (rng.normal(size=8), rng.normal(size=8), rng.exponential(size=8) + 0.1)
    slope, height = np.polyfit(x, y, 1, w=1 / error)
    line = Line.through(x, y, 1 / error**2)
    assert_allclose([line.slope, line.at(0.0)], [slope, height], rtol=1e-10)


def test_one_place_makes_no_line():
    with pytest.raises(InvalidInputError, match="two x or more"):
        Line.through([2.0, 2.0], [0.0, 1.0], [1.0, 1.0])
