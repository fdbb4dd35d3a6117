"""Laws of activations that no other test solves: one rotation by the law of phi' itself, moments
by partitions; and paths of all whose slope is one curve."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import brentq

from benchmarks.laws import fuzz
from freewidth import Network, genus, law
from freewidth.activations import ACTIVATIONS
from freewidth.jacobian import contour
from freewidth.preactivation import Preactivation
from tests.conftest import TYPICAL

OTHERS = [name for name in ACTIVATIONS if name not in TYPICAL]
CURVED = [name for name in OTHERS if not ACTIVATIONS[name].piecewise_linear]
SMOOTH = [name for name, phi in ACTIVATIONS.items() if phi.slopes == (None,) and not phi.period]
GRID = np.linspace(-12, 12, 4801)  # standard deviations


def share_below(phi, y, x):
    """P(phi'(h)^2 <= x) piece by piece, from where phi' crosses x on a fine grid."""
    total = 0.0
    for (left, right), slope in zip(phi.pieces, phi.slopes, strict=True):
        if slope is not None:
            total += y.between(left, right) * (slope**2 <= x)
            continue
        df = phi.slope_on(left, right)

        def over(h, df=df):
            return df(np.atleast_1d(h)) ** 2 - x

        h = np.unique(np.clip(GRID * np.sqrt(y.variance), left, right))
        sign = over(h) <= 0
        cut = [
            brentq(lambda t, of=over: of(t)[0], *h[i : i + 2], xtol=1e-15)
            for i in np.nonzero(sign[1:] != sign[:-1])[0]
        ]
        ends = [left, *cut, right]
        total += sum(y.between(*ends[i : i + 2]) for i in range(not sign[0], len(cut) + 1, 2))
    return total


@pytest.mark.parametrize("name", OTHERS)
def test_one_rotation_has_the_law_of_the_squared_slope(name):
    net = Network("orthogonal", name, 1, q0=1.3)
    found, y = law(net), net.preactivations[0]
    if ACTIVATIONS[name].piecewise_linear:
        x = np.unique([slope**2 for slope in net.phi.slopes])
    else:
        x = found.quantile(np.linspace(0.03, 0.97, 9))
        x = x[[min([abs(t - a) for a, _ in found.atoms], default=1) > 1e-9 for t in x]]
        assert x.size >= 3
    exact = [share_below(net.phi, y, t) for t in x]
    assert_allclose(found.cdf(x), exact, rtol=1e-10)  # what laws promise


@pytest.mark.parametrize("name", CURVED)
def test_moments_of_two_layers_are_sums_over_partitions(name):
    net = Network("gaussian", name, 2, sigma_w2=1.2, sigma_b2=0.1, q0=0.7)
    found = law(net)
    sums = [found.expect(lambda x, k=k: x**k) for k in range(1, 5)]
    assert_allclose(sums, genus.moments(net, 4), rtol=1e-9)


@pytest.mark.parametrize("variance", [32.0, 512.0])
@pytest.mark.parametrize("name", SMOOTH)
def test_wide_pre_activations_see_where_slopes_vary(name, variance):
    """Also where it is a small part of a path on which phi' has no critical point."""
    y = Preactivation(1.3 * variance)
    nodes = contour.path(name, 0, variance, 1e-12, 1e-4)
    c = (1 + nodes.even) * nodes.dh * y.density(nodes.h)
    rest = (1 + nodes.even) * np.array(
        [y.below(nodes.left) * (not nodes.even), y.above(nodes.right)]
    )
    h = np.arange(-10, 10, 0.04 / np.sqrt(y.variance)) * np.sqrt(y.variance)
    k = ACTIVATIONS[name].df(h) ** 2
    for power in (1, 2, 5):  # equal steps: exact to exp(-2 pi 0.34/0.04), 0.34 next to GELU's poles
        direct = np.sum(k**power * y.density(h)) * (h[1] - h[0])
        seen = (c @ nodes.k**power + rest @ nodes.beyond**power).real
        assert_allclose(seen, direct, rtol=1e-11)  # ends at multiples of a step: 1e-12


@pytest.mark.slow
@pytest.mark.parametrize("variance", [0.05, 1.0, 30.0])
@pytest.mark.parametrize("depth", [1, 3, 10])
@pytest.mark.parametrize("name", OTHERS)
def test_laws_are_right(name, depth, variance):
    for ensemble, bias in (("gaussian", "laplace"), ("orthogonal", "gaussian")):
        net = Network(ensemble, name, depth, sigma_b2=0.1, q0=variance, bias=bias)
        verdict, seen = fuzz.judge(net)
        assert verdict == "right", seen
