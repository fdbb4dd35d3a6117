"""Extrapolation in the width: exact cases, coverage, errors; and the test of its fit."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from freewidth.errors import InvalidInputError
from freewidth.stats import extrapolate, jointly, log_slope

WIDTHS = (20, 40, 80)
RUNS = 2000
MANY = stats.norm.isf(1e-6)  # standard errors of a share of the runs


def noisy(rng, mean, widths=WIDTHS, networks=50, sigma=0.3, columns=1):
    return {n: mean(n) + sigma * rng.standard_normal((networks, columns)) for n in widths}


def test_a_line_in_one_over_n_is_recovered_exactly():
    exact = {n: np.full((3, 2), 1.0) * [2 + 5 / n, -1 + 0.5 / n] for n in (16, 32, 100)}
    found = extrapolate(exact)
    assert_allclose(found.value, [2, -1], rtol=1e-12)
    assert_allclose(found.error, 0, atol=1e-12)
    assert found.bias[0] == pytest.approx(10 * found.bias[1], rel=1e-6)
    assert found.freedom == 2
    assert_allclose(found.fit, 1, atol=1e-3)


def test_the_standard_error_is_right():
    rng = np.random.default_rng(5)
    runs = [extrapolate(noisy(rng, lambda n: 1 + 3 / n)) for _ in range(400)]
    levels = np.array([run.value[0] for run in runs])
    errors = np.array([run.error[0] for run in runs])
    # 400 runs know a standard deviation to 1/sqrt(800) = 3.5 %; four times that
    assert errors.mean() == pytest.approx(levels.std(), rel=0.14)
    assert abs(levels.mean() - 1) < 4 * levels.std() / 20


def test_a_bootstrap_over_networks_finds_the_same_error():
    """Skewed statistics of unequal spread: what moments of products of matrices look like."""
    rng = np.random.default_rng(7)
    observed = {n: rng.gamma(n / 50, 50 / n, (60, 1)) for n in (64, 128, 256)}
    again = [
        extrapolate({n: rng.choice(values, len(values)) for n, values in observed.items()}).value[0]
        for _ in range(800)
    ]
    # 800 resamples know a standard deviation to 1/sqrt(1600) = 2.5 %, and the weights, which they
    # draw again and the linear error takes as given, matter as much: four times both
    assert extrapolate(observed).error[0] == pytest.approx(np.std(again), rel=0.2)


def test_a_fit_predicts_larger_widths():
    exact = {n: np.full((3, 1), 2 + 5 / n) for n in (16, 32, 100)}
    found = extrapolate(exact, at=1000)
    assert_allclose(found.value, 2.005, rtol=1e-12)
    assert found.error == pytest.approx(0, abs=1e-12)
    rooted = {n: np.full((3, 1), 3 * n**-0.5) for n in (16, 36, 64)}
    assert_allclose(extrapolate(rooted, 0.5).value, 0, atol=1e-12)
    assert_allclose(extrapolate(rooted, 0.5, at=900).value, 0.1, rtol=1e-12)


@pytest.mark.parametrize("power", [1.0, 0.5])
@pytest.mark.parametrize("at", [1000, np.inf])
@pytest.mark.parametrize("spread", [-1.0, 0.0, 1.0])  # of statistics, as a power of n
def test_the_allowance_is_just_what_the_second_order_can_leave(spread, at, power):
    """Curves at the border of |c/b| <= n_min/4 (to its power), whatever the weights are."""
    shares = []
    for share in (-1.0, -0.5, 0.5, 1.0):

        def mean(n, c=share * 16**power / 4):
            return 2 + 5 * (float(n) ** -power + c * float(n) ** (-2 * power))

        observed = {
            n: mean(n) + 1e-3 * n**spread * np.array([1.0, -1.0] * count)[:, None]
            for n, count in ((16, 40), (32, 20), (100, 4))
        }
        found = extrapolate(observed, power, at)
        assert found.fit == pytest.approx(1, abs=1e-3)  # such curves fit
        shares.append(abs(found.value[0] - mean(at)) / found.bias[0])
    assert max(shares) == shares[0] == pytest.approx(1, rel=1e-5)


def test_statistics_that_are_zero_are_zero_and_fit():
    found = extrapolate({n: np.zeros((3, 1)) for n in (10, 20, 40)})
    assert found.value == found.error == 0
    assert found.bias < 1e-300
    assert found.fit == 1


@pytest.mark.parametrize("widths", [(), (10,), (10, 20)])
def test_two_widths_cannot_contradict_a_line(widths):
    with pytest.raises(InvalidInputError, match="3 widths or more"):
        extrapolate({n: np.ones((4, 1)) for n in widths})


def test_one_network_has_no_standard_error():
    with pytest.raises(InvalidInputError, match="width 20 has 1 network"):
        extrapolate({10: np.ones((4, 1)), 20: np.ones((1, 1)), 40: np.ones((4, 1))})


# ---- the fit: a test that holds its level, and has power


def share(mean, level, networks=50, widths=WIDTHS, power=1.0):
    """Of ``RUNS`` samples, how often the fit fails at a level."""
    rng = np.random.default_rng(11)
    found = extrapolate(noisy(rng, mean, widths, networks, columns=RUNS), power)
    return (found.fit < level).mean()


@pytest.mark.parametrize("level", [0.05, 0.01])
@pytest.mark.parametrize("networks", [8, 50])
@pytest.mark.parametrize("widths", [WIDTHS, (16, 24, 48, 96)])
@pytest.mark.parametrize(
    "mean",
    [
        lambda n: 1.0,
        lambda n: 1 + 3 / n,
        lambda n: 1 + 30 / n + 0.24 * 30 * 16 / n**2,  # within |c/b| <= n_min/4
        lambda n: 1 + 30 / n - 0.24 * 30 * 16 / n**2,
    ],
)
def test_a_fit_that_holds_fails_no_more_often_than_the_level(mean, widths, networks, level):
    allowed = level + MANY * np.sqrt(level / RUNS)
    assert share(mean, level, networks, widths) <= allowed


def test_the_level_is_not_far_too_small():
    """Else a bad fit would never be seen: where no correction is, it fails half as often as it may.

    Less often than the level, because a noisy b allows for some c.
    """
    assert share(lambda n: 1.0, 0.05) > 0.05 / 2 - MANY * np.sqrt(0.025 / RUNS)


@pytest.mark.parametrize(
    "mean",
    [
        lambda n: 1 + 30 / np.sqrt(n),  # another power
        lambda n: 1 + 5000 / n**2,  # the second order alone
        lambda n: 1 + 3 / n + 0.5 * (n == 40),  # a wrong width
        lambda n: 0.1 * np.log(n) * 20,
    ],
)
def test_what_is_no_such_curve_is_seen(mean):
    # the mean's second difference is several standard errors of 0.3/sqrt(2000)
    assert share(mean, 1e-4, networks=2000) > 0.99


def test_several_fits_count_together():
    assert np.isnan(jointly(np.nan, np.nan))
    assert jointly(0.01, np.nan, 0.5) == 0.02
    assert jointly(0.9, 0.8) == 1.0


@pytest.mark.parametrize("bent", [False, True])
def test_slopes_in_the_logarithm_are_tested_likewise(bent):
    rng = np.random.default_rng(3)
    values = {
        n: rng.gamma(4, 0.25, 4000) * n**-1.0 * (2.0 if bent and n == 32 else 1.0)
        for n in (16, 32, 64)
    }
    item = log_slope("mean", values, -1.0, {})
    assert (item.fit < 1e-6) is bent


def test_several_fits_make_a_plain_number():
    assert type(jointly(*np.array([0.3, 0.4]))) is float


LEVEL = 1e-3  # of the tests below


@pytest.mark.parametrize("networks", [(64, 64, 64), (48, 24, 12)], ids=str)
@pytest.mark.parametrize("expected", [0.3, 1.0, 3.0])
def test_counts_that_hardly_vary_do_not_refute(expected, networks):
    rng = np.random.default_rng(5)
    # N = n/2, and one more in about as many networks as expected: the share tends to 1/2
    chance = expected / min(networks)
    counts = {
        n: n / 2 + (rng.random((some, RUNS)) < chance)
        for n, some in zip((64, 128, 256), networks, strict=True)
    }
    shares = {n: values / n for n, values in counts.items()}
    one = {n: np.full(RUNS, 1 / n) for n in shares}

    def refuted(found):
        off = np.abs(found.value - 0.5)
        return np.mean(off > 1e-12 + stats.t.isf(LEVEL / 2, found.freedom) * found.error)

    assert refuted(extrapolate(shares, steps=one)) <= LEVEL + 5 * np.sqrt(LEVEL / RUNS)
    assert refuted(extrapolate(shares)) > 10 * LEVEL  # without: what this is for


def test_shares_that_fluctuate_keep_their_errors():
    rng = np.random.default_rng(5)
    # the pooled variance is the larger of two estimates of one number: never less, hardly more
    shares = {n: (n / 2 + rng.binomial(10, 0.5, (200, RUNS))) / n for n in (64, 128, 256)}
    ratio = extrapolate(shares, steps={n: np.full(RUNS, 1 / n) for n in shares}).error
    ratio = ratio / extrapolate(shares).error
    assert ratio.min() >= 1
    assert ratio.mean() < 1.05


def test_statistics_that_are_no_share_keep_their_errors():
    rng = np.random.default_rng(5)
    observed = noisy(rng, lambda n: 1 + 3 / n)
    found = extrapolate(observed, steps={n: [0.0] for n in observed})
    assert found.error == extrapolate(observed).error
