"""An input with one entry and signs as weights: special cases, and networks drawn here."""

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import genus
from freewidth.errors import InvalidInputError
from freewidth.limits import localised_input_moments
from freewidth.network import Network
from freewidth.stats import at_infinite_width


@pytest.mark.parametrize("activation", ["relu", "linear"])
def test_slopes_that_know_signs_alone_notice_nothing(activation):
    net = Network("rademacher", activation, 3, 1.5)
    assert_allclose(localised_input_moments(net, 3), genus.moments(net, 3), rtol=1e-13)


def test_without_biases_the_first_slope_is_a_number():
    """phi'(+-sigma)^2 = s is the same for both signs: m_1 = s kappa_1, m_2 by hand."""
    net = Network("rademacher", "tanh", 2, 1.3, 0.0, 0.8)
    size = (1.3 * 0.8) ** 0.5
    s, q0 = float(net.phi.df(size)) ** 2, float(net.phi.f(size)) ** 2
    ((first, second),) = genus.slope_moments(Network("gaussian", "tanh", 1, 1.3, 0.0, q0), 2)
    # one layer of constant slope: moments s, 2 s^2; then m_2 = kappa_2 m_1^2 + kappa_1^2 m_2
    expected = [1.3**2 * s * first, 1.3**4 * (second * s**2 + first**2 * 2 * s**2)]
    assert_allclose(localised_input_moments(net), expected, rtol=1e-12)


def test_several_entries_by_enumeration():
    """All signs of three entries, no biases; the second layer by hand as before."""
    net = Network("rademacher", "tanh", 2, 1.3, 0.0, 0.8)
    y = (1.3 * 0.8 / 3) ** 0.5 * np.array([sum(s) for s in product([-1, 1], repeat=3)])
    slopes, energy = net.phi.df(y) ** 2, float(np.mean(net.phi.f(y) ** 2))
    ((first, second),) = genus.slope_moments(Network("gaussian", "tanh", 1, 1.3, 0.0, energy), 2)
    one, two = slopes.mean(), (slopes**2).mean()
    m_1, m_2 = one, one**2 + two  # of D W W^T D, and then the same once more
    expected = [1.3**2 * m_1 * first, 1.3**4 * (first**2 * m_2 + second * m_1**2)]
    assert_allclose(localised_input_moments(net, entries=3), expected, rtol=1e-12)


def test_many_entries_are_as_good_as_spread_ones():
    """The error falls like 1/k for smooth phi: by the fourth cumulant of a sum of signs."""
    net = Network("rademacher", "tanh", 2, 1.3)
    off = [localised_input_moments(net, 2, k)[0] - genus.moments(net, 1)[0] for k in (256, 512)]
    assert_allclose(off[0], 2 * off[1], rtol=0.02)  # the next order is 1/k of it
    assert abs(off[0]) < 1e-2 * genus.moments(net, 1)[0]


@pytest.mark.parametrize("entries", [0, -1, 1.5])
def test_inputs_have_a_whole_number_of_entries(entries):
    net = Network("rademacher", "tanh", 2, 1.3)
    with pytest.raises(InvalidInputError, match="must be a whole number"):
        localised_input_moments(net, 2, entries)


def test_networks_drawn_with_such_an_input_agree(rng):
    net = Network("rademacher", "tanh", 2, 2.0, 0.3)
    observed = {n: np.array([moments(net, n, rng) for _ in range(300)]) for n in (32, 64, 128)}
    rivals = {"delocalised": genus.moments(net, 2)}
    items = at_infinite_width(["m_1", "m_2"], observed, localised_input_moments(net), rivals)
    assert all(item.p_value() > 1e-6 for item in items)
    assert min(item.p_value(item.rivals["delocalised"]) for item in items) < 1e-6


def moments(net, n, rng):
    """m_1 and m_2 of one network of signs."""
    x, jacobian = np.zeros(n), np.eye(n)
    x[0] = (n * net.q0) ** 0.5
    for _ in range(net.depth):
        weights = rng.choice([-1.0, 1.0], (n, n)) * (net.sigma_w2 / n) ** 0.5
        y = weights @ x + net.sigma_b2**0.5 * rng.standard_normal(n)
        x, jacobian = net.phi.f(y), net.phi.df(y)[:, None] * (weights @ jacobian)
    square = jacobian @ jacobian.T
    return np.trace(square) / n, (square**2).sum() / n


@pytest.mark.parametrize(
    "net",
    [
        Network("rademacher", "tanh", 1),
        Network("rademacher", "tanh", 2, widths=(1, 2, 1)),
        Network("rademacher", "tanh", 2, sigma_b2=0.1, bias="uniform"),
    ],
)
def test_what_is_not_solved_is_refused(net):
    with pytest.raises(InvalidInputError, match="two or more square layers"):
        localised_input_moments(net)
