"""Limits that the claim on rectangular products compares with, by closed forms and identities."""

import pytest

from claims.finite.granziol2020_rectangular_products import RATIOS, alone, sizes, solved
from freewidth.limits import product_nullity
from freewidth.symmetric.laws import MATRIXLAWS

NAMES = ("product/0.5", "product/2", "product/0.75-1.5", "sandwich/0.5", "sandwich/1.5")


@pytest.mark.parametrize("name", NAMES)
def test_near_zero_only_the_atom_counts_and_far_off_only_the_mean_square(name):
    dims = sizes(name, 8)
    for law in (solved, alone):
        assert law(name, 1e-9) == pytest.approx(product_nullity(dims) / 8, abs=1e-2)
    square = 1.0 if name.startswith("sandwich") else 1 + sum(8 / n for n in dims[1:])
    assert (1 - solved(name, 1e3)) * 1e6 == pytest.approx(square, rel=1e-3)  # next order 1e-6


@pytest.mark.parametrize("ratio", [0.5, 2.0])
def test_one_factor_is_marchenko_pastur(ratio):
    expected = -0.7 * MATRIXLAWS["wishart"].stieltjes(0.7j, ratio).imag
    for law in (solved, alone):
        assert law(f"product/{ratio:g}", 0.7) == pytest.approx(expected, rel=1e-9)


def test_a_wigner_matrix_of_a_wide_sandwich_is_left_alone():
    expected = -0.7 * MATRIXLAWS["wigner"].stieltjes(0.7j).imag
    assert alone("sandwich/1.5", 0.7) == pytest.approx(expected, rel=1e-12)


def test_sizes_are_read_from_names():
    assert sizes("product/0.75-1.5", 40) == (40, 30, 60)
    assert sizes("sandwich/0.25", 40) == (40, 10, 10, 40)


def test_rivals_are_told_apart_by_some_product():
    least = {name: min(each / some[0] for each in some) for name, some in
             ((n, sizes(n, 40)) for n in ("product/1.5-0.25", "product/0.5-0.75-2"))}  # fmt: skip
    for rival, ratio in RATIOS.items():
        assert any(ratio(sizes(name, 40)) != share for name, share in least.items()), rival
