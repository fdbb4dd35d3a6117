"""Solutions at z < 0: everything there is real and monotone, at any depth and any shape."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import Network
from freewidth.freeprob.branches import left_of_spectrum
from freewidth.freeprob.negative_axis import negative_table, on_negative_axis
from freewidth.freeprob.prepare import prepare
from freewidth.jacobian import free_product

WIDE = (1.16, 1.08, 3.23, 1.2, 2.4, 2.83, 1.7, 4.88, 1.02, 2.5, 3.9, 1.4, 2.2, 1.1, 3.1, 1.9)


@pytest.fixture(scope="module", params=["gelu", "erf", "tanh"])
def product(request):
    """Fifteen layers, all of other sizes, and tails of K towards 0."""
    net = Network("orthogonal", request.param, 15, sigma_w2=2.8, sigma_b2=0.7, widths=WIDE)
    return prepare(free_product(net))[0]


def test_the_table_rises_up_to_the_far_end(product):
    """log|z| against the logit of y/mu, where m has no digits left as a difference."""
    logit = np.linspace(-20, 32, 400)
    level, _, w = negative_table(product, logit)
    assert np.all(np.diff(level) > 0)
    assert np.all(np.diff(np.log(-w), axis=0) > 0)
    # m z tends to the first moment: log z = logit + ... with slope 1
    assert_allclose(np.diff(level)[-20:] / np.diff(logit)[-20:], 1, rtol=1e-6)


def test_every_point_is_solved(product):
    u = np.linspace(-60, negative_table(product, np.array([10.0]))[0][0], 40)  # m to 1e-5
    found = on_negative_axis(product, u)
    y, w = found.y, found.w
    assert np.all(found.converged(1e-10))  # Newton's last correction
    assert_allclose(product.log_z(y, w).real, u, atol=1e-9)  # m has that many digits
    assert np.all(np.diff(y.real) > 0)
    assert np.all((y.real > 0) & (y.real < product.mu))


def test_the_branch_from_zero_to_a_left_edge():
    """Slopes that keep away from 0: w = -y/E[1/k] to first order, however small y."""
    net = Network("gaussian", "tanh", 4, sigma_w2=0.9, q0=0.05, widths=(3, 1.3, 2.3, 1.4, 1.2))
    product, _ = prepare(free_product(net))
    branch, path = left_of_spectrum(product)
    y = -np.geomspace(1e-200, 1e-8, 40)
    last = [g for g, layer in enumerate(product.layers) if layer.delta == 0]
    assert last
    mean = np.array(
        [np.real(product.layers[g].law.c @ (1 / product.layers[g].law.k)) for g in last]
    )
    slope = -np.array([product.layers[g].rho for g in last]) / mean
    assert_allclose(branch.w(y)[:, last] / y[:, None], slope * np.ones((40, 1)), rtol=1e-6)
    assert np.all(branch.slope(y) < 0)
    assert path[0] > branch.first_critical_point(path) > path[-1]


@pytest.mark.parametrize(
    ("name", "q", "starts"), [("erf", 0.1, True), ("erf", 0.4, False), ("tanh", 0.4, True)]
)
def test_a_real_branch_at_zero_needs_an_inverse_moment(name, q, starts):
    """E[1/k] = E exp(2 h^2) pi/4 for erf: infinite from a variance of 1/4 on; finite for tanh.

    Tails of K towards 0 weigh less than rounding in all three.
    """
    net = Network("orthogonal", name, 2, sigma_w2=0.25, sigma_b2=q, q0=0.0)
    product, _ = prepare(free_product(net))
    assert (left_of_spectrum(product) is not None) == starts
