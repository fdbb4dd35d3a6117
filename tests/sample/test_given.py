"""Given spectra, and matrices that have them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth.errors import InvalidInputError
from freewidth.sample import (
    given_spectrum,
    product_eigenvalues,
    product_moments,
    rotations,
    shuffled_eigenvalues,
)

PARTS = ((0, 0, 0.25), (1, 3, 0.5), (4, 4, 0.25))


def test_a_spectrum_has_the_masses_it_is_given():
    found = given_spectrum(PARTS, 8)
    assert_allclose(found, [0, 0, 1.25, 1.75, 2.25, 2.75, 4, 4], rtol=1e-15)


def test_its_moments_tend_to_those_of_the_law():
    """Midpoints of intervals: the error falls like 1/n^2."""
    second = [(given_spectrum(PARTS, n) ** 2).mean() for n in (64, 128)]
    exact = 0.5 * 13 / 3 + 0.25 * 16
    assert_allclose((exact - second[0]) / (exact - second[1]), 4, rtol=1e-6)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((), "a spectrum is a list"),
        (((-1, 0, 1),), "0 <= low"),
        (((2, 1, 1),), "low <= high"),
        (((1, 2, 0.5), (0, 0, 0.5)), "the next low"),
        (((0, 0, 0), (1, 1, 1)), "masses > 0"),
        (((0, 0, 0.5), (1, 1, 0.6)), "add up to 1, got 1.1"),
        (((0, np.nan, 1),), "0 <= low"),
    ],
)
def test_what_is_no_spectrum_is_refused(parts, said):
    with pytest.raises(InvalidInputError, match=said):
        given_spectrum(parts, 4)


def test_eigenvalues_of_products():
    rng = np.random.default_rng(1)
    a, b, turns = given_spectrum(PARTS, 8), np.linspace(0.5, 4, 8), rotations(rng, 3, 8)
    found = product_eigenvalues(a, b, turns)
    for u, values in zip(turns, found, strict=True):
        plain = np.linalg.eigvals(np.diag(a) @ u @ np.diag(b) @ u.T)
        assert_allclose(np.sort(plain.real), values, atol=1e-12)  # 1e-15 times the condition
    powers = np.stack([(found**k).mean(axis=1) for k in (1, 2, 3)], axis=1)
    assert_allclose(product_moments(a, b, turns, 3), powers, rtol=1e-12)


def test_ranks_and_common_eigenspaces():
    """Projections of ranks 6 and 5 in eight dimensions meet in three and lose three."""
    p, q = (np.r_[np.zeros(8 - r), np.ones(r)] for r in (6, 5))
    values = product_eigenvalues(p, q, rotations(np.random.default_rng(2), 20, 8))
    assert np.all(np.sum(abs(values) < 1e-12, axis=1) == 3)
    assert np.all(np.sum(abs(values - 1) < 1e-12, axis=1) == 3)


def test_shuffled_matrices_commute():
    rng = np.random.default_rng(3)
    a, b = np.array([1.0, 2.0, 3.0]), np.array([1.0, 10.0, 100.0])
    found = shuffled_eigenvalues(rng, a, b, 2000)
    assert_allclose(found.prod(axis=1), 6000, rtol=1e-14)
    assert len(np.unique(found, axis=0)) == 6
    center, sem = (found**2).mean(), (found**2).mean(axis=1).std() / np.sqrt(2000)
    assert abs(center - (a**2).mean() * (b**2).mean()) < 4 * sem
