"""One forward pass: whoever draws the weights, the same numbers make the same network."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from freewidth import sample
from freewidth.biases import BIASES
from freewidth.ensembles import EVERY
from freewidth.network import Network
from freewidth.rng import stream

ROOT = Path(__file__).parents[2]
EPS = np.finfo(float).eps
LIMIT = stats.norm.isf(5e-7)  # two-sided 1e-6, for means over thousands of draws
SIZE = 12
COMPLEX = [name for name, ensemble in EVERY.items() if ensemble.field == "complex"]
CASES = [(name, "gaussian") for name in EVERY] + [("gaussian", bias) for bias in BIASES]


def network(ensemble, bias="gaussian"):
    phi = "sin" if EVERY[ensemble].field == "complex" else "tanh"
    widths = None if "wigner" in ensemble else (2, 3, 1, 2)
    return Network(ensemble, phi, 3, 0.8, 0.2, 0.6, widths, bias)


def of_stream(net, independent):
    return sample.jacobian(net, SIZE, stream(0, "one"), independent=independent)


def of_batch(net, independent):
    """The same network as a batch of one, from the same generator."""
    rng, drawn = stream(0, "one"), sample.weights(net.ensembles[0])
    x = sample.delocalised_input(rng, SIZE, net.q0)[None, :, None]
    if independent:
        return sample.independent_jacobians(net, net.sizes(SIZE), drawn, rng, 1)[0]
    return sample.jacobians(net, sample.forward(net, net.sizes(SIZE), drawn, rng, x))[0]


@pytest.mark.parametrize("independent", [False, True])
@pytest.mark.parametrize(("ensemble", "bias"), CASES)
def test_a_batch_of_one_is_the_network_of_the_stream(ensemble, bias, independent):
    net = network(ensemble, bias)
    one, other = of_stream(net, independent), of_batch(net, independent)
    # products of three matrices with up to 18 terms; Cauchy entries cancel
    assert_allclose(one, other, rtol=0, atol=1000 * EPS * np.abs(one).max())
    assert np.abs(one - of_stream(net, not independent)).max() > 1e-3 * np.abs(one).max()


@pytest.mark.parametrize("ensemble", ["gaussian", "orthogonal", "cauchy"])
def test_given_slopes_that_are_the_networks_own_give_its_jacobian(ensemble, rng):
    net = network(ensemble)
    sizes, drawn = net.sizes(SIZE), sample.weights(EVERY[ensemble])
    x = sample.inputs(rng, [[net.q0]], SIZE, 4)
    layers = list(sample.forward(net, sizes, drawn, rng, x))
    matrices = iter([layer.weights.dense() for layer in layers])
    again = sample.WeightLaw("again", lambda *_: (next(matrices), None))
    slopes = [net.phi.df(layer.y[..., 0]) for layer in layers]
    found = sample.fixed_jacobians(net, slopes, sizes, again, rng, 4)
    assert np.array_equal(found, sample.jacobians(net, layers))


@pytest.mark.parametrize("name", COMPLEX)
def test_biases_of_complex_networks_are_circular(name, rng):
    """As the law of y says: E|b|^2 = sigma_b^2 and E b^2 = 0."""
    net = network(name)
    x = np.zeros((500, SIZE, 1))
    layer = next(sample.forward(net, (SIZE, SIZE), sample.weights(EVERY[name]), rng, x))
    for values, expected in ((np.abs(layer.y) ** 2, 0.2), ((layer.y**2).real, 0.0)):
        sem = values.std() / np.sqrt(values.size)
        assert abs(values.mean() - expected) < LIMIT * sem
    assert np.mean(np.abs(layer.y.real) ** 2) < 0.15  # real biases would have 0.2


def test_weights_of_a_layer_apply_and_multiply_like_matrices(rng):
    net = network("gaussian")
    x = sample.inputs(rng, [[net.q0]], SIZE, 3)
    layers = sample.forward(net, net.sizes(SIZE), sample.weights(EVERY["gaussian"]), rng, x)
    layer = next(layers)
    assert np.array_equal(layer.weights @ layer.x, layer.weights.dense() @ layer.x)


def shown(rng):
    """One of each public object, with arrays that would fill pages."""
    net = Network("orthogonal", "tanh", 3)
    drawn = sample.weights(EVERY["gaussian"])
    rule = sample.quadrature(sample.operator(net, 300, rng), rng, 5, 50)
    x = sample.inputs(rng, np.eye(2), 50, 100)
    yield sample.spectra(net, 100, [stream(0, i) for i in range(50)])
    yield from (rule, rule.cdf(np.linspace(0, 1, 500)), rule.cdf(0.5), drawn)
    yield next(sample.forward(net, (50, 50), drawn, rng, x))
    observed = {f"group {i}": dict.fromkeys(range(9), x) for i in range(50)}
    yield sample.Draws("rotations", "gaussian", {"widths": list(range(1000))}, observed)
    for name in ("gaussian", "orthogonal", "sparse_sqrt"):
        yield EVERY[name].draw([rng] * 20, 300, 200)
        yield EVERY[name].draw([rng] * 20, 300, 200)[0]
    yield EVERY


def test_what_is_printed_fits_a_few_lines(rng):
    for thing in shown(rng):
        assert len(repr(thing)) < 400
        assert repr(thing).startswith(type(thing).__name__)


def test_small_gaussian_networks_are_sampled_without_scipy():
    """Which takes longer to load than they take to sample."""
    program = """if True:
        import sys
        from freewidth import Network, sample
        from freewidth.rng import stream
        net = Network("gaussian", "tanh", 3, sigma_b2=0.1)
        for independent in (False, True):
            sample.spectra(net, 32, [stream(0, i) for i in range(3)], None, independent)
        sys.exit(str([m for m in sys.modules if m.split(".")[0] == "scipy"] or ""))
    """
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == ""
