"""Exponents and what is allowed beside them, on invented fluctuations whose law is known."""

import numpy as np
import pytest

from claims.finite._flaws import noticed
from claims.finite._rates import added, column, loglog_slope, slopes
from claims.finite.kolmogorov_constant import beta, entries
from claims.finite.kolmogorov_rates import conditional, unconditional
from claims.finite.pennington2017_critical_line import root
from freewidth.limits import rigidity_growth, rigidity_slope
from freewidth.sample import Draws

SAME, WIDTHS = 4, (16, 64, 256)


def invented(rng, share=1.0, networks=2000):
    """D of variance ``share``/n, weights of variance 4/n^2, in every column."""
    observed = {"true": {}, "frozen": {}}
    for n in WIDTHS:
        d = np.sqrt(share / n) * rng.standard_normal((networks, 5))
        w = 2 / n * rng.standard_normal((networks, 5))
        observed["true"][n] = d + w
        observed["frozen"][n] = np.repeat(d[: networks // SAME], SAME, axis=0) + w
    return Draws("fluctuations", "gaussian", {"same": SAME}, observed)


def test_frozen_statistics_keep_the_variance_of_the_weights(rng):
    draws = invented(rng)
    for n in WIDTHS:
        variance = column(draws, "frozen", "m_1")[n].var()
        # 1500 degrees of freedom: six standard errors
        assert variance == pytest.approx(4 / n**2, rel=6 * np.sqrt(2 / 1500))


def test_what_the_weights_add_to_the_slope_is_found(rng):
    """Var = (1 + 4/n)/n: by how much the slope of its log exceeds that of 1/n."""
    expected = -np.polyfit(np.log(WIDTHS), np.log1p(4 / np.array(WIDTHS)), 1)[0]
    assert added(invented(rng), "m_1") == pytest.approx(expected, abs=0.05)  # its own noise


def test_exponents_are_recovered_and_tell_the_kinds_apart(rng):
    draws = invented(rng)
    for kind, expected, other in (("true", -1.0, -2.0), ("frozen", -2.0, -1.0)):
        for item in slopes(draws, kind, expected, {"other": other}, names=("m_1", "m_2")):
            assert item.p_value() > 1e-6
            assert item.p_value(other) < 1e-6


def test_fluctuations_of_weights_alone_do_not_pass_for_those_of_d(rng):
    (item,) = slopes(invented(rng, share=0.0), "true", -1.0, {}, names=("m_1",))
    assert item.observed == pytest.approx(-2, abs=0.1)


def test_distances_with_and_without_d(rng):
    wide = (64, 256, 1024)  # at small widths a logarithm looks like a power
    given = {n: np.log(n) / n * (1 + 0.1 * rng.standard_normal(500)) for n in wide}
    own = {n: np.sqrt(1 / n + v**2) for n, v in given.items()}
    slow, (fast, bare) = unconditional(own, given), conditional(given)
    assert slow.p_value() > 1e-6
    assert slow.p_value(-1.0) < 1e-6
    assert fast.p_value() > 1e-6
    assert fast.p_value(-0.5) < 1e-6
    assert bare.p_value() > 1e-6


@pytest.mark.parametrize(("power", "which"), [(-0.5, 0), (-0.6, 0), (-1.25, 1)])
def test_other_powers_are_outside_the_bounds_for_given_d(rng, power, which):
    observed = {n: n**power * (1 + 0.1 * rng.standard_normal(500)) for n in (64, 256, 1024)}
    items = conditional(observed)
    assert items[which].p_value() < 1e-6
    assert items[1 - which].p_value() > 1e-6


def test_a_bare_power_minus_one_is_excluded_by_the_logarithm_and_by_nothing_else(rng):
    wide = (64, 256, 1024)
    for law, excluded in ((np.log, True), (np.ones_like, False)):
        observed = {n: law(float(n)) / n * (1 + 0.1 * rng.standard_normal(500)) for n in wide}
        above, _ = conditional(observed)
        assert (above.p_value(-1.0) < 1e-6) is excluded


def distances(rng, slope, beside=0.0, networks=3000):
    """n sup|F_n - F| = slope (log n - 3/4 log log n) + 1, and ``beside`` of n^{1/2}."""
    observed = {}
    for n in (32, 64, 128, 256):
        mean = slope * rigidity_growth(n) + 1 + beside * np.sqrt(n)
        observed[n] = (mean + 0.35 * rng.standard_normal((networks, 1))) / n
    return Draws("rigidity", "gaussian", {}, {"distances": observed})


def test_the_constant_of_real_matrices_is_told_from_that_of_complex_ones(rng):
    real, other = rigidity_slope(1), rigidity_slope(2)
    theorem, control, *alike = entries({("rigidity", "gaussian"): distances(rng, real)})
    (item,) = theorem.evidence
    assert item.observed == pytest.approx(real, abs=5 * item.sem)
    assert item.p_value() > 1e-6
    assert all(item.p_value(value) < 1e-6 for value in item.rivals.values())
    assert control.evidence[0].p_value() < 1e-6
    assert [entry.role for entry in alike] == ["empirical"] * 2
    (item,) = next(entries({("rigidity", "gaussian"): distances(rng, other)})).evidence
    assert item.p_value() < 1e-6


def test_distances_that_fall_like_a_power_are_none_of_a_logarithm(rng):
    (item,) = next(entries({("rigidity", "gaussian"): distances(rng, 0.0, beside=0.4)})).evidence
    assert item.p_value() < 1e-6
    assert item.fit < 1e-6


def test_complex_weights_have_a_constant_of_their_own():
    assert [beta(case) for case in ("gaussian", "orthogonal", "complex_gaussian", "unitary")] == [
        1,
        1,
        2,
        2,
    ]


def test_the_slope_of_log_log():
    assert loglog_slope({8: 0, 512: 0}) == pytest.approx(np.log(3) / np.log(64))


def test_how_many_networks_notice_a_gap(rng):
    """A gap of one standard deviation: twice the square of the limit of 4.9 standard errors."""
    flawed, sound = ({32: rng.standard_normal((4000, 2)) + shift} for shift in ([0, 1.0], 0.0))
    words = noticed(("a", "b"), flawed, sound)
    count = int(words.split("n=32: ")[1].split()[0])
    assert words.endswith("(b)")
    assert count == pytest.approx(2 * 4.9**2, rel=0.2)  # 4000 networks tell it to a few percent


def test_the_root_nearest_to_one():
    assert root([0.9, 1.0, 1.1], [-0.3, 0.0, 0.4]) == pytest.approx(1.0, abs=1e-9)
