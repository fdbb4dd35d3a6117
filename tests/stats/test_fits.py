"""A law fitted to its own samples is not rejected, another one is."""

from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth.errors import InvalidInputError
from freewidth.stats.fits import (
    Empirical,
    Fit,
    Trial,
    attempt,
    bootstrap,
    bulk,
    clean,
    fit,
    kolmogorov,
    p_value,
)
from freewidth.symmetric.laws import MATRIXLAWS, Table
from freewidth.symmetric.matrices import MATRICES

CHOSEN = {
    "wigner": {},
    "wishart": {"ratio": (0.5, 1.0, 2.0)},
    "wishart_product": {"depth": (2,), "ratio": (0.5, 1.0)},
    "sandwich": {"ratio": (0.5, 1.0)},
    "percolated_wigner": {"degree": (2.0,)},
}


@cache
def tables(family):
    law = MATRIXLAWS[family]
    return {shape: law.solve(**dict(shape)) for shape in law.combinations(CHOSEN[family])}


@pytest.mark.parametrize(
    ("family", "shape"),
    [
        ("wigner", {}),
        ("wishart", {"ratio": 0.5}),
        ("wishart_product", {"depth": 2, "ratio": 0.5}),
        ("sandwich", {"ratio": 0.5}),
        ("percolated_wigner", {"degree": 2.0}),
    ],
)
def test_fits_find_what_was_drawn(family, shape, rng):
    values = clean(7.5 * MATRICES[family].eigenvalues(rng, 400, **shape))
    found = fit(values, family, tables(family))
    assert dict(found.shape) == shape
    # n**-0.5 for graphs; for the rest a distance of 0.01 lets the scale move by a few per cent
    assert_allclose(found.scale, 7.5, rtol=0.15)
    assert abs(found.shift) < 0.2
    assert found.distance < 0.05


@pytest.mark.parametrize("atom", [0.0, 0.2, 0.5])
def test_one_place_has_the_distance_of_many(rng, atom):
    """By hand at both sides of every value and of the atom; ties, and values on the atom, too."""
    for _ in range(40):
        x, p = np.sort(rng.standard_normal(9)), np.sort(rng.random(9)) * (1 - atom)
        table = Table(x, np.concatenate([[0.0], p[1:-1], [1 - atom]]), atom)
        shift, scale = round(rng.standard_normal(), 1), 2.0 ** rng.integers(-2, 3)
        values = np.round(rng.standard_normal(12), 1) + rng.choice([0.0, shift])
        data = Empirical.of(values)
        found = data.distance_to(table)(scale, shift)
        assert found == data.distances(table, scale, shift)[0]
        law = table.scaled(scale, shift)
        places = [*values, shift]
        below = [abs((values < at).mean() - law.below(at)) for at in places]
        upto = [abs((values <= at).mean() - law.cdf(at)) for at in places]
        assert_allclose(found, max(*below, *upto), rtol=0, atol=1e-15)


def test_own_law_is_not_rejected_and_another_is(rng):
    values = clean(3 * MATRICES["sandwich"].eigenvalues(rng, 300, ratio=0.5))
    own = fit(values, "sandwich", tables("sandwich"))
    other = fit(values, "wigner", tables("wigner"))
    null = bootstrap(own, tables("sandwich"), 300, 0, 9, rng)
    wrong = bootstrap(other, tables("wigner"), 300, 0, 9, rng)
    assert own.distance < 2 * null.max()  # a tenth of draws exceed the maximum, none by so much
    assert other.distance > 5 * wrong.max()
    assert p_value(other.distance, wrong) == 0.1


def test_shift_is_found(rng):
    values = clean(MATRICES["wigner"].eigenvalues(rng, 400) + 5)
    found = fit(values, "wigner", tables("wigner"))
    assert_allclose((found.scale, found.shift), (1, 5), rtol=0.05)


def test_distance_by_hand():
    table = Table(np.array([0.0, 1.0]), np.array([0.0, 0.5]), atom=0.5)
    law = table.scaled(2.0)  # half at 0, half uniform on [0, 2]
    assert kolmogorov(np.array([0.0, 1.0]), law) == pytest.approx(0.25)
    assert kolmogorov(np.array([1.0, 1.0]), law) == pytest.approx(0.75)  # just below 1
    assert kolmogorov(np.array([-1.0, 2.0]), law) == pytest.approx(0.5)


def test_atom_is_compared_even_where_no_data_are():
    law = Table(np.array([0.0, 1.0]), np.array([0.0, 0.1]), atom=0.9).scaled(1.0, 2.0)
    values = np.linspace(2.5, 3, 7)
    assert kolmogorov(values, law) == pytest.approx(0.95)


def test_cleaning_keeps_signs():
    values = clean([3.0, -2.0, 1e-13, -1e-14, 1e-9])
    assert list(values) == [-2, 0, 0, 1e-9, 3]
    assert list(bulk(values, 2)) == [0, 0, 1e-9]
    assert bulk(values, 0) is values
    with pytest.raises(InvalidInputError, match="finite real numbers"):
        clean([np.nan, 1])


@pytest.mark.parametrize("family", MATRIXLAWS)
def test_families_count_their_parameters(family):
    law = MATRIXLAWS[family]
    assert law.freedom == 2 + len(law.shapes)
    count = len(law.combinations())
    assert count == np.prod([len(v) for v in law.shapes.values()], dtype=int)


def test_a_shape_parameter_that_a_family_has_not_is_named():
    with pytest.raises(InvalidInputError, match="no shape parameter degree; there: ratio"):
        MATRIXLAWS["wishart"].combinations({"degree": [2.0]})


def test_a_trial_takes_the_share_of_outliers_that_fits_best(rng):
    """Two far eigenvalues in twenty-five: with them removed the semicircle fits, without it not."""
    spectra = [MATRICES["wigner"].eigenvalues(rng, 50) for _ in range(2)]
    for values in spectra:
        values[-4:] = 30.0
    case = {"name": "outliers"}
    found = attempt(case, spectra, "wigner", tables("wigner"), [0.0, 0.08, 0.5], 3, rng)
    assert found.outliers == 4
    assert found.fitted.max() < 0.15
    assert np.diag(found.held_out) == pytest.approx([each.distance for each in found.fits])
    assert found.null.shape == (3,)


def test_what_is_printed_fits_a_line(rng):
    spectra = [MATRICES["wigner"].eigenvalues(rng, 50) for _ in range(2)]
    trial = attempt({"name": "own"}, spectra, "wigner", tables("wigner"), [0.0], 0, rng)
    assert repr(trial).startswith("Trial(wigner on own: 2 matrices of size 50, 0 outliers")
    assert "50 distinct values" in repr(Empirical.of(spectra[0]))
    assert len(repr(trial)) < 100
    assert isinstance(trial.fits[0], Fit)
    assert len(repr(trial.fits[0])) < 150


def test_what_a_network_is_held_out_for_is_not_its_own_fit():
    """Means of the other networks' distances, by hand; its own distance changes none of them."""
    some = Fit("wigner", (), 1.0, 0.0, 0.0)
    distances = np.array([[0.1, 0.5, 0.7], [0.3, 0.2, 0.4], [0.9, 0.6, 0.1]])
    for own in (distances, distances + np.diag([5.0, 6.0, 7.0])):
        trial = Trial({}, 50, 0, (some,) * 3, own, np.empty(0))
        assert trial.others == pytest.approx([0.6, 0.35, 0.75])
        assert trial.fitted == pytest.approx(np.diag(own))


def test_one_network_is_held_out_for_nobody():
    trial = Trial({}, 50, 0, (Fit("wigner", (), 1.0, 0.0, 0.1),), np.array([[0.1]]), np.empty(0))
    assert np.isnan(trial.others).all()


def test_rows_are_of_the_network_fitted_and_columns_of_the_one_judged(rng):
    """Spectra of different width: the law fitted to one is far from the other, not alike far."""
    spectra = [MATRICES["wigner"].eigenvalues(rng, 50), rng.standard_exponential(50)]
    found = attempt({}, spectra, "wigner", tables("wigner"), [0.0], 0, rng)
    expected = [
        [kolmogorov(clean(judged), fitted.law(tables("wigner"))) for judged in spectra]
        for fitted in found.fits
    ]
    assert found.held_out == pytest.approx(np.array(expected), rel=1e-12)  # the same sums
    assert abs(found.held_out[0, 1] - found.held_out[1, 0]) > 0.01
