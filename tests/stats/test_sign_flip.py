"""Exact sign-flip tests: against all signs one by one, and in a verdict."""

from itertools import product

import numpy as np
import pytest
from scipy.special import ndtr

from freewidth.errors import InvalidInputError
from freewidth.stats import Claim, Entry, Source, judge, sign_flip
from freewidth.stats.sign_flip import sign_flip_p


@pytest.mark.parametrize("count", [1, 2, 3, 7, 10])
def test_p_is_the_share_of_all_signs(rng, count):
    for values in (rng.standard_normal(count), np.ones(count), rng.integers(-2, 3, count) + 0.0):
        signs = np.array(list(product([-1, 1], repeat=count)))
        far = np.abs(signs @ values) >= abs(values.sum()) - 1e-9
        assert sign_flip_p(values) == pytest.approx(far.mean(), abs=1e-15)


def test_the_least_p_is_reached_when_all_signs_agree():
    assert sign_flip_p(np.linspace(1, 2, 21)) == 2.0**-20
    assert sign_flip_p(np.zeros(5)) == 1.0


def test_many_numbers_are_as_a_normal_law_says(rng):
    """The sum of signed numbers is normal but for its kurtosis, 1/K or so of its density."""
    values = rng.standard_normal(40) + 0.1
    z = abs(values.sum()) / np.sqrt((values**2).sum())
    assert sign_flip_p(values) == pytest.approx(2 * ndtr(-z), abs=1 / 40)


def test_under_the_hypothesis_p_is_uniform():
    """Frequencies of p <= .1 in 2000 draws of a heavy-tailed symmetric law, within 4.5 errors."""
    rng = np.random.default_rng(8)
    found = np.array([sign_flip_p(rng.standard_cauchy(12)) for _ in range(2000)])
    assert abs((found <= 0.1).mean() - 0.1) < 4.5 * np.sqrt(0.09 / 2000)


@pytest.mark.parametrize(
    ("shift", "expected"), [(-1.0, "supported"), (1.0, "refuted"), (0.0, "inconclusive")]
)
def test_a_verdict_by_flipped_signs(shift, expected):
    values = shift + np.tile([0.5, -0.5, 0.3, -0.3], 5)

    def entries(_):
        item = sign_flip("gain", values, 0.0, {"none": 0.0}, "at most")
        yield Entry("networks", {}, "theorem", (item,))
        wrong = sign_flip("gain", 2 + values, 0.0, {"none": 0.0}, "at most")
        yield Entry("matrices", {}, "control", (wrong,))

    claim = Claim(
        "gains are negative", Source("ours", (), "here"), {"none": "ours"}, "none", entries
    )
    assert judge(claim, None, "x")["verdict"] == expected


@pytest.mark.parametrize("values", [[1.0], [1.0, np.nan], np.ones((2, 2)), np.ones(45)])
def test_what_cannot_be_flipped_is_refused(values):
    with pytest.raises(InvalidInputError, match="finite numbers"):
        sign_flip("gain", values, 0.0, {})
