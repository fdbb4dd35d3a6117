"""Solved limits against sampled matrices of the same name: two witnesses that never met."""

from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.sparse import coo_array
from scipy.sparse.csgraph import structural_rank

from freewidth.errors import InvalidInputError
from freewidth.stats.fits.distance import clean, kolmogorov
from freewidth.symmetric.laws import MATRIXLAWS, Table
from freewidth.symmetric.laws._cavity import karp_sipser
from freewidth.symmetric.laws.percolated_wigner import levels
from freewidth.symmetric.matrices import MATRICES
from freewidth.symmetric.matrices._base import goe, inner

CASES = [
    ("wigner", {}),
    ("wishart", {"ratio": 0.3}),
    ("wishart", {"ratio": 1.0}),
    ("wishart", {"ratio": 4.0}),
    ("wishart_product", {"depth": 2, "ratio": 0.4}),
    ("wishart_product", {"depth": 3, "ratio": 2.5}),
    ("wigner_product", {"factors": 1}),
    ("wigner_product", {"factors": 2}),
    ("sandwich", {"ratio": 0.3}),
    ("sandwich", {"ratio": 2.5}),
    ("percolated_wigner", {"degree": 1.0}),
    ("percolated_wigner", {"degree": 4.0}),
    ("percolated_wishart", {"row": 4.0, "column": 2.0}),
    ("percolated_wishart", {"row": 1.0, "column": 4.0}),
]
DENSE = [case for case in CASES if not case[0].startswith("percolated")]
Z = np.array([0.5 + 0.3j, -0.7 + 0.2j, 2 + 0.5j, 0.1j])  # the last has a negative square


def label(value):
    return ",".join(map(str, value.values())) if isinstance(value, dict) else value


cases = pytest.mark.parametrize(("name", "shape"), CASES, ids=label)


@cache
def solved(name, *shape):
    return MATRIXLAWS[name].solve(**dict(shape))


def draw(name, shape, rng, size=400, count=6):
    """Eigenvalues of a few matrices, shape (count, size)."""
    return np.stack([MATRICES[name].eigenvalues(rng, size, **shape) for _ in range(count)])


def test_every_law_has_a_sampler_and_a_case():
    assert set(MATRIXLAWS) <= set(MATRICES)
    assert set(MATRIXLAWS) == {name for name, _ in CASES}


@cases
def test_resolvents_agree_at_equal_height(name, shape, rng):
    values = draw(name, shape, rng)
    per_matrix = (1 / (Z - values[..., None])).mean(axis=1)
    error = per_matrix.std(axis=0, ddof=1) / np.sqrt(len(values))
    found = MATRIXLAWS[name].stieltjes(Z, **shape)
    bias = 5 / 400  # O(1/n), larger for products near 0
    population = 0.01 if name.startswith("percolated") else 0  # 2000 vertices, 40 sweeps
    assert np.all(np.abs(per_matrix.mean(axis=0) - found) < 6 * error + bias + population)


@cases
def test_tables_agree_with_samples(name, shape, rng):
    table = solved(name, *shape.items())
    values = clean(draw(name, shape, rng))
    chance = 1.63 / np.sqrt(values.size)  # of independent points at 1 per cent; eigenvalues repel
    smooth = 0.01 if name.startswith("percolated") else 0  # population, fluctuations of graphs
    assert kolmogorov(values, table.scaled(1.0)) < chance + smooth


@pytest.mark.parametrize("degree", [1.0, 4.0])
def test_no_mass_is_left_where_no_eigenvalue_is(degree, rng):
    """A Cauchy kernel as wide as the tables' own would leave 0.003 there."""
    values = draw("percolated_wigner", {"degree": degree}, rng)
    table = solved("percolated_wigner", ("degree", degree))
    assert np.abs(values).max() < 6
    assert table.cdf(-6.0) < 1e-4 > 1 - table.cdf(6.0)


def test_levels_of_populations_rise_like_the_density_and_end_at_one():
    """From the log-determinant, against the resolvent, whose populations are others."""
    level, off = levels([0.95, 1.05, 6.0], 2.0)
    density = -MATRIXLAWS["percolated_wigner"].stieltjes(1 + 0.02j, degree=2.0)[0].imag / np.pi
    assert (level[1] - level[0]) / 0.1 == pytest.approx(density, rel=0.05)  # population
    assert level[2] == pytest.approx(1.0, abs=1e-3)  # a Cauchy kernel would leave 0.006
    assert np.all((off >= 0) & (off < 5e-3))


def test_levels_are_nearer_than_a_table_and_say_how_near():
    level, off = levels([0.25, 1.0], 4.0)
    table = solved("percolated_wigner", ("degree", 4.0))
    assert_allclose(level, table.cdf([0.25, 1.0]), atol=0.01)  # one population
    assert np.all(np.abs(level - table.cdf([0.25, 1.0])) < off + 0.005)
    for wrong in (0.0, -1.0, [1.0, -2.0]):
        with pytest.raises(InvalidInputError, match="a share of x > 0"):
            levels(wrong, 4.0)


@pytest.mark.parametrize(("name", "shape"), DENSE, ids=label)
def test_tables_are_the_laws(name, shape):
    """The table's own transform is the closed form's."""
    table, law = solved(name, *shape.items()), MATRIXLAWS[name]
    x = table.quantile((np.arange(40_000) + 0.5) / 40_000)
    mine = (1 / (Z[:, None] - x)).mean(axis=1)
    assert_allclose(mine, law.stieltjes(Z, **shape), atol=2e-4)  # interpolation, 40 000 midpoints
    assert table.atom == law.atom(**shape)


@cases
def test_atoms_agree_with_ranks(name, shape, rng):
    """Ranks of products are exact; those of sparse matrices are the next test's."""
    atom = MATRIXLAWS[name].atom(**shape)
    seen = (clean(draw(name, shape, rng, count=2), 1e-11) == 0).mean()
    one = 1 / 400 / 2  # eigenvalue in one of two matrices; graphs fluctuate by the root of that
    assert abs(seen - atom) < (0.05 if name.startswith("percolated") else one)


def wigner_pattern(rng, n, degree):
    edges = rng.integers(0, n, (2, round(n * degree / 2)))
    return np.concatenate([edges, edges[::-1]], axis=1), (n, n)


def wishart_pattern(rng, n, row, column):
    columns, count = round(n * row / column), round(n * row)
    return np.stack([rng.integers(0, n, count), rng.integers(0, columns, count)]), (n, columns)


@pytest.mark.parametrize(
    ("pattern", "shape", "atom", "n", "spread"),
    [
        (wigner_pattern, (1.0,), 0.4559, 3_000_000, 0.43),
        (wigner_pattern, (2.0,), 0.2161, 400_000, 0.30),
        (wigner_pattern, (3.0,), 0.0723, 200_000, 0.35),
        (wishart_pattern, (4.0, 2.0), None, 400_000, 0.16),
        (wishart_pattern, (2.0, 4.0), None, 400_000, 0.10),
        (wishart_pattern, (0.5, 1.0), None, 800_000, 0.17),
    ],
)
def test_karp_sipser_by_matching(pattern, shape, atom, n, spread, rng):
    """Entries with a density: the rank is that of the pattern, which a matching finds.

    ``spread`` is the standard deviation of the nullity over the root of n, measured on 8 graphs.
    """
    expected = karp_sipser(*shape) if len(shape) == 2 else karp_sipser(*shape * 2)
    if atom is not None:
        assert_allclose(expected, atom, atol=1.1e-4)  # as given, to four digits
    where, size = pattern(rng, n, *shape)
    rank = structural_rank(coo_array((np.ones(where.shape[1]), where), shape=size).tocsr())
    assert abs((n - rank) / n - expected) < max(1e-3, 4.5 * spread / np.sqrt(n))  # 7e-6 two-sided


@pytest.mark.parametrize("degree", [1.0, 3.0])
def test_the_pattern_s_rank_is_the_matrix_s(degree, rng):
    matrix = MATRICES["percolated_wigner"].sample(rng, 300, degree=degree)
    values = np.linalg.eigvalsh(matrix)
    zeros = int((np.abs(values) < 1e-12).sum())
    assert zeros == 300 - structural_rank(coo_array(matrix).tocsr())


@pytest.mark.parametrize("kept", [0.5, 0.05])
@pytest.mark.parametrize(
    ("kind", "shape", "sparse"),
    [
        ("wigner", {}, {"degree": 1.0}),
        ("wishart", {"ratio": 2.0}, {"row": 4.0, "column": 2.0}),
    ],
)
def test_dilution_at_a_fixed_rate_changes_nothing(kind, shape, sparse, kept, rng):
    drawn = draw(f"diluted_{kind}", {**shape, "kept": kept}, rng, count=3)
    values = np.sort(drawn, axis=None)
    law = solved(kind, *shape.items()).scaled(1.0)
    assert kolmogorov(values, law) < 0.012 + 1 / (kept * 400)  # corrections go with 1/(kept n)
    rival = solved(f"percolated_{kind}", *sparse.items()).scaled(1.0)
    assert kolmogorov(values, rival) > 0.1


def test_tables_are_distributions():
    table = Table(np.array([-1.0, 0.0, 2.0]), np.array([0.0, 0.2, 0.6]), atom=0.4)
    assert_allclose(table.cdf([-2, -0.5, 0, 1, 3]), [0, 0.1, 0.6, 0.8, 1])
    assert_allclose(table.below(0.0), 0.2)
    assert_allclose(table.quantile([0.1, 0.2, 0.4, 0.6, 0.8]), [-0.5, 0, 0, 0, 1])
    assert_allclose(table.density([-1, 0, 2]), [0.2, 0.2])
    moved = table.scaled(2.0, 1.0)
    assert_allclose(moved.cdf(2 * np.array([-0.5, 0, 1]) + 1), table.cdf([-0.5, 0, 1]))
    assert_allclose(moved.quantile(0.8), 3)
    with pytest.raises(InvalidInputError, match="increasing"):
        Table(np.zeros(2), np.array([0.0, 1.0]))
    with pytest.raises(InvalidInputError, match="end at"):
        Table(np.arange(2.0), np.array([0.0, 0.9]))


def plain_wishart_product(rng, n, depth, ratio):
    m = inner(ratio, n)
    shapes = [(n, m), *[(m, m)] * (depth - 1)]
    product = np.linalg.multi_dot(
        [*(rng.standard_normal(s) / np.sqrt(m) for s in shapes), np.eye(m)]
    )
    return product @ product.T


def plain_sandwich(rng, n, ratio):
    m = inner(ratio, n)
    x = rng.standard_normal((m, n))
    return x.T @ goe(rng, m) @ x / np.sqrt(n * m)


def plain_percolated_wishart(rng, n, row, column):
    m = inner(row / column, n)
    x = (rng.random((n, m)) < row / m) * rng.standard_normal((n, m)) / np.sqrt(row)
    return x @ x.T


@pytest.mark.parametrize(
    ("name", "plain", "shape"),
    [
        ("wigner", MATRICES["wigner"].sample, {}),
        ("wishart", MATRICES["wishart"].sample, {"ratio": 0.4}),
        ("wishart", MATRICES["wishart"].sample, {"ratio": 1.0}),
        ("wishart", MATRICES["wishart"].sample, {"ratio": 3.0}),
        ("wishart_product", plain_wishart_product, {"depth": 3, "ratio": 1.0}),
        ("wishart_product", plain_wishart_product, {"depth": 2, "ratio": 2.5}),
        ("sandwich", plain_sandwich, {"ratio": 2.0}),
        ("percolated_wishart", plain_percolated_wishart, {"row": 4.0, "column": 2.0}),
    ],
    ids=label,
)
def test_short_ways_draw_from_the_same_law(name, plain, shape, rng):
    """Mean and spread of moments at a size where every order in 1/n counts."""
    n, count = 12, 1500
    ours = [MATRICES[name].eigenvalues(rng, n, **shape) for _ in range(count)]
    theirs = [np.linalg.eigvalsh(plain(rng, n, **shape)) for _ in range(count)]
    for power in (1, 2, 3):
        a, b = ((np.stack(each) ** power).mean(axis=1) for each in (ours, theirs))
        error = np.sqrt((a.var() + b.var()) / count)
        assert abs(a.mean() - b.mean()) < 5 * error + 1e-14  # 6e-7 two-sided; a trace may be exact
        a, b = (np.arcsinh(each - each.mean()) for each in (a, b))  # tails tamed
        error = np.sqrt(((a**2).var() + (b**2).var()) / count)
        assert abs(a.var() - b.var()) < 5 * error + 1e-14
