"""Ensembles beyond the main comparison keep the promises of all ensembles."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import sample
from freewidth.ensembles import ENSEMBLES, EVERY, EXTRA, Ensemble
from freewidth.errors import InvalidInputError
from freewidth.gaussian import expect_complex
from freewidth.jacobian import law
from freewidth.kinds import IID, KINDS
from freewidth.network import Network
from freewidth.rng import stream
from tests.test_ensembles import (  # noqa: F401 -- collected again, with the fixture below
    test_entries_are_independent,
    test_standardised_moments,
    test_tails_are_as_heavy_as_declared,
    test_variance_is_fan_in,
)

SIGMAS = 5.0
EPS = np.finfo(float).eps
INDEPENDENT = [n for n, e in EXTRA.items() if e.entry is not None and e.field == "real"]
COMPLEX = [n for n, e in EXTRA.items() if e.field == "complex"]
WIGNER = [n for n in EXTRA if "wigner" in n]


@pytest.fixture(params=INDEPENDENT)
def iid_ensemble(request):
    return EVERY[request.param]


def test_extra_names_are_new():
    assert not set(EXTRA) & set(ENSEMBLES)
    assert set(EVERY) == set(EXTRA) | set(ENSEMBLES)


@pytest.mark.parametrize("name", [n for n in EVERY if np.isfinite(EVERY[n].third_moment)])
def test_third_moments(name, rng):
    x = EVERY[name].sample(rng, 600, 600) * np.sqrt(600)
    assert np.abs(np.mean(x**3) - EVERY[name].third_moment) < SIGMAS * np.std(x**3) / 600 + 8 * EPS


def test_a_wrong_third_moment_is_refused():
    right = {"label": "x", "source": "", "kind": IID, "sample": print}
    for change in ({"third_moment": np.nan}, {"finite_moments": 2.5, "fourth_moment": np.inf}):
        with pytest.raises(InvalidInputError, match="third_moment"):
            Ensemble(**right | change)
    with pytest.raises(InvalidInputError, match="field must be one of real, complex"):
        Ensemble(**right | {"field": "quaternion"})


@pytest.mark.parametrize("name", COMPLEX)
def test_complex_entries(name, rng):
    """E X = E X^2 = 0, E|X|^2 = 1 and E|X|^4 as declared; parts are alike and uncorrelated."""
    n = 400
    x = EVERY[name].sample(rng, n, n) * np.sqrt(n)
    if "wigner" in name:
        x = x[np.triu_indices(n, 1)]
    for values, expected in (
        (x, 0),
        (x**2, 0),
        (np.abs(x) ** 2, 1),
        (np.abs(x) ** 4, EVERY[name].fourth_moment),
    ):
        sem = np.std(values) / np.sqrt(values.size)
        assert np.abs(np.mean(values) - expected) < SIGMAS * sem + 2 * expected / n  # Haar: O(1/n)


@pytest.mark.parametrize("name", WIGNER)
def test_wigner_matrices_are_hermitian_and_square(name, rng):
    w = EVERY[name].sample(rng, 30, 30)
    assert_allclose(w, w.conj().T, rtol=0, atol=0)
    with pytest.raises(InvalidInputError, match="square"):
        sample.spectrum(Network(name, "linear", 1, widths=(1, 2)), 5, rng)


@pytest.mark.parametrize("name", WIGNER)
def test_wigner_entries_have_their_variance_at_any_size(name, rng):
    """1/n off the diagonal; on it 2/n if real, 1/n if complex. 1/(n + 1) is a fourth less."""
    n, draws = 3, 4000
    square = np.stack([np.abs(EVERY[name].sample(rng, n, n)) ** 2 for _ in range(draws)]) * n
    on_diagonal = 1.0 if EVERY[name].field == "complex" else 2.0
    for values, expected in ((square[:, 0, 1], 1.0), (square[:, 2, 2], on_diagonal)):
        sem = values.std() / np.sqrt(draws)
        assert abs(values.mean() - expected) < SIGMAS * sem
        assert sem < 0.04 * expected  # a fourth less would be seen


@pytest.mark.parametrize("name", COMPLEX)
def test_the_complex_jacobian_is_the_complex_derivative(name):
    net = Network(name, "sin", 3, sigma_w2=0.7, sigma_b2=0.05, q0=0.4)
    x = sample.delocalised_input(stream(0, "x"), 12, net.q0)

    def output(z):
        rng = stream(0, name)
        for ensemble in net.ensembles:
            w = np.sqrt(net.sigma_w2) * ensemble.sample(rng, 12, 12)
            parts = rng.standard_normal((12, 2)) / np.sqrt(2)
            z = np.sin(w @ z + np.sqrt(net.sigma_b2) * (parts[:, 0] + 1j * parts[:, 1]))
        return z

    seen = sample.jacobian(net, 12, stream(0, name), input=x)
    for step in (1e-5, 1e-5j):  # the same in every direction: phi is holomorphic
        moved = [(output(x + step * e) - output(x - step * e)) / (2 * step) for e in np.eye(12)]
        # rounding: eps/step = 2e-11; truncation: step^2 = 1e-10 times third derivatives
        assert_allclose(seen, np.transpose(moved), rtol=0, atol=1e-7 * np.abs(seen).max())
    values = sample.spectrum(net, 12, stream(0, name), input=x)
    expected = np.linalg.eigvalsh(seen @ seen.conj().T)
    assert_allclose(values, expected, rtol=0, atol=100 * EPS * expected[-1])


def test_complex_variances():
    """E|sin y|^2 = sinh(q) for y ~ CN(0, q)."""
    for q in (0.1, 0.7, 3.0):
        # |sin(a + ib)|^2 = (cosh 2b - cos 2a)/2, a and b of variance q/2
        assert_allclose(expect_complex(lambda y: np.abs(np.sin(y)) ** 2, q), np.sinh(q), rtol=1e-13)
    net = Network("unitary", "sin", 3, sigma_w2=1.2, sigma_b2=0.1, q0=0.5)
    first = 1.2 * 0.5 + 0.1
    assert_allclose(net.q[:2], (first, 1.2 * np.sinh(first) + 0.1), rtol=1e-13)


@pytest.mark.parametrize("name", COMPLEX)
def test_complex_weights_want_entire_activations(name):
    with pytest.raises(InvalidInputError, match="available: linear, sin"):
        Network(name, "tanh", 2)
    with pytest.raises(InvalidInputError, match="do not mix"):
        Network((name, "gaussian"), "sin", 2)


def test_the_law_of_a_complex_network_is_refused():
    """It would be that of a real one."""
    with pytest.raises(InvalidInputError, match="complex weights"):
        law(Network("unitary", "sin", 2))


# What the theory says of them


def first_moments(name, activation, width, networks=24, **change):
    net = Network(name, activation, 2, **change)
    rngs = [stream(0, "moments", name, width, i) for i in range(networks)]
    values = sample.spectra(net, width, rngs, floor=1e-10).eigenvalues
    draws = np.stack([np.mean(values**k, axis=1) for k in (1, 2)])
    return net, draws.mean(axis=1), draws.std(axis=1, ddof=1) / np.sqrt(networks)


def spread_of(kind):
    """Variance of the spectrum of a square W W^T, of mean one."""
    if kind.singular_values is not None:
        return kind.singular_values.moments(2)[1] - 1
    return 1.0 if kind is IID else 0.0


def predicted(net, kind):
    r""":math:`m_1 = \kappa_1\kappa_1'`, and m_2 by the sums over layers."""
    kappa = np.array([[kappas(net, q, k) for k in (1, 2)] for q in net.q])
    first = np.prod(kappa[:, 0])
    spread = np.sum(kappa[:, 1] / kappa[:, 0] ** 2 - 1 + spread_of(kind))
    return np.array([first, first**2 * (1 + spread)])


def kappas(net, q, k):
    if net.field == "complex":
        return expect_complex(lambda y: np.abs(net.phi.df(y)) ** (2 * k), q)
    g, w = np.polynomial.hermite_e.hermegauss(80)
    return (w / w.sum()) @ net.phi.df(np.sqrt(q) * g) ** (2 * k)


FOLLOW = [
    n for n in EXTRA if n not in ("alpha_stable", "sparse_fixed", "sparse_log", "sparse_sqrt")
]


@pytest.mark.parametrize("name", FOLLOW)
def test_first_two_moments_are_those_of_the_limit_law(name):
    net, seen, sem = first_moments(name, "sin", 150, q0=0.5)
    expected = predicted(net, EVERY[name].kind)
    bias = 8 * expected / 150  # E m_k(n) - m_k = O(1/n): excess kurtosis 5 per layer at most
    assert np.all(np.abs(seen - expected) < SIGMAS * sem + bias)
    for rival in EVERY[name].kind.rivals:
        wrong = predicted(net, KINDS[rival])
        if spread_of(KINDS[rival]) != pytest.approx(spread_of(EVERY[name].kind)):
            assert abs(seen[1] - wrong[1]) > SIGMAS * sem[1] + bias[1]


@pytest.mark.parametrize("name", ["alpha_stable", "sparse_fixed", "cauchy"])
def test_controls_do_not_follow_it(name):
    """Two linear layers: the support ends at 27/4, and m_2 = 3."""
    rngs = [stream(0, "control", name, i) for i in range(24)]
    values = sample.spectra(Network(name, "linear", 2), 150, rngs, floor=1e-10).eigenvalues
    assert np.median(values[:, -1]) > 1.5 * 27 / 4
    assert np.median(np.mean(values**2, axis=1)) > 1.5 * 3
    plain = sample.spectra(Network("gaussian", "linear", 2), 150, rngs, floor=1e-10).eigenvalues
    assert np.max(plain[:, -1]) < 1.5 * 27 / 4


def test_sparse_spectra_approach_the_limit_as_degrees_grow():
    """Corrections of order 1/(pn)."""
    excess = {}
    for name, width in (("sparse_fixed", 150), ("sparse_sqrt", 150), ("sparse_sqrt", 600)):
        _, seen, _ = first_moments(name, "linear", width)
        excess[name, width] = seen[1] / seen[0] ** 2 - 3
    few, some, more = excess.values()  # 4, 12 and 24 entries per row
    assert few > 1.5 * some > 1.5 * more > 0
