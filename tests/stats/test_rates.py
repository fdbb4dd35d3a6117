"""Exponents of fluctuations on draws whose exponent is known."""

import numpy as np
import pytest

from freewidth.errors import InvalidInputError
from freewidth.stats.rates import central_moment_slope, slope_evidence

WIDTHS = (32, 64, 128, 256)


def draws(rng, exponent, networks=1500):
    return {n: n ** (exponent / 2) * rng.standard_normal(networks) for n in WIDTHS}


@pytest.mark.parametrize("exponent", [-1, -2])
@pytest.mark.parametrize("order", [2, 4])
def test_the_exponent_is_found_and_its_neighbours_excluded(exponent, order):
    rng = np.random.default_rng([7, order, -exponent])
    expected = exponent * order / 2
    rivals = {"one less": expected - 1, "one more": expected + 1}
    evidence = slope_evidence(
        "test", draws(rng, exponent), expected=expected, rivals=rivals, order=order
    )
    assert evidence.p_value() > 1e-4  # a pinned seed: the truth is rejected once in 10^4 seeds
    assert max(evidence.p_value(value) for value in rivals.values()) < 1e-4


def test_the_standard_error_is_right():
    rng = np.random.default_rng(8)
    fits = np.array([central_moment_slope(draws(rng, -1, 400))[:2] for _ in range(300)])
    # 300 slopes know their standard deviation to 1/sqrt(600) = 4 %; four times that
    assert fits[:, 1].mean() == pytest.approx(fits[:, 0].std(), rel=0.16)


def test_the_allowance_covers_a_correction_of_a_quarter():
    rng = np.random.default_rng(9)
    exact = {n: np.sqrt((1 + 8 / n) / n) * rng.choice([-1.0, 1.0], 2000) for n in WIDTHS}
    slope, _, bias, _ = central_moment_slope(exact)  # log(1 + d/n) <= d/n with d = n_min / 4 = 8
    assert 0.02 < abs(slope + 1) < bias


def test_constants_have_no_exponent():
    with pytest.raises(InvalidInputError, match="does not fluctuate at width 32"):
        central_moment_slope({n: np.full(10, 0.1) for n in WIDTHS})


def test_one_width_has_no_slope():
    with pytest.raises(InvalidInputError, match="two widths"):
        central_moment_slope({32: np.arange(5.0)})
