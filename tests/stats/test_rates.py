"""Exponents of fluctuations on draws whose exponent is known."""

import numpy as np
import pytest

from freewidth.errors import InvalidInputError
from freewidth.stats import log_slope

WIDTHS = (32, 64, 128, 256)


def draws(rng, exponent, networks=1500):
    return {n: n ** (exponent / 2) * rng.standard_normal(networks) for n in WIDTHS}


def variance_slope(observed):
    return log_slope("Var", observed, -1.0, {}, order=2)


@pytest.mark.parametrize("exponent", [-1, -2])
@pytest.mark.parametrize("order", [2, 4])
def test_the_exponent_is_found_and_its_neighbours_excluded(exponent, order):
    rng = np.random.default_rng([7, order, -exponent])
    expected = exponent * order / 2
    rivals = {"one less": expected - 1, "one more": expected + 1}
    evidence = log_slope("test", draws(rng, exponent), expected, rivals, order)
    assert evidence.p_value() > 1e-4  # a pinned seed: the truth is rejected once in 10^4 seeds
    assert max(evidence.p_value(value) for value in rivals.values()) < 1e-4


def test_the_standard_error_is_right():
    rng = np.random.default_rng(8)
    fits = [variance_slope(draws(rng, -1, 400)) for _ in range(300)]
    spread = np.std([fit.observed for fit in fits])
    # 300 slopes know their standard deviation to 1/sqrt(600) = 4 %; four times that
    assert np.mean([fit.sem for fit in fits]) == pytest.approx(spread, rel=0.16)


def test_the_allowance_covers_a_correction_of_a_quarter():
    rng = np.random.default_rng(9)
    exact = {n: np.sqrt((1 + 8 / n) / n) * rng.choice([-1.0, 1.0], 2000) for n in WIDTHS}
    found = variance_slope(exact)  # log(1 + d/n) <= d/n with d = n_min / 4 = 8
    assert 0.02 < abs(found.observed + 1) < found.bias


def test_constants_have_no_exponent():
    with pytest.raises(InvalidInputError, match="does not fluctuate at width 32"):
        variance_slope({n: np.full(10, 0.1) for n in WIDTHS})


def test_two_widths_have_no_slope_that_could_be_tested():
    with pytest.raises(InvalidInputError, match="3 widths or more"):
        variance_slope({32: np.arange(5.0), 64: np.arange(5.0)})


def test_the_exponent_of_a_mean_is_found_and_its_rivals_excluded(rng):
    """Squares of errors of standard deviation n^{-1/2}."""
    observed = {n: rng.standard_normal(400) ** 2 / n for n in (16, 64, 256)}
    item = log_slope("slope", observed, -1.0, {"slow": -0.5, "fast": -2.0})
    assert item.p_value() > 1e-6
    assert all(item.p_value(value) < 1e-6 for value in item.rivals.values())
    assert item.at_width == observed[256].mean()


def test_an_exact_power_is_recovered_exactly():
    values = np.array([0.5, 1.5])  # the same relative spread at every width
    observed = {n: 3 * n**-0.7 * values for n in WIDTHS}
    assert log_slope("mean", observed, -0.7, {}).observed == pytest.approx(-0.7, abs=1e-13)
    assert variance_slope(observed).observed == pytest.approx(-1.4, abs=1e-13)


def test_means_that_are_not_positive_have_no_exponent():
    with pytest.raises(InvalidInputError, match="mean at width 32 is"):
        log_slope("mean", {n: np.array([-1.0, 0.0]) for n in WIDTHS}, -1.0, {})
