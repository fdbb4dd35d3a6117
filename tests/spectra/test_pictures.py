"""Figures on all spectra together: legible, whole, and right where a number can be read off."""

import numpy as np
import pytest
from matplotlib.text import Text

from freewidth.plotting.breadth import breadth
from freewidth.plotting.forecast import Series, forecast
from freewidth.plotting.power import power
from freewidth.plotting.universality import universality
from tests.plotted import assert_legible, assert_whole

LIMIT = 5.0


def cells():
    return {
        (panel, ensemble, activation, depth): (0.7 * depth, 40.0 * depth)
        for panel in ("with", "without")
        for ensemble in ("gaussian", "orthogonal")
        for activation in ("tanh", "relu")
        for depth in (1, 3, 10)
    }


def series(what, limit):
    narrow = {n: np.linspace(0.9, 1.1, 9) / n**0.5 for n in (16, 32)}
    wide = {n: np.linspace(0.9, 1.1, 5) / n**0.5 for n in (64, 128)}
    fit = {n: (n**-0.5, 0.01) for n in (16.0, 128.0)}
    return Series(what, narrow, wide, fit, limit)


def draw(name):
    if name == "breadth":
        return breadth(cells(), LIMIT, ("with", "without"))
    if name == "universality":
        rng = np.random.default_rng(1)
        some = {"laplace": rng.normal(0, 1, 20), "cauchy": rng.normal(0, 300, 20)}
        points = {"rademacher": (-1.0, 0.1), "uniform": (-0.5, 0.1), "gaussian": (0.2, 0.1),
                  "laplace": (1.6, 0.2)}  # fmt: skip
        return universality(some, LIMIT, {"linear, L = 2": points}, {"linear, L = 2": 0.5})
    if name == "forecast":
        rows = (series("m_2", 0.1), series("F(0.1)", 0.2), series("sup|dF|", None))
        return forecast({"gaussian": rows, "orthogonal": rows})
    needed = {"haar": {32: 2.0, 64: 2.0}, "sigma_b": {32: 5000.0, 64: 2500.0}}
    least = [("m_1", 0.7), ("W_1", 3.0), ("F(0.1)", 20.0)]
    return power({"gaussian": needed}, {"gaussian": {32: 600, 64: 300}}, {"gaussian": least})


@pytest.fixture(params=["breadth", "universality", "forecast", "power"])
def figure(request):
    return draw(request.param)


def test_letters_are_legible_in_print(figure):
    assert_legible(figure)


def test_nothing_is_cut_off(figure):
    assert_whole(figure)


def test_every_cell_says_both_of_its_numbers():
    said = [text.get_text() for text in draw("breadth").findobj(Text)]
    for worst, away in cells().values():
        assert f"{worst:.1f}" in said
        assert f"{away:.0f}" in said


def test_unbounded_activations_are_marked():
    said = {text.get_text() for text in draw("breadth").findobj(Text)}
    assert {"tanh", "ReLU †"} <= said
