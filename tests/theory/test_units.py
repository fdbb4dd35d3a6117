"""Laws whose numbers are too large or too small for their moments to be numbers."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import Network
from freewidth.errors import NotConvergedError
from freewidth.theory import law, scaled
from freewidth.theory.units import unit

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


def test_an_edge_that_is_no_number_is_refused_with_the_remedy():
    with pytest.raises(NotConvergedError, match="scaled"):
        law(scaled(Network("gaussian", "linear", 100, sigma_w2=1000.0), 1e10))


def test_moderate_laws_are_solved_as_they_are():
    assert unit(Network("gaussian", "relu", 64, sigma_w2=2.0)) == 0.0
    assert unit(Network("gaussian", "tanh", 64, sigma_w2=1e4)) == 0.0  # slopes make up for it
