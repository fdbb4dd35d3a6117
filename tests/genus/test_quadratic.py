"""Exact second moments: all outcomes of small matrices, integrals over groups, gluings."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from numpy.testing import assert_allclose

from freewidth import genus
from freewidth.ensembles import EVERY
from freewidth.errors import InvalidInputError
from freewidth.genus.quadratic import Quadratic, diagonal, haar, hermitian, identity, independent
from freewidth.network import Network

ROUNDING = 1e-12  # a few thousand terms of order one

# Averages over W as pairs (weights of the outcomes, W of shape (outcomes, rows, columns))


def of_matrix(m):
    """The four numbers of a matrix that is not random."""
    trace = np.trace(m).real
    square, own = np.trace(m @ m).real, np.sum(np.diag(m).real ** 2)
    return Quadratic(len(m), trace, square, trace**2, own)


def averaged(chance, w, m):
    """Those of W M W* over all outcomes."""
    found = w @ m @ w.conj().swapaxes(1, 2)
    trace = np.trace(found, axis1=1, axis2=2).real
    own = (np.einsum("bii->bi", found).real ** 2).sum(axis=1)
    square = np.einsum("bij,bji->b", found, found).real
    return Quadratic(w.shape[1], *(chance @ x for x in (trace, square, trace**2, own)))


def statistics(chance, w):
    """What ``weight_means`` says, over all outcomes."""
    rows, columns = w.shape[1:]
    power = columns * np.abs(w) ** 2
    found = {"square": power.mean(axis=(1, 2)), "fourth": (power**2).mean(axis=(1, 2))}
    if rows == columns:
        trace = np.trace(w, axis1=1, axis2=2)
        found |= {"trace": trace.real, "squared_trace": np.abs(trace) ** 2}
        found["trace_of_square"] = np.einsum("bij,bji->b", w, w).real
    return {name: chance @ values for name, values in found.items()}


def entries(law, rows, columns):
    """All matrices with entries of a discrete law, over the root of the number of columns."""
    values, masses = np.array([*law]), np.array([*law.values()])
    index = np.array([*product(range(len(values)), repeat=rows * columns)])
    w = values[index].reshape(-1, rows, columns) / np.sqrt(columns)
    return masses[index].prod(axis=1), w


def angles(count, period=2 * np.pi):
    return np.arange(count) * period / count


def orthogonal(n):
    """O(2) or O(3), a rule that is exact for polynomials of degree 4 in the entries."""
    if n == 2:
        c, s = np.cos(angles(8)), np.sin(angles(8))
        turns = np.moveaxis(np.array([[c, -s], [s, c]]), 2, 0)
        every = np.concatenate([turns, turns * [1.0, -1.0]])
        return np.full(16, 1 / 16), every
    x, weight = np.polynomial.legendre.leggauss(5)  # degree 4 in the cosine of the middle angle
    chance, every = [], []
    for a, c in product(angles(9), repeat=2):
        for cosine, w in zip(x, weight, strict=True):
            turn = about_z(a) @ about_x(cosine) @ about_z(c)
            every += [turn, -turn]
            chance += [w / 2 / 81 / 2] * 2
    return np.array(chance), np.array(every)


def about_z(angle):
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def about_x(c):
    s = np.sqrt(1 - c**2)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


def unitary():
    """U(2): [[a, -b*], [b, a*]] times a phase, |a|^2 uniform on [0, 1] (degree 2: Gauss's rule)."""
    x, weight = np.polynomial.legendre.leggauss(3)
    chance, every = [], []
    for p, q, phase in product(angles(5), angles(5), angles(5)):
        for t, w in zip((1 + x) / 2, weight / 2, strict=True):
            a, b = np.sqrt(t) * np.exp(1j * p), np.sqrt(1 - t) * np.exp(1j * q)
            every.append(np.exp(1j * phase) * np.array([[a, -b.conj()], [b, a.conj()]]))
            chance.append(w / 125)
    return np.array(chance), np.array(every)


def gaussian_hermitian(real):
    """2 x 2: three points of Gauss and Hermite for every variable, exact to degree 5."""
    x, weight = np.polynomial.hermite_e.hermegauss(3)
    weight = weight / weight.sum()
    index = np.array([*product(range(3), repeat=3 if real else 4)])
    p, q, r, *more = x[index].T
    off = r if real else (r + 1j * more[0]) / np.sqrt(2)
    size = np.sqrt(2) if real else 1.0
    w = np.array([[size * p, off], [np.conj(off), size * q]]) / np.sqrt(2)
    return weight[index].prod(axis=1), np.moveaxis(w, 2, 0)


def some_matrix(n, field, rng):
    a = rng.standard_normal((n, n)) + (
        1j * rng.standard_normal((n, n)) if field == "complex" else 0
    )
    return a + a.conj().T


def assert_equal(found, expected):
    for name in ("size", "trace", "square", "squared_trace", "diagonal"):
        a, b = (float(getattr(one, name)) for one in (found, expected))
        assert_allclose(a, b, rtol=ROUNDING, atol=ROUNDING, err_msg=name)


SKEW = {3.0: 0.1, -1 / 3: 0.9}  # E X^4 = 1/(a(1 - a)) - 3, a = 1/10
SPARSE = {0.0: 2 / 3, 3**0.5: 1 / 6, -(3**0.5): 1 / 6}  # E X^4 = 3
SIGNS = {1.0: 0.5, -1.0: 0.5}


@pytest.mark.parametrize("law", [SKEW, SPARSE, SIGNS])
@pytest.mark.parametrize(("rows", "columns"), [(2, 2), (3, 2), (2, 3), (1, 3)])
def test_independent_entries_by_all_outcomes(law, rows, columns, rng):
    m = some_matrix(columns, "real", rng)
    fourth = sum(p * x**4 for x, p in law.items())
    found = averaged(*entries(law, rows, columns), m)
    assert_equal(found, independent(of_matrix(m), rows, fourth, 2))
    if law is not SPARSE:  # whose entries have the fourth moment of Gaussian ones
        with pytest.raises(AssertionError):
            assert_equal(found, independent(of_matrix(m), rows, 3.0, 2))


def test_complex_independent_entries_by_all_outcomes(rng):
    """Fourth roots of unity: E X^2 = 0, E|X|^4 = 1."""
    m = some_matrix(2, "complex", rng)
    law = dict.fromkeys([1, 1j, -1, -1j], 0.25)
    assert_equal(averaged(*entries(law, 2, 2), m), independent(of_matrix(m), 2, 1.0, 1))


@pytest.mark.parametrize("n", [2, 3])
def test_orthogonal_by_integration(n, rng):
    m, (chance, q) = some_matrix(n, "real", rng), orthogonal(n)
    for rows in range(1, n + 1):
        assert_equal(averaged(chance, q[:, :rows], m), haar(of_matrix(m), rows, 2))
    for columns in range(1, n):
        part = m[:columns, :columns]
        assert_equal(averaged(chance, q[:, :, :columns], part), haar(of_matrix(part), n, 2))


def test_unitary_by_integration(rng):
    m, (chance, q) = some_matrix(2, "complex", rng), unitary()
    for rows in (1, 2):
        assert_equal(averaged(chance, q[:, :rows], m), haar(of_matrix(m), rows, 1))
    assert_equal(averaged(chance, q[:, :, :1], m[:1, :1]), haar(of_matrix(m[:1, :1]), 2, 1))


@pytest.mark.parametrize("field", ["real", "complex"])
def test_gaussian_hermitian_by_quadrature(field, rng):
    m, real = some_matrix(2, field, rng), field == "real"
    found = averaged(*gaussian_hermitian(real), m)
    assert_equal(found, hermitian(of_matrix(m), 2, 2 if real else 1))


def test_hermitian_weights_are_square():
    with pytest.raises(InvalidInputError, match="square, got 3 x 2"):
        hermitian(identity(2), 3, 2)


def test_slopes_by_all_outcomes(rng):
    m, law = some_matrix(3, "real", rng), {0.5: 0.3, 2.0: 0.7}
    first, second = (sum(p * d**s for d, p in law.items()) for s in (2, 4))
    every = [*product(law, repeat=3)]
    chance = np.array([np.prod([law[d] for d in ds]) for ds in every])
    found = averaged(chance, np.array([np.diag(ds) for ds in every]), m)
    assert_equal(found, diagonal(of_matrix(m), first, second, first**2))


def two_singular_values():
    """U diag(s) V with one of each of the two values of ``biunitary_two``."""
    chance, q = orthogonal(2)
    s = np.diag(np.sqrt([0.4, 1.6]))
    return np.outer(chance, chance).ravel(), np.concatenate([u @ s @ q for u in q])


def test_given_singular_values_by_integration(rng):
    m = some_matrix(2, "real", rng)
    found = averaged(*two_singular_values(), m)
    assert_equal(found, genus.weighted(EVERY["biunitary_two"], of_matrix(m), 2))


SMALL = {
    "rademacher": entries(SIGNS, 2, 2),
    "two_point": entries(SKEW, 2, 2),
    "orthogonal": orthogonal(2),
    "unitary": unitary(),
    "wigner": gaussian_hermitian(True),
    "complex_wigner": gaussian_hermitian(False),
    "biunitary_two": two_singular_values(),
}


@pytest.mark.parametrize("name", SMALL)
def test_statistics_of_weights_by_all_outcomes(name):
    known = genus.weight_means(EVERY[name], 2, 2)
    assert known["share"] == 1
    for what, value in statistics(*SMALL[name]).items():
        assert_allclose(value, known[what], rtol=ROUNDING, atol=ROUNDING, err_msg=what)


def test_statistics_of_weights_that_are_not_square():
    chance, q = orthogonal(3)
    for part, shape in ((q[:, :2], (2, 3)), (q[:, :, :2], (3, 2))):
        known = genus.weight_means(EVERY["orthogonal"], *shape)
        assert "trace" not in known
        for what, value in statistics(chance, part).items():
            assert_allclose(value, known[what], rtol=ROUNDING, err_msg=what)


def test_sparse_weights_say_their_share_and_fourth_moment():
    known = genus.weight_means(EVERY["sparse_sqrt"], 4, 16)
    assert known == {"share": 0.25, "square": 1.0, "fourth": 12.0}


# Networks


@pytest.mark.parametrize(("name", "field"), [("gaussian", "real"), ("complex_gaussian", "complex")])
def test_gaussian_weights_by_gluings(name, field):
    sizes, kappas = (4, 3, 5, 2), [[Fraction(1, 2), Fraction(1, 3)]] * 3
    m = identity(Fraction(sizes[0]))
    for rows, (first, second) in zip(sizes[1:], kappas, strict=True):
        m = diagonal(genus.weighted(EVERY[name], m, Fraction(rows)), first, second, first**2)
    assert list(m.moments) == genus.mean_moments(sizes, 2, field, kappas)


def test_wishart_in_symbols():
    n, p, mu = sympy.symbols("n p mu", positive=True)
    _, second = independent(identity(n), p, mu, 2).moments
    assert sympy.simplify(second - (p + n + 1 + mu - 3) / n) == 0


KNOWN = [name for name, ensemble in EVERY.items() if ensemble.known_at_width]


def test_moments_nobody_knows_are_refused():
    assert set(EVERY) - set(KNOWN) == {n for n in EVERY if EVERY[n].finite_moments <= 3} - {
        n for n in EVERY if n.startswith("sparse")
    }
    with pytest.raises(InvalidInputError, match="known fourth moment"):
        genus.finite_moments(Network("cauchy", "linear", 1), 8, 2)
    with pytest.raises(InvalidInputError, match="beyond m_2 need Gaussian weights, got k=3"):
        genus.finite_moments(Network("rademacher", "linear", 1), 8, 3)
    with pytest.raises(InvalidInputError, match="not of order 1/n"):
        genus.first_correction(Network("sparse_log", "linear", 1), 2)


@pytest.mark.parametrize("name", [name for name in KNOWN if name != "sparse_fixed"])
def test_wide_networks_have_the_limit(name):
    widths = None if EVERY[name].hermitian else (2, 3, 1)
    net = Network(name, "sin", 2, 0.8, 0.1, widths=widths)
    wide = 10**9 if EVERY[name].kind.singular_values is None else 10**3
    found, limit = genus.finite_moments(net, wide, 2), genus.moments(net, 2)
    fourth = (EVERY[name].fourth_moment_at or (lambda columns: 3.0))(wide)
    assert_allclose(found, limit, rtol=8 * fourth / wide)  # mu/N of a layer, a few times
    assert abs(genus.finite_moments(net, 8, 2)[1] / limit[1] - 1) > 1e-3


def test_weights_of_one_ensemble_per_layer_and_one_moment():
    net = Network(("orthogonal", "rademacher"), "tanh", 2, 1.5, 0.1)
    one, both = (genus.finite_moments(net, 6, k) for k in (1, 2))
    assert one == both[:1]
    assert both != genus.finite_moments(replace(net, ensemble=("rademacher", "orthogonal")), 6, 2)


@pytest.mark.parametrize("activation", ["linear", "tanh"])
def test_the_fourth_cumulant_adds_what_its_slope_says(activation):
    low, high = (Network(name, activation, 3, 1.2, 0.1) for name in ("rademacher", "laplace"))
    gap = genus.first_correction(high, 2)[1] - genus.first_correction(low, 2)[1]
    between = EVERY["laplace"].fourth_moment - EVERY["rademacher"].fourth_moment
    assert_allclose(gap / between, genus.fourth_cumulant_slope(low), rtol=2e-5)  # WIDE: next order
