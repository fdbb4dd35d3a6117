"""Activations of unbounded slope: beside the registry, right, and refused by the limit law."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.laws.made import registered
from freewidth import law
from freewidth.activations import ACTIVATIONS, EVERY, EXTRA, Activation
from freewidth.errors import InvalidInputError
from freewidth.network import Network


def test_extra_names_are_new():
    assert not set(EXTRA) & set(ACTIVATIONS)
    assert set(EVERY) == set(EXTRA) | set(ACTIVATIONS)


@pytest.mark.parametrize("name", EXTRA)
def test_slopes_are_derivatives(name):
    """By a complex step, which loses nothing; along both axes for entire functions."""
    phi = EXTRA[name]
    h = np.linspace(-3, 3, 13)
    assert_allclose(phi.f(h + 1e-30j).imag / 1e-30, phi.df(h), rtol=1e-14, atol=1e-14)
    if phi.entire:
        z = h + 0.7j
        difference = (phi.f(z + 1e-5j) - phi.f(z - 1e-5j)) / 2e-5j
        assert_allclose(difference, phi.df(z), rtol=1e-9)  # central: 1e-10


@pytest.mark.parametrize("name", EXTRA)
def test_slopes_are_unbounded_and_limit_laws_refuse_them(name):
    assert np.abs(EXTRA[name].df(np.array([1e6]))) > 1e3
    with pytest.raises(InvalidInputError, match=rf"{name} is not among.* be bounded.*resolvent"):
        law(Network("gaussian", name, 2, sigma_w2=0.4))


UNBOUNDED = {  # in the folder of those with bounded slopes, by mistake
    "square": (lambda h: h**2, lambda h: 2 * h),
    "exponential": (np.exp, np.exp),
    "half a logarithm": (
        lambda h: (h * np.log1p(h**2) - 2 * h + 2 * np.arctan(h)) / 2,
        lambda h: np.log1p(h**2) / 2,
    ),
}


@pytest.mark.parametrize("what", UNBOUNDED)
def test_slopes_that_grow_are_noticed_wherever_they_are_registered(what):
    phi = Activation(what, *UNBOUNDED[what], bounded=False)
    assert not phi.bounded_slope
    with (
        registered(f"{what} of a test", phi) as name,
        pytest.raises(InvalidInputError, match=rf"{name} is not among.* be bounded.*resolvent"),
    ):
        law(Network("gaussian", name, 1, sigma_w2=0.4))


def test_registered_slopes_are_bounded():
    assert all(phi.bounded_slope for phi in ACTIVATIONS.values())
    assert not any(phi.bounded_slope for phi in EXTRA.values())
