"""Partitions, the series of the solver, and integrals against its density: one set of moments."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import law
from freewidth.genus import moments
from freewidth.network import Network

NETWORKS = [
    Network("gaussian", "tanh", 3, sigma_b2=0.1),
    Network("gaussian", "hardtanh", 2, sigma_w2=1.7, sigma_b2=0.3),
    Network("rademacher", "erf", 5, sigma_w2=2.0),
    Network("gaussian", "relu", 4, sigma_w2=2.0),
    Network("orthogonal", "tanh", 3, sigma_b2=0.1),
    Network("orthogonal", "hardtanh", 8, sigma_w2=1.2, sigma_b2=0.05),
    Network(("gaussian", "orthogonal", "gaussian"), "gelu", 3, sigma_w2=1.5),
    Network("gaussian", "tanh", 3, sigma_b2=0.1, widths=(600, 1200, 400, 900)),
    Network("orthogonal", "sin", 2, widths=(2, 3, 1)),
]


@pytest.mark.parametrize("net", NETWORKS, ids=lambda net: net.label)
def test_partitions_series_and_integrals_agree(net):
    """To 1e-10, as certified by the solver; the sums themselves are good to rounding."""
    found, sums = law(net), moments(net, 6)
    assert_allclose(found.moments(6), sums, rtol=1e-10)
    integrals = [float(found.expect(lambda x, k=k: x**k)) for k in range(1, 7)]
    assert_allclose(integrals, sums, rtol=1e-10)


def test_another_network_is_told_apart():
    net = NETWORKS[0]
    other = moments(replace(net, sigma_b2=0.1001), 6)
    assert np.all(np.abs(law(net).moments(6) / other - 1) > 1e-10)
