"""A model beside its law: its place among random networks, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import kstest

from freewidth import model
from freewidth.compare import kolmogorov
from freewidth.compare.models import compare
from freewidth.ensembles import EVERY
from freewidth.errors import InvalidInputError
from freewidth.model._activations import member
from freewidth.network import Network
from freewidth.rng import stream
from freewidth.sample import delocalised_input
from tests.model.made import made, numbers

SIZES = (40, 60, 50)
ACTIVATIONS = ("tanh", "linear")
DECLARED = {"ensemble": "gaussian", "sigma_w2": 1.0, "sigma_b2": 0.09}


def mine(rng, sizes=SIZES, activations=ACTIVATIONS):
    return made(rng, sizes, activations, bias=0.3)


def test_places_of_models_drawn_from_the_law_are_even(seed):
    """60 models, 9 random networks each: ranks out of 10 are uniform, and 3 in 10 are outside.

    By Kolmogorov and Smirnov's test, which errs on the safe side for ranks. Its p-value is below
    1e-4 once in 10,000 seeds.
    """
    net = Network("gaussian", ACTIVATIONS, 2, 1.0, 0.09, 1.0, SIZES)
    found = []
    for number in range(60):
        rng = stream(seed, "places", number)
        x = delocalised_input(rng, 40, 1.0)  # one law for all
        found.append(mine(rng).compare(x, network=net, replicates=9, seed=number))
    for ranks in ([each.rank for each in found], [each.largest_rank for each in found]):
        assert kstest((np.array(ranks) - 0.5) / 10, "uniform").pvalue > 1e-4
    outside = sum(each.place == "outside" for each in found)
    assert outside <= 0.3 * 60 + 4 * np.sqrt(60 * 0.3 * 0.7)  # level 3/10, four standard errors
    assert found[0].level == 0.3


def test_one_layer_scaled_is_outside_of_the_law_declared_and_inside_of_its_own(rng):
    weights, biases = numbers(rng, (100, 100, 100))
    weights[1] = 1.2 * weights[1]
    own = model.from_arrays(weights, biases, ACTIVATIONS)
    x = rng.standard_normal(100)
    found = own.compare(x, **DECLARED)
    assert found.place == "outside"
    assert found.verdict.startswith("outside the band: ")
    assert found.largest_rank == 60
    measured = own.compare(x, replicates=19)
    assert measured.place == "inside"
    assert_allclose(measured.net.sigma_w2, (1.0, 1.44), rtol=0.1)  # 7 standard errors, 2 of 1e4


def test_outside_is_beyond_all_random_networks_in_either_respect(rng):
    found = mine(rng).compare(rng.standard_normal(40), replicates=5, **DECLARED)
    middle = replace(found, distance=np.median(found.distances), largest=np.median(found.largests))
    assert (middle.rank, middle.largest_rank, middle.place) == (3, 3, "inside")
    far, near = replace(middle, distance=1.0), replace(middle, distance=0.0)
    assert (far.rank, far.place) == (6, "outside")
    assert (near.rank, near.place) == (1, "inside")  # nothing is too close to its law
    high, low = replace(middle, largest=1e9), replace(middle, largest=0.0)
    assert (high.largest_rank, high.place) == (6, "outside")
    assert (low.largest_rank, low.place) == (1, "outside")


@pytest.mark.parametrize("activation", ["linear", "hardtanh"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_rounded_isometries_stay_on_the_atoms_of_their_law(activation, dtype, rng):
    """A law with an atom, 1 for the linear one: rounding of the weights moves nothing off it."""
    weights = [EVERY["orthogonal"].sample(rng, 40, 40).astype(dtype) for _ in range(2)]
    own = model.from_arrays(weights, None, [activation] * 2)
    found = own.compare(rng.standard_normal(40), replicates=19)
    assert found.net.ensemble == "orthogonal"
    assert [mass for position, mass in found.law.atoms if position > 0]
    assert found.distance <= max(found.distances.max(), 1e-12)  # of the linear one exactly 0
    if activation == "linear":  # all are the same, but for rounding: a tie is not outside
        assert found.place == "inside"


def test_low_rank_is_outside_by_its_largest_eigenvalue(rng):
    weights, biases = numbers(rng, (100, 100, 100))
    u, v = rng.standard_normal((2, 100))
    weights[1] = weights[1] + 4 * np.outer(u / np.linalg.norm(u), v / np.linalg.norm(v))
    own = model.from_arrays(weights, biases, ACTIVATIONS)
    found = own.compare(rng.standard_normal(100), **DECLARED)
    assert found.place == "outside"
    assert any("largest eigenvalue" in each for each in found.reasons)
    assert any("layer 2: " in note for note in found.notes)


def test_numbers_are_those_of_the_parts(rng):
    own, x = mine(rng), rng.standard_normal(40)
    found = own.compare(x, replicates=3, **DECLARED)
    eigenvalues = own.spectrum(x).eigenvalues
    assert_allclose(found.eigenvalues, eigenvalues, rtol=0, atol=1e-12 * eigenvalues[-1])
    assert found.distance == kolmogorov(found.eigenvalues, found.law)
    assert found.largest == eigenvalues.max()
    net = Network("gaussian", ACTIVATIONS, 2, 1.0, 0.09, np.mean(x**2), SIZES)
    assert found.net == net
    again = compare(own, x, network=net, replicates=3)
    assert_array_equal(again.distances, found.distances)
    assert_array_equal(compare(own, x, network=net, replicates=2).distances, found.distances[:2])
    assert not np.any(
        compare(own, x, network=net, replicates=2, seed=1).distances == found.distances[:2]
    )


def test_quadrature_says_the_same_of_the_model_and_the_band(rng):
    own, x = mine(rng, (120, 120, 120)), rng.standard_normal(120)
    exact = own.compare(x, replicates=2, **DECLARED)
    found = own.compare(x, replicates=2, exact_up_to=50, **DECLARED)
    assert found.eigenvalues is None
    assert any("Lanczos" in note for note in found.notes)
    assert_allclose(found.largest, exact.largest, rtol=1e-6)  # 100 steps of 120: converged
    assert_allclose(found.largests, exact.largests, rtol=1e-6)
    # 10 random vectors see a share p of 120 eigenvalues with a deviation of sqrt(p(1-p)/600)
    assert np.max(np.abs(found.own - exact.own)) < 6 * 0.5 / np.sqrt(600)
    assert "Lanczos" not in "".join(exact.notes)


def test_the_input_is_random_of_the_mean_square_asked_for(rng):
    found = mine(rng).compare(q0=2.5, replicates=1, **DECLARED)
    assert_allclose(found.net.q0, 2.5)
    assert mine(rng).compare(replicates=1, **DECLARED).net.q0 == pytest.approx(1.0)


def test_activations_outside_the_registry_have_laws(rng):
    own = made(rng, SIZES, (member("elu", 0.5), "linear"))
    found = own.compare(rng.standard_normal(40), replicates=1, **DECLARED)
    assert found.net.phis[0] is member("elu", 0.5)
    assert found.law.certificate.worst < 1e-6


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"replicates": 0}, "replicates must be a whole number >= 1, got 0"),
        ({"replicates": 2.5}, "replicates must be a whole number >= 1, got 2.5"),
        ({"x": np.zeros((2, 40))}, "at one input"),
        ({"x": np.zeros(39)}, "layer 1 takes 40 numbers"),
        ({"network": Network("gaussian", "tanh", 2, widths=(40, 60, 40))}, "the model has sizes"),
        ({"network": Network("gaussian", "tanh", 2, widths=SIZES), "sigma_w2": 1.0}, "not both"),
        ({"sigma_w2": (1.0, 2.0, 3.0)}, "sigma_w2"),
        ({"q0": 1.0, "x": np.ones(40)}, "not both"),
    ],
)
def test_what_is_refused(rng, given, said):
    with pytest.raises(InvalidInputError, match=said):
        mine(rng).compare(**{"replicates": 1, **given})


def test_slopes_without_bound_have_no_law(rng):
    with pytest.raises(InvalidInputError, match="bounded"):
        made(rng, SIZES, ("quadratic", "linear")).compare(np.ones(40), replicates=1, **DECLARED)


def test_what_is_shown(rng):
    found = mine(rng).compare(rng.standard_normal(40), replicates=2, **DECLARED)
    assert "place" in repr(found)
    assert found._repr_png_().startswith(b"\x89PNG")
    left, right = found.plot().axes
    assert "density" in left.get_ylabel()
    (band,) = right.collections
    low, high = band.get_paths()[0].vertices[:, 1].min(), band.get_paths()[0].vertices[:, 1].max()
    off = found.band - found.law.cdf(found.x)
    assert_allclose((low, high), (off.min(), off.max()))
