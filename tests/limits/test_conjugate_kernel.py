"""The law of conjugate kernels: closed forms, another solver, and what is refused."""

from fractions import Fraction

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import freeprob, genus
from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.freeprob.singular import Singular
from freewidth.gaussian import expect
from freewidth.kinds import IID, Density, SingularValues
from freewidth.limits.conjugate_kernel import ConjugateKernel, shares

SHAPES = [(1.0, 1.0), (0.5, 1.0), (2.0, 0.6), (0.4, 3.0)]
Z = np.array([0.4 + 0.3j, 1 + 0.01j, 2.5 + 1j, -0.7 + 0j, 1 - 0.2j])


def by_algebra(law):
    """The same law from the solver of free products: covariances, then Marchenko-Pastur.

    Shares in mean one; covariances need n <= n_0, as their law is given without an atom.
    """
    share, y = law.theta2 / law.theta1, law.inner
    low, high = (1 - share + share * (1 + sign * y**0.5) ** 2 for sign in (-1, 1))

    def density(s):
        t = s**2
        root = np.sqrt(t - low) * np.sqrt(high - t)
        return s * root / (np.pi * y * share * (t - 1 + share))

    values = SingularValues(density=Density(density, low**0.5, high**0.5))
    return freeprob.scaled(freeprob.factor("c", IID, Singular(values), law.rows), law.theta1)


@pytest.mark.parametrize("share", [0.3, 0.9])
@pytest.mark.parametrize(("rows", "inner"), [(0.5, 0.5), (2.0, 0.8), (1.0, 0.3)])
def test_it_is_a_free_product_of_two_laws(share, rows, inner):
    law = ConjugateKernel(0.7, 0.7 * share, rows, inner)
    other = freeprob.law(by_algebra(law))
    levels = law.atom + (1 - law.atom) * np.array([0.02, 0.3, 0.6, 0.97])
    x = law.quantile(levels)
    assert_allclose(other.cdf(x), levels, atol=1e-9)  # it is certified to that
    assert_allclose(other.density(x), law.density(x), rtol=1e-7)
    assert_allclose(other.moments(5), law.moments(5), rtol=1e-9)
    off = Z[Z.imag != 0]
    assert_allclose(other.stieltjes(off), law.stieltjes(off), rtol=1e-9)
    assert_allclose(other.support[-1][1], law.support[-1][1], rtol=1e-9)


@pytest.mark.parametrize(("rows", "inner"), SHAPES)
def test_all_linear_is_a_product_of_marchenko_pastur_laws(rows, inner):
    """W X/sqrt(n_0 m): of sizes m, n_0, n."""
    law = ConjugateKernel(1.0, 1.0, rows, inner)
    sizes = freeprob.compose(
        freeprob.marchenko_pastur(rows / inner), freeprob.marchenko_pastur(inner)
    )
    other = freeprob.law(sizes)
    x = law.quantile(law.atom + (1 - law.atom) * np.array([0.05, 0.4, 0.8]))
    assert_allclose(law.cdf(x), other.cdf(x), atol=1e-9)
    assert_allclose(law.moments(4), other.moments(4), rtol=1e-10)
    assert law.atom == pytest.approx(sum(mass for _, mass in other.atoms), abs=1e-12)


@pytest.mark.parametrize(("rows", "inner"), SHAPES)
def test_not_linear_at_all_is_marchenko_pastur(rows, inner):
    law = ConjugateKernel(2.0, 0.0, rows, inner)
    low, high = 2 * (1 - rows**0.5) ** 2, 2 * (1 + rows**0.5) ** 2
    assert_allclose(law.support, [(low, high)], atol=1e-12)
    x = np.linspace(low, high, 9)[1:-1]
    exact = np.sqrt((x - low) * (high - x)) / (2 * np.pi * rows * 2 * x)
    assert_allclose(law.density(x), exact, rtol=1e-10)
    z = Z[:3] / 2
    root = np.sqrt(z - low / 2) * np.sqrt(z - high / 2)
    assert_allclose(2 * law.stieltjes(Z[:3]), (z - 1 + rows - root) / (2 * rows * z), rtol=1e-10)


def test_known_edges():
    """27/4 for two square factors; 4 for one."""
    assert_allclose(ConjugateKernel(1.0, 1.0).support, [(0, 27 / 4)], rtol=1e-12)
    assert_allclose(ConjugateKernel(1.0, 0.0).support, [(0, 4)], rtol=1e-12)


@pytest.mark.parametrize(("rows", "inner"), [*SHAPES, (0.2, 4.0), (3.0, 3.0)])
@pytest.mark.parametrize("share", [0.0, 0.4, 0.93, 0.999, 1.0])
def test_laws_are_certified(share, rows, inner):
    law = ConjugateKernel(0.5, 0.5 * share, rows, inner)
    found = law.certificate()
    assert found.worst < 1e-11
    for (_, left), (right, _) in zip(law.support, law.support[1:], strict=False):
        assert law.cdf(left) == pytest.approx(law.cdf(right * (1 + 1e-12)), abs=1e-12)
    p = np.array([0.01, 0.5, 0.99])
    assert_allclose(law.cdf(law.quantile(p)), np.maximum(p, law.atom), atol=1e-12)


def test_two_bulks_share_the_mass_by_the_rank_of_the_linear_part():
    """n_0 = n/4 large directions; the rest carries noise alone."""
    law = ConjugateKernel(1.0, 0.999, 0.2, 4.0)
    assert len(law.support) == 2
    assert law.cdf(law.support[0][1]) == pytest.approx(0.75, abs=1e-12)


@pytest.mark.parametrize(("rows", "inner"), SHAPES)
def test_moments_are_sums_over_non_crossing_partitions(rows, inner):
    """Those of covariances, then of the sample, by another module, exactly."""
    share, c, y = Fraction(1, 3), Fraction(rows), Fraction(inner)
    cumulants = [Fraction(1), *(share * (share * y) ** s for s in range(1, 4))]
    spread = [_over_partitions(cumulants, k) for k in range(1, 5)]
    sample = [_over_partitions([c * m for m in spread], k) / c for k in range(1, 5)]
    found = ConjugateKernel(1.0, 1 / 3, rows, inner).moments(4)
    assert_allclose(found, [float(m) for m in sample], rtol=1e-12)
    assert found[1] == pytest.approx(1 + rows + inner / 9, rel=1e-14)


def _over_partitions(cumulants, k):
    return sum(
        np.prod([cumulants[len(block) - 1] for block in partition])
        for partition in genus.noncrossing(k)
    )


def test_far_away_it_is_a_series_of_moments():
    law = ConjugateKernel(0.8, 0.6, 0.7, 1.4)
    z, m = np.array([2000j, -2000.0]), law.moments(5)
    series = (1 + sum(moment / z**k for k, moment in enumerate(m[:4], 1))) / z
    assert_allclose(law.stieltjes(z), series, rtol=1e-12)  # m_5/z^5 = 1e-14


def test_conjugates_and_scale():
    law, twice = ConjugateKernel(1.0, 0.7, 0.5, 2.0), ConjugateKernel(2.0, 1.4, 0.5, 2.0)
    assert_allclose(law.stieltjes(Z.conj()), law.stieltjes(Z).conj())
    assert_allclose(twice.stieltjes(2 * Z) * 2, law.stieltjes(Z), rtol=1e-12)


def test_density_and_distribution_beyond_the_support():
    law = ConjugateKernel(1.0, 0.5, 2.0, 0.5)
    (left, right) = law.support[0]
    assert law.atom == 0.5
    assert_allclose(law.cdf([-1, 0, left / 2, right, 1e9]), [0, 0.5, 0.5, 1, 1])
    assert_allclose(law.density([-1, 0, left / 2, 2 * right]), 0)
    assert ConjugateKernel(1.0, 0.5).density(0.0) == np.inf
    assert law.cdf(np.inf) == 1
    assert np.isnan(law.cdf(np.nan))
    assert np.isnan(law.density(np.nan))
    assert law.quantile(0.3) == 0


@pytest.mark.parametrize("q", [0.3, 1.0, 4.0])
def test_closed_forms_of_both_shares(q):
    assert_allclose(shares("sin", q), [-np.expm1(-2 * q) / 2, q * np.exp(-q)], rtol=1e-11)
    arcsine, slope = 2 / np.pi * np.arcsin(2 * q / (1 + 2 * q)), 4 * q / (np.pi * (1 + 2 * q))
    assert_allclose(shares("erf", q), [arcsine, slope], rtol=1e-11)
    assert_allclose(shares("relu", q), [q / 2 - q / (2 * np.pi), q / 4], rtol=1e-11)
    assert_allclose(shares("linear", q), [q, q], rtol=1e-11)


def test_the_linear_share_is_the_mean_slope():
    from freewidth.activations import EVERY

    phi = EVERY["tanh"]
    assert shares("tanh", 2.0)[1] == pytest.approx(2 * expect(phi.df, 2.0) ** 2, rel=1e-10)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ConjugateKernel(1.0, 1.1), "theta2 <= theta1"),
        (lambda: ConjugateKernel(0.0, 0.0), "0 < theta1"),
        (lambda: ConjugateKernel(1.0, np.nan), "theta2 must be a finite number"),
        (lambda: ConjugateKernel(1.0, 0.5, rows=0.0), "rows is a ratio"),
        (lambda: ConjugateKernel(1.0, 0.5, inner=np.inf), "inner must be a finite number"),
        (lambda: ConjugateKernel(1.0, 0.5).stieltjes(1.0), "off the real axis"),
        (lambda: ConjugateKernel(1.0, 0.5).stieltjes(np.nan), "z must be finite numbers"),
        (lambda: ConjugateKernel(1.0, 0.5).quantile(1.5), r"in \[0, 1\]"),
        (lambda: ConjugateKernel(1.0, 0.5).moments(0), "k must be a whole number >= 1"),
        (lambda: shares("tanh", 0.0), "finite and > 0"),
    ],
)
def test_bad_input_is_refused(make, message):
    with pytest.raises(InvalidInputError, match=message):
        make()


def test_what_is_not_found_is_no_number():
    with pytest.raises(NotConvergedError, match=r"theta1=1\.0.*at z=1e-40"):
        ConjugateKernel(1.0, 0.5).density(1e-40)


def test_a_spoilt_law_is_not_certified(monkeypatch):
    law, exact = ConjugateKernel(1.0, 0.5, 0.5), ConjugateKernel._distribution

    def spoilt(self, x):
        value, rate = exact(self, x)
        return value + 1e-6 * np.sin(x), rate

    monkeypatch.setattr(ConjugateKernel, "_distribution", spoilt)
    with pytest.raises(NotConvergedError, match=r"is no law: .* distribution=[0-9.]+e-0[67]"):
        law.certificate()
    monkeypatch.setattr(ConjugateKernel, "_distribution", lambda s, x: (exact(s, x)[0], 1.0))
    with pytest.raises(NotConvergedError, match="is no law"):
        law.certificate()


def test_next_to_a_hard_edge_the_distribution_is_a_power():
    """x^(1/2) where n = m, x^(1/3) where n = n_0, too, and f is linear."""
    for law, power in ((ConjugateKernel(1.0, 0.5), 1 / 2), (ConjugateKernel(1.0, 1.0), 1 / 3)):
        x = np.array([1e-30, 1e-20, 1e-14, 1e-11])
        assert_allclose(np.diff(np.log(law.cdf(x))), power * np.diff(np.log(x)), rtol=1e-4)
        assert law.quantile(law.cdf(1e-16)) == pytest.approx(1e-16, rel=1e-9)


def test_a_wrong_linear_share_is_another_law():
    """The negative control: 5 % of theta_2 move every statistic by more than solvers err."""
    law, other = ConjugateKernel(0.5, 0.4, 0.5), ConjugateKernel(0.5, 0.42, 0.5)
    assert np.all(np.abs(law.stieltjes(Z) / other.stieltjes(Z) - 1) > 1e-4)
    assert np.all(law.moments(4)[1:] != other.moments(4)[1:])
