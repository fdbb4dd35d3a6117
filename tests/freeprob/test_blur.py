"""Laws whose w comes next to a singular value of K, where the usual quadrature has no digits."""

import numpy as np
import pytest

from freewidth import Network, law
from freewidth.freeprob.continuation import solve
from freewidth.freeprob.product import build
from freewidth.jacobian import free_product

SHARPER = 1e-14  # than what the law itself takes


@pytest.fixture(scope="module")
def net():
    """GELU with a small variance: its largest slope is rare, and w passes it at a distance 1e-6."""
    return Network("gaussian", "gelu", 1, sigma_w2=0.419, q0=0.1023)


def per_log(net, u, blur):
    y, w = solve(build(free_product(net), 1e-30, blur), u, 0.0)
    return -y.imag / np.pi, np.min(np.abs(w - 1.2744245690162248))


def test_density_next_to_the_edge(net):
    found = law(net)
    u = np.log(found.support[-1][1]) - np.geomspace(1e-7, 1e-3, 30)
    x = np.exp(u)
    fine, distance = per_log(net, u, SHARPER)
    assert distance < 1e-4
    allowed = 1e-9 * fine + 1e-13  # what is certified, and rounding of y, of size 1
    assert np.all(np.abs(found.density(x) * x - fine) < allowed)
    coarse, _ = per_log(net, u, 0.1)
    assert not np.all(np.abs(coarse - fine) < allowed)
