"""Products of two turned matrices: exact second moments, and the law of two projections."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import freeprob, genus
from freewidth.errors import InvalidInputError
from freewidth.limits import TwoProjections, rotated_second_moment
from freewidth.sample import product_moments, rotations

A, B = np.array([0.0, 0.5, 1.0, 4.0, 4.5]), np.array([0.2, 1.0, 1.0, 2.0, 3.0])
EXACT = 1e-14  # relative: a few sums of a few numbers
RANKS = [(0.75, 0.625), (0.25, 0.5), (0.3, 0.9), (0.5, 0.5)]


@pytest.mark.parametrize(("field", "beta"), [("real", 2), ("complex", 1)])
def test_it_is_what_a_haar_factor_and_a_diagonal_one_make_of_quadratic_means(field, beta):
    n = A.size
    given = genus.Quadratic(n, A.sum(), (A**2).sum(), A.sum() ** 2, (A**2).sum())
    turned = genus.quadratic.haar(given, n, beta)
    pair = (B.sum() ** 2 - (B**2).sum()) / (n * (n - 1))
    product = genus.quadratic.diagonal(turned, B.mean(), (B**2).mean(), pair)
    assert_allclose(rotated_second_moment(A, B, field), product.moments[1], rtol=EXACT)


def test_in_the_plane_it_is_an_integral_over_one_angle():
    a, b = np.array([1.0, 4.0]), np.array([0.5, 3.0])
    angles = np.arange(16) * np.pi / 8  # a polynomial of degree 4 in cosines: exact
    turns = np.array([[[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]] for t in angles])
    mean = product_moments(a, b, turns, 2)[:, 1].mean()
    assert_allclose(rotated_second_moment(a, b), mean, rtol=EXACT)


@pytest.mark.parametrize("n", [2, 3, 7])
def test_two_lines_at_random(n):
    """E (u.v)^4 = 3/(n (n + 2)) for real unit vectors, 2/(n (n + 1)) for complex ones."""
    line = np.eye(n)[0]
    assert_allclose(n * rotated_second_moment(line, line), 3 / (n * (n + 2)), rtol=EXACT)
    found = n * rotated_second_moment(line, line, "complex")
    assert_allclose(found, 2 / (n * (n + 1)), rtol=EXACT)


def test_it_is_symmetric_and_homogeneous_and_knows_the_unit():
    value = rotated_second_moment(A, B)
    assert_allclose(rotated_second_moment(B, A), value, rtol=EXACT)
    assert_allclose(rotated_second_moment(3 * A, B), 9 * value, rtol=EXACT)
    assert_allclose(rotated_second_moment(A, np.ones(5)), (A**2).mean(), rtol=EXACT)


def test_many_copies_have_the_free_moment_with_a_correction_of_its_order():
    a1, a2, b1, b2 = A.mean(), (A**2).mean(), B.mean(), (B**2).mean()
    limit = a2 * b1**2 + a1**2 * b2 - a1**2 * b1**2
    for field, power in (("real", 1), ("complex", 2)):
        errors = [
            rotated_second_moment(np.tile(A, k), np.tile(B, k), field) - limit for k in (40, 80)
        ]
        assert_allclose(errors[0] / errors[1], 2**power, rtol=0.02)  # of the next order, 4/n


def test_the_free_moment_is_that_of_the_solver():
    free = freeprob.multiply(freeprob.discrete((1, 4), (0.5, 0.5)), freeprob.projection(0.25))
    a, b = (np.repeat(x, 10**5) for x in ([1.0, 1.0, 4.0, 4.0], [0.0, 0.0, 0.0, 1.0]))
    found = rotated_second_moment(a, b, "complex")
    assert_allclose(found, freeprob.law(free).moments(2)[1], rtol=1e-10)  # 1/n^2


def test_sampled_rotations_have_this_mean():
    rng = np.random.default_rng(0)
    values = product_moments(A, B, rotations(rng, 8000, 5), 2)[:, 1]
    sem = values.std() / np.sqrt(values.size)
    assert abs(values.mean() - rotated_second_moment(A, B)) < 4 * sem
    assert abs(values.mean() - rotated_second_moment(A, B, "complex")) > 5 * sem
    assert abs(values.mean() - (A**2).mean() * (B**2).mean()) > 5 * sem


@pytest.mark.parametrize(("p", "q"), RANKS)
def test_two_projections_are_the_free_product_that_is_solved(p, q):
    solved = freeprob.law(freeprob.multiply(freeprob.projection(p), freeprob.projection(q)))
    law, x = TwoProjections(p, q), np.linspace(-0.1, 1.1, 49)
    assert_allclose(law.cdf(x), solved.cdf(x), atol=1e-13)  # what laws are certified to
    assert_allclose(law.support, solved.support[0], atol=1e-13)
    masses = dict(solved.atoms)
    assert_allclose(law.atoms, [masses.get(0.0, 0), masses.get(1.0, 0)], atol=1e-15)


def test_half_projections_have_the_arcsine_law():
    x = np.linspace(0, 1, 21)
    expected = 0.5 + np.arcsin(np.sqrt(x)) / np.pi
    assert_allclose(TwoProjections(0.5, 0.5).cdf(x), expected, atol=1e-15)


def test_the_complements_have_the_mirrored_law():
    """(1 - P)(1 - Q)(1 - P) and P Q P: the angles between the subspaces are the same."""
    one, other = TwoProjections(0.3, 0.6), TwoProjections(0.7, 0.4)
    assert_allclose(one.support, other.support, atol=1e-15)
    x = np.linspace(0.01, 0.99, 21)
    inside = one.cdf(x) - one.atoms[0], other.cdf(x) - other.atoms[0]
    assert_allclose(*inside, atol=1e-15)


@pytest.mark.parametrize("wrong", [(0, 0.5), (0.5, 1), (1.2, 0.5), (np.nan, 0.5)])
def test_ranks_that_are_none_are_refused(wrong):
    with pytest.raises(InvalidInputError, match="normalised ranks"):
        TwoProjections(*wrong)


def test_what_is_no_pair_of_spectra_is_refused():
    for a, b in (([1.0], [1.0]), ([1.0, 2.0], [1.0]), (np.eye(2), np.eye(2))):
        with pytest.raises(InvalidInputError, match="two or more eigenvalues"):
            rotated_second_moment(a, b)
    with pytest.raises(InvalidInputError, match="one of real, complex"):
        rotated_second_moment(A, B, "quaternion")
