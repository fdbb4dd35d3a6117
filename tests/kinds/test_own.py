"""A kind of weights made by somebody else: W = G H, Gaussian matrices, H square."""

from dataclasses import replace
from math import log

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import InvalidInputError, law
from freewidth.freeprob import compose, factor, marchenko_pastur, multiply
from freewidth.genus import layer
from freewidth.jacobian import diagonal
from freewidth.kinds import IID, Factor, Kind


def cumulants(moments, ratio):
    inner = layer(moments, [1] * len(moments), 1, IID)  # of H A H^T
    return IID.cumulants(inner, ratio)


OWN = Kind(
    name="product",
    label="products of two",
    gain=lambda columns, rows: 1.0,
    factor=lambda inner, outer: Factor(log(inner / outer), ((outer, 1), (inner, 1))),
    atoms=lambda law, ratio: {},
    cumulants=cumulants,
    rivals=("iid", "haar"),
)


@pytest.mark.parametrize("ratio", [1.0, 0.4, 2.5])
def test_its_law_is_that_of_both_factors(ratio):
    slopes = diagonal("tanh", 0.7)
    own = law(compose(factor("own", OWN, ratio=ratio), slopes))
    both = law(compose(marchenko_pastur(), marchenko_pastur(ratio), slopes))
    x = both.quantile(np.linspace(0.05, 0.95, 19))
    x = x[x > 0]
    assert_allclose(own.density(x), both.density(x), rtol=1e-10)  # what a law promises
    assert_allclose(own.cdf(x), both.cdf(x), atol=1e-12)
    assert_allclose(own.support, both.support, rtol=1e-11, atol=1e-300)
    assert_allclose(np.array(own.atoms), np.array(both.atoms), rtol=1e-12)
    one = law(multiply(compose(marchenko_pastur(ratio)), slopes))
    assert np.max(np.abs(own.cdf(x) - one.cdf(x))) > 0.02  # and not that of one of them


def test_a_square_that_was_forgotten_is_refused():
    with pytest.raises(InvalidInputError, match="kind product: at sizes 1 x 1"):
        replace(OWN, factor=lambda inner, outer: Factor(log(inner / outer), ((outer, 1),)))
