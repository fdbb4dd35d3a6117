"""What every limit law promises, whatever the activation and the weights."""

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.special import ndtri
from threadpoolctl import threadpool_info, threadpool_limits

from benchmarks.laws import witness
from freewidth import Network
from freewidth.activations import ACTIVATIONS
from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.freeprob import certify
from freewidth.freeprob.threads import single_threaded
from freewidth.jacobian import law, restore

solved = lru_cache(maxsize=None)(law)
P = np.array([0.3, 0.5, 0.77, 0.9, 0.99, 0.9999])


@pytest.fixture(params=["gaussian", "orthogonal"])
def kind(request):
    return request.param


@pytest.fixture(params=[2, 5])
def found(request, kind, activation_name):
    return solved(Network(kind, activation_name, request.param, sigma_b2=0.1))


def inside(found, count=9):
    """Points of the continuous part, well inside and far from evenly spaced."""
    parts = [np.geomspace(max(a, 1e-9 * b), b, count + 2)[1:-1] for a, b in found.support]
    return np.concatenate(parts) if parts else np.zeros(0)


def test_masses_add_up_to_one(found):
    assert found.cdf(np.inf) == 1.0
    top = max([b for _, b in found.support] + [a for a, _ in found.atoms])
    assert_allclose(found.cdf(top), 1.0, atol=1e-12)
    assert found.cdf(-1e-300) == 0.0
    zero = sum(mass for a, mass in found.atoms if a == 0)
    assert_allclose(found.cdf(0.0), zero, atol=1e-15)


def test_density_is_the_slope_of_the_distribution(found):
    """Adaptive quadrature of the density in log x against the difference of F."""
    x = inside(found, 5)
    for a, b in pairwise(x):
        mass, error = quad(lambda u: found.density(np.exp(u)) * np.exp(u), np.log(a), np.log(b))
        jumps = sum(m for at, m in found.atoms if a < at <= b)
        # quad's own estimate; singular inner edges cost it digits, and it says so
        assert abs(found.cdf(b) - found.cdf(a) - jumps - mass) <= 10 * error + 1e-12


def test_density_is_never_negative_and_zero_elsewhere(found):
    assert np.all(found.density(inside(found, 200)) >= 0)
    assert np.all(found.density([-2.0, -1e-300]) == 0)
    top = max([b for _, b in found.support] + [1.0])
    assert found.density(top * (1 + 1e-9)) == 0


def test_quantiles_invert_the_distribution(found):
    x = found.quantile(P)
    assert np.all(np.diff(x) >= 0)
    for p, at in zip(P, x, strict=True):
        step = 1e-9 * at + 1e-300
        assert found.cdf(at + step) >= p - 1e-13
        assert found.cdf(at - step) <= p + 1e-13


def test_integrals_of_powers_are_the_moments(found):
    integrals = [found.expect(lambda x, k=k: x**k) for k in range(1, 7)]
    assert_allclose(integrals, found.moments(6), rtol=1e-10)  # the promised accuracy


def test_stieltjes_is_the_integral_of_the_resolvent(found):
    scale = found.moments(2)[1] / found.moments(1)[0]
    z = scale * np.array([[0.3 + 0.5j, -1 + 0.2j], [2 - 1j, 1j]])
    by_integral = [
        found.expect(lambda t, z=z: (1 / (z - t)).real)
        + 1j * found.expect(lambda t, z=z: (1 / (z - t)).imag)
        for z in z.ravel()
    ]
    got = found.stieltjes(z)
    assert got.shape == z.shape
    assert_allclose(got.ravel(), by_integral, rtol=1e-9)  # 20 nodes per piece for each
    assert_allclose(found.stieltjes(z.conj()), got.conj(), rtol=1e-14)
    assert np.all(got.imag * z.imag < 0)


def test_functions_keep_the_shape_of_their_argument(found):
    for function, at in ((found.density, 0.5), (found.cdf, 0.5), (found.quantile, 0.5)):
        assert np.ndim(function(at)) == 0
        for shape in ((0,), (3,), (2, 0), (2, 3)):
            assert function(np.full(shape, at)).shape == shape
        assert_allclose(function([[at]]), [[function(at)]], rtol=0)


def test_nan_in_nan_out(found):
    assert np.isnan(found.density(np.nan))
    assert np.isnan(found.cdf(np.nan))


def test_a_stored_law_is_the_same_law(found):
    again = restore(found.net, found.arrays())
    x = inside(found)
    assert np.array_equal(again.density(x), found.density(x))
    assert np.array_equal(again.quantile(P), found.quantile(P))
    assert again.certificate == found.certificate


def test_a_stored_law_with_a_part_missing_is_refused(found):
    arrays = found.arrays()
    del arrays["support"]
    with pytest.raises(InvalidInputError, match="lacks the array"):
        restore(found.net, arrays)


# Identities


@pytest.mark.parametrize("names", [("gaussian", "orthogonal"), ("rademacher", "gaussian")])
def test_layers_of_one_slope_law_may_change_places(names):
    """S-transforms multiply, and ReLU has the same K in every layer."""
    one, other = (law(Network(order, "relu", 2)) for order in (names, names[::-1]))
    x = inside(one)
    assert_allclose(one.density(x), other.density(x), rtol=1e-10)
    assert_allclose(one.support, other.support, rtol=1e-12)


@pytest.mark.parametrize("activation_name", ["linear", "relu", "leaky_relu"])
def test_homogeneous_networks_scale(kind, activation_name):
    """K does not depend on q, so sigma_w^2 only stretches the law, by sigma_w^{2L}."""
    one, stretched = (law(Network(kind, activation_name, 3, sigma_w2=s)) for s in (1.0, 1.7))
    x = inside(one)
    assert_allclose(stretched.density(1.7**3 * x) * 1.7**3, one.density(x), rtol=1e-10)
    assert_allclose(stretched.quantile(P), 1.7**3 * one.quantile(P), rtol=1e-10)


def test_all_independent_entries_share_one_law():
    one, other = (law(Network(name, "tanh", 3)) for name in ("gaussian", "student_t5"))
    assert one.arrays().keys() == other.arrays().keys()
    for name, values in one.arrays().items():
        assert np.array_equal(values, other.arrays()[name])


def test_isometries_do_not_stretch_beyond_the_largest_slope(activation_name):
    found = solved(Network("orthogonal", activation_name, 5, sigma_b2=0.1))
    h = np.linspace(-30, 30, 20_001)
    steepest = np.max(np.real(ACTIVATIONS[activation_name].df(h)) ** 2)
    assert_allclose(found.cdf(steepest**5 * (1 + 1e-9)), 1.0, atol=1e-12)  # rounding of masses


@pytest.mark.parametrize("depth", [32, 100])
def test_deep_networks_return(kind, depth):
    """Seen elsewhere: no return for hard-tanh isometries at L = 32."""
    found = law(Network(kind, "hardtanh", depth, sigma_b2=0.05))
    assert_allclose(found.expect(lambda x: x), found.moments(1)[0], rtol=1e-9)


# It can say no


def test_bad_arguments_are_refused_with_the_remedy(found):
    with pytest.raises(InvalidInputError, match=r"\[0, 1\]"):
        found.quantile([0.5, 1.5])
    with pytest.raises(InvalidInputError, match=r"1\.\.30"):
        found.moments(31)
    with pytest.raises(InvalidInputError, match="density and cdf"):
        found.stieltjes(2.0)


def test_complex_weights_are_refused_with_another_road():
    with pytest.raises(InvalidInputError, match=r"genus\.moments"):
        law(Network("unitary", "sin", 2))


@pytest.mark.parametrize("spoil", ["density", "mass", "atom"])
@pytest.mark.parametrize("activation_name", ["tanh", "hardtanh"])
def test_a_slightly_wrong_law_is_no_law(monkeypatch, activation_name, spoil):
    """A defect of 1e-8 anywhere is found by the certificate, and named."""

    def spoilt(found, product, traced, deepest):
        pieces = found.pieces
        if spoil == "density":
            middle = len(pieces.density) // 2
            change = np.zeros(pieces.density.shape[1])
            change[0] = 1e-7 * pieces.density[middle, 0]
            for piece in traced[middle : middle + 1]:
                piece.density[...] += change
        elif spoil == "mass":
            found = replace(found, pieces=replace(pieces, mass=pieces.mass * (1 + 1e-8)))
        else:
            found = replace(found, atoms=((0.0, 1e-8), *found.atoms))
        return honest(found, product, traced, deepest)

    honest = certify.certify
    monkeypatch.setattr(certify, "certify", spoilt)
    with pytest.raises(NotConvergedError, match=r"does not certify: \w+ is off by"):
        law(Network("gaussian", activation_name, 3, sigma_b2=0.1))


SMALL = 1e-7  # above what a certificate may leave of anything, below what any figure shows


@pytest.mark.parametrize("part", ["residual", "mass", "distribution", "moments", "half_plane"])
def test_each_part_of_a_certificate_refuses_by_itself(monkeypatch, part):
    """All else being right, so that no other part does it in its place."""
    seen, honest = [], certify.certify
    monkeypatch.setattr(certify, "certify", lambda *given: seen.append(given) or honest(*given))
    law(Network("gaussian", "hardtanh", 3, sigma_b2=0.1))
    found, product, *_ = seen[-1]
    defects = {"residual": certify.NOTHING, "distribution": certify.NOTHING, "half_plane": 0.0}
    assert certify.certificate(found, product, *defects.values()).worst < SMALL / 100
    if part == "mass":  # at 0, where no moment sees it
        found = replace(found, atoms=((0.0, SMALL), *found.atoms))
    elif part == "moments":
        dense = found.pieces.density * (1 + SMALL)
        found = replace(found, pieces=replace(found.pieces, density=dense))
    elif part == "half_plane":
        defects[part] = SMALL
    else:
        defects[part] = certify.Defect(SMALL, 1.0)
    with pytest.raises(NotConvergedError, match=f"does not certify: {part} is off by"):
        certify.certificate(found, product, *defects.values())


def test_one_isometry_with_a_slope_that_tends_to_one():
    """M = K: the density of phi'(sqrt(q) g)^2, which crowds at the limit 1 of GELU's slope."""
    net = Network("orthogonal", "gelu", 1, sigma_b2=0.1)
    found = law(net)
    q = net.q[0]
    h = np.array([-0.4, 0.2, 0.5, 2.6, 4.0, 5.5])  # from either side, to 1e-7 off the limit
    x = np.real(net.phi.df(h)) ** 2
    assert_allclose(found.cdf(np.nextafter(1.0, 0)), found.cdf(1.0), atol=1e-10)  # no atom
    exact = np.array([np.mean(np.real(net.phi.df(np.sqrt(q) * _gauss())) ** 2 <= at) for at in x])
    assert np.all(np.abs(found.cdf(x) - exact) <= 3e-6)  # a million quantiles of g: 1e-6 and ties


def _gauss():
    return ndtri((np.arange(10**6) + 0.5) / 10**6)


def test_the_solver_holds_linear_algebra_to_one_thread_and_lets_go():
    seen = []

    def look():
        pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
        seen.append([pool["num_threads"] for pool in pools])

    with threadpool_limits(2, user_api="blas"):
        look()
        single_threaded(look)()
        look()
    assert set(seen[1]) == {1}
    assert seen[0] == seen[2]
    assert 2 in seen[0]


@pytest.mark.parametrize("activation_name", ["leaky_relu", "relu", "hardtanh"])
def test_one_isometry_with_straight_pieces_has_atoms_only(activation_name):
    found = law(Network("orthogonal", activation_name, 1, sigma_b2=0.1))
    assert found.support == ()
    assert_allclose(sum(mass for _, mass in found.atoms), 1.0, rtol=1e-15)
    assert_allclose(found.expect(lambda x: x), found.moments(1)[0], rtol=1e-14)
    assert found.density(0.5) == 0


def test_half_a_law_below_the_smallest_number():
    """GELU in chaos: slopes of exp(-h^2) at half of the units, h^2 ~ 1e5, and F no power of x."""
    found = law(Network("gaussian", "gelu", 12, sigma_w2=4.0))
    assert 0.4 < found.cdf(1e-270) < found.cdf(1e-100) < 0.5
    assert found.quantile(0.3) < 1e-273  # where laws end
    assert witness.defect(found) < 1e-9  # of its transform, by bisection on the negative axis


def test_a_tail_that_is_no_power_does_not_certify():
    """F of 100 linear layers is nearly x^(1/101) far down: measured as if numbers went on there."""
    found = law(Network("gaussian", "linear", 100))
    low, mass, exponent = found.tail
    assert mass > certify.EXACT  # there is something to check
    deepest = low - 2 * certify.SPARE
    wrong = replace(found, tail=(low, mass, 1.01 * exponent))
    honest, off = (certify._extrapolation(one, deepest).size for one in (found, wrong))
    assert honest < 1e-7  # 2e-6 of the mass, 1 + 1/101 is not the only power
    assert off > 1e-4


@pytest.mark.parametrize("part", ["_distribution", "_extrapolation"])
def test_what_cannot_be_measured_does_not_certify(monkeypatch, part):
    monkeypatch.setattr(certify, part, lambda *_: certify.Defect(np.nan, 1.0))
    with pytest.raises(NotConvergedError, match="distribution is off by nan"):
        law(Network("gaussian", "hardtanh", 3, sigma_b2=0.1))
