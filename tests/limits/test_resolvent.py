"""Resolvents off the axis: against the certified solver, moments, and finer quadrature."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import law
from freewidth.errors import InvalidInputError
from freewidth.genus import moments
from freewidth.limits import resolvent
from freewidth.network import Network

NETWORKS = [
    Network("gaussian", "tanh", 3, sigma_b2=0.1),
    Network("gaussian", "relu", 2, sigma_w2=2.0),
    Network("orthogonal", "tanh", 3, sigma_b2=0.1),
    Network("orthogonal", "hardtanh", 4, sigma_b2=0.1),
    Network("gaussian", "linear", 1),
]
COMPLEX = [
    Network("complex_gaussian", "sin", 2, sigma_w2=0.4),
    Network("unitary", "sin", 2, sigma_w2=0.4),
    Network("complex_gaussian", "quadratic", 2, sigma_w2=0.4),
]


def points(net):
    return moments(net, 1)[0] * np.array([0.5 + 0.5j, 1 + 0.5j, 2 + 0.5j])


@pytest.mark.parametrize("net", NETWORKS, ids=lambda net: net.label)
def test_the_solver_for_real_weights_agrees(net):
    """Its quadrature subtracts poles, this one has only nodes: 1e-9 at this height."""
    z = points(net)
    assert_allclose(resolvent(net, z), law(net).stieltjes(z), rtol=1e-9)


def test_the_other_kind_does_not_agree():
    net, other = NETWORKS[0], NETWORKS[2]
    z = points(net)
    assert np.all(np.abs(resolvent(other, z) / law(net).stieltjes(z) - 1) > 0.01)


@pytest.mark.parametrize("net", [*NETWORKS, *COMPLEX], ids=lambda net: net.label)
def test_far_away_it_is_a_series_of_moments(net):
    """G = (1 + m_1/z + m_2/z^2 + ...)/z, the rest of order m_7/z^7."""
    m = moments(net, 7)
    z = 2000j * m[1] / m[0]
    series = (1 + sum(moment / z**k for k, moment in enumerate(m[:6], 1))) / z
    tail = 10 * m[6] / abs(z) ** 7
    assert_allclose(resolvent(net, z), series, rtol=max(tail, 1e-12))  # as Newton's tolerance


@pytest.mark.parametrize("net", COMPLEX, ids=lambda net: net.label)
def test_more_nodes_change_nothing(net, monkeypatch):
    z = points(net)[1:2]
    found = resolvent(net, z)
    monkeypatch.setitem(resolvent.__globals__, "ORDER", 32)
    assert_allclose(found, resolvent(net, z), rtol=1e-8)


def test_linear_complex_networks_are_those_of_real_weights():
    for name, real in (("complex_gaussian", "gaussian"), ("unitary", "orthogonal")):
        net, other = (Network(n, "linear", 2) for n in (name, real))
        z = points(net)
        assert_allclose(resolvent(net, z), resolvent(other, z), rtol=1e-11)


@pytest.mark.parametrize(
    ("net", "z", "message"),
    [
        (NETWORKS[0], 1.0, "Im z > 0"),
        (Network("gaussian", "tanh", 2, widths=(1, 2, 1)), 1j, "square layers"),
        (Network(("gaussian", "orthogonal"), "tanh", 2), 1j, "of one kind"),
    ],
)
def test_what_is_not_solved_is_refused(net, z, message):
    with pytest.raises(InvalidInputError, match=message):
        resolvent(net, z)
