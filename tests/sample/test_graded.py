"""Every singular value of a long product, against high precision and exact growth rates."""

import mpmath
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import digamma, gammaln, polygamma

from freewidth import sample
from freewidth.errors import InvalidInputError
from freewidth.network import Network
from freewidth.rng import stream
from freewidth.sample import _graded
from freewidth.sample._jacobi import jacobi_singular_values
from freewidth.sample._streams import drawn_factors

PROMISE = 1e-8  # relative, of every singular value


def exact(net, width, name):
    """Singular values of the product of the very layers that the stream draws, increasing."""
    with mpmath.workdps(250):
        product = None
        for weights, slopes in sample.layers(net, width, stream(*name)):
            layer = mpmath.matrix(weights.tolist())
            for i, slope in enumerate(slopes):
                layer[i, :] *= mpmath.mpmathify(slope.item())
            product = layer if product is None else layer * product
        complex_ = any(isinstance(entry, mpmath.mpc) for entry in product)
        svd = mpmath.svd_c if complex_ else mpmath.svd_r
        return np.sort([float(s) for s in svd(product, compute_uv=False)])


CASES = {
    "deep Gaussian product": Network("gaussian", "linear", 100),
    "deeper still": Network("gaussian", "linear", 160),
    "chaotic tanh": Network("gaussian", "tanh", 40, sigma_w2=3.0, sigma_b2=0.1),
    "saturated tanh": Network("gaussian", "tanh", 6, sigma_w2=60.0),
    "heavy tails": Network("cauchy", "linear", 30),
    "Haar": Network("orthogonal", "erf", 60, sigma_w2=1.5, q0=2.0),
    "a narrow layer": Network("gaussian", "sin", 5, widths=(3, 4, 1, 3, 4, 2)),
    "wide and tall": Network("orthogonal", "sin", 4, widths=(2, 4, 1, 3, 2)),
    "complex": Network("complex_gaussian", "linear", 70),
    "unitary": Network("unitary", "sin", 12, sigma_w2=1.4),
}


@pytest.mark.parametrize("name", CASES)
def test_against_high_precision(name):
    net, width = CASES[name], 6
    expected = exact(net, width, (0, "exact", name))
    seen = sample.singular_values(net, width, stream(0, "exact", name))
    shown = expected[-np.count_nonzero(seen) :]
    assert np.all(expected[: expected.size - shown.size] < 1e-200)  # zeros are where they should be
    assert_allclose(seen[-shown.size :], shown, rtol=PROMISE)


def test_the_cases_are_hard():
    """Multiplied out, the deep products lose all but their largest singular values."""
    ratios = {}
    for name, net in CASES.items():
        graded = sample.singular_values(net, 6, stream(0, "exact", name))
        svd = np.sqrt(sample.spectrum(net, 6, stream(0, "exact", name), method="svd"))
        if np.all(graded > 0):
            ratios[name] = graded[-1] / graded[0], np.max(abs(svd[-graded.size :] / graded - 1))
    assert ratios["deeper still"][0] > 1e60
    assert all(error > 0.1 for ratio, error in ratios.values() if ratio > 1e20)


def test_layers_of_zeros():
    """Units that are all off, or of which a single one is on."""
    for replicate in range(40):
        net, name = Network("gaussian", "relu", 3), (0, "off", replicate)
        expected = exact(net, 3, name)
        seen = sample.singular_values(net, 3, stream(*name))
        assert_allclose(seen, np.where(expected < 1e-200, 0, expected), rtol=PROMISE)


def lyapunov(size):
    r"""Growth per layer of :math:`\log s_i` for Gaussian products of this size, increasing.

    :math:`\tfrac12(\psi(i/2) + \log(2/n))`: log of the distance of a Gaussian column from the span
    of the others (Newman 1986).
    """
    i = np.arange(1, size + 1)
    return (digamma(i / 2) + np.log(2 / size)) / 2


def growth(size, depth, method):
    """Sums of the k largest log s_i over their limits, in units that a right one keeps below 1.

    The k-volume of a fixed frame grows by a product of L independent products of chi variables of
    n, ..., n-k+1 degrees of freedom, exactly (allowed: five standard deviations). The largest
    k-volume, which the k largest s_i make, is larger by one over the overlap of the frame with
    the best one, of mean square 1/binom(n, k) (allowed: 1/binom(n, k), and no excess at k = n).
    """
    net, name = Network("gaussian", "linear", depth), (0, "lyapunov", size)
    if method == "graded":
        s = sample.singular_values(net, size, stream(*name))
    else:
        s = np.sqrt(sample.spectrum(net, size, stream(*name), method=method))
    seen = np.cumsum(np.log(np.maximum(s, 1e-300)[::-1]))
    expected = depth * np.cumsum(lyapunov(size)[::-1])
    k = np.arange(1, size + 1)
    sigma = np.sqrt(depth * np.cumsum(polygamma(1, (size - k + 1) / 2)) / 4)
    overlap = gammaln(size + 1) - gammaln(k + 1) - gammaln(size - k + 1)
    return np.max(np.abs(seen - expected) / (5 * sigma + overlap))


@pytest.mark.parametrize(("size", "depth"), [(10, 330), (100, 150), (300, 60)])
def test_lyapunov_exponents(size, depth):
    assert growth(size, depth, "graded") < 1
    assert growth(size, depth, "svd") > 2  # multiplied out, all small ones are rounding noise


def test_the_determinant_is_kept(rng):
    """The product of all singular values is that of the layers' determinants, at any ratio."""
    net, name = Network("gaussian", "tanh", 30, sigma_w2=1.5, sigma_b2=0.1), (0, "determinant")
    expected = sum(
        np.linalg.slogdet(weights)[1] + np.log(np.abs(slopes)).sum()
        for weights, slopes in sample.layers(net, 80, stream(*name))
    )
    s = sample.singular_values(net, 80, stream(*name))
    assert s[0] / s[-1] < 1e-30
    assert_allclose(np.log(s).sum(), expected, rtol=0, atol=80 * PROMISE)


def test_overflow_is_an_error():
    with pytest.raises(InvalidInputError, match="J of a network of width 6 overflows"):
        sample.singular_values(Network("gaussian", "linear", 3, sigma_w2=1e250), 6, stream(0))


def test_what_underflows_is_left_out_silently():
    """Slopes of tanh far out, exp(-2|y|), leave the range of double precision."""
    net = Network("cauchy", "tanh", 5, sigma_b2=0.1)
    with np.errstate(all="raise", under="ignore"):
        values = sample.spectrum(net, 512, stream(0, "m"), method="graded")
    assert np.all(np.isfinite(values))
    assert np.all(values[:-1] <= values[1:])


# The fast way and its guards


def deep(size=64, depth=8):
    net, name = Network("gaussian", "tanh", depth, sigma_b2=0.1), (0, "guards", size, depth)
    return lambda: drawn_factors(net, size, [stream(*name)])


def largest_error(values, expected):
    return np.max(np.abs(values / expected - 1))


@pytest.mark.parametrize(
    ("ensemble", "phi", "depth"),
    [
        ("gaussian", "tanh", 8),
        ("orthogonal", "relu", 8),
        ("laplace", "erf", 10),
        ("unitary", "linear", 5),
    ],
)
def test_the_fast_way_agrees_with_jacobi(ensemble, phi, depth, monkeypatch):
    net, name = Network(ensemble, phi, depth, sigma_b2=0.1), (0, "fast", ensemble)
    expected = jacobi_singular_values(drawn_factors(net, 100, [stream(*name)]))
    monkeypatch.setattr(_graded, "jacobi_singular_values", None)  # it is not asked
    seen = _graded.graded_singular_values(lambda: drawn_factors(net, 100, [stream(*name)]))
    assert largest_error(seen, expected) < PROMISE / 10


def test_layers_that_cost_accuracy_are_not_multiplied(monkeypatch):
    """Eight layers multiplied out lose the small ones: their condition says so."""
    expected = jacobi_singular_values(deep()())
    monkeypatch.setattr(_graded, "_likely_condition", lambda layer: 1.0)  # the guess is wrong
    assert largest_error(_graded.graded_singular_values(deep()), expected) < PROMISE
    monkeypatch.setattr(_graded, "CONDITION", np.inf)  # the guard is gone
    assert largest_error(_graded.graded_singular_values(deep()), expected) > 10 * PROMISE


def test_the_determinant_sees_eigenvalues_that_were_lost(monkeypatch):
    """The eigensolver keeps small ones only if the largest entries come first."""
    expected, whole = jacobi_singular_values(deep()()), np.linalg.eigvalsh
    monkeypatch.setattr(np.linalg, "eigvalsh", lambda g: np.sort(abs(whole(g[::-1, ::-1]))))
    assert largest_error(_graded.graded_singular_values(deep()), expected) < PROMISE
    monkeypatch.setattr(_graded, "AGREEMENT", np.inf)  # the guard is gone
    assert largest_error(_graded.graded_singular_values(deep()), expected) > 1


def test_singular_weights_are_left_to_jacobi():
    """Signs: W has two equal rows, up to sign, in most matrices of this size."""
    net = Network("rademacher", "linear", 2)
    for replicate in range(20):
        name = (0, "singular", replicate)
        values = sample.singular_values(net, 3, stream(*name))
        expected = exact(net, 3, name)
        assert_allclose(values, expected, rtol=PROMISE, atol=1e-14 * expected[-1])
