"""Sums over a rule for K against the plain sum in extended precision."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth.freeprob.sums import Sums
from freewidth.rng import stream

VALUE = 1e-14  # of the sum of absolute terms: rounding of some hundred of them
SLOPE = 1e-13  # far terms, of relative size k/w or w/k, are known to rounding of A, and lose more
LOW, HIGH = -280, 3  # powers of ten: the deepest floor of a rule, the largest slopes


def rule(count, members=1, label=0):
    """Nodes in the closed lower half plane over all sizes, complex weights of all sizes."""
    rng = stream(0, "sums", count, label)
    k = 10 ** rng.uniform(LOW, HIGH, count) * np.exp(-1j * rng.uniform(0, np.pi, count))
    c = 10 ** rng.uniform(-12, 0, (members, count))
    return k, c * np.exp(2j * np.pi * rng.uniform(size=(members, count)))


def arguments(count, low=LOW, high=HIGH):
    """Points of the upper half plane, no nearer to nodes than a fifth of their size."""
    rng = stream(0, "arguments", count)
    return 10 ** rng.uniform(low, high, count) * np.exp(1j * rng.uniform(0.2, np.pi - 0.2, count))


def plain(k, c, w):
    """A, dA/dlog w, and the sums of absolute terms of both; c is (n,) or one row for each w."""
    k, c, w = (np.asarray(a, dtype=np.clongdouble) for a in (k, c, w))
    share = w[:, None] / (w[:, None] - k)
    terms = c * share, -c * (share * (k / w[:, None])) * share
    return [t.sum(axis=1) for t in terms], [np.abs(t).sum(axis=1) for t in terms]


@pytest.mark.parametrize("count", [20, 300])
def test_what_is_left_far_above_all_nodes(count):
    """psi = A less the mass, to the rounding of its own terms, of which A leaves little."""
    k, c = rule(count)
    w = np.concatenate([arguments(300), arguments(300, HIGH, HIGH + 100)])
    zeros = np.zeros(600, dtype=int)
    value, slope = Sums(k, c, excess=True).flow(zeros, w)
    kl, cl, wl = (np.asarray(a, dtype=np.clongdouble) for a in (k, c[zeros], w))
    terms = cl * kl / (wl[:, None] - kl)
    size = np.abs(terms).sum(axis=1)
    assert np.max(np.abs(value - terms.sum(axis=1)) / size) < SLOPE  # for the same reason
    exact, sizes = (part[1] for part in plain(k, c[zeros], w))
    assert np.max(np.abs(slope - exact) / sizes) < SLOPE
    difference = Sums(k, c).flow(zeros, w)[0] - c.sum()
    assert np.max(np.abs(difference - terms.sum(axis=1)) / size) > 1


def compare(k, c, member, w):
    got = Sums(k, c).flow(member, w)
    exact, size = plain(k, c[member], w)
    for found, true, terms, allowed in zip(got, exact, size, (VALUE, SLOPE), strict=True):
        assert np.max(np.abs(found - true) / terms) < allowed


@pytest.mark.parametrize("count", [1, 2, 20, 64, 65, 400])
def test_one_rule(count):
    k, c = rule(count)
    compare(k, c, np.zeros(500, dtype=int), arguments(500))


@pytest.mark.parametrize("members", [2, 7, 25])
@pytest.mark.parametrize("count", [20, 300])
def test_several_rules_at_once(members, count):
    k, c = rule(count, members)
    compare(k, c, stream(0, "member", members).integers(members, size=700), arguments(700))


@pytest.mark.parametrize("span", [(LOW, HIGH), (-3, 1), (-280, -279), (2, 3)])
def test_many_arguments(span):
    """More than one block of similar arguments, and blocks that reach over all sizes."""
    k, c = rule(150)
    compare(k, c, np.zeros(5000, dtype=int), arguments(5000, *span))


def test_arguments_far_off_all_nodes():
    k, c = rule(300)
    zeros = np.zeros(50, dtype=int)
    compare(k * 1e-20, c, zeros, arguments(50, -5, 250))
    compare(k[np.abs(k) > 1e-100], c[:, np.abs(k) > 1e-100], zeros, arguments(50, -250, -110))


@pytest.mark.parametrize("far", [30, 100, 300, 1e3, 1e5])
def test_arguments_somewhat_off_all_nodes(far):
    """Where a series is first used it is worst."""
    rng = stream(0, "cluster")
    k = rng.uniform(1, 10, 200) * np.exp(-1j * rng.uniform(0, np.pi, 200))
    turn = np.exp(1j * np.linspace(0.1, np.pi - 0.1, 40))
    w = (np.array([far, 3 * far, 10 / far, 3 / far])[:, None] * turn).ravel()
    compare(k, rule(200)[1], np.zeros(160, dtype=int), w)


def test_rules_with_holes():
    """Sizes that no node has, and many nodes of one size."""
    rng = stream(0, "holes")
    size = np.concatenate([np.full(100, 1e-200), np.full(100, 3e-40), np.full(100, 0.7)])
    k = size * np.exp(-1j * rng.uniform(0, np.pi, 300))
    compare(k, rule(300)[1], np.zeros(400, dtype=int), arguments(400, -210, 3))


def test_arguments_on_the_real_axis():
    k, c = rule(300)
    k = np.abs(k) * np.exp(-1j * np.linspace(0.3, np.pi - 0.3, 300))
    w = 10 ** np.linspace(LOW, HIGH, 400) * np.tile([1, -1], 200)
    compare(k, c, np.zeros(400, dtype=int), w.astype(complex))


@pytest.mark.parametrize("count", [20, 300])
def test_slope_is_the_derivative(count):
    """Against Cauchy's integral over a circle in log w, which holds no node."""
    k, c = rule(count)
    w = 10 ** np.linspace(LOW + 1, HIGH - 1, 60) * np.exp(1j * np.linspace(0.5, np.pi - 0.5, 60))
    turn = np.exp(2j * np.pi * np.arange(32) / 32)  # leaves (0.1/0.5)**32
    around = (w[:, None] * np.exp(0.1 * turn)).ravel()
    sums = Sums(k, c)
    value = sums.flow(np.zeros(around.size, dtype=int), around)[0].reshape(60, 32)
    _, slope = sums.flow(np.zeros(60, dtype=int), w)
    size = plain(k, c, w)[1][0]
    # VALUE over the radius of the circle
    assert np.max(np.abs((value * turn.conj()).mean(axis=1) / 0.1 - slope) / size) < 10 * VALUE


@pytest.mark.parametrize("count", [20, 300])
def test_extreme_arguments(count):
    """A(0) = 0 and A(infinity) = sum of weights; what is no number stays alone."""
    k, c = rule(count)
    k, c = k[np.abs(k) > 1e-250], c[:, np.abs(k) > 1e-250]
    w = np.array([0.3j, 1e300j, np.nan, 1e-300j, 0.3j, complex(np.nan, 1), 0])
    with np.errstate(all="ignore"):
        value, slope = Sums(k, c).flow(np.zeros(7, dtype=int), w)
    exact = plain(k, c, w[:1])[0]
    for got, true in zip((value, slope), exact, strict=True):
        assert_allclose(got[[0, 4]], true[0], rtol=1e-10)  # cancelling terms lose some digits
    assert np.all(np.isnan(value[[2, 5]]))
    assert_allclose(value[1], c.sum(), rtol=1e-13)
    assert abs(slope[1]) < 1e-290
    assert np.all(np.abs([value[3], slope[3]]) < 1e-40)
    assert value[6] == slope[6] == 0


@pytest.mark.parametrize("count", [20, 300])
def test_no_arguments(count):
    k, c = rule(count)
    value, slope = Sums(k, c).flow(np.zeros(0, dtype=int), np.zeros(0, dtype=complex))
    assert value.shape == slope.shape == (0,)


def test_arguments_stay_as_they_are():
    k, c = rule(300)
    w = arguments(200)
    kept = w.copy(), k.copy(), c.copy()
    Sums(k, c).flow(np.zeros(200, dtype=int), w)
    for now, before in zip((w, k, c), kept, strict=True):
        assert np.array_equal(now, before)


def test_order_of_nodes_does_not_matter():
    k, c = rule(200, 2)
    member, w = np.arange(100) % 2, arguments(100)
    for one, other in zip(
        Sums(k, c).flow(member, w), Sums(k[::-1], c[:, ::-1]).flow(member, w), strict=True
    ):
        assert_allclose(one, other, rtol=1e-10)  # rounding of terms that cancel
