"""Which statistics of a comparison count as evidence, and for which rivals."""

from dataclasses import replace

import numpy as np
import pytest

from freewidth.compare import Comparison, Probes, compare
from freewidth.compare import comparison as comparisons
from freewidth.compare.comparison import DISTANCES
from freewidth.errors import InvalidInputError
from freewidth.network import Network
from freewidth.stats.extrapolation import extrapolate
from tests.compare.laws import MarchenkoPastur


def spectra(rng, widths=(32, 48, 64), networks=20):
    """Wishart matrices, whose law is that of Marchenko and Pastur."""
    return {n: np.stack([wishart(rng, n) for _ in range(networks)]) for n in widths}


def wishart(rng, n):
    x = rng.standard_normal((n, n)) / np.sqrt(n)
    return np.linalg.eigvalsh(x @ x.T).clip(0)


def made(rng, ensemble):
    net = Network(ensemble, "linear", 1)
    rivals = {"same": MarchenkoPastur(), "atom": MarchenkoPastur(0.5)}
    wrong = {"zeros": {1.1: MarchenkoPastur(0.1)}}
    return compare(net, spectra(rng), MarchenkoPastur(), rivals, "true", wrong)


@pytest.mark.parametrize(
    ("ensemble", "orders"), [("gaussian", 4), ("student_t5", 1), ("student_t3", 0), ("cauchy", 0)]
)
def test_moments_without_a_variance_are_kept_but_are_no_evidence(rng, ensemble, orders):
    """m_k has one if the entries have moments beyond 4k."""
    comparison = made(rng, ensemble)
    assert comparison.names[:4] == ("m_1", "m_2", "m_3", "m_4")
    found = [item.what for item in comparison.evidence()]
    assert [what for what in found if what.startswith("m_")] == [
        f"m_{k}" for k in range(1, orders + 1)
    ]
    assert (DISTANCES[1] in found) == (orders > 0)


def test_rivals_that_say_the_same_are_left_out_and_others_as_asked(rng):
    comparison = made(rng, "gaussian")
    assert set(comparison.rivals) == set(comparison.apart) == {"atom"}
    assert all(set(item.rivals) == {"atom"} for item in comparison.evidence())
    assert not any(item.rivals for item in comparison.evidence(rivals=()))


def test_distances_vanish_for_the_law_and_not_for_a_rival(rng):
    comparison = made(rng, "gaussian")
    for against, agree in ((None, True), ("atom", False)):
        items = [e for e in comparison.evidence(against=against) if e.what in DISTANCES]
        assert len(items) == 2
        assert all((item.p_value() > 1e-4) == agree for item in items)


SPREAD = 1 + 1e-6 * np.linspace(-1, 1, 20)  # of twenty networks of one width


def kolmogorov_item(activation, distance):
    """The evidence on sup|dF| of networks at ``distance(n)`` from their law, all else left out."""
    widths = (64, 128, 256)
    by_width = {n: distance(n) * SPREAD for n in widths}
    nothing = {n: np.zeros((SPREAD.size, 0)) for n in widths}
    net = Network("gaussian", activation, 1)
    (item,) = Comparison(net, "true", (), nothing, np.zeros(0), {}, by_width, {}).evidence()
    return item


@pytest.mark.parametrize(
    ("activation", "other", "power"), [("tanh", "linear", 0.5), ("linear", "tanh", 1.0)]
)
def test_distances_are_extrapolated_with_the_power_with_which_they_fall(activation, other, power):
    """n^-1/2 where D is random, 1/n where phi' is constant; the other power would not do."""
    assert kolmogorov_item(activation, lambda n: 3 * n**-power).distance() == 0
    assert kolmogorov_item(other, lambda n: 3 * n**-power).distance() > 1000


def test_half_a_step_is_as_near_as_a_spectrum_can_be():
    """1/2n, which the line in n^-1/2 takes for -1/2 (n n')^-1/2 at infinite width."""
    item = kolmogorov_item("tanh", lambda n: 0.5 / n)
    assert item.observed < -0.25 / np.sqrt(64 * 256)
    assert item.distance() == 0


def test_a_comparison_survives_storage(rng):
    one = made(rng, "gaussian")
    two = Comparison.restore(one.net, one.dependence, one.names, one.arrays())
    assert two.evidence() == one.evidence()
    assert two.under("zeros", 1.1).evidence() == one.under("zeros", 1.1).evidence()


def test_a_wrong_law_changes_what_is_expected_and_nothing_else(rng):
    one = made(rng, "gaussian")
    wrong = one.under("zeros", 1.1)
    np.testing.assert_array_equal(
        wrong.expected, Probes.of(MarchenkoPastur()).expect(MarchenkoPastur(0.1))
    )
    left = [item for item in one.evidence() if item.what not in DISTANCES]
    assert [item.observed for item in wrong.evidence()] == [item.observed for item in left]
    assert one.under("another", 1.1) is one
    with pytest.raises(InvalidInputError, match=r"limits for zeros times 1.2 .* only for 1.1"):
        one.under("zeros", 1.2)


def test_a_difference_under_a_wrong_law_is_that_of_the_laws(rng):
    """As if the networks of one side had it."""
    one, two = made(rng, "gaussian"), made(rng, "student_t5")
    wrong, other = (each.under("zeros", 1.1) for each in (one, two))
    gaps = dict(zip(one.names, wrong.expected - one.expected, strict=True))
    found = {i.what.removeprefix("difference in "): i.expected for i in wrong.difference(other)}
    assert found == {name: gaps[name] for name in found}
    assert abs(found["m_1"]) > 0.01


def test_differences_are_between_statistics_that_both_have(rng):
    one, two = made(rng, "gaussian"), made(rng, "student_t5")
    assert {e.what for e in one.difference(two)} == {
        f"difference in {e.what}" for e in two.evidence()
    }
    assert all(item.p_value() > 1e-4 for item in one.difference(two))


def test_what_is_printed_fits_a_few_lines(rng):
    shown = repr(made(rng, "gaussian"))
    assert shown == (
        "Comparison(gaussian linear, L=1, sigma_w2=1, sigma_b2=0, q0=1; true D; 15 statistics of "
        "20 of n=32, 20 of n=48, 20 of n=64; rivals atom)"
    )
    assert len(repr(Probes.of(MarchenkoPastur()))) < 300


def test_fits_are_made_once_and_of_their_own_samples(rng, monkeypatch):
    comparison, other = made(rng, "gaussian"), made(rng, "gaussian")
    fresh, calls = other.evidence(), []

    def counted(*given, **more):
        calls.append(given)
        return extrapolate(*given, **more)

    monkeypatch.setattr(comparisons, "extrapolate", counted)
    first = comparison.evidence()
    assert len(calls) == 1 + len(DISTANCES)
    wrong = comparison.under("zeros", 1.1).evidence()
    assert comparison.evidence() == first != wrong
    assert len(calls) == 1 + len(DISTANCES)
    samples = {name: getattr(other, name) for name in ("observed", "kolmogorov", "wasserstein")}
    assert replace(comparison, **samples).evidence() == fresh != first
