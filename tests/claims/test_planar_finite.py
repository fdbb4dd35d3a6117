"""Sums that rivals of high moments predict, against closed forms."""

from math import comb

import numpy as np
from numpy.testing import assert_allclose

from claims.finite._planar import CONSTANT, OTHER, WITHOUT, constant, others
from freewidth import genus
from freewidth.network import Network

ORDERS = np.arange(1, 7)


def test_constant_slopes_of_linear_networks_change_nothing():
    net = Network("gaussian", "linear", 2, 1.3)
    assert_allclose(constant(net, 6, False), genus.moments(net, 6), rtol=1e-14)


def test_constant_slopes_are_powers_of_their_mean():
    net = Network("orthogonal", "relu", 3)
    assert_allclose(constant(net, 6, False), 0.125**ORDERS, rtol=1e-13)


def test_weights_at_the_end_are_one_more_layer():
    """Fuss-Catalan numbers of one order more for i.i.d. weights, no change for Haar ones."""
    for layers, last in ((2, False), (3, True)):
        found = others(Network("gaussian", "linear", 2), 6, last)
        expected = [comb((layers + 1) * k, k) / (layers * k + 1) for k in ORDERS]
        assert_allclose(found[CONSTANT], expected, rtol=1e-13)
    assert_allclose(found[WITHOUT], genus.moments(Network("gaussian", "linear", 2), 6), rtol=1e-14)
    assert_allclose(found[OTHER], 1, rtol=1e-14)
    haar = Network("orthogonal", "tanh", 2)
    assert_allclose(genus.moments(haar, 6, readout=True), genus.moments(haar, 6), rtol=1e-13)
