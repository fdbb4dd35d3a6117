"""Extrapolation and evidence: exact cases, coverage, and errors."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth.errors import InvalidInputError
from freewidth.stats import Evidence, extrapolate


def noisy(rng, a, b, widths, networks, sigma):
    return {n: a + b / n + sigma * rng.standard_normal((networks, 1)) for n in widths}


def test_a_line_in_one_over_n_is_recovered_exactly():
    exact = {n: np.full((3, 2), 1.0) * [2 + 5 / n, -1 + 0.5 / n] for n in (16, 32, 100)}
    level, error, bias, freedom = extrapolate(exact)
    assert_allclose(level, [2, -1], rtol=1e-12)
    assert_allclose(error, 0, atol=1e-12)
    assert_allclose(bias, [0.25 * 5 / 100, 0.25 * 0.5 / 100], rtol=1e-6)
    assert freedom == 2


def test_the_standard_error_is_right():
    rng = np.random.default_rng(5)
    runs = [extrapolate(noisy(rng, 1.0, 3.0, (20, 40, 80), 50, 0.3)) for _ in range(400)]
    levels = np.array([run[0][0] for run in runs])
    errors = np.array([run[1][0] for run in runs])
    # 400 runs know a standard deviation to 1/sqrt(800) = 3.5 %; four times that
    assert errors.mean() == pytest.approx(levels.std(), rel=0.14)
    assert abs(levels.mean() - 1) < 4 * levels.std() / 20


def test_a_bootstrap_over_networks_finds_the_same_error():
    """Skewed statistics of unequal spread: what moments of products of matrices look like."""
    rng = np.random.default_rng(7)
    observed = {n: rng.gamma(n / 50, 50 / n, (60, 1)) for n in (64, 128, 256)}
    again = [
        extrapolate({n: rng.choice(values, len(values)) for n, values in observed.items()})[0][0]
        for _ in range(800)
    ]
    # 800 resamples know a standard deviation to 1/sqrt(1600) = 2.5 %, and the weights, which they
    # draw again and the linear error takes as given, matter as much: four times both
    assert extrapolate(observed)[1][0] == pytest.approx(np.std(again), rel=0.2)


def test_a_fit_predicts_larger_widths():
    exact = {n: np.full((3, 1), 2 + 5 / n) for n in (16, 32, 100)}
    level, error, bias, _ = extrapolate(exact, at=1000)
    assert_allclose(level, 2.005, rtol=1e-12)
    assert_allclose(bias, 0.25 * 5 * (1 / 100 - 1 / 1000), rtol=1e-6)
    assert error == pytest.approx(0, abs=1e-12)
    rooted = {n: np.full((3, 1), 3 * n**-0.5) for n in (16, 64)}
    assert_allclose(extrapolate(rooted, 0.5)[0], 0, atol=1e-12)
    assert_allclose(extrapolate(rooted, 0.5, at=900)[0], 0.1, rtol=1e-12)


def test_distance_counts_standard_errors_beyond_the_bias():
    evidence = Evidence("m_1", 1.5, 1.0, sem=0.1, bias=0.2, why_bias="test", rivals={"other": 3.0})
    assert evidence.distance() == pytest.approx(3)
    assert evidence.distance(1.6) == 0
    assert evidence.p_value(1.6) == 1
    assert evidence.p_value(3.0) < 1e-30 < 1e-3 < evidence.p_value()


def test_exact_statistics_leave_no_doubt():
    evidence = Evidence("m_1", 1.5, 1.0, sem=0.0, bias=1e-9, why_bias="rounding")
    assert evidence.p_value() == 0
    assert Evidence("m_1", 1.0, 1.0, 0.0, 1e-9, "rounding").p_value() == 1


def test_statistics_that_are_zero_are_zero():
    level, error, bias, _ = extrapolate({n: np.zeros((3, 1)) for n in (10, 20)})
    assert level == error == 0
    assert bias < 1e-300


@pytest.mark.parametrize("widths", [(), (10,)])
def test_one_width_cannot_be_extrapolated(widths):
    with pytest.raises(InvalidInputError, match="two widths"):
        extrapolate({n: np.ones((4, 1)) for n in widths})


def test_one_network_has_no_standard_error():
    with pytest.raises(InvalidInputError, match="width 20 has 1 network"):
        extrapolate({10: np.ones((4, 1)), 20: np.ones((1, 1))})
