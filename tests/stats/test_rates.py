"""Exponents of fluctuations on draws whose exponent is known."""

import numpy as np
import pytest

from freewidth.errors import InvalidInputError
from freewidth.stats import growth, log_slope

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


@pytest.mark.parametrize("share", np.linspace(0.15, 0.45, 31))
def test_counts_that_agree_by_chance_are_known_to_one_eigenvalue(share):
    """Three networks of each width with the same count: without steps there is no error at all.

    Counts are those of an exact power, rounded to whole eigenvalues.
    """
    widths = (87, 141, 203)
    counts = {n: np.round(share * (n / 87) ** -0.25 * n) for n in widths}
    same = {n: np.full(3, counts[n] / n) for n in widths}
    item = log_slope("mean", same, -0.25, {}, steps={n: 1 / n for n in widths})
    assert item.p_value() > 0.1
    assert 0 < item.sem < 0.2
    with pytest.raises(InvalidInputError, match="does not fluctuate"):
        log_slope("mean", same, -0.25, {})


def test_steps_are_of_all_widths_and_of_means(rng):
    observed = draws(rng, 1.0)
    for how in ({"steps": {32: 0.1}}, {"steps": dict.fromkeys(WIDTHS, 0.1), "order": 2}):
        with pytest.raises(InvalidInputError, match="needed at all widths"):
            log_slope("mean", observed, -1.0, {}, **how)


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


def less(n):
    return np.log(n) - 0.75 * np.log(np.log(n))


def grown(observed, curves=None, also=less):
    return growth("", observed, 2.0, np.log, also, "", {}, curves or {})


def test_an_exact_logarithm_is_recovered_exactly():
    spread = np.array([-0.1, 0.1])
    observed = {n: 2 * np.log(n) + 5 + spread for n in WIDTHS}
    item = grown(observed, {"square root": np.sqrt, "the same": lambda n: 2 * np.log(n) + 5})
    assert item.observed == pytest.approx(2, rel=1e-12)  # rounding of a fit to four points
    assert item.rivals["the same"] == pytest.approx(2, rel=1e-12)  # rounding
    slope = np.polyfit(less(np.array(WIDTHS)), 2 * np.log(WIDTHS), 1)[0]
    assert item.bias == pytest.approx(slope - 2, rel=1e-10)  # rounding
    assert item.fit == pytest.approx(1.0)
    lever = np.log(WIDTHS) - np.log(WIDTHS).mean()
    c = np.sqrt(WIDTHS) @ (2 * np.log(WIDTHS) + 5) / sum(WIDTHS)
    slope = c * lever @ np.sqrt(WIDTHS) / (lever @ lever)
    assert item.rivals["square root"] == pytest.approx(slope, rel=1e-12)  # rounding


def test_the_standard_error_of_a_growth_is_right():
    rng = np.random.default_rng(10)
    fits = [grown({n: np.log(n) + rng.standard_normal(100) for n in WIDTHS}) for _ in range(300)]
    spread = np.std([fit.observed for fit in fits])
    # 300 slopes know their standard deviation to 1/sqrt(600) = 4 %; four times that
    assert np.mean([fit.sem for fit in fits]) == pytest.approx(spread, rel=0.16)
    assert np.mean([fit.fit < 0.05 for fit in fits]) < 0.1  # 5 % +- 1.3 %, three times


def test_slower_terms_are_allowed_for_and_others_are_a_lack_of_fit(rng):
    small = 1e-3 * rng.standard_normal(50)
    within = grown({n: 2 * less(n) + small for n in WIDTHS})
    assert abs(within.observed - 2) <= within.bias
    assert within.fit > 1e-4
    assert grown({n: 2 * np.sqrt(n) + small for n in WIDTHS}).fit < 1e-6


def test_two_widths_have_no_growth_that_could_be_tested():
    with pytest.raises(InvalidInputError, match="3 widths or more"):
        grown({32: np.arange(5.0), 64: np.arange(5.0)})


def test_a_growth_without_an_allowance_is_refused():
    with pytest.raises(InvalidInputError, match="nothing is allowed for"):
        grown({n: np.arange(5.0) for n in WIDTHS}, also=np.log)
