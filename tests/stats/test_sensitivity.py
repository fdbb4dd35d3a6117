"""Errors that a claim would have seen: analytic for one statistic, and what the judge says."""

from dataclasses import replace
from math import log1p

import numpy as np
import pytest
import scipy

from freewidth.errors import InvalidInputError
from freewidth.stats import ALPHA, Claim, Entry, Evidence, Source, judge
from freewidth.stats.sensitivity import (
    DIGITS,
    Ingredient,
    interpolate,
    of_prediction,
    of_study,
    sensitivity,
)

RIGHT = {"theta": 2.0, "sem": 0.01, "bias": 0.0, "observed": 8.0, "power": 3, "others": 0}
SOURCE = Source("ours", note="n")
TOLERANCE = 1.5 * DIGITS


def entries(study):
    """theta**power, and entries that know nothing of theta."""
    expected = study["theta"] ** study["power"]
    item = Evidence("x", study["observed"], expected, study["sem"], study["bias"], "", {}, 50.0)
    yield Entry("one", {}, "theorem", (item,))
    for i in range(study["others"]):
        yield Entry(f"other {i}", {}, "theorem", (replace(item, expected=study["observed"]),))
        yield Entry(f"control {i}", {}, "control", (replace(item, expected=1e9),))


def claim(**ingredients):
    return Claim("x.", SOURCE, {"h": "ours"}, "r", entries, ingredients=ingredients)


THETA = of_study(lambda study, factor: {**study, "theta": factor * study["theta"]})


def found(study, ingredient=THETA):
    one = claim(theta=ingredient)
    (item,) = sensitivity(one, study, list(entries(study)))
    return item


def limit(tests=1):
    return -scipy.special.stdtrit(50.0, ALPHA / tests / 2)


@pytest.mark.parametrize("observed", [8.0, 8.03, 7.98])
@pytest.mark.parametrize(("sem", "bias"), [(0.01, 0.0), (0.01, 0.05), (0.3, 0.1)])
def test_one_statistic_has_the_analytic_sensitivity(observed, sem, bias):
    """(theta (1 + e))^3 = observed + bias + limit sem, and the same below."""
    study = RIGHT | {"observed": observed, "sem": sem, "bias": bias}
    allowed = bias + limit() * sem
    more = ((observed + allowed) / 8) ** (1 / 3) - 1
    less = (8 / (observed - allowed)) ** (1 / 3) - 1
    item = found(study)
    assert item["more"] == pytest.approx(more, rel=TOLERANCE)
    assert item["less"] == pytest.approx(less, rel=TOLERANCE)
    assert item["refuted_from"] == max(item["more"], item["less"])
    assert item["by"] == "one: x"


def test_to_first_order_it_is_the_margin_over_the_derivative():
    item = found(RIGHT)
    assert item["refuted_from"] == pytest.approx(limit() * 0.01 / (3 * 8), rel=0.05)


def test_more_networks_see_smaller_errors():
    errors = [found(RIGHT | {"sem": 0.1 / n**0.5})["refuted_from"] for n in (1, 4, 16, 64)]
    assert np.all(np.diff(errors) < 0)
    np.testing.assert_allclose(errors[2] / errors[3], 2, rtol=0.1)


@pytest.mark.parametrize("others", [0, 9])
def test_the_judge_refutes_beyond_and_not_before(others):
    """The same rule: with the error put in, the verdict changes where the sensitivity says."""
    study = RIGHT | {"others": others, "observed": 8.01}
    end = found(study)["refuted_from"]
    for factor, refuted in ((1 - TOLERANCE, False), (1 + TOLERANCE, True)):
        ways = (1 + factor * end, 1 / (1 + factor * end))
        verdicts = [judge(claim(), study | {"theta": 2.0 * way})["verdict"] for way in ways]
        assert (verdicts == ["refuted"] * 2) == refuted


def test_half_of_the_entries_that_have_it():
    """Those that do not know the ingredient do not count; the others see it one by one."""

    def many(study):
        for power in (0, 1, 2, 4):
            expected = study["theta"] ** power
            item = Evidence("x", 2.0**power, expected, 0.01, 0.0, "", {})
            yield Entry(f"power {power}", {}, "theorem", (item,))

    one = Claim("x.", SOURCE, {"h": "ours"}, "r", many, ingredients={"theta": THETA})
    (item,) = sensitivity(one, RIGHT, list(many(RIGHT)))
    assert item["touched"] == 3
    assert item["by"].startswith("power 4")
    assert item["half"] > item["refuted_from"]


def test_what_no_prediction_depends_on_is_left_out():
    nothing = of_study(lambda study, factor: study)
    nowhere = of_study(lambda study, factor: None)
    one = claim(theta=THETA, nothing=nothing, nowhere=nowhere)
    assert [i["ingredient"] for i in sensitivity(one, RIGHT, list(entries(RIGHT)))] == ["theta"]


def test_an_error_that_is_never_seen():
    item = found(RIGHT | {"sem": 100.0})
    assert item["refuted_from"] is None
    assert item["by"] is None
    assert item["tried"] == 1.0


def test_a_claim_that_is_refuted_anyway_needs_no_error():
    assert found(RIGHT | {"observed": 10.0})["refuted_from"] < 1e-300


def test_predictions_themselves():
    allowed = limit() * 0.01 / 8
    assert found(RIGHT, of_prediction())["more"] == pytest.approx(allowed, rel=TOLERANCE)


def test_an_inequality_is_seen_on_one_side():
    def bounded(study):
        item = Evidence("x", 7.0, study["theta"] ** 3, 0.01, 0.0, "", {}, side="at most")
        yield Entry("one", {}, "theorem", (item,))

    one = Claim("x.", SOURCE, {"h": "ours"}, "r", bounded, ingredients={"theta": THETA})
    (item,) = sensitivity(one, RIGHT, list(bounded(RIGHT)))
    assert item["more"] is None
    assert item["less"] == pytest.approx((8 / 7) ** (1 / 3) - 1, rel=0.05)


def test_statistics_that_are_left_out_stay_as_they_are():
    some = Ingredient(lambda of, study, factor: list(of({**study, "theta": 2 * factor}))[:1])
    assert found(RIGHT | {"others": 2}, some)["refuted_from"] is not None


def test_new_statistics_are_an_error():
    new = Ingredient(lambda of, study, factor: entries(study | {"others": 1}))
    with pytest.raises(InvalidInputError, match="other 0: x is new"):
        found(RIGHT, new)


def test_statistics_need_names_of_their_own():
    twice = [*entries(RIGHT), *entries(RIGHT)]
    with pytest.raises(InvalidInputError, match="several statistics of one name: one: x"):
        sensitivity(claim(theta=THETA), RIGHT, twice)
    assert sensitivity(claim(), RIGHT, twice) == []  # without ingredients nothing is looked up


def test_interpolation_is_exact_for_powers_and_parabolas():
    places = [-0.1, 0.0, 0.2]
    powers = np.array([-7.0, 0.5, 3.0])
    values = [np.exp(powers * p) for p in places]
    np.testing.assert_allclose(interpolate(places, values, 0.13), np.exp(powers * 0.13), 1e-12)
    values = [np.array([p**2 - 3 * p, -p]) for p in places]
    np.testing.assert_allclose(interpolate(places, values, 0.13), [0.13**2 - 0.39, -0.13], 1e-12)


def test_what_does_not_change_is_not_rounded():
    values = [np.array([0.1, -0.3])] * 3
    assert np.array_equal(interpolate([-log1p(0.1), 0.0, log1p(0.1)], values, 0.01), values[0])


@pytest.mark.parametrize("doubt", [{"freedom": 3.0}, {"fit": 1e-12}])
def test_what_decides_nothing_sees_nothing(doubt):
    """Neither too few networks nor a curve that does not fit sees any error."""

    def doubtful(study):
        for entry in entries(study):
            items = tuple(replace(item, **doubt) for item in entry.evidence)
            yield replace(entry, evidence=items)

    one = replace(claim(theta=THETA), entries=doubtful)
    (item,) = sensitivity(one, RIGHT, list(doubtful(RIGHT)))
    assert item["refuted_from"] is None
    assert found(RIGHT)["refuted_from"] is not None
