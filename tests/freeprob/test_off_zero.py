r"""Laws with hardly any mass off 0: that off 0 alone is solved, in units of its mass.

A projection on a share p of the rows of independent weights leaves fewer rows, and no law sees
more: :math:`\nu_p = (1-p)\delta_0 + p\nu'`, :math:`\nu'` being the law for :math:`n_L = p`.
"""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.laws import witness
from freewidth import Network, genus, law
from freewidth.errors import NotConvergedError
from freewidth.freeprob import compose, discrete, limit, marchenko_pastur, projection, scaled
from freewidth.freeprob.prepare import prepare
from freewidth.freeprob.product import LITTLE
from freewidth.jacobian import diagonal, free_product

FEW = [1e-2, 1e-3, 1e-5, 1e-8, 1e-11]  # on both sides of LITTLE
ROUNDING = 1e-15  # of log x, some units in the last place


def inside(found):
    """Points of the continuous part, evenly spaced in log x."""
    pieces = found.pieces
    u = np.linspace(pieces.left[0], pieces.right[-1], 15)[1:-1]
    return np.exp(u)


@pytest.mark.parametrize("p", FEW)
def test_few_rows_of_one_gaussian_matrix(p):
    r"""Marchenko and Pastur: :math:`p\,\sqrt{(b-x)(x-a)}/(2\pi p x)` on (1 +- sqrt p)^2."""
    found = law(compose(marchenko_pastur(), discrete([0.0, 1.0], [1 - p, p])))
    ends = (1 - np.sqrt(p)) ** 2, (1 + np.sqrt(p)) ** 2
    assert_allclose(found.support, [ends], rtol=10 * ROUNDING)
    assert_allclose(found.atoms, [(0.0, 1 - p)], rtol=ROUNDING)
    x = inside(found)
    exact = np.sqrt((ends[1] - x) * (x - ends[0])) / (2 * np.pi * x)
    lost = ROUNDING / np.sqrt(p)  # of the width, which is about sqrt p
    assert_allclose(found.density(x), exact, rtol=1e-10 + 20 * lost)
    moments = [found.expect(lambda x, k=k: x**k) for k in (1, 2, 3)]
    assert_allclose(moments, p * np.array([1, 1 + p, 1 + 3 * p + p**2]), rtol=1e-10)
    z = np.array([1 + 0.3j, -2 + 0.1j, 0.5 - 0.2j])
    root = np.sqrt(z - ends[0]) * np.sqrt(z - ends[1])
    inner = (z - 1 + p - root) / (2 * p * z)  # of the law off 0
    if p > 1e-6:  # else the closed form itself cancels
        assert_allclose(found.stieltjes(z), (1 - p) / z + p * inner, rtol=1e-11)
        m = p * (z * inner - 1)
        assert_allclose(z * found.stieltjes(z) - 1, m, rtol=1e-6, atol=1e-15)


@pytest.mark.parametrize("p", [*FEW[:-1], 1e-9])
def test_few_rows_are_a_small_last_layer(p):
    """With measures in front whose w is far above all of their values."""
    front = compose(
        marchenko_pastur(0.7),
        scaled(diagonal("tanh", 1.3), 1.7),
        marchenko_pastur(1.4),
        diagonal("gelu", 0.6),
    )
    masked = law(compose(front, marchenko_pastur(), discrete([0.0, 1.0], [1 - p, p])))
    small = law(compose(front, marchenko_pastur(p)))
    x = inside(small)
    assert_allclose(masked.support, small.support, rtol=1e-13)
    assert_allclose(masked.density(x), p * small.density(x), rtol=1e-9)
    assert_allclose(1 - masked.cdf(x), p * (1 - small.cdf(x)), rtol=1e-9, atol=ROUNDING)
    product, _ = prepare(masked.of)
    assert (product.share < 1) == (p < LITTLE)
    assert product.loose.all() == (p < LITTLE)
    for m in (-0.7 * p, -1e-6 * p, 0.2 * p):
        # (1+m)/(m z) for both, at the same z, where m of the smaller is larger by 1/p
        one, other = masked.s_transform(m), small.s_transform(m / p)
        assert_allclose(one / (1 + m), other / (1 + m / p) / p, rtol=1e-9)


@pytest.mark.parametrize(
    ("last", "sigma_w2"), [("threshold", 0.12), ("hardshrink", 0.03), ("softshrink", 0.02)]
)
@pytest.mark.parametrize("ensemble", ["gaussian", "orthogonal"])
def test_a_layer_whose_units_are_nearly_all_off(ensemble, last, sigma_w2):
    """Before one more layer; judged by moments over partitions and by the transform at z < 0."""
    net, other = (
        Network(ensemble, ("tanh", last, "gelu"), sigma_w2=(1.2, s, 1.5), widths=(1, 1.5, 1.2, 2))
        for s in (sigma_w2, 1.001 * sigma_w2)
    )
    found = law(net)
    assert 0 < 1 - found.atoms[0][1] < LITTLE
    moments = [found.expect(lambda x, k=k: x**k) for k in (1, 2, 3, 4)]
    assert_allclose(moments, genus.moments(net, 4), rtol=1e-9)
    assert_allclose(found.moments(4), moments, rtol=1e-9)
    assert witness.defect(found) < 1e-9
    wrong = replace(law(other), of=free_product(net))  # which moments do not ask for
    assert witness.defect(wrong) > 1e-6


def test_a_spectrum_without_width_is_refused():
    """At once, and with what it would be."""
    with pytest.raises(NotConvergedError, match=r"share 1e-16 of the spectrum.*Nearly all units"):
        law(
            compose(marchenko_pastur(), diagonal("tanh", 1.0), discrete([0, 1], [1 - 1e-16, 1e-16]))
        )


def test_an_error_off_zero_is_seen_however_little_is_there(monkeypatch):
    """What is certified is the law off 0 alone, in units of its own mass."""
    net = compose(marchenko_pastur(), diagonal("tanh", 1.0), discrete([0, 1], [1 - 1e-9, 1e-9]))
    assert law(net).certificate.distribution < 1e-10
    certify = limit.certify.certify

    def spoiled(found, *rest):
        pieces = replace(found.pieces, below=found.pieces.below + 1e-3)
        return certify(replace(found, pieces=pieces), *rest)

    monkeypatch.setattr(limit.certify, "certify", spoiled)
    with pytest.raises(NotConvergedError, match="distribution is off by"):
        law(net)


@pytest.mark.parametrize("p", [1e-4, 1e-6])
def test_projections_alone_are_solved_as_they_were(p):
    """Without a measure far above the mass off 0; here an atom just fails to be, at an edge."""
    found = law(compose(projection(p), projection(1 - p)))
    assert prepare(found.of)[0].share == 1
    moments = [found.expect(lambda x, k=k: x**k) for k in (1, 2)]
    assert_allclose(moments, found.moments(2), rtol=1e-9)
