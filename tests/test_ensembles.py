"""What every weight ensemble promises, whatever it is.

Statistical tests allow five standard errors and pin the stream: for a Gaussian error that is one
false alarm in two million.
"""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from freewidth.ensembles import ENSEMBLES, Ensemble, iid
from freewidth.errors import InvalidInputError
from freewidth.kinds import HAAR, IID
from freewidth.rng import stream

SIGMAS = 5.0
SHAPES = [(30, 50), (50, 30), (40, 40), (1, 7), (7, 1)]
EPS = np.finfo(float).eps


@pytest.mark.parametrize("shape", SHAPES)
def test_sample_has_the_shape_asked_for(ensemble, rng, shape):
    weights = ensemble.sample(rng, *shape)
    assert weights.shape == shape
    assert weights.dtype == np.float64
    assert np.all(np.isfinite(weights))


def test_the_stream_decides_the_draw(ensemble):
    first, again, other = (ensemble.sample(stream(0, "draw", i), 9, 6) for i in (1, 1, 2))
    assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_two_draws_from_one_stream_differ(ensemble, rng):
    assert not np.array_equal(ensemble.sample(rng, 9, 6), ensemble.sample(rng, 9, 6))


# Independent entries


def entries(ensemble, rng, size):
    return ensemble.entry(rng, (size,))


def close(values, expected):
    """Whether the mean of independent values is the expected one, to SIGMAS standard errors."""
    sem = np.std(values) / np.sqrt(values.size)
    return abs(np.mean(values) - expected) <= SIGMAS * sem + 8 * EPS  # signs have no spread


def test_standardised_moments(iid_ensemble, rng):
    """Each moment whose sample mean has a variance, that is for which twice its order exists."""
    x = entries(iid_ensemble, rng, 400_000)
    declared = {1: 0.0, 2: 1.0, 4: iid_ensemble.fourth_moment}
    for order, expected in declared.items():
        if iid_ensemble.finite_moments > 2 * order:
            assert close(x**order, expected), f"E X^{order} is not {expected}"


def test_the_moment_check_notices_two_percent(rng):
    assert not close((1.02 * rng.standard_normal(400_000)) ** 2, 1.0)


def test_tails_are_as_heavy_as_declared(iid_ensemble, rng):
    """Hill's estimate of 1/alpha, P(|X| > x) ~ x^-alpha, from the largest 2000 of 2 million."""
    top = 2000
    tail = np.sort(np.abs(entries(iid_ensemble, rng, 2_000_000)))[-top - 1 :]
    seen = np.mean(np.log(tail[1:] / tail[0]))
    declared = 1 / iid_ensemble.finite_moments
    # relative: 5/sqrt(2000) = .112 sampling, .063 slow approach to a pure power (Student t_5);
    # absolute: an exponential tail looks like alpha = 7.8 here, Student t_5 like 4.7
    assert abs(seen - declared) <= 0.18 * declared + (0.15 if declared == 0 else 0)


@pytest.mark.parametrize("shape", [(300, 100), (100, 300)])
def test_variance_is_fan_in(iid_ensemble, shape):
    """W has entries X/sqrt(columns), not X/sqrt(rows): the same stream gives both."""
    weights = iid_ensemble.sample(stream(0, "fan-in"), *shape)
    x = iid_ensemble.entry(stream(0, "fan-in"), shape)
    assert_allclose(weights * np.sqrt(shape[1]), x, rtol=4 * EPS)


def dependence(a, b):
    """Mean of n times the squared correlations between rows of a and rows of b, 1 if independent.

    Entries enter by rank, so heavy tails do no harm; of a matrix with itself, distinct rows count.
    """
    n, same = a.shape[1], a is b
    a, b = ((stats.rankdata(m, axis=1) - (n + 1) / 2) for m in (a, b))
    squares = (a @ b.T) ** 2 / np.outer((a**2).sum(axis=1), (b**2).sum(axis=1)) * (n - 1)
    return squares[~np.eye(*squares.shape, dtype=bool)].mean() if same else squares.mean()


@pytest.mark.parametrize("which", ["rows", "columns", "layers"])
def test_entries_are_independent(iid_ensemble, rng, which):
    n = 300
    w, next_w = iid_ensemble.sample(rng, n, n), iid_ensemble.sample(rng, n, n)
    a = w.T if which == "columns" else w
    b = next_w if which == "layers" else a
    # each term is about chi^2_1 (variance 2); n(n-1)/2 of them differ
    assert abs(dependence(a, b) - 1) <= SIGMAS * np.sqrt(2 / (n * (n - 1) / 2))


def test_the_same_draw_twice_is_noticed(rng):
    n = 300
    w = rng.standard_normal((n, n))
    assert dependence(w, w.copy()) - 1 > 2 * SIGMAS * np.sqrt(2 / (n * (n - 1) / 2))


def test_a_slight_common_factor_is_noticed(rng):
    n = 300
    shared = rng.standard_normal(n)
    a = np.sqrt(1 - 0.1) * rng.standard_normal((n, n)) + np.sqrt(0.1) * shared
    assert dependence(a, a) - 1 > 2 * SIGMAS * np.sqrt(2 / (n * (n - 1) / 2))


LAWS = {"student_t3": stats.t(3), "student_t5": stats.t(5), "cauchy": stats.cauchy}


@pytest.mark.parametrize("name", LAWS)
def test_student_entries_have_their_law(name, rng):
    x = entries(ENSEMBLES[name], rng, 200_000)
    x = x * (LAWS[name].std() if name != "cauchy" else 1.0)
    assert stats.kstest(x, LAWS[name].cdf).pvalue > LEVEL
    assert stats.kstest(x, stats.t(4).cdf).pvalue < LEVEL  # the neighbour is told apart
    pairs = x[:-1] * (x[1:] > 0)  # signs are independent of what comes before
    assert stats.kstest(pairs[x[1:] > 0], LAWS[name].cdf).pvalue > LEVEL


# Haar


@pytest.mark.parametrize("shape", SHAPES)
def test_isometry_to_rounding(haar_ensemble, rng, shape):
    w = haar_ensemble.sample(rng, *shape)
    gram = w.T @ w if shape[0] >= shape[1] else w @ w.T
    # Householder QR is orthogonal to a small multiple of sqrt(n) eps
    assert_allclose(gram, np.eye(min(shape)), rtol=0, atol=20 * np.sqrt(max(shape)) * EPS)


N, DRAWS = 6, 3000
STATISTICS = {
    "corner": lambda w: w[:, 0, 0],
    "last": lambda w: w[:, -1, -1],
    "trace": lambda w: np.trace(w, axis1=1, axis2=2),
    "trace of the square": lambda w: np.trace(w @ w, axis1=1, axis2=2),
    "determinant": lambda w: np.linalg.det(w) + 0.0,
    "smallest angle": lambda w: np.min(np.abs(np.angle(np.linalg.eigvals(w))), axis=1),
}


def haar_p_values(sample, rng):
    """Of two-sample tests of W against fixed rotations Q W, W Q, Q W Q', over all statistics."""
    turn = np.linalg.qr(rng.standard_normal((2, N, N))).Q
    turned = (lambda w: turn[0] @ w, lambda w: w @ turn[1], lambda w: turn[0] @ w @ turn[1])
    plain = np.stack([sample(rng, N, N) for _ in range(DRAWS)])
    for move in turned:
        moved = move(np.stack([sample(rng, N, N) for _ in range(DRAWS)]))
        for name, statistic in STATISTICS.items():
            a, b = np.round(statistic(plain), 9), np.round(statistic(moved), 9)  # ties are ties
            yield name, stats.ks_2samp(a, b, method="asymp").pvalue


LEVEL = 1e-6  # times 18 tests: one false alarm in 50,000 seeds


def test_haar_is_invariant_under_rotations(haar_ensemble, rng):
    for name, p in haar_p_values(haar_ensemble.sample, rng):
        assert p > LEVEL, f"the {name} changes under a rotation (p = {p:.1e})"


def qr_without_signs(rng, rows, columns):
    return np.linalg.qr(rng.standard_normal((rows, columns))).Q


@pytest.mark.parametrize("name", ["corner", "trace", "smallest angle"])
def test_qr_without_the_sign_fix_is_not_haar(rng, name):
    assert min(p for which, p in haar_p_values(qr_without_signs, rng) if which == name) < LEVEL


@pytest.mark.parametrize("shape", [(8, 8), (8, 3), (3, 8)])
def test_entries_of_haar_have_the_law_of_a_sphere(haar_ensemble, rng, shape):
    """A coordinate u of a uniform point on the sphere in 8 dimensions: u^2 is Beta(1/2, 7/2)."""
    draws = np.stack([haar_ensemble.sample(rng, *shape) for _ in range(DRAWS)])
    law = stats.beta(1 / 2, 7 / 2)
    for i, j in [(0, 0), (-1, -1), (0, -1)]:
        u = draws[:, i, j]
        signed = stats.uniform.cdf(np.sign(u) * law.cdf(u**2), -1, 2)  # uniform on [0, 1]
        assert stats.kstest(signed, "uniform").pvalue > LEVEL


def test_haar_entries_have_the_declared_fourth_moment(haar_ensemble, rng):
    n = 200
    x = haar_ensemble.sample(rng, n, n) * np.sqrt(n)
    # exactly 3 n/(n + 2) at width n; entries are nearly independent, with E X^8 = 105
    bias, sem = 3 - 3 * n / (n + 2), np.sqrt(105 - 9) / n
    assert abs(np.mean(x**4) - haar_ensemble.fourth_moment) <= bias + SIGMAS * sem


# Declarations


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "iid"}, "IID or HAAR"),
        ({"fourth_moment": 0.5}, "Standardise"),
        ({"fourth_moment": float("nan")}, "Standardise"),
        ({"fourth_moment": float("inf")}, "contradicts"),
        ({"finite_moments": 4}, "contradicts"),
    ],
)
def test_a_wrong_declaration_is_refused(change, message):
    right = {"label": "x", "source": "", "kind": IID, "sample": qr_without_signs}
    assert Ensemble(**right).has_finite_fourth_moment
    with pytest.raises(InvalidInputError, match=message):
        Ensemble(**right | change)


def test_the_hypothesis_of_the_theorem_is_read_off_the_moments(ensemble):
    assert ensemble.has_finite_fourth_moment == np.isfinite(ensemble.fourth_moment)


def test_each_kind_is_there():
    assert {e.kind for e in ENSEMBLES.values()} == {IID, HAAR}


def test_iid_divides_by_the_square_root_of_the_columns():
    ones = iid("ones", "", lambda rng, shape: np.ones(shape), fourth_moment=1.0)
    assert_array_equal(ones.sample(None, 2, 16), np.full((2, 16), 0.25))
