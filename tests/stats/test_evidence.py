"""Evidence: distances, probabilities, and what decides nothing."""

import pytest

from freewidth.stats import Evidence


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


def test_few_degrees_of_freedom_are_no_test():
    assert Evidence("m_1", 1.0, 1.0, 0.1, 0.0, "", freedom=6).powerless
    assert not Evidence("m_1", 1.0, 1.0, 0.1, 0.0, "", freedom=7).powerless
    assert not Evidence("zeros", 3.0, 3.0, 0.0, 0.0, "").powerless


def test_numbers_without_any_error_are_counted():
    assert Evidence("zeros", 3.0, 3.0, 0.0, 0.0, "").counted
    assert not Evidence("m_1", 3.0, 3.0, 0.0, 1e-9, "rounding").counted
