"""The same code on other array libraries: the strict standard, and PyTorch where there is one."""

from dataclasses import dataclass
from importlib.util import find_spec

import array_api_strict
import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import arrays, sample
from freewidth.ensembles import EVERY
from freewidth.errors import InvalidInputError
from freewidth.network import Network
from freewidth.rng import stream

LIBRARIES = ["array_api_strict", *(["torch"] if find_spec("torch") else [])]


@pytest.fixture(params=LIBRARIES)
def library(request):
    return request.param


@pytest.mark.parametrize("method", ["auto", "gram", "svd"])
@pytest.mark.parametrize("name", EVERY)
def test_spectra_are_the_same_everywhere(library, name, method):
    widths = None if "wigner" in name else (3, 4, 2, 3)
    net = Network(name, "sin", 3, 1.2, 0.1, 0.5, widths)

    def draw(device):
        rngs = [stream(0, "device", i) for i in range(3)]
        return sample.spectra(net, 70, rngs, method=method, device=device)

    here, there = draw("cpu"), draw(library)
    assert isinstance(there.eigenvalues, np.ndarray)
    assert_allclose(there.methods == here.methods, True)
    largest = here.eigenvalues[:, -1:]
    assert_allclose(there.eigenvalues / largest, here.eigenvalues / largest, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", ["gaussian", "orthogonal", "sparse_sqrt"])
def test_single_precision_is_as_far_off_as_it_says(library, name):
    net = Network(name, "tanh", 3, sigma_b2=0.1)

    def draw(device, method):
        rngs = [stream(0, "single", i) for i in range(3)]
        return sample.spectra(net, 70, rngs, method=method, device=device).eigenvalues

    exact, found = draw("cpu", "auto"), draw(library, "single")
    off = np.abs(found - exact).max() / exact.max()
    assert 1e-9 < off < sample.accuracy_floor("single", 70, 3)


def test_wide_networks_too(library):
    """Above the width at which the host leaves out dead units."""
    net = Network("orthogonal", "relu", 3)
    here, there = (
        sample.spectrum(net, 230, stream(0), floor=1e-9, device=d) for d in ("cpu", library)
    )
    assert_allclose(there, here, rtol=0, atol=1e-12 * here[-1])


def test_the_strict_library_is_strict():
    """What is put there cannot slip back into NumPy unseen."""
    x = arrays.device("array_api_strict").put(np.ones((2, 2)))
    assert isinstance(x, type(array_api_strict.zeros(1)))
    assert arrays.namespace(x) is not np
    with pytest.raises(TypeError):
        x @ np.ones((2, 2))
    assert_allclose(arrays.host(x), np.ones((2, 2)))


@pytest.mark.parametrize("values", [np.array([1.0, 2.0]), np.array([1.0 + 2j, 3.0])])
def test_conjugates(library, values):
    x = arrays.device(library).put(values)
    assert_allclose(arrays.host(arrays.conj(x)), values.conj())
    assert_allclose(arrays.conj(values), values.conj())


@pytest.mark.parametrize("name", ["cuda:17", "no_such_library", "json"])
def test_a_missing_device_is_named(name):
    with pytest.raises(InvalidInputError, match="device='cpu' always works"):
        sample.spectrum(Network("gaussian", "tanh", 1), 4, stream(0), device=name)


@dataclass(frozen=True)
class Thing:
    array: object
    other: object = None

    def __repr__(self):
        return arrays.outline(self)


@pytest.mark.parametrize(
    ("thing", "text"),
    [
        (Thing(np.arange(6.0).reshape(2, 3)), "Thing(array=<2x3 float64, 0 to 5>, other=None)"),
        (Thing(np.zeros((2, 0)), "a"), "Thing(array=<2x0 float64>, other='a')"),
        (Thing(np.ones(2, dtype=complex)), "Thing(array=<2 complex128>, other=None)"),
        (Thing(np.array(["b", "a", "b"]), 3), "Thing(array=<3 a, b>, other=3)"),
        (Thing(np.float64(1 / 3), len), "Thing(array=0.3333, other=<function len>)"),
        (Thing((np.ones(1),) * 2, {"x": 1}), "Thing(array=<2 of ndarray>, other=<1: x>)"),
    ],
)
def test_an_outline_shows_shapes_and_ranges(thing, text):
    assert repr(thing) == text


def test_an_outline_is_short():
    assert len(repr(Thing(list(range(1000)), "x" * 1000))) < 3 * arrays.SHORT


def test_arrays_elsewhere_are_outlined_by_type(library):
    x = arrays.device(library).put(np.ones((2, 3)))
    assert repr(Thing(x)).startswith("Thing(array=<2x3 ")
