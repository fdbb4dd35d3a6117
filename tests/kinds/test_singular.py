"""Laws of singular values: checked when made, drawn at even levels."""

from math import comb

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth.errors import InvalidInputError
from freewidth.kinds import Density, SingularValues
from freewidth.rng import stream

QUARTER = SingularValues(density=Density(lambda s: np.sqrt(4 - s**2) / np.pi, 0.0, 2.0))
UNIFORM = SingularValues(density=Density(lambda s: 0 * s + 1 / np.sqrt(3), 0.0, np.sqrt(3)))
MIXED = SingularValues(
    ((0.0, 0.25), (1.25, 0.5)),
    UNIFORM.density and Density(lambda s: 0 * s + 0.25 / np.sqrt(2.625), 0.0, np.sqrt(2.625)),
)


def test_moments_of_the_quarter_circle_are_catalan_numbers():
    exact = [comb(2 * k, k) / (k + 1) for k in range(1, 8)]
    assert_allclose(QUARTER.moments(7), exact, rtol=1e-13)  # rounding of 400 terms


def test_moments_of_a_mixture():
    own = [0.5 * 1.25 ** (2 * k) + 0.25 * 2.625**k / (2 * k + 1) for k in range(1, 5)]
    assert_allclose(MIXED.moments(4), own, rtol=1e-13)


@pytest.mark.parametrize("values", [QUARTER, UNIFORM, MIXED])
@pytest.mark.parametrize("count", [7, 500])
def test_draws_are_quantiles_at_even_steps(values, count):
    s = np.stack([values.sample(stream(0, "s", i), count) for i in range(200)])
    assert s.shape == (200, count)
    for k in (1, 2):
        seen = np.mean(s ** (2 * k), axis=1)
        exact = values.moments(k)[-1]
        # a mean at equal levels is off by no more than the largest step of s^2k, over count
        assert np.all(np.abs(seen - exact) <= 2.0 ** (2 * k) / count)
        assert abs(seen.mean() - exact) < 5 * seen.std() / np.sqrt(200) + 1e-6  # the table's steps


def test_shares_of_values_are_exact_up_to_one():
    zeros = np.count_nonzero(MIXED.sample(stream(0, "zeros"), 1001) == 0)
    assert abs(zeros - 1001 / 4) <= 1


def test_wrong_laws_are_refused_with_the_remedy():
    with pytest.raises(InvalidInputError, match=r"mean square 1, got 4: divide them by 2"):
        SingularValues(((2.0, 1.0),))
    with pytest.raises(InvalidInputError, match=r"add up to 1, got 0\.9"):
        SingularValues(((1.0, 0.9),))
    with pytest.raises(InvalidInputError, match=r"add up to 1, got 2"):
        SingularValues(((1.0, 1.0),), QUARTER.density)
    with pytest.raises(InvalidInputError, match="finite and >= 0"):
        SingularValues(((-1.0, 1.0),))
    with pytest.raises(InvalidInputError, match="0 <= low < high"):
        Density(lambda s: s, 1.0, 1.0)


def test_dividing_by_the_factor_named_is_a_remedy():
    with pytest.raises(InvalidInputError) as refused:
        SingularValues(((1.0, 0.5), (3.0, 0.5)))
    factor = float(str(refused.value).split()[-1])
    SingularValues(((1.0 / factor, 0.5), (3.0 / factor, 0.5)))


@pytest.mark.parametrize("count", [1, 2, 3, 8, 13])
def test_the_square_of_the_mean_of_values_drawn_together(count):
    """Two values, half of each: an even number of them always has mean 1, an odd one 1 +- 0.6/n."""
    values = SingularValues(((np.sqrt(0.4), 0.5), (np.sqrt(1.6), 0.5)))
    expected = 1 + (count % 2) * (0.6 / count) ** 2
    assert values.squared_mean(count) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("count", [1, 2, 7])
def test_the_same_for_a_density(count):
    """Quarter circle: a fine midpoint rule over the start. One value: E s^4 = 2."""
    start = (np.arange(20_000) + 0.5) / 20_000
    s = QUARTER.quantiles((np.arange(count) + start[:, None]) / count)
    expected = np.mean(np.mean(s**2, axis=1) ** 2)
    assert QUARTER.squared_mean(count) == pytest.approx(
        expected, rel=1e-6
    )  # midpoint: 20000^(-5/3)
    if count == 1:
        assert expected == pytest.approx(2, rel=1e-5)  # and the table of quantiles, 4097^-2
