"""Weights held as reflectors or sparse matrices are the matrices that ``sample`` returns."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from freewidth.ensembles import EVERY, sparse
from freewidth.ensembles._sparse import _kept
from freewidth.ensembles._weights import _panel, haar, normal, panel_width
from freewidth.rng import stream

EPS = np.finfo(float).eps
SIGMAS = 5.0
HELD = [name for name, ensemble in EVERY.items() if ensemble.hold is not None]
SHAPES = [(1, 1), (1, 5), (64, 64), (150, 150), (200, 70), (70, 200), (129, 128), (300, 280)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", HELD)
def test_every_form_is_the_same_matrix(name, shape, rng):
    ensemble, networks = EVERY[name], 3
    held = ensemble.draw([stream(0, "held", i) for i in range(networks)], *shape)
    plain = np.stack([ensemble.sample(stream(0, "held", i), *shape) for i in range(networks)])
    x, y = (normal(rng, (networks, size, 4), plain.dtype) for size in shape[::-1])
    error = {"rtol": 0, "atol": 100 * np.sqrt(max(shape)) * EPS}  # sums of that many terms
    assert held.shape == shape
    assert_array_equal(held.dense(), plain)
    assert_allclose(held.times(x), plain @ x, **error)
    assert_allclose(held.adjoint_times(y), plain.conj().swapaxes(1, 2) @ y, **error)
    assert_array_equal(held[1].dense(), plain[1])
    assert_allclose(held[1].times(x[1]), plain[1] @ x[1], **error)
    assert_allclose(held[1].adjoint_times(y[1]), plain[1].conj().T @ y[1], **error)


@pytest.mark.parametrize("dtype", [float, complex])
@pytest.mark.parametrize("shape", SHAPES)
def test_reflectors_are_isometries(shape, dtype, rng):
    w = haar([rng], *shape, dtype).dense()[0]
    gram = w.conj().T @ w if shape[0] >= shape[1] else w @ w.conj().T
    assert_allclose(gram, np.eye(min(shape)), rtol=0, atol=20 * np.sqrt(max(shape)) * EPS)


def test_random_reflectors_are_those_of_qr(rng):
    """The QR factorisation of a Gaussian matrix, with the signs fixed, is a draw of ``haar``.

    Given the vectors that Householder's QR reflects, the same Q comes out.
    """
    n = 30  # one panel
    a = rng.standard_normal((n, n))
    q, r = np.linalg.qr(a)
    q *= np.sign(np.diagonal(r))
    vectors, rest = np.zeros((n, n)), a.copy()
    for k in range(n):
        vectors[k:, k] = rest[k:, k]
        (u, _), _ = _panel(vectors[None, k:, k : k + 1].copy())
        rest[k:] -= 2 * u[0] @ (u[0].T @ rest[k:])
    weights = haar([Fixed(vectors)], n, n)
    assert_allclose(weights.dense()[0], q, rtol=0, atol=100 * n * EPS)  # condition of a: about n


class Fixed:
    """A random generator whose draws are known beforehand."""

    def __init__(self, array):
        self.array = array

    def standard_normal(self, shape):
        assert shape == self.array.shape
        return self.array.copy()


def traces(sample, n, draws, rng):
    """tr W, tr W^2, tr W^3 of independent draws, shape (3, draws)."""
    found = []
    for _ in range(draws):
        w = sample(rng, n, n)
        square = w @ w
        found.append([np.trace(w), np.trace(square), np.sum(square * w.T)])
    return np.array(found).T


def trace_p_values(found):
    """Traces of powers of Haar orthogonal matrices: tr W^k is N(1 if k is even else 0, k).

    Diaconis and Shahshahani (1994); errors fall faster than exponentially in n.
    """
    means = (0, 1, 0)
    return [
        stats.kstest((values - mean) / np.sqrt(k), "norm").pvalue
        for k, (mean, values) in enumerate(zip(means, found, strict=True), start=1)
    ]


def test_traces_of_powers_have_the_law_of_haar(rng):
    """Over several panels: n = 150."""
    assert panel_width(150) < 75
    found = traces(EVERY["orthogonal"].sample, 150, 600, rng)
    assert min(trace_p_values(found)) > 1e-6 / 3  # one false alarm in a million seeds


def test_traces_of_complex_haar(rng):
    """tr W^k is CN(0, k): |tr W^k|^2 / k is exponential."""
    found = traces(EVERY["unitary"].sample, 150, 400, rng)
    for k, values in enumerate(found, start=1):
        assert stats.kstest(np.abs(values) ** 2 / k, "expon").pvalue > 1e-6
        turned = np.mod(np.angle(values) / (2 * np.pi), 1)
        assert stats.kstest(turned, "uniform").pvalue > 1e-6


@pytest.mark.parametrize("spoil", ["signs", "order"])
def test_spoilt_reflectors_are_noticed(rng, spoil):
    def sample(rng, rows, columns):
        w = haar([rng], rows, columns)
        if spoil == "signs":
            return w.dense()[0] * w.signs[0]  # takes the signs out again
        return np.sort(w.dense()[0], axis=1)  # columns no longer in random order

    assert min(trace_p_values(traces(sample, 60, 300, rng))) < 1e-6


def test_determinants_of_both_signs_are_equally_likely(rng):
    """Haar on O(n), not SO(n)."""
    draws = 4000
    w = np.stack([EVERY["orthogonal"].sample(rng, 4, 4) for _ in range(draws)])
    positive = np.count_nonzero(np.linalg.det(w) > 0)
    assert stats.binomtest(positive, draws, 0.5).pvalue > 1e-6


# Sparse


@pytest.mark.parametrize("p", [1e-4, 0.01, 0.3, 1.0])
def test_positions_are_kept_independently(p, rng):
    """Their number is binomial, and where they lie is uniform."""
    count, draws = 5000, 300
    kept = [_kept(rng, count, p) for _ in range(draws)]
    number = sum(at.size for at in kept)
    assert stats.binomtest(number, count * draws, p).pvalue > 1e-6
    for at in kept:
        assert np.all(np.diff(at) > 0)
        assert at.size == 0 or 0 <= at[0] <= at[-1] < count
    if p < 1:
        where = (np.concatenate(kept) + rng.random(number)) / count
        assert stats.kstest(where, "uniform").pvalue > 1e-6
        spread = np.var([at.size for at in kept]) / (count * p * (1 - p))
        assert abs(spread - 1) < SIGMAS * np.sqrt(2 / draws) + 3 / np.sqrt(draws * count * p)


@pytest.mark.parametrize("name", [name for name in EVERY if name.startswith("sparse")])
def test_sparse_entries_have_variance_one_over_fan_in(name, rng):
    rows, columns = 400, 300
    w = np.stack([EVERY[name].sample(rng, rows, columns) for _ in range(20)])
    square = w**2 * columns
    sem = square.std() / np.sqrt(square.size)
    assert abs(square.mean() - 1) < SIGMAS * sem
    assert abs(w.mean()) < SIGMAS * w.std() / np.sqrt(w.size)
    assert 0.7 < (w != 0).mean() * columns / {"fixed": 4, "log": 32.5, "sqrt": 17.3}[name[7:]] < 1.3


DENSITIES = {  # the probability p(n) that each says of itself
    "sparse_fixed": lambda n: 4 / n,
    "sparse_log": lambda n: np.log(n) ** 2 / n,
    "sparse_sqrt": lambda n: n**-0.5,
}


def kept_share_off(ensemble, p, rng, rows=30_000, columns=1500):
    """By how many standard deviations the number of entries differs from that of Bernoulli(p)."""
    (drawn,) = ensemble.draw([rng], rows, columns).matrices
    count, mean = rows * columns, rows * columns * p(columns)
    return (drawn.nnz - mean) / np.sqrt(mean * (1 - p(columns))), 0.02 * np.sqrt(count * p(columns))


@pytest.mark.parametrize("name", [name for name in EVERY if name.startswith("sparse")])
def test_the_share_of_sparse_entries_is_the_one_declared(name, rng):
    """The number of entries is binomial; two per cent more of them would be seen."""
    p = DENSITIES[name]
    off, two_percent = kept_share_off(EVERY[name], p, rng)
    assert abs(off) < SIGMAS
    assert two_percent > 1.2 * SIGMAS
    more, _ = kept_share_off(sparse("denser", "a wrong one", lambda n: 1.02 * p(n)), p, rng)
    assert more > two_percent - SIGMAS
