"""Gram, svd and graded: how far each can be trusted, and which one is chosen."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from freewidth import sample
from freewidth.ensembles import EVERY
from freewidth.errors import InvalidInputError
from freewidth.network import Network
from freewidth.rng import stream
from freewidth.sample import _spectra
from freewidth.sample._methods import EPS, RELATIVE

DOUBLE = ("gram", "svd", "graded")
RECTANGULAR = [name for name in EVERY if "wigner" not in name]


def spectra(net, width, name, **change):
    return {
        method: sample.spectrum(net, width, stream(*name), method=method, **change)
        for method in DOUBLE
    }


@pytest.mark.parametrize("widths", [None, (2, 3, 1, 2), (1, 2, 2, 3)])
@pytest.mark.parametrize("ensemble", RECTANGULAR)
def test_floors_hold(ensemble, widths):
    """Above its floor each method agrees with graded to RELATIVE; below, it is below the floor."""
    net = Network(ensemble, "sin", 3, sigma_w2=1.5, q0=0.5, widths=widths)
    for width in (6, 60, 210):  # in stacks and one by one
        seen = spectra(net, width, (0, "floors", ensemble, width))
        exact, size = seen["graded"], max(net.sizes(width))
        for method in ("gram", "svd"):
            floor = sample.accuracy_floor(method, size, 3) * exact[-1]
            above = exact > floor
            assert_allclose(seen[method][above], exact[above], rtol=RELATIVE)
            assert np.all(seen[method][~above] <= 2 * floor)
            if width > 6 and not ensemble.startswith("sparse"):  # W itself is hardly ever singular
                assert_array_equal(seen[method] == 0, exact == 0, err_msg=method)


def test_svd_reaches_below_gram_and_graded_below_svd():
    """The floors are not idle: what they exclude is indeed wrong."""
    net, name = Network("gaussian", "linear", 10), (0, "idle")
    seen = spectra(net, 60, name)
    exact = seen["graded"]
    for method, next_method in (("gram", "svd"), ("svd", "graded")):
        lost = exact < 1e-6 * sample.accuracy_floor(method, 60, 10) * exact[-1]
        assert lost.any()
        assert np.all(np.abs(seen[method][lost] / exact[lost] - 1) > RELATIVE)
        kept = lost & (exact > sample.accuracy_floor(next_method, 60, 10) * exact[-1])
        assert_allclose(seen[next_method][kept], exact[kept], rtol=RELATIVE)


# The choice


@pytest.mark.parametrize(
    ("ensemble", "depth", "method"),
    [("orthogonal", 2, "gram"), ("gaussian", 3, "svd"), ("gaussian", 15, "graded")],
)
@pytest.mark.parametrize("width", [60, 210])
def test_auto_takes_the_cheapest_that_resolves(ensemble, depth, method, width):
    net, name = Network(ensemble, "erf", depth, 1.0, 0.1), (0, "auto", width)
    found = sample.spectra(net, width, [stream(*name)])
    assert found.methods.tolist() == [method]
    assert found.floors[0] == sample.accuracy_floor(method, width, depth)
    assert_array_equal(found.eigenvalues[0], spectra(net, width, name)[method])
    assert_allclose(found.eigenvalues[0], spectra(net, width, name)["graded"], rtol=RELATIVE)


def test_auto_chooses_network_by_network():
    net = Network("gaussian", "tanh", 2, 1.0, 0.1)
    found = sample.spectra(net, 64, [stream(0, "each", i) for i in range(40)])
    assert {"gram", "svd"} <= set(found.methods.tolist())
    for i, method in enumerate(found.methods):
        alone = sample.spectrum(net, 64, stream(0, "each", i), method=method)
        assert_array_equal(found.eigenvalues[i], alone)


@pytest.mark.parametrize(("floor", "method"), [(1e-9, "gram"), (1e-15, "svd"), (0.0, "graded")])
def test_a_floor_saves_work(floor, method):
    net = Network("gaussian", "tanh", 12)
    found = sample.spectra(net, 50, [stream(0, "floor")], floor=floor)
    assert found.methods.tolist() == [method]


def test_the_stream_ends_in_the_same_place_whatever_the_method():
    net, after = Network("gaussian", "tanh", 12), set()
    for method in ("auto", *sample.METHODS):
        rng = stream(0, "after")
        sample.spectrum(net, 30, rng, method=method)
        after.add(rng.random())
    assert len(after) == 1


@pytest.mark.parametrize("method", ["GRAM", "", None])
def test_an_unknown_method_is_named(method):
    with pytest.raises(InvalidInputError, match="available: auto, gram, svd, graded, single"):
        sample.spectrum(Network("gaussian", "tanh", 2), 4, stream(0), method=method)


@pytest.mark.parametrize("floor", [-1e-3, 1.0, float("nan")])
def test_a_bad_floor_is_named(floor):
    with pytest.raises(InvalidInputError, match="fraction"):
        sample.spectrum(Network("gaussian", "tanh", 2), 4, stream(0), floor=floor)


# Structural zeros and scale


@pytest.mark.parametrize("method", sample.METHODS)
@pytest.mark.parametrize("width", [40, 240])
@pytest.mark.parametrize("widths", [None, (2, 1, 3), (1, 2, 1), (2, 3, 1)])
def test_zeros_are_those_of_the_narrowest_layer(method, width, widths):
    net, name = Network("gaussian", "hardtanh", 2, 2.0, widths=widths), (0, "zeros", width)
    alive = [np.count_nonzero(slopes) for _, slopes in sample.layers(net, width, stream(*name))]
    sizes = net.sizes(width)
    seen = sample.spectrum(net, width, stream(*name), method=method)
    assert min(alive) < min(sizes[1:])
    assert np.count_nonzero(seen == 0) == sizes[-1] - min(*alive, *sizes)


@pytest.mark.parametrize("method", ["auto", *sample.METHODS])
@pytest.mark.parametrize("width", [4, 220])
def test_a_dead_network_has_only_zeros(method, width):
    net = Network("gaussian", "hardtanh", 2, sigma_b2=1e12)
    assert_array_equal(sample.spectrum(net, width, stream(0), method=method), np.zeros(width))


@pytest.mark.parametrize("method", DOUBLE)
@pytest.mark.parametrize("power", [-140, 140])
def test_the_scale_of_the_weights_does_not_matter(method, power):
    """J J^T is a power of two times another: nothing over- or underflows on the way."""
    plain, scaled = (Network("gaussian", "linear", 3, s) for s in (1.0, 2.0 ** (2 * power)))
    for width in (30, 205):
        seen = sample.spectrum(scaled, width, stream(0, "scale"), method=method)
        expected = sample.spectrum(plain, width, stream(0, "scale"), method=method)
        # exact but for Jacobi's rotations, which compare with thresholds of their own
        assert_allclose(
            seen, expected * 2.0 ** (6 * power), rtol=1e-13 if method == "graded" else 0
        )


@pytest.mark.parametrize("name", RECTANGULAR)
def test_single_precision_says_how_far_it_reaches(name):
    net, widths = Network(name, "sin", 2, 1.2, q0=0.5), (40, 210)
    for width in widths:
        rngs = [stream(0, "single", i) for i in range(3)]
        found = sample.spectra(net, width, rngs, method="single")
        exact = sample.spectra(net, width, [stream(0, "single", i) for i in range(3)]).eigenvalues
        floor = sample.accuracy_floor("single", width, 2)
        assert_array_equal(found.floors, floor)
        assert 1e-3 < floor < 0.1
        error = np.abs(found.eigenvalues - exact) / exact[:, -1:]
        assert np.max(error) <= RELATIVE * floor
        assert np.max(error) > 10 * RELATIVE * sample.accuracy_floor("gram", width, 2)


# Together or alone


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("ensemble", EVERY)
def test_company_changes_no_number(ensemble, activation, monkeypatch):
    """Bit for bit the same whichever networks share a chunk, in whatever order."""
    phi = "sin" if EVERY[ensemble].field == "complex" else activation
    net = Network(ensemble, phi, 3, 1.2, 0.1)

    def draw(order, chunk):
        monkeypatch.setattr(_spectra, "CHUNK", chunk)
        rngs = [stream(0, "company", i) for i in order]
        return sample.spectra(net, 70, rngs, floor=1e-12).eigenvalues

    alone = draw(range(5), 1)
    assert_array_equal(draw(range(5), 2**20), alone)
    assert_array_equal(draw([3, 0, 4, 1, 2], 3 * 70**2), alone[[3, 0, 4, 1, 2]])


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("ensemble", ["gaussian", "orthogonal", "sparse_sqrt"])
def test_leaving_out_dead_units_changes_nothing(ensemble, activation, monkeypatch):
    net, name = Network(ensemble, activation, 4, 1.2, 0.1), (0, "dead")
    seen = []
    for small in (0, 1000):
        monkeypatch.setattr(_spectra, "SMALL", small)
        seen.append(sample.spectrum(net, 90, stream(*name), method="gram"))
    assert_allclose(
        *seen, rtol=0, atol=RELATIVE * sample.accuracy_floor("gram", 90, 4) * seen[0][-1]
    )


def test_dead_units_are_left_out():
    net = Network("gaussian", "relu", 3)
    steps = _spectra.drawn_factors(net, 300, [stream(0, "compressed")])
    compressed, rank = _spectra.compressed(steps)
    assert compressed.shape[0] < 200
    assert rank <= compressed.shape[0]


def test_no_networks_at_all():
    assert sample.spectra(Network("gaussian", "tanh", 2), 7, []).eigenvalues.shape == (0, 7)


def test_results_agree_with_the_jacobian_to_rounding(ensemble_name):
    net, name = Network(ensemble_name, "tanh", 3, 1.2, 0.1), (0, "jacobian")
    jacobian = sample.jacobian(net, 220, stream(*name))
    seen = sample.spectrum(net, 220, stream(*name), method="svd")
    expected = np.linalg.svd(jacobian, compute_uv=False)[::-1] ** 2
    # both are good to the noise that the floors assume, 2 s_max |ds|
    noise = 2 * RELATIVE * sample.accuracy_floor("gram", 220, 3)
    assert noise < 500 * EPS
    assert_allclose(seen, expected, rtol=0, atol=noise * expected[-1])
