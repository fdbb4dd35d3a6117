"""Rigidity: its constant from the exact number variance, and from matrices that are no networks."""

import numpy as np
import pytest
from scipy.linalg import eigh_tridiagonal

from freewidth.errors import InvalidInputError
from freewidth.limits import rigidity_growth, rigidity_slope
from freewidth.stats import growth
from tests.plotted import Law


def number_variance(n, terms=400_000):
    """Of the eigenvalues of a Haar unitary matrix in half of the circle: an exact sum."""
    k = np.arange(1, terms + 1)
    shares = np.where(k % 2, 2 / (np.pi * k) ** 2, 0.0)  # twice |Fourier coefficient|^2
    return float((shares * np.minimum(k, n)).sum())


def test_the_constant_is_that_of_the_exact_variance_of_unitary_matrices():
    """An interval has two ends, each of variance log n/(2 pi^2); the maximum is sqrt(2) of that."""
    slope = (number_variance(4096) - number_variance(512)) / np.log(8)
    # terms left out: 2/(pi^2 400 000) n; the variance itself has corrections of 1/n^2
    assert rigidity_slope(2) == pytest.approx(np.sqrt(2 * slope / 2), rel=0.01)


def test_real_matrices_fluctuate_by_a_factor_of_root_two_more():
    assert rigidity_slope(1) / rigidity_slope(2) == pytest.approx(np.sqrt(2), rel=1e-15)  # rounding


def test_the_growth_is_a_logarithm_less_three_quarters_of_another():
    assert rigidity_growth(np.exp(np.e)) == pytest.approx(np.e - 0.75, rel=1e-14)  # rounding
    assert rigidity_growth([10, 100], loglog=0).tolist() == np.log([10, 100]).tolist()


def test_what_is_not_known_is_refused():
    with pytest.raises(InvalidInputError, match="beta = 4: rigidity is known for 1"):
        rigidity_slope(4)
    with pytest.raises(InvalidInputError, match="widths of 3 at least, got 2"):
        rigidity_growth([2, 100])


def chiral(rng, beta, n, count):
    """n sup|F_n - F| of Wishart matrices, from bidiagonal ones with the same eigenvalues."""
    law, rank, found = Law(), np.arange(n), []
    for _ in range(count):
        a = np.sqrt(rng.chisquare(beta * np.arange(n, 0, -1)))
        b = np.sqrt(rng.chisquare(beta * np.arange(n - 1, 0, -1)))
        main = a**2
        main[1:] += b**2
        f = law.cdf(eigh_tridiagonal(main, a[:-1] * b, eigvals_only=True) / (beta * n))
        found.append(n * max((f - rank / n).max(), ((rank + 1) / n - f).max()))
    return np.array(found)


@pytest.mark.parametrize("beta", [1, 2])
def test_matrices_that_are_no_networks_have_the_constant(beta):
    """Within what leaving log log n off changes, and less than that from the other constant."""
    rng = np.random.default_rng([2021, beta])
    observed = {n: chiral(rng, beta, n, count) for n, count in ((32, 900), (64, 500), (256, 150))}
    own, other = rigidity_slope(beta), rigidity_slope(3 - beta)
    item = growth("", observed, own, rigidity_growth, np.log, "", {}, {"c/n": np.ones_like})
    assert item.p_value() > 1e-4
    assert item.p_value(other) < 0.02  # a few hundred matrices
    assert item.p_value(item.rivals["c/n"]) < 1e-6
