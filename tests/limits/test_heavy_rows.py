"""Two moments of conjugate kernels with heavy-tailed or sparse weights."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import dblquad, quad
from scipy.special import erf

from freewidth.errors import InvalidInputError
from freewidth.limits import heavy_rows
from freewidth.limits.conjugate_kernel import ConjugateKernel, shares
from freewidth.limits.heavy_rows import cauchy_rows, heavy_moments, sparse_rows


@pytest.mark.parametrize("activation", ["erf", "sin"])
def test_many_weights_lead_to_the_gaussian_equivalent(activation):
    """With corrections of order 1/degree."""
    law = ConjugateKernel(*shares(activation), 0.5, 2.0).moments(2)
    errors = [
        np.array(heavy_moments(activation, sparse_rows(degree), 0.5, 2.0))[[0, 2]] / law - 1
        for degree in (8.0, 16.0, 32.0)
    ]
    for wide, wider in pairwise(errors):
        assert_allclose(wide / wider, 2, rtol=0.2)  # of the next order in 1/degree


def test_means_over_cauchy_rows_by_their_characteristic_function():
    """h is Cauchy of scale sqrt(2q/pi): E cos 2h = exp(-2 sqrt(2q/pi))."""
    for q in (0.3, 2.0):
        first, _, _ = heavy_moments("sin", cauchy_rows(q))
        assert first == pytest.approx(-np.expm1(-2 * np.sqrt(2 * q / np.pi)) / 2, rel=1e-9)


def test_means_over_sparse_rows_by_their_characteristic_function():
    """E exp(-t tau) = exp(degree ((1 + 2 t q/degree)^(-1/2) - 1))."""
    q, degree = 1.3, 4.0

    def laplace(t):
        return np.exp(degree * ((1 + 2 * t * q / degree) ** -0.5 - 1))

    first, square, _ = heavy_moments("sin", sparse_rows(degree, q))
    assert first == pytest.approx((1 - laplace(2)) / 2, rel=1e-10)
    assert square == pytest.approx((1 - 2 * laplace(2) + laplace(4)) / 4, rel=1e-10)


def test_numbers_and_sizes_of_weights():
    """Sparse weights are ``degree`` in number and q in sum of squares."""
    rows = sparse_rows(3.0, 0.7)
    assert rows.tau[1].sum() == pytest.approx(1, abs=1e-12)
    assert rows.tau[1] @ rows.tau[0] == pytest.approx(0.7, rel=1e-10)
    number, square = (quad(lambda s, k=k: rows.jumps(s) * s ** (k - 1), 0, 9)[0] for k in (0, 2))
    assert_allclose([number, square], [3.0, 0.7], rtol=1e-8)


@pytest.mark.parametrize("activation", ["erf", "sin"])
def test_what_inputs_share_by_integrals_over_two_coordinates(activation):
    """kappa as defined, by Gauss's rule in a and b and plain sums over weights and tau."""
    rows, (x, w) = sparse_rows(2.0), np.polynomial.legendre.leggauss(60)
    a, w = 4 * (1 + x), 4 * w * np.exp(-8 * (1 + x) ** 2) / np.sqrt(2 * np.pi)  # a > 0: F is odd
    u = np.linspace(-9, 3, 241)
    s, number = np.exp(u), rows.jumps(np.exp(u)) * (u[1] - u[0])
    total = np.zeros((a.size, a.size))
    for tau, p in zip(*rows.tau, strict=True):
        t = s[:, None] * a
        f = erf(t / np.sqrt(1 + 2 * tau)) if activation == "erf" else np.sin(t) * np.exp(-tau / 2)
        total += p * (f * number[:, None]).T @ f if p > 1e-12 else 0.0
    first, second, moment = heavy_moments(activation, rows, 0.5, 1.0)
    kappa = moment - second - 0.5 * first**2
    assert kappa == pytest.approx(4 * w @ total**2 @ w, rel=1e-6)  # of sums over s


def test_kappa_of_cauchy_weights_by_a_double_integral():
    """sin: (E exp(-tau))^2 int int (exp(-(s - t)^2/2) - exp(-(s + t)^2/2))^2/4."""

    def each(t, s):
        mean = (np.exp(-((s - t) ** 2) / 2) - np.exp(-((s + t) ** 2) / 2)) / 2
        return (2 / np.pi) ** 2 * mean**2 / (s * t) ** 2

    double = dblquad(each, 0, 40, lambda s: max(0, s - 9), lambda s: s + 9, epsabs=1e-9)[0]
    laplace = np.exp(-2 / np.sqrt(np.pi))  # of tau = 2/(pi g^2) at 1
    first, second, moment = heavy_moments("sin", cauchy_rows(), 0.0, 1.0)
    assert moment - second == pytest.approx(laplace**2 * double, rel=4e-6)  # beyond 40
    assert second > first**2


@pytest.mark.parametrize(("grid", "activation"), [("WIDE", "erf"), ("FINE", "sin")])
def test_twice_as_many_points_change_nothing(grid, activation, monkeypatch):
    before = heavy_moments(activation, cauchy_rows(0.5))[2]
    points = getattr(heavy_rows, grid)
    monkeypatch.setattr(heavy_rows, grid, np.linspace(points[0], points[-1], 2 * points.size - 1))
    assert heavy_moments(activation, cauchy_rows(0.5))[2] == pytest.approx(before, rel=1e-6)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: sparse_rows(0.0), "weights per row"),
        (lambda: sparse_rows(1e3), "weights per row"),
        (lambda: sparse_rows(4.0, -1.0), "finite and > 0"),
        (lambda: cauchy_rows(np.inf), "q must be a finite number"),
        (lambda: heavy_moments("tanh", cauchy_rows()), "known for erf, sin, got 'tanh'"),
    ],
)
def test_bad_input_is_refused(make, message):
    with pytest.raises(InvalidInputError, match=message):
        make()
