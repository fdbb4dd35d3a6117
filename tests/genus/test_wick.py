"""Exact means at finite width: known polynomials, brute force, another formula, sampling."""

from fractions import Fraction
from itertools import pairwise, permutations, product
from math import comb, factorial, prod

import numpy as np
import pytest
import sympy
from scipy import stats

from freewidth.errors import InvalidInputError
from freewidth.genus import census, layer, mean_moments, power_sums
from freewidth.genus.wick import pairings

# Real Wishart, square: Hanlon, Stanley and Stembridge (1992); complex: Harer and Zagier's bipartite
# count, Jackson (1994). Both also follow from m_2 = 2 + 1/n by hand.
REAL = {2: (2, 1), 3: (5, 6, 4), 4: (14, 29, 42, 20)}
COMPLEX = {2: (2,), 3: (5, 0, 1), 4: (14, 0, 10), 5: (42, 0, 70, 0, 8)}


@pytest.mark.parametrize(("field", "known"), [("real", REAL), ("complex", COMPLEX)])
def test_known_wishart_polynomials(field, known):
    n = sympy.Symbol("n", positive=True)
    found = mean_moments((n, n), max(known), field)
    for k, coefficients in known.items():
        polynomial = sum(c * n**-g for g, c in enumerate(coefficients))
        assert sympy.expand(found[k - 1] - polynomial) == 0
        nonzero = {2 - g: c for g, c in enumerate(coefficients) if c}
        assert census(k, 1, field) == nonzero


def test_second_and_third_moment_of_a_rectangular_real_wishart():
    """(p + n + 1)/n and (p^2 + n^2 + 3pn + 3p + 3n + 4)/n^2 for p rows, n columns."""
    n, p = sympy.symbols("n p", positive=True)
    _, second, third = mean_moments((n, p), 3)
    assert sympy.simplify(second - (p + n + 1) / n) == 0
    cubic = p**2 + n**2 + 3 * p * n + 3 * p + 3 * n + 4
    assert sympy.simplify(third - cubic / n**2) == 0


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("k", range(1, 7))
def test_spheres_are_counted_by_fuss_catalan_numbers(k, depth):
    planar = comb((depth + 1) * k, k) // (depth * k + 1)
    for field, total in (("real", prod(range(1, 2 * k, 2))), ("complex", factorial(k))):
        counts = census(k, depth, field)
        assert counts[2] == planar
        assert sum(counts.values()) == total**depth
        assert max(counts) == 2


def loops(p, q):
    """Number of loops of two pairings, walked by hand."""
    partner = [{a: b for pair in one for a, b in (pair, pair[::-1])} for one in (p, q)]
    todo, number = set(partner[0]), 0
    while todo:
        number += 1
        point = todo.pop()
        while True:
            other = partner[0][point]
            todo.discard(other)
            point = partner[1][other]
            if point not in todo:
                break
            todo.discard(point)
    return number


@pytest.mark.parametrize("k", [1, 2, 3])
def test_brute_force_over_all_pairs_of_pairings(k):
    sizes = (2, 3, 5)
    points = tuple(range(2 * k))
    start = [(2 * j, 2 * j + 1) for j in range(k)]
    end = [(2 * j + 1, (2 * j + 2) % (2 * k)) for j in range(k)]
    total = sum(
        sizes[0] ** loops(start, p) * sizes[1] ** loops(p, q) * sizes[2] ** loops(q, end)
        for p, q in product(list(pairings(points)), repeat=2)
    )
    exact = Fraction(total, sizes[2] * (sizes[0] * sizes[1]) ** k)
    assert mean_moments(sizes, k)[-1] == exact


def hooks(sizes, k):
    """E tr M^k for complex weights by characters: only hooks see the full cycle."""
    total = 0
    for leg in range(k):
        boxes = prod(n + content for n in sizes for content in range(-leg, k - leg))
        total += Fraction((-1) ** leg * boxes, factorial(leg) * factorial(k - 1 - leg))
    return total / k


@pytest.mark.parametrize("sizes", [(4, 4), (2, 7, 3), (5, 3, 6, 2)])
def test_complex_moments_by_characters(sizes):
    for k, found in enumerate(mean_moments(sizes, 6, "complex"), 1):
        assert found == hooks(sizes, k) / sizes[-1] / prod(n**k for n in sizes[:-1])


@pytest.mark.parametrize("field", ["real", "complex"])
def test_unnormalised_traces_do_not_see_the_order_of_sizes(field):
    """E tr M^k times the normalisation is symmetric: the sums over pairings commute."""
    for k in (2, 3, 4):
        values = {
            mean_moments(sizes, k, field)[-1] * sizes[-1] * prod(n**k for n in sizes[:-1])
            for sizes in permutations((2, 3, 7))
        }
        assert len(values) == 1


def test_power_sums_against_all_outcomes():
    """x = 1/2 or 3 with probabilities 1/3 and 2/3; four of them have sixteen outcomes."""
    law = {Fraction(1, 2): Fraction(1, 3), Fraction(3): Fraction(2, 3)}
    kappa = [sum(p * x**s for x, p in law.items()) for s in range(1, 7)]
    for lengths in ((1,), (2, 1), (3, 2, 1), (2, 2, 1, 1)):
        exact = sum(
            prod(law[x] for x in xs) * prod(sum(x**s for x in xs) for s in lengths)
            for xs in product(law, repeat=4)
        )
        assert power_sums(lengths, 4, kappa) == exact


def test_constant_slopes_are_a_linear_network_rescaled():
    kappas = [[Fraction(3) ** s for s in range(1, 6)]] * 2
    scaled = [9**k * m for k, m in enumerate(mean_moments((3, 4, 2), 5), 1)]
    assert mean_moments((3, 4, 2), 5, kappas=kappas) == scaled


@pytest.mark.parametrize("field", ["real", "complex"])
def test_the_limit_of_wide_networks_is_the_planar_sum(field):
    n = sympy.Symbol("n", positive=True)
    kappas = [[Fraction(1, 2), Fraction(2, 5), Fraction(1, 3)], [Fraction(3, 4)] * 3]
    found = mean_moments((2 * n, n, 3 * n), 3, field, kappas)
    inner = layer([1, 1, 1], kappas[0], 2)
    planar = layer(inner, kappas[1], Fraction(1, 3))
    assert [sympy.limit(m, n, sympy.oo) for m in found] == planar


def draw(rng, field, rows, columns, count):
    shape = (count, rows, columns)
    if field == "real":
        return rng.standard_normal(shape) / np.sqrt(columns)
    return (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)) / np.sqrt(2 * columns)


def sampled(rng, field, sizes, slopes, orders, count=20_000, entry=draw):
    """Moments of M for independent networks, shape (count, orders)."""
    product_ = np.eye(sizes[0])
    for columns, rows in pairwise(sizes):
        product_ = entry(rng, field, rows, columns, count) @ product_
        product_ *= slopes(rng, (count, rows))[:, :, None]
    gram = product_ @ np.conj(product_.swapaxes(1, 2))
    power, columns = gram, []
    for _ in range(orders):
        columns.append(np.trace(power, axis1=1, axis2=2).real / sizes[-1])
        power = power @ gram
    return np.stack(columns, axis=1)


def ones(rng, shape):
    return np.ones(shape)


def coins(rng, shape):
    return (rng.random(shape) < 0.5).astype(float)


LEVEL = 1e-6  # of each test, two-sided: 4.9 standard errors, known to 1 % from 20,000 networks


def distances(values, exact):
    mean, sem = values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(len(values))
    return np.abs(mean - np.array(exact, dtype=float)) / sem


@pytest.mark.parametrize("field", ["real", "complex"])
@pytest.mark.parametrize("sizes", [(4, 4), (3, 5, 2), (4, 4, 4)])
def test_sampled_linear_networks(rng, field, sizes):
    values = sampled(rng, field, sizes, ones, 3)
    limit = stats.norm.isf(LEVEL / 2)
    assert np.all(distances(values, mean_moments(sizes, 3, field)) < limit)
    other = "complex" if field == "real" else "real"
    assert np.max(distances(values, mean_moments(sizes, 3, other))) > 2 * limit


@pytest.mark.parametrize("field", ["real", "complex"])
def test_sampled_networks_with_independent_slopes(rng, field):
    sizes, half = (4, 3, 5), [Fraction(1, 2)] * 3
    values = sampled(rng, field, sizes, coins, 3)
    exact = mean_moments(sizes, 3, field, [half, half])
    limit = stats.norm.isf(LEVEL / 2)
    assert np.all(distances(values, exact) < limit)
    # loops that meet in one index matter: without them the prediction must fail
    merged = [m * Fraction(1, 2) ** (3 * k) for k, m in enumerate(mean_moments(sizes, 3, field), 1)]
    assert np.max(distances(values, merged)) > 2 * limit


def test_signs_in_place_of_gaussians_are_noticed(rng):
    """Wick needs Gaussian weights: with signs m_2 is 2 - 1/n in place of 2 + 1/n."""

    def signs(rng, field, rows, columns, count):
        return rng.choice([-1.0, 1.0], size=(count, rows, columns)) / np.sqrt(columns)

    values = sampled(rng, "real", (6, 6), ones, 2, entry=signs)
    limit = stats.norm.isf(LEVEL / 2)
    second = values[:, 1:]
    assert distances(second, mean_moments((6, 6), 2)[1:])[0] > 2 * limit
    assert distances(second, [2 - 1 / 6])[0] < limit


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((2, 2), 7), "1 <= k <= 6"),
        (((2, 2), 9, "complex"), "1 <= k <= 8"),
        (((2, 2), 2, "quaternion"), "field must be one of real, complex"),
        (((2, 2), 2, "real", [[1]]), "need 2 moments"),
        (((2, 2), 2, "real", [[1, 1], [1, 1]]), "each of 1 layers"),
    ],
)
def test_bad_input_is_refused(arguments, message):
    with pytest.raises(InvalidInputError, match=message):
        mean_moments(*arguments)
