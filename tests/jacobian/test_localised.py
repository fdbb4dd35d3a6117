"""Laws for inputs of few entries: a second road to moments, special cases, what is refused."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth.compare.distances import between
from freewidth.errors import InvalidInputError
from freewidth.freeprob import Values
from freewidth.jacobian import law, localised
from freewidth.limits import localised_input_moments
from freewidth.network import Network

NET = Network("rademacher", "tanh", 2, sigma_w2=2.25)


@pytest.mark.parametrize("entries", [1, 2, 5])
def test_moments_of_the_law_are_the_sums_over_partitions(entries):
    """Solved, against :func:`localised_input_moments`, which knows no solver."""
    found = law(localised(NET, entries)).moments(3)
    assert_allclose(found, localised_input_moments(NET, 3, entries), rtol=1e-8)  # certified


def test_one_entry_without_biases_is_a_factor():
    """phi'(+-sigma)^2 is one number: the law of the other layers, as if W^1 stood alone."""
    net = Network("rademacher", "tanh", 1, sigma_w2=1.3)
    product = localised(net, 1)
    slope = float(net.phi.df(np.sqrt(1.3))) ** 2
    assert product.sources[0].masses() == (1.0, ((slope, 1.0),))
    assert_allclose(law(product).support[0][1], 4 * 1.3 * slope, rtol=1e-9)  # Marchenko-Pastur


def test_signs_alone_do_not_matter_to_relu():
    """Where y = 0 has no mass: K^1 is 0 or 1, evenly."""
    assert localised(Network("rademacher", "relu", 2), 3).sources[0] == Values(
        ((0.0, 0.125), (0.0, 0.375), (1.0, 0.375), (1.0, 0.125))
    )


def test_the_law_of_spread_inputs_is_the_limit():
    spread = law(NET)
    near, nearer = (between(law(localised(NET, k)), spread)[0] for k in (8, 32))
    assert nearer < near / 3 < 0.01  # like 1/k for smooth phi
    assert between(law(localised(NET, 1)), spread)[0] > 0.2


def test_later_layers_keep_their_names_and_sizes():
    net = Network(("rademacher", "gaussian"), "tanh", 2, widths=(1, 2, 3))
    product = localised(net, 2)
    assert product.ratios == (1, 2, 3)
    assert product.kinds == net.kinds
    energy = float(np.tanh(2**0.5)) ** 2 / 2  # y = 0 every other time, +-sqrt(2) else
    assert_allclose(product.sources[1].preactivation.q, energy)


@pytest.mark.parametrize(
    ("net", "entries", "message"),
    [
        (Network("gaussian", "tanh", 2), 1, "signs as weights"),
        (Network("rademacher", "tanh", 2, sigma_b2=0.1), 1, "without biases"),
        (NET, 0, "whole number of entries"),
        (NET, 2.5, "whole number of entries"),
    ],
)
def test_what_is_not_known_is_refused(net, entries, message):
    with pytest.raises(InvalidInputError, match=message):
        localised(net, entries)
