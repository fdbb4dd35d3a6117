"""Limits of computed sequences: exact for polynomials, and the allowance covers the next order."""

import numpy as np
import pytest

from freewidth.errors import InvalidInputError
from freewidth.stats import at_limit
from freewidth.stats.sequences import limit

DEPTHS = (4, 9, 16, 25)


def sequence(f):
    return {d: np.array([[f(d**-0.5)]]) for d in DEPTHS}


def test_polynomials_are_extrapolated_exactly():
    found, allowed = limit(sequence(lambda h: 1 + 2 * h - 3 * h**2), 0.5)
    assert found == pytest.approx(1.0, abs=1e-12)
    assert allowed > 0.05  # what the lower orders miss


def test_the_allowance_covers_what_is_no_polynomial():
    found, allowed = limit(sequence(np.exp), 0.5)
    assert 1e-5 < abs(found - 1) < allowed


def test_two_values_make_a_line_and_a_quarter_of_what_it_changes_is_allowed():
    """Enough for a next order of a fifth: 1 + h + h^2/5, of which the line leaves h h'/5."""
    h, f = np.array([4.0, 9.0]) ** -0.5, lambda h: 1 + h + h**2 / 5
    found, allowed = limit({n: np.array([[f(n**-0.5)]]) for n in (4, 9)}, 0.5)
    assert found == pytest.approx(1 - h.prod() / 5, rel=1e-12)
    assert allowed == pytest.approx((f(h[1]) - found) / 4, rel=1e-12)
    assert abs(found - 1) < allowed


def test_evidence_of_a_limit_has_no_standard_error():
    values = sequence(lambda h: 1 + 2 * h)
    (item,) = at_limit(["m"], values, [1.0], {"other": [3.0]}, 0.5)
    assert item.p_value() == 1
    assert item.p_value(item.rivals["other"]) == 0
    assert item.sem == 0
    assert item.at_width == pytest.approx(1.4)


def test_one_value_has_no_limit():
    with pytest.raises(InvalidInputError, match="two values"):
        limit({4: np.ones((1, 1))}, 1.0)
