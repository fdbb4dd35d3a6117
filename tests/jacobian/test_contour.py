"""Paths through complex h: what they promise, against integrals along the real axis."""

from copy import copy
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import InvalidInputError, NotConvergedError
from freewidth.activations import ACTIVATIONS, Activation
from freewidth.jacobian import contour, deformation, panels, slopes
from freewidth.preactivation import Preactivation

FLOOR, BLUR = 1e-12, 1e-4
OCTAVE = (1.0, 1.4, 1.999)  # variances over the one that a path is for
GAUSS = np.polynomial.legendre.leggauss(20)
SHORTER = 0.5 ** np.arange(1, 30)
CLOSER = np.unique(np.concatenate([[0, 1], SHORTER, 1 - SHORTER, np.linspace(0, 1, 41)]))


def rule(nodes, y):
    """(k, c) of a path on the whole line, the rest beyond its ends included."""
    c = nodes.dh * sum(y.density(nodes.h + shift) for shift in nodes.shifts)
    rest = np.zeros(2)
    if nodes.shifts.size == 1:
        rest = np.array([y.below(nodes.left), y.above(nodes.right)])
    if nodes.even:
        c, rest = 2 * c, np.array([0.0, 2.0]) * rest
    return np.append(nodes.k, nodes.beyond), np.append(c, rest)


def transform(nodes, y, w):
    """E w/(w - k)."""
    k, c = rule(nodes, y)
    some = c != 0
    return (w[:, None] / (w[:, None] - k[some])) @ c[some]


def panelled(f, edges):
    """The integral of f by Gauss's rule between edges."""
    x, weights = GAUSS
    half = np.diff(edges)[:, None] / 2
    return np.sum(half * weights * f((edges[1:] + edges[:-1])[:, None] / 2 + half * x))


def on_the_axis(name, y, w):
    """E w/(w + i0 - k) from the real axis: a principal value, and half residues at k(h) = w."""
    df = ACTIVATIONS[name].df
    end = 10 * np.sqrt(y.variance)
    grid = np.linspace(-end, end, 20_001)
    above = df(grid) ** 2 > w
    poles = []
    for i in np.nonzero(above[1:] != above[:-1])[0]:
        low, high = grid[i : i + 2]
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if (df(middle) ** 2 > w) == above[i] else (low, middle)
        poles.append(low)
    poles = np.array(poles)
    apart = 0.4 * np.min(np.diff([-end, *poles, end]))

    def f(h):
        return y.density(h) * w / (w - df(h) ** 2)

    cuts = [-end, *np.ravel(np.column_stack([poles - apart, poles + apart])), end]
    value = sum(
        panelled(f, a + (b - a) * CLOSER) for a, b in zip(cuts[::2], cuts[1::2], strict=True)
    )
    for pole in poles:  # the pole itself is odd about it
        steps = apart * np.linspace(0, 1, 5)
        value += panelled(lambda s, pole=pole: f(pole + s) + f(pole - s), steps)
    slope = np.abs(2 * df(poles) * np.imag(df(poles + 1e-20j)) / 1e-20)
    return value - 1j * np.pi * w * np.sum(y.density(poles) / slope)


@pytest.fixture(params=["erf", "gelu", "sin", "squareplus", "tanh", "tanhshrink"])
def curved(request):
    return request.param


@pytest.mark.parametrize("variance", [1e-3, 0.06, 1.0, 32.0, 1e4])
@pytest.mark.parametrize("floor", [FLOOR, 1e-30, 1e-150])
def test_k_stays_in_the_lower_half_plane_and_no_mass_is_lost(curved, variance, floor):
    nodes = contour.path(curved, 0, variance, floor, BLUR)
    assert np.all(nodes.k.imag <= 0)
    for shift in nodes.shifts:
        k = ACTIVATIONS[curved].df(nodes.h + shift) ** 2
        phase = 1e-10 * np.abs(k)  # of exp(-2 h^2) far out: eps |h|^2, with 1e4 to spare
        near = 1e-14 * (1 + abs(shift)) * np.sqrt(np.abs(k))  # rounding of h next to zeros of phi'
        assert np.all(k.imag <= phase + near)
    for factor in OCTAVE:
        _, c = rule(nodes, Preactivation(variance * factor))
        assert abs(c.sum() - 1) < 1e-13  # a thousand nodes of order 1, eps each


@pytest.mark.parametrize("variance", [0.06, 1.0, 32.0])
def test_moments_are_those_of_the_real_axis(curved, variance):
    """Sums at equal steps are exact to rounding for what is analytic in a strip."""
    nodes = contour.path(curved, 0, variance, FLOOR, BLUR)
    for factor in OCTAVE:
        y = Preactivation(variance * factor)
        h = np.linspace(-1, 1, 4001) * 10 * np.sqrt(y.variance)
        k, c = rule(nodes, y)
        for power in (1, 2, 5):
            direct = np.sum(ACTIVATIONS[curved].df(h) ** (2 * power) * y.density(h)) * (h[1] - h[0])
            assert_allclose((c @ k**power).real, direct, rtol=1e-12)  # thousands of terms


@pytest.mark.parametrize("variance", [0.25, 1.0, 2.0])
def test_the_cut_is_reached(curved, variance):
    """A(w) for w on the support of K: principal value and density."""
    nodes = contour.path(curved, 0, variance, FLOOR, BLUR)
    y = Preactivation(1.4 * variance)
    for w in np.array([1e-4, 0.01, 0.3, 0.8]) * nodes.high:
        direct = on_the_axis(curved, y, w)
        ours = transform(nodes, y, w * np.array([1, 1 + 1e-12j]))
        assert_allclose(ours[0], direct, rtol=1e-10)  # what laws promise; bisected poles cost 1e-11
        assert_allclose(ours[1], direct, rtol=1e-10)


@pytest.mark.parametrize(("name", "zeros"), [("gelu", [-0.751791524693564457]), ("sin", None)])
@pytest.mark.parametrize("floor", [1e-75, 1e-188, 1e-280])
def test_simple_zeros_are_resolved_down_to_the_floor(name, zeros, floor):
    r"""Each zero of phi' makes A(-r) grow by :math:`\pi\sqrt r\rho/|\phi''|`."""
    zeros = np.array(zeros or np.pi * (np.arange(-5, 5) + 0.5))
    y = Preactivation(0.4)
    slope = np.abs(np.imag(ACTIVATIONS[name].df(zeros + 1e-20j))) / 1e-20
    r = np.geomspace(30 * floor, 1e-40, 10)
    exact = np.pi * np.sqrt(r) * np.sum(y.density(zeros) / slope)
    found = transform(contour.path(name, 0, 0.25, floor, BLUR), y, -r)
    assert_allclose(found, exact, rtol=1e-12)  # k is a square to sqrt(r) = 1e-20


@pytest.mark.parametrize("mixed", [None, Preactivation(0.8, 1.5, "exponential")])
def test_one_period_serves_all(mixed):
    y = mixed or Preactivation(1.2)
    folded = contour.path("sin", 0, 0.5, FLOOR, BLUR, mixed)
    phi = replace(ACTIVATIONS["sin"], label="unfolded sine", period=None)
    whole = contour.path(phi, 0, 0.5, FLOOR, BLUR, mixed)
    assert folded.shifts.size > 3
    assert whole.shifts.size == 1
    assert folded.k.size < whole.k.size / 3
    w = np.array([-1e-6, 1e-9j, 1e-4, 0.5, 1.2, 0.9 + 0.1j])
    assert_allclose(transform(folded, y, w), transform(whole, y, w), rtol=1e-11)  # both to 1e-12


def test_a_deformation_that_is_too_large_is_reduced_or_refused(monkeypatch):
    monkeypatch.setattr(deformation, "SLOPE", 4.0)
    nodes = contour.path.__wrapped__("tanh", 0, 1.0, FLOOR, BLUR)
    assert np.all(nodes.k.imag <= 0)
    monkeypatch.setattr(contour, "TRIES", 1)
    with pytest.raises(NotConvergedError, match=r"leaves the lower half plane near h="):
        contour.path.__wrapped__("tanh", 0, 1.0, FLOOR, BLUR)


def scaled_paths(monkeypatch, factor):
    """Every path of a slope measure with weights that are off by a factor."""
    right = contour.path

    def path(*given):
        nodes = right(*given)
        return replace(nodes, dh=factor * nodes.dh)

    monkeypatch.setattr(slopes, "path", path)


@pytest.mark.parametrize("name", ["tanh", "gelu"])  # one with phi' even, one without
def test_a_path_that_misses_some_of_the_mass_is_refused(monkeypatch, name):
    source = slopes.SlopeMeasure(name, Preactivation(1.4))
    scaled_paths(monkeypatch, 1.0)
    found = slopes.slope_rule.__wrapped__(source, FLOOR, BLUR)
    assert_allclose(found.c.sum(), 1.0, rtol=1e-13)  # rounding of some hundred terms
    scaled_paths(monkeypatch, 1 + 1e-9)
    with pytest.raises(NotConvergedError, match="misses the probability of the piece"):
        slopes.slope_rule.__wrapped__(source, FLOOR, BLUR)


def test_what_is_not_analytic_is_refused(monkeypatch):
    """Twice: a path looks for itself, should an activation have been let through."""

    def df(h):
        return 1 / np.cosh(np.conj(h)) ** 2

    with pytest.raises(InvalidInputError, match=r"derivative of f, complex arguments included"):
        Activation("conjugate", np.tanh, df, bounded=True)
    phi = copy(ACTIVATIONS["tanh"])
    object.__setattr__(phi, "df", df)
    with pytest.raises(NotConvergedError, match=r"is df analytic on its pieces\?"):
        contour.path(phi, 0, 1.0, FLOOR, BLUR)


def test_panels_must_not_be_wider(monkeypatch):
    """Three times the width, and the check of the cut above would fail."""
    monkeypatch.setattr(panels, "WIDTH", 3 * panels.WIDTH)
    nodes = contour.path.__wrapped__("gelu", 0, 1.0, FLOOR, BLUR)
    y, w = Preactivation(1.4), np.array([1e-3, 0.01, 0.3, 0.8]) * nodes.high
    direct = np.array([on_the_axis("gelu", y, value) for value in w])
    assert np.max(np.abs(transform(nodes, y, w) / direct - 1)) > 1e-8
