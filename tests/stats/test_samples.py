"""Ways to make evidence: each on draws whose truth is known, with its coverage and its errors."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats as scipy_stats

from freewidth import stats
from freewidth.errors import InvalidInputError
from freewidth.stats.samples import SURE, median_and_error

NAMES = ("a", "b")
UNLIKELY = 1e-6  # of a pinned seed


def agrees(items):
    return all(item.p_value() > UNLIKELY for item in items)


def noise(rng, networks=60):
    return rng.standard_normal((networks, 2)) * [1.0, 3.0] + [2.0, -1.0]


def test_exact_means_agree_with_the_truth_and_exclude_others(rng):
    items = stats.exact(NAMES, noise(rng, 4000), [2.0, -1.0], {"off": [2.5, -2.0]})
    assert agrees(items)
    assert [item.what for item in items] == ["a", "b"]
    assert all(item.p_value(item.rivals["off"]) < UNLIKELY for item in items)


def test_the_error_of_a_mean_is_that_of_students_test(rng):
    values = noise(rng)
    (item, _) = stats.exact(NAMES, values, [1.8, 0.0], {})
    expected = scipy_stats.ttest_1samp(values[:, 0], 1.8)
    assert item.p_value() == pytest.approx(expected.pvalue, rel=1e-9)  # but for the rounding bias
    same = stats.mean("a", values[:, 0], 1.8, {})
    assert same.p_value() == pytest.approx(expected.pvalue, rel=1e-12)


def test_statistics_with_a_correction_are_extrapolated(rng):
    observed = {n: noise(rng, 400) + 5 / n for n in (8, 16, 32)}
    items = stats.at_infinite_width(NAMES, observed, [2.0, -1.0], {"off": [4.0, 4.0]})
    assert agrees(items)
    assert all(item.rivals == {"off": 4.0} for item in items)
    assert_allclose([item.at_width for item in items], observed[32].mean(axis=0))


@pytest.mark.parametrize("way", ["exact", "extrapolated", "at a limit"])
def test_rivals_that_predict_the_same_are_none(rng, way):
    values, rivals = (
        {n: rng.standard_normal((50, 2)) for n in (8, 16, 32)},
        {"same in a": [0.0, 1.0]},
    )
    items = {
        "exact": lambda: stats.exact(NAMES, values[8], [0.0, 0.0], rivals),
        "extrapolated": lambda: stats.at_infinite_width(NAMES, values, [0.0, 0.0], rivals),
        "at a limit": lambda: stats.at_limit(
            NAMES, {n: v[:1] for n, v in values.items()}, [0.0, 0.0], rivals, 1.0
        ),
    }[way]()
    assert [sorted(item.rivals) for item in items] == [[], ["same in a"]]


def test_all_rivals_are_kept_if_asked_for(rng):
    values = {n: rng.standard_normal((50, 2)) for n in (8, 16, 32)}
    items = stats.at_infinite_width(NAMES, values, [0, 0], {"same": [0, 0]}, distinct=False)
    assert [item.rivals for item in items] == [{"same": 0.0}] * 2


def test_a_forecast_holds_where_the_line_goes_on_and_fails_where_it_bends(rng):
    def observe(n, bend=0.0):
        return noise(rng, 400) + 5 / n + bend

    fitted = {n: observe(n) for n in (8, 16, 32)}
    right, wrong = (
        stats.forecast(NAMES, fitted, 256, observe(256, bend), lambda level: {"rival": level + 2})
        for bend in (0.0, 4.0)
    )
    assert agrees(right)
    assert all(item.p_value() < UNLIKELY for item in wrong)
    assert all(item.rivals["rival"] == pytest.approx(item.expected + 2) for item in right)


def test_a_difference_is_welchs_test_up_to_its_degrees_of_freedom(rng):
    one, other = noise(rng, 50), noise(rng, 80)
    for item, a, b in zip(stats.difference(NAMES, one, other), one.T, other.T, strict=True):
        expected = scipy_stats.ttest_ind(a, b, equal_var=False)
        assert item.distance() == pytest.approx(abs(expected.statistic), rel=1e-12)
        assert item.freedom == 49 <= expected.df


def test_counts_have_no_error():
    right, wrong = stats.counted("zeros", 7, 7), stats.counted("zeros", 7, 8)
    assert right.p_value() == 1
    assert wrong.p_value() == 0
    assert stats.counted("zeros", 9, 8, "at least").p_value() == 1
    assert stats.counted("zeros", 7, 8, rivals={"same": 8, "none": 0}).rivals == {"none": 0.0}


def test_one_more_number_of_a_kind_lies_within_its_spread(rng):
    """5 % of them lie beyond the 5 % limit; 4000 know that to 0.0035, four times that."""
    p_values = []
    for _ in range(4000):
        sample = rng.standard_normal(9)
        item = stats.single("x", sample[0], sample[1:], sample[1:].mean(), {})
        p_values.append(item.p_value())
    assert np.mean(np.array(p_values) < 0.05) == pytest.approx(0.05, abs=0.014)


def test_pooling_averages_deviations():
    items = [
        stats.Evidence("m", 1.2, 1.0, 0.3, 0.1, "", freedom=9, at_width=1.3),
        stats.Evidence("m", 3.0, 3.4, 0.4, 0.2, "", freedom=5, at_width=3.4),
    ]
    found = stats.pooled(items, "why")
    assert found.observed == pytest.approx(-0.1)
    assert found.sem == pytest.approx(0.25)
    assert (found.bias, found.freedom, found.why_bias) == (pytest.approx(0.15), 5, "why")


@pytest.mark.parametrize("law", ["normal", "standard_cauchy"])
def test_the_error_of_a_median_is_right_whatever_the_law(rng, law):
    for size, most in ((101, 1.35), (1001, 1.12)):
        runs = np.array([median_and_error(getattr(rng, law)(size=size)) for _ in range(600)])
        ratio = np.median(runs[:, 1]) / runs[:, 0].std()  # 600 runs know it to 3 %: three times
        assert 0.91 < ratio < most  # closed outwards, by half a step of about 5, or 16, on a side


def test_cautious_rivals_are_nearer_to_nothing(rng):
    """Means 0 and 1, standard errors 0.1: the first is no rival, the second one of about 1/2."""
    values = rng.standard_normal((100, 2)) + np.array([0.0, 1.0])
    nothing, some = stats.cautious(values)
    assert nothing == 0
    assert some == pytest.approx(1 - SURE * 0.1, abs=0.4)


def test_controls_have_nothing_to_exclude(rng):
    items = stats.exact(NAMES, noise(rng), [0.0, 0.0], {"off": [1.0, 1.0]})
    assert [item.rivals for item in stats.without_rivals(items)] == [{}, {}]


def test_one_network_has_no_standard_error():
    with pytest.raises(InvalidInputError, match="two networks"):
        stats.exact(NAMES, np.ones((1, 2)), [0.0, 0.0], {})
    with pytest.raises(InvalidInputError, match="two networks"):
        stats.mean("a", [1.0], 0.0, {})
    with pytest.raises(InvalidInputError, match="two networks"):
        stats.single("a", 1.0, np.ones(1), 0.0, {})
