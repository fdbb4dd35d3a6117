"""Distances of spectra to laws that were fitted to others."""

import numpy as np
import pytest
from scipy.stats import wasserstein_distance

from freewidth.errors import InvalidInputError
from freewidth.stats.fits import HeldOut, hold_out, wasserstein
from freewidth.symmetric.laws import MATRIXLAWS, Table
from freewidth.symmetric.matrices import MATRICES


def test_wasserstein_of_a_uniform_law_in_closed_form():
    """Values (i + 1/2)/n of n against [0, 1]: 1/(4 n); moved by 2, two."""
    law = Table(np.array([0.0, 1.0]), np.array([0.0, 1.0])).scaled(1.0)
    values = (np.arange(50) + 0.5) / 50
    assert wasserstein(values, law) == pytest.approx(1 / 200, rel=1e-12)
    assert wasserstein(values + 2, law) == pytest.approx(2, rel=1e-12)


def test_wasserstein_is_that_of_scipy(rng):
    values = rng.standard_normal(300)
    law = MATRIXLAWS["wigner"].solve().scaled(1.3, 0.2)
    fine = law.quantile((np.arange(30_000) + 0.5) / 30_000)
    assert wasserstein(values, law) == pytest.approx(wasserstein_distance(values, fine), rel=1e-3)


def test_wasserstein_counts_an_atom(rng):
    law = MATRIXLAWS["wishart"].solve(ratio=0.5).scaled(1.0)
    assert wasserstein(np.zeros(100), law) == pytest.approx(1.0, rel=1e-2)  # mean one


def test_own_law_fits_others_of_its_kind_and_not_other_kinds(rng):
    spectra = [MATRICES["wigner"].eigenvalues(rng, 300) for _ in range(3)]
    tables = {(): MATRIXLAWS["wigner"].solve()}
    found = hold_out({"name": "x"}, spectra, "wigner", tables)
    assert found.kolmogorov.shape == found.wasserstein.shape == (3, 3)
    assert found.others("kolmogorov").max() < 0.03
    uniform = [np.sort(rng.uniform(-1, 1, 300)) ** 3 for _ in range(3)]
    assert hold_out({}, uniform, "wigner", tables).fitted.min() > 0.1


def test_it_is_kept_and_restored(rng):
    tables = {(): MATRIXLAWS["wigner"].solve()}
    found = hold_out({"name": "x", "size": 9}, [rng.standard_normal(9)] * 2, "wigner", tables)
    again = HeldOut.restore(found.params(), found.arrays())
    assert again.params() == found.params()
    assert np.array_equal(again.kolmogorov, found.kolmogorov)


def test_one_spectrum_has_no_other(rng):
    tables = {(): MATRIXLAWS["wigner"].solve()}
    found = hold_out({}, [rng.standard_normal(20)], "wigner", tables)
    with pytest.raises(InvalidInputError, match="needs two spectra"):
        found.others("kolmogorov")
