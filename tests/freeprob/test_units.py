"""Laws whose numbers are too large or too small for their moments to be numbers."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import Network
from freewidth.errors import NotConvergedError
from freewidth.freeprob import scaled
from freewidth.freeprob.units import unit
from freewidth.jacobian import free_product, law

P = np.array([0.2, 0.5, 0.9, 0.999])


@pytest.mark.parametrize(
    ("kind", "activation", "power"),
    [("gaussian", "linear", 3), ("gaussian", "linear", -1), ("orthogonal", "relu", 2)],
)
def test_a_law_of_huge_numbers_is_a_moderate_one_stretched(kind, activation, power):
    """Slopes of linear and ReLU layers do not depend on variances, so sigma_w2 is but a factor."""
    depth, factor = 100, 10.0**power
    one, far = (law(Network(kind, activation, depth, sigma_w2=s)) for s in (1.0, factor))
    stretch = factor**depth
    x = one.quantile(P)
    seen = (x * stretch > 1e-300) & (x > 1e-300)
    assert_allclose(far.quantile(P)[seen], stretch * x[seen], rtol=1e-9)  # F is flat: 100 layers
    assert_allclose(far.cdf(stretch * x[seen]), one.cdf(x[seen]), rtol=1e-12)
    assert_allclose(far.density(stretch * x[seen]) * stretch, one.density(x[seen]), rtol=1e-10)
    assert_allclose([a for a, _ in far.atoms], [stretch * a for a, _ in one.atoms], rtol=1e-12)


def test_far_below_the_mean_of_a_huge_law():
    """Fuss and Catalan's law where the mean is 1e300, down to x = 1: their closed form."""
    depth, log_stretch = 100, 100 * np.log(1000.0)
    found = law(Network("gaussian", "linear", depth, sigma_w2=1000.0))
    rest = np.array([1e-4, 1e-5, 1e-6, 1e-7])
    t = np.pi / (depth + 1) * (1 - rest)
    top, low, middle = np.log(np.sin([np.pi * rest, t, np.pi * depth / (depth + 1) * (1 - rest)]))
    # x = sin^(L+1)((L+1)t)/(sin t sin^L Lt), rho = sin^2 t sin^(L-1) Lt/(pi sin^L (L+1)t)
    log_x = (depth + 1) * top - low - depth * middle + log_stretch
    log_rho = 2 * low + (depth - 1) * middle - depth * top - np.log(np.pi) - log_stretch
    seen = np.abs(log_x) < 600
    assert log_x[seen].min() < 0
    rate = found.density(np.exp(log_x[seen])) * np.exp(log_x[seen])  # per unit of log x
    assert_allclose(rate, np.exp(log_rho + log_x)[seen], rtol=1e-11)  # rounding of logs up to 700


def test_an_atom_that_is_no_number_is_refused():
    with pytest.raises(NotConvergedError, match="an atom, exp"):
        law(Network("orthogonal", "linear", 100, sigma_w2=5e-4, sigma_b2=0.1))


def test_an_edge_that_is_no_number_is_refused_with_the_remedy():
    with pytest.raises(NotConvergedError, match="scaled"):
        law(scaled(free_product(Network("gaussian", "linear", 100, sigma_w2=1000.0)), 1e10))


def test_moderate_laws_are_solved_as_they_are():
    assert unit(free_product(Network("gaussian", "relu", 64, sigma_w2=2.0))) == 0.0
    net = Network("gaussian", "tanh", 64, sigma_w2=1e4)
    assert unit(free_product(net)) == 0.0  # slopes make up for it


def test_the_tail_of_a_law_of_huge_numbers_moves_with_it():
    """Singular values below the root of the smallest number, where F is a power law.

    Its next term is smaller by x^(1/(L+1)), which where the tail starts is the tolerance.
    """
    depth, stretch = 60, 1e30
    one, far = (law(Network("gaussian", "linear", depth, sigma_w2=w)) for w in (1.0, 10.0))
    low, mass, _ = far.tail
    s = np.array([1e-170, 1e-180, 1e-190])
    assert unit(far.of) > 0
    assert mass > 0
    assert np.all(2 * np.log(s) < low)
    tolerance = np.exp(low / (depth + 1))
    seen = far.singular_density(s) * stretch
    assert_allclose(seen, one.singular_density(s / stretch), rtol=tolerance)
