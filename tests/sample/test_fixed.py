"""Networks with given D."""

import numpy as np
from numpy.testing import assert_allclose
from scipy.special import ndtr

from freewidth.ensembles import ENSEMBLES
from freewidth.jacobian import law
from freewidth.network import Network
from freewidth.sample import drawn_slopes, fixed_jacobians, typical_slopes, weights

NET = Network("gaussian", "tanh", 2, 1.5, 0.1, widths=(2.0, 3.0, 1.0))
SIZES = NET.sizes(40)


def test_typical_slopes_have_the_moments_of_the_limit():
    """Midpoints of n cells: an error of order 1/n at most."""
    from freewidth.genus import slope_moments

    for diagonal, kappa in zip(typical_slopes(NET, SIZES), slope_moments(NET, 2), strict=True):
        for k in (1, 2):
            assert abs((diagonal ** (2 * k)).mean() - kappa[k - 1]) < 1 / diagonal.size


def test_drawn_slopes_are_independent_realisations(rng):
    first, second = drawn_slopes(NET, SIZES, rng, 3)
    assert first.shape == (3, SIZES[1])
    assert second.shape == (3, SIZES[2])
    assert np.ptp(first, axis=0).min() > 0


def test_one_d_or_one_for_each(rng):
    """Same weights, and a D of all networks or as many copies of it: the same J."""
    shared = drawn_slopes(NET, SIZES, rng, 1)
    copies = [np.repeat(s, 4, axis=0) for s in shared]
    drawn = weights(ENSEMBLES["gaussian"])
    one, other = (
        fixed_jacobians(NET, d, SIZES, drawn, np.random.default_rng(3), 4) for d in (shared, copies)
    )
    assert one.shape == (4, SIZES[2], SIZES[0])
    assert np.array_equal(one, other)


def test_spectra_with_typical_d_have_the_limit(rng):
    net = Network("orthogonal", "tanh", 2, 1.5, 0.1)
    drawn = weights(ENSEMBLES["orthogonal"])
    j = fixed_jacobians(net, typical_slopes(net, net.sizes(128)), net.sizes(128), drawn, rng, 40)
    m = (j**2).sum(axis=(1, 2)) / 128
    # given D m_1 fluctuates like 1/n: five standard errors, and 1/n for the bias
    assert abs(m.mean() - law(net).moments(1)[0]) < 5 * m.std() / np.sqrt(40) + 1 / 128


def test_typical_slopes_lie_at_the_middle_of_cells_of_equal_mass():
    """Of phi' = 1 + y, from which y is read off: no cell has more mass than another."""
    net, sizes = Network("gaussian", "quadratic", 2, sigma_b2=0.3), (5, 7, 200)
    for q, slopes in zip(net.q, typical_slopes(net, sizes), strict=True):
        level, n = ndtr((slopes[0] - 1) / np.sqrt(q)), slopes.shape[1]
        assert_allclose(level, (2 * np.arange(n) + 1) / (2 * n), rtol=1e-12)  # rounding of tails
