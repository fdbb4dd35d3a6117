"""What kinds of weights promise: their parts agree with each other and with random matrices."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth.ensembles import EVERY
from freewidth.errors import InvalidInputError
from freewidth.genus import layer
from freewidth.kinds import HAAR, IID, KINDS, Factor, SingularValues, biunitary
from freewidth.rng import stream
from tests.genus.test_expansion import chi, inverse, over_x, times

TWO = SingularValues(((np.sqrt(0.4), 0.5), (np.sqrt(1.6), 0.5)))
SIZES = [(Fraction(1), Fraction(1)), (Fraction(2), Fraction(1)), (Fraction(2), Fraction(5))]
SIGMAS = 5.0


@pytest.fixture(params=KINDS)
def kind(request):
    return KINDS[request.param]


def test_files_results_and_rivals_use_one_name():
    assert {name: kind.name for name, kind in KINDS.items()} == {name: name for name in KINDS}
    for each in KINDS.values():
        assert set(each.rivals) <= set(KINDS) - {each.name}


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_the_factor_is_one_over_the_s_transform_to_six_orders(kind, columns, rows):
    """From the moments of W W^T, by reverting their series; the factor's logarithm, expanded."""
    orders = 7
    ones = [Fraction(1)] * orders
    outer = layer(ones, ones, columns / rows, kind)  # of W W^T
    inner = [m * rows / columns for m in outer]  # of W^T W
    one = [Fraction(1), Fraction(1)] + [Fraction(0)] * (orders - 1)
    series = inverse(times(one, over_x(chi(inner))))[:orders]  # 1/S at m_{l-1}
    rho_in, rho_out = 1 / float(columns), 1 / float(rows)
    found = kind.factor(rho_in, rho_out)
    m = 0.03  # leaves m**7 = 2e-11 of the series
    exact = np.exp(found.constant) * np.prod(
        [(1 + rho * m / rho_in) ** f for rho, f in found.powers]
    )
    assert_allclose(np.polyval([float(c) for c in series[::-1]], m), exact, rtol=1e-9)


def test_parts_that_contradict_each_other_are_refused(kind):
    with pytest.raises(InvalidInputError, match="Check the normalisation"):
        replace(kind, gain=lambda columns, rows: 2.0)
    with pytest.raises(InvalidInputError, match="relative variance"):
        replace(kind, cumulants=lambda moments, ratio: [2 * m for m in moments])
    half = replace_powers(kind.factor)
    with pytest.raises(InvalidInputError, match="relative variance"):
        replace(kind, factor=half)


def replace_powers(factor):
    def other(inner, outer):
        found = factor(inner, outer)
        return Factor(found.constant, (*found.powers, (7.0, 1)))

    return other


def test_a_kind_is_no_name():
    """What selects by the old names must fail aloud."""
    with pytest.raises(TypeError, match="IID or HAAR"):
        assert IID == "iid"
    with pytest.raises(TypeError, match="IID or HAAR"):
        assert HAAR in ("iid", "haar")
    assert IID != HAAR
    assert len(repr(biunitary("x", "x", TWO))) < 40


@pytest.mark.parametrize(("columns", "rows"), [(3, 3), (5, 2), (2, 5)])
def test_given_singular_values_lie_at_the_smaller_size(columns, rows):
    first, last = biunitary("two", "two", TWO).stages(columns, rows)
    assert (first.columns, first.rows, last.columns, last.rows) == (
        columns,
        2 + (columns == rows),
        2 + (columns == rows),
        rows,
    )
    assert first.kind is last.kind is HAAR
    assert first.singular_values is TWO
    assert last.singular_values is None


COVERED = [n for n, e in EVERY.items() if e.has_finite_fourth_moment and "wigner" not in n]


@pytest.mark.parametrize("name", COVERED)
@pytest.mark.parametrize(("columns", "rows"), [(120, 120), (120, 180), (180, 120)])
def test_compressions_have_these_cumulants(name, columns, rows):
    """Moments of W A W^T for a diagonal A of three values against sums over partitions."""
    ensemble, draws = EVERY[name], 24
    a = np.array([0.2, 1.0, 2.5])[np.arange(columns) % 3]
    seen = []
    for i in range(draws):
        w = ensemble.sample(stream(0, "kind", name, columns, rows, i), rows, columns)
        m = (w * a) @ w.conj().T
        square = m @ m
        seen.append([np.trace(m).real, np.trace(square).real, np.sum(square * m.T).real])
    seen = np.array(seen) / rows
    ratio = Fraction(columns, rows)
    moments = [Fraction(float(np.mean(a**k))) for k in (1, 2, 3)]
    exact = np.array([float(m) for m in layer(moments, [Fraction(1)] * 3, ratio, ensemble.kind)])
    sem = seen.std(axis=0, ddof=1) / np.sqrt(draws)
    # O(1/n): excess kurtosis 6 at most (two_point), once per moment's pairs of W's
    slack = SIGMAS * sem + 8 * np.array([0, 1, 3]) / columns * exact + 1e-12
    assert np.all(np.abs(seen.mean(axis=0) - exact) < slack)


@pytest.mark.parametrize("name", ["gaussian", "orthogonal", "biunitary_two"])
def test_the_other_kind_is_noticed(name):
    """Negative control of the test above."""
    w = EVERY[name].sample(stream(0, "control", name), 300, 300)
    second = np.mean(np.linalg.svd(w, compute_uv=False) ** 4)
    for rival in EVERY[name].kind.rivals:
        wrong = layer([1, 1], [1, 1], 1, KINDS[rival])[1]
        assert abs(second - wrong) > 0.2


def test_lengths_change_by_the_gain(kind):
    """|W x|^2/n_l over |x|^2/n_{l-1} of the ensembles of each kind, for a fixed x."""
    name = next(n for n, e in EVERY.items() if e.kind is kind and e.has_finite_fourth_moment)
    for columns, rows in ((400, 400), (200, 500), (500, 200)):
        x = np.ones(columns)
        w = EVERY[name].sample(stream(0, "gain", name), rows, columns)
        seen = np.mean((w @ x) ** 2)
        noise = SIGMAS * np.sqrt(2 / min(rows, columns))  # chi-square
        assert abs(seen / kind.gain(columns, rows) - 1) < noise
