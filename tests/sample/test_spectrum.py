"""Finite networks: J is the derivative of the network, and the spectrum is that of J J^T.

The reference is the definition itself: run the network, move one input, look at the output.
"""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from freewidth import sample
from freewidth.errors import InvalidInputError
from freewidth.gaussian import expect
from freewidth.kinds import HAAR
from freewidth.network import Network, shifted
from freewidth.rng import stream

EPS = np.finfo(float).eps
SIGMAS = 5.0
WIDTHS = (8, 12, 5, 10)  # fan-in differs from fan-out everywhere, and n_L from n_0


def network(ensemble="gaussian", activation="tanh", **change):
    given = {"depth": 3, "sigma_w2": 1.3, "sigma_b2": 0.2, "q0": 0.7, "widths": WIDTHS}
    return Network(ensemble, activation, **given | change)


def naive(net, width, rng):
    """The map from inputs to outputs of the network that this stream draws."""
    sizes, drawn = net.sizes(width), []
    for layer, ensemble in enumerate(net.ensembles):
        weights = ensemble.sample(rng, sizes[layer + 1], sizes[layer])
        drawn.append((weights, rng.standard_normal(sizes[layer + 1])))

    def output(x):
        for weights, bias in drawn:
            x = net.phi.f(np.sqrt(net.sigma_w2) * weights @ x + np.sqrt(net.sigma_b2) * bias)
        return x

    return output


def derivative(output, x):
    """Central differences, extrapolated, shape (n_L, n_0); and how far halving the step moved them.

    Outputs with large derivatives (heavy tails) need the error estimate, others the small step.
    """

    def slope(step):
        moves = step * np.eye(x.size)
        return np.transpose([(output(x + m) - output(x - m)) / (2 * step) for m in moves])

    wide, narrow = slope(2e-6), slope(1e-6)
    return (4 * narrow - wide) / 3, np.max(np.abs(narrow - wide))


@pytest.fixture
def drawn(ensemble_name, activation_name):
    """A small network with its input, the name of its stream, J by differences and their error."""
    net, name = network(ensemble_name, activation_name), (0, "difference", ensemble_name)
    x = sample.delocalised_input(stream(0, "input"), WIDTHS[0], net.q0)
    differences, moved = derivative(naive(net, WIDTHS[0], stream(*name)), x)
    scale = 1 + np.max(np.abs(differences))
    assert moved < 1e-4 * scale  # the reference is one
    return net, x, name, differences, moved + 1e-8 * scale  # rounding: eps/step = 1e-10 per unit


def test_jacobian_is_the_derivative_of_the_output(drawn):
    net, x, name, differences, error = drawn
    seen = sample.jacobian(net, WIDTHS[0], stream(*name), input=x)
    assert_allclose(seen, differences, rtol=0, atol=error)


def test_spectrum_is_of_that_derivative(drawn):
    net, x, name, differences, error = drawn
    seen = sample.spectrum(net, WIDTHS[0], stream(*name), input=x)
    exact = np.linalg.eigvalsh(differences @ differences.T)
    assert seen.shape == (WIDTHS[-1],)
    # |d (J J^T)| <= 2 |J| |dJ|, and |dJ| is at most sqrt(8 * 10) times its largest entry
    assert_allclose(seen, exact, rtol=0, atol=2 * np.sqrt(80 * exact[-1]) * error)


def test_the_naive_network_would_notice_another_phi():
    net, x = network(), sample.delocalised_input(stream(0, "input"), WIDTHS[0], 0.7)
    other, _ = derivative(naive(replace(net, activation="erf"), WIDTHS[0], stream(0)), x)
    assert np.max(np.abs(sample.jacobian(net, WIDTHS[0], stream(0), input=x) - other)) > 0.01


def test_layers_multiply_to_the_jacobian(ensemble_name):
    net, product = network(ensemble_name), np.eye(WIDTHS[0])
    for weights, slopes in sample.layers(net, WIDTHS[0], stream(0, "layers")):
        product = slopes[:, None] * (weights @ product)
    seen = sample.jacobian(net, WIDTHS[0], stream(0, "layers"))
    # three products of up to 12 terms in another order, entries below |J|
    assert_allclose(seen, product, rtol=0, atol=100 * EPS * np.max(np.abs(product)))


def test_layer_shapes(ensemble_name):
    shapes = [(w.shape, d.shape) for w, d in sample.layers(network(ensemble_name), 8, stream(0))]
    assert shapes == [((12, 8), (12,)), ((5, 12), (5,)), ((10, 5), (10,))]


# The spectrum


@pytest.mark.parametrize("widths", [(1, 1, 1, 1), (1, 2, 1, 3), (3, 2, 1, 1), (2, 1, 3, 4)])
def test_shape_order_and_trace(ordinary_name, widths):
    net = network(ordinary_name, widths=widths)
    seen = sample.spectrum(net, 24, stream(0, "trace", *widths))
    jacobian = sample.jacobian(net, 24, stream(0, "trace", *widths))
    sizes = net.sizes(24)
    assert seen.shape == (sizes[-1],) == jacobian.shape[:1]
    assert seen.dtype == np.float64
    assert np.all(np.diff(seen) >= 0)
    assert np.count_nonzero(seen) == min(sizes)  # of J J^T, not J^T J; none negative
    assert np.all(seen[-min(sizes) :] > 0)
    # up to 96 eigenvalues, each good to some eps of the largest
    assert_allclose(seen.sum(), np.sum(jacobian**2), rtol=100 * EPS)


@pytest.mark.parametrize(("widths", "zeros"), [((1, 2), 40), ((2, 1), 0), ((1, 1), 0)])
def test_one_linear_haar_layer_is_an_isometry(haar_name, widths, zeros):
    net = Network(haar_name, "linear", 1, sigma_w2=1.69, widths=widths)
    seen = sample.spectrum(net, 40, stream(0, "isometry"))
    assert np.count_nonzero(seen == 0) == zeros
    assert_allclose(seen[zeros:], 1.69, rtol=40 * EPS)


def test_deep_linear_haar_stays_an_isometry(haar_name):
    seen = sample.spectrum(Network(haar_name, "linear", 50), 30, stream(0, "deep"))
    assert_allclose(seen, 1, rtol=50 * 30 * EPS)  # each of 50 products loses at most n eps


def test_zero_slopes_make_zero_eigenvalues():
    net = Network("gaussian", "relu", 1)
    (_, slopes), *_ = sample.layers(net, 50, stream(0, "dead"))
    dead = np.count_nonzero(slopes == 0)
    seen = sample.spectrum(net, 50, stream(0, "dead"))
    assert 0 < dead < 50
    assert np.count_nonzero(seen == 0) == dead


# Streams and inputs


def test_the_stream_decides(ensemble_name):
    net = network(ensemble_name)
    first, again, other = (sample.spectrum(net, 8, stream(0, "s", i)) for i in (0, 0, 1))
    assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("q0", [0.0, 1e-8, 0.7, 250.0])
def test_default_input_has_exactly_the_norm_declared(rng, q0):
    x = sample.delocalised_input(rng, 33, q0)
    assert x.shape == (33,)
    assert_allclose(x @ x / 33, q0, rtol=33 * EPS)


def test_default_input_is_uniform_on_the_sphere(rng):
    draws = np.stack([sample.delocalised_input(rng, 6, 6.0) for _ in range(3000)]) / 6
    turned = stats.norm.rvs(size=(6, 2), random_state=rng)
    turned /= np.linalg.norm(turned, axis=0)
    for u in (draws @ turned).T:  # u^2 is Beta(1/2, 5/2) in any direction, either sign alike
        p = stats.kstest(stats.beta.cdf(u**2, 0.5, 2.5) * np.sign(u), "uniform", (-1, 2)).pvalue
        assert p > 1e-6  # one false alarm in a million


def test_an_input_is_used():
    net, x = network(), np.zeros(8)
    x[0] = np.sqrt(8 * 0.7)
    given = sample.jacobian(net, 8, stream(0), input=x)
    swapped = sample.jacobian(net, 8, stream(0), input=x[::-1])
    assert np.max(np.abs(given - swapped)) > 0.01
    assert_array_equal(given, sample.jacobian(net, 8, stream(0), input=x.tolist()))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (np.ones(7), r"shape \(8,\), got \(7,\)"),
        (np.ones((8, 1)), r"shape \(8,\), got \(8, 1\)"),
        (np.ones(8), r"= 1, but the network says q0 = 0.7; rescale it by 0.83666 or set q0"),
        (np.zeros(8), "set q0"),
        (np.full(8, np.nan), "nan"),
        (["a"] * 8, "input"),
        (object(), "input"),
    ],
)
@pytest.mark.parametrize("independent", [False, True])
def test_a_bad_input_is_named(given, message, independent):
    with pytest.raises(InvalidInputError, match=message):
        sample.spectrum(network(), 8, stream(0), input=given, independent=independent)


def test_no_input_at_all_is_fine_when_declared():
    net = network(q0=0.0)
    assert sample.spectrum(net, 8, stream(0), input=np.zeros(8)).shape == (10,)


@pytest.mark.parametrize("width", [0, -1, 2.5, None, True])
def test_a_bad_width_is_named(width):
    with pytest.raises(InvalidInputError, match="width must be a whole number"):
        sample.spectrum(network(), width, stream(0))


@pytest.mark.parametrize("size", [1e250, 1e180])  # J overflows; or only J J^T does
def test_overflow_is_an_error_that_says_what_to_try(size):
    net = Network("gaussian", "linear", 2, sigma_w2=size)
    with pytest.raises(InvalidInputError, match="overflows double precision; lower sigma_w2"):
        sample.spectrum(net, 6, stream(0, "overflow"))


# True and independent D


def slopes_and_fields(net, width, rng, independent):
    """D^1 as drawn, and phi'(W^1 x) from the weights that came with it (no bias)."""
    x = sample.delocalised_input(stream(0, "fields"), width, net.q0)
    weights, slopes = next(iter(sample.layers(net, width, rng, x, independent)))
    return slopes, net.phi.df(weights @ x)


def test_true_slopes_come_from_the_weights(ensemble_name, rng):
    net = network(ensemble_name, sigma_b2=0.0, widths=None)
    slopes, computed = slopes_and_fields(net, 50, rng, independent=False)
    assert_allclose(slopes, computed, rtol=1e-12, atol=1e-300)  # tails amplify the rounding of y


def test_independent_slopes_do_not(ensemble_name, rng):
    net, n = network(ensemble_name, sigma_b2=0.0, widths=None), 400
    slopes, computed = slopes_and_fields(net, n, rng, independent=True)
    correlation = stats.spearmanr(slopes, computed).statistic
    assert abs(correlation) < SIGMAS / np.sqrt(n)  # 1 if they were the true ones


def test_independent_slopes_have_the_limiting_law(rng):
    """In every layer K^l with its own q_l; one layer later or earlier is far off."""
    net, n, networks = network(sigma_w2=0.8, sigma_b2=0.1, q0=3.0, widths=None), 1000, 16
    drawn = [sample.layers(net, n, rng, independent=True) for _ in range(networks)]
    for layer, pairs in enumerate(zip(*drawn, strict=True)):
        slopes = np.concatenate([slopes for _, slopes in pairs])
        sem = np.std(slopes**2) / np.sqrt(slopes.size)
        here, wrong = (
            expect(lambda h: net.phi.df(h) ** 2, other.q[layer]) for other in (net, shifted(net))
        )
        assert abs(np.mean(slopes**2) - here) < SIGMAS * sem
        assert abs(wrong - here) > 1.5 * SIGMAS * sem


def mean_eigenvalues(net, width, seed, independent):
    """Mean of the spectrum of 60 networks."""
    name = ("mean", net.ensemble, *net.ratios, independent)
    draws = (stream(seed, *name, replicate) for replicate in range(60))
    return np.array([sample.spectrum(net, width, r, None, independent).mean() for r in draws])


def predicted(net):
    """Limit of the mean eigenvalue: prod_l sigma_w^2 kappa_l, times n_{l-1}/n_l where isometric."""
    value = 1.0
    for q, ensemble, (before, after) in zip(
        net.q, net.ensembles, zip(net.ratios[:-1], net.ratios[1:], strict=True), strict=True
    ):
        share = min(1.0, before / after) if ensemble.kind is HAAR else 1.0
        value *= net.sigma_w2 * share * expect(lambda h: net.phi.df(h) ** 2, q)
    return value


@pytest.mark.parametrize("independent", [False, True])
@pytest.mark.parametrize("widths", [None, (1, 2, 1, 2)])
def test_mean_eigenvalue_is_the_product_of_kappas(ordinary_name, seed, widths, independent):
    """Fan-in, q_l of the right layer, every D once: each slip moves this by tens of percents."""
    net, width = network(ordinary_name, sigma_w2=0.8, q0=3.0, widths=widths), 60
    seen = mean_eigenvalues(net, width, seed, independent)
    sem = np.std(seen, ddof=1) / np.sqrt(seen.size)
    bias = 3 * net.depth / width * predicted(net)  # O(1/n), of order one per layer
    assert abs(seen.mean() - predicted(net)) < SIGMAS * sem + bias
    assert abs(seen.mean() - predicted(shifted(net))) > SIGMAS * sem + bias
