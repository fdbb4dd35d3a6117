"""What weights look like: variances with standard errors, and tests that keep their level."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import binom

from freewidth import model
from freewidth.ensembles import EVERY
from freewidth.errors import InvalidInputError
from freewidth.model import LEVEL
from freewidth.model._measure import ENTRIES, TESTS, isometry, p_values

SINGLE = float(np.finfo(np.float32).eps)


def measured(*weights, bias=None):
    return model.from_arrays(weights, bias, ["linear"] * len(weights)).measured


def test_the_mean_square_and_its_standard_error_by_hand():
    w = np.array([[1.0, -1.0], [2.0, 0.0]])
    (found,) = measured(w, bias=[np.array([3.0, 1.0])])
    squares = np.array([1.0, 1.0, 4.0, 0.0])
    assert_allclose(found.sigma_w2, 2 * squares.mean())
    assert_allclose(found.sigma_w2_sem, 2 * squares.std() / 2)
    assert_allclose((found.sigma_b2, found.sigma_b2_sem), (5.0, 4.0 / np.sqrt(2)))


@pytest.mark.parametrize("power", [-230, -17, 200, 260])
def test_measures_do_not_depend_on_the_unit_of_the_weights(power, rng):
    w = rng.standard_normal((30, 40))
    plain, (scaled,) = measured(w)[0], measured(w * 2.0**power)
    assert scaled.looks == plain.looks == "independent, gaussian"
    assert scaled.p_values == plain.p_values
    assert scaled.sigma_w2 == plain.sigma_w2 * 4.0**power


def test_variances_that_no_number_holds_are_refused(rng):
    huge = model.from_arrays([1e200 * rng.standard_normal((9, 9))], None, ["linear"])
    with pytest.raises(InvalidInputError, match="sigma_w2 of layer 1 must be finite"):
        huge.network()


@pytest.mark.parametrize("name", ENTRIES)
def test_standard_errors_are_those_of_independent_entries(name, rng):
    r"""sigma_w2 of 150 matrices: chi^2 of its deviations over the standard errors claimed."""
    ensemble = EVERY[name]
    found = [measured(np.sqrt(2) * ensemble.sample(rng, 30, 40))[0] for _ in range(150)]
    z = np.array(
        [(each.sigma_w2 - 2) / each.sigma_w2_sem if each.sigma_w2_sem else 0.0 for each in found]
    )
    if name == "rademacher":  # every matrix has the mean square exactly
        assert_allclose([each.sigma_w2 for each in found], 2, rtol=1e-12)
    else:
        # mean of 150 z^2 has the standard error sqrt(2/150); 1/20 for skewed squares
        assert abs(np.mean(z**2) - 1) < 5 * np.sqrt(2 / 150) + 0.05


@pytest.mark.parametrize("name", ENTRIES)
def test_entries_are_recognised(name, rng):
    (found,) = measured(EVERY[name].sample(rng, 150, 100))
    assert found.ensemble == name
    assert found.warnings == ()


@pytest.mark.parametrize("shape", [(60, 40), (40, 60), (50, 50)])
def test_isometries_are_recognised_with_their_scale(shape, rng):
    w = np.sqrt(1.7) * EVERY["orthogonal"].sample(rng, *shape)
    (found,) = measured(w)
    assert (found.ensemble, found.sigma_w2_sem) == ("orthogonal", 0.0)
    assert_allclose(found.sigma_w2, 1.7, rtol=1e-12)
    (single,) = measured(w.astype(np.float32))
    assert single.ensemble == "orthogonal"
    (half,) = measured(w.astype(np.float16))
    assert half.ensemble == "orthogonal"
    assert not isometry(w + 1e-4 * rng.standard_normal(shape), SINGLE)
    assert not isometry(rng.standard_normal(shape), 1.0)


def test_an_identity_is_an_isometry_that_is_not_haar():
    (found,) = measured(np.eye(50))
    assert found.ensemble == "orthogonal"
    assert "few entries dominate" in found.warnings[0]


@pytest.mark.parametrize("name", ["gaussian", "uniform", "laplace", "rademacher"])
@pytest.mark.parametrize("shape", [(20, 30), (64, 16)])
def test_tests_keep_their_level(name, shape, rng):
    """250 matrices: as many below .005 as so many draws of that chance may have, per test.

    The p-values are approximate; what is allowed is three times the level (and chance: 1e-6).
    """
    found = [p_values(EVERY[name].sample(rng, *shape)) for _ in range(250)]
    most = binom.isf(1e-6, 250, 3 * 0.005)
    for each in TESTS:
        assert sum(p[each] < 0.005 for p in found) <= most, each


def test_p_values_are_even_and_so_have_power(rng):
    """Their medians are 1/2 within five standard errors, 1/2/sqrt(400), and .05 for skewness."""
    found = [p_values(rng.standard_normal((40, 50))) for _ in range(400)]
    for test in ("mean", "rows", "columns", "correlation"):
        median = np.median([each[test] for each in found])
        assert abs(median - 0.5) < 5 * 0.5 / 20 + 0.05, test


def test_the_largest_singular_value_has_tracy_and_widoms_tail(rng):
    """Of 1000 matrices 5 % are beyond the .95 quantile and 1 % beyond .99; p is .074, .012 there.

    At this size Johnstone's units are off by some 3 % of a deviation, or a fifth of the share.
    """
    found = np.array([p_values(rng.standard_normal((30, 40)))["largest"] for _ in range(1000)])
    for p, share in ((0.074, 0.05), (0.012, 0.01)):
        error = 5 * np.sqrt(share * (1 - share) / 1000) + 0.2 * share
        assert abs(np.mean(found < p) - share) < error, p


def spoiled(kind, rng):
    """Weights with one thing wrong, of a size that the test should see."""
    w = rng.standard_normal((100, 120)) / np.sqrt(120)
    if kind == "mean":
        return w + 0.1 * w.std()  # 11 standard errors
    if kind == "rows":
        return w * np.linspace(0.7, 1.3, 100)[:, None]
    if kind == "columns":
        return w * np.linspace(0.7, 1.3, 120)
    if kind == "correlation":
        return w + np.roll(w, 1, axis=0)
    u, v = rng.standard_normal(100), rng.standard_normal(120)
    return w + 3 * np.outer(u / np.linalg.norm(u), v / np.linalg.norm(v))


@pytest.mark.parametrize("kind", TESTS)
def test_what_is_wrong_is_seen_and_the_layer_named(kind, rng):
    good = rng.standard_normal((120, 60)) / np.sqrt(60)
    first, second = measured(good, spoiled(kind, rng))
    assert first.warnings == ()
    assert any(said.startswith(TESTS[kind]) for said in second.warnings)
    assert second.looks == "none of these laws"
    assert second.level == LEVEL / 10
    with pytest.warns(model.LawWarning, match="layer 2: "):
        model.from_arrays([good, spoiled(kind, rng)], None, ["tanh", "linear"]).network()


def test_rank_one_below_the_threshold_is_not_seen(rng):
    """Benaych-Georges and Nadakuditi (2012): an outlier needs a norm above (r/c)^{1/4}."""
    w = rng.standard_normal((100, 120)) / np.sqrt(120)
    u, v = rng.standard_normal(100), rng.standard_normal(120)
    low = 0.5 * np.outer(u / np.linalg.norm(u), v / np.linalg.norm(v))
    assert p_values(w + low)["largest"] > LEVEL


def test_heavy_tails_are_said(rng):
    (found,) = measured(EVERY["cauchy"].sample(rng, 60, 60))
    assert any("tails are heavy" in said for said in found.warnings)


def test_biases_off_centre_are_said(rng):
    w = rng.standard_normal((100, 60))
    (found,) = measured(w, bias=[rng.standard_normal(100) + 1])
    assert "biases have a mean that is not 0" in found.warnings[0]


def test_small_layers_are_measured_and_not_tested(rng):
    (found,) = measured(rng.standard_normal((3, 50)))
    assert found.p_values == {}
    assert found.sigma_w2 > 0


def test_a_layer_of_zeros_has_no_law():
    mine = model.from_arrays([np.zeros((9, 9))], None, ["tanh"])
    with (
        pytest.warns(model.LawWarning),
        pytest.raises(ValueError, match="layer 1: all weights are 0"),
    ):
        mine.network()
