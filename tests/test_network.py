"""The network in the wide limit: variances, sizes, and one clear error per bad argument."""

import pickle
from dataclasses import replace
from fractions import Fraction
from math import asin, erf, exp, pi, sqrt

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import ENSEMBLES
from freewidth.errors import InvalidInputError
from freewidth.gaussian import expect
from freewidth.kinds import HAAR, IID
from freewidth.network import Network, shifted

ROUNDING = 1e-14  # per layer: a quadrature of positive terms, see test_gaussian.py


def clipped(q):
    inside = erf(1 / sqrt(2 * q))
    return q * inside - sqrt(2 * q / pi) * exp(-1 / (2 * q)) + 1 - inside


ENERGY = {  # E phi(sqrt(q) g)^2 in closed form
    "linear": lambda q: q,
    "relu": lambda q: q / 2,
    "leaky_relu": lambda q: (1 + 0.1**2) * q / 2,
    "hardtanh": clipped,
    "erf": lambda q: 2 / pi * asin(2 * q / (1 + 2 * q)),
    "sin": lambda q: (1 - exp(-2 * q)) / 2,
}


@pytest.mark.parametrize("name", ENERGY)
@pytest.mark.parametrize("q0", [0.05, 1.3, 40.0])
def test_recursion_against_closed_forms(name, q0):
    net = Network("gaussian", name, 6, sigma_w2=1.7, sigma_b2=0.03, q0=q0)
    q = [1.7 * q0 + 0.03]
    while len(q) < 6:
        q.append(1.7 * ENERGY[name](q[-1]) + 0.03)
    # the closed form of hard-tanh cancels at large q, by sqrt(q) < 10
    assert_allclose(net.q, q, rtol=10 * 6 * ROUNDING)


REFERENCE = [  # six printed digits: half a unit of the last
    ("tanh", 0.0, (1.0, 0.394294, 0.236450)),
    ("tanh", 0.1, (1.1, 0.511662, 0.377430)),
    ("hardtanh", 0.1, (1.1, 0.634799, 0.522095)),
]


@pytest.mark.parametrize(("name", "sigma_b2", "q"), REFERENCE)
def test_reference_variances(name, sigma_b2, q):
    assert_allclose(Network("gaussian", name, 3, sigma_b2=sigma_b2).q, q, rtol=0, atol=5e-7)


@pytest.mark.parametrize(("name", "sigma_b2", "q"), REFERENCE)
def test_an_off_by_one_would_be_seen(name, sigma_b2, q):
    rival = shifted(Network("gaussian", name, 3, sigma_b2=sigma_b2)).q
    assert np.min(np.abs(np.subtract(rival, q))) > 0.01  # the test above tolerates 5e-7
    assert_allclose(rival[:2], q[1:], rtol=0, atol=5e-7)  # it is an off-by-one, and no other error


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_has_variances(activation):
    net = Network("gaussian", activation, 64, sigma_w2=0.9, sigma_b2=0.5, q0=2.0)
    assert len(net.q) == 64
    assert all(0.5 <= q < float("inf") for q in net.q)


def test_straight_pieces_have_no_largest_variance():
    assert_allclose(Network("gaussian", "relu", 80, sigma_w2=4.0).q[-1], 4.0 * 2**79, rtol=1e-12)


def test_tall_haar_layers_thin_the_variance(haar_name):
    net = Network(haar_name, "linear", 4, sigma_w2=1.5, sigma_b2=0.1, widths=(1, 2, 1, 1, 4))
    q, expected = 1.0, []
    for share in (1 / 2, 1, 1, 1 / 4):  # n_{l-1}/n_l where the layer is tall
        q = 1.5 * share * q + 0.1
        expected.append(q)
    assert_allclose(net.q, expected, rtol=4 * ROUNDING)


def test_widths_do_not_touch_the_variance_of_independent_entries():
    net = Network("gaussian", "tanh", 4, sigma_w2=1.5, sigma_b2=0.1)
    assert replace(net, widths=(1, 2, 1, 1, 4)).q == net.q


def test_layers_may_differ():
    net = Network(("gaussian", "orthogonal"), "tanh", 2, widths=(1, 1, 2))
    assert [e.kind for e in net.ensembles] == [IID, HAAR]
    uniform = Network("gaussian", "tanh", 2, widths=(1, 1, 2))
    assert_allclose(net.q, (uniform.q[0], uniform.q[1] / 2), rtol=ROUNDING)


def test_equal_networks_are_one_key():
    made = Network("gaussian", "tanh", np.int64(3), sigma_w2=np.float32(2), widths=[1, 2, 1, 1])
    same = Network("gaussian", "tanh", 3, sigma_w2=2, widths=(1.0, 2.0, 1.0, 1.0))
    assert {made: 1}[same] == 1
    assert (type(made.depth), type(made.sigma_w2), type(made.widths)) == (int, float, tuple)
    assert pickle.loads(pickle.dumps(made)).q == made.q
    with pytest.raises(AttributeError):
        made.depth = 4


def test_sizes_keep_the_ratios():
    net = Network("gaussian", "tanh", 3, widths=(600, 1200, 400, 900))
    assert net.sizes(600) == (600, 1200, 400, 900)
    assert net.sizes(300) == (300, 600, 200, 450)
    assert Network("gaussian", "tanh", 3).sizes(7) == (7, 7, 7, 7)


def test_the_label_says_everything():
    label = Network(("gaussian", "laplace"), "tanh", 2, 1.5, 0.25, 0.75, (1, 2, 3)).label
    for part in ("gaussian/laplace", "tanh", "L=2", "1.5", "0.25", "0.75", "(1, 2, 3)"):
        assert part in label


GOOD = {"ensemble": "gaussian", "activation": "tanh", "depth": 2}
BAD = [
    ("depth", 0), ("depth", -1), ("depth", 1.0), ("depth", True), ("depth", "2"), ("depth", None),
    ("sigma_w2", 0), ("sigma_w2", -1), ("sigma_w2", float("nan")), ("sigma_w2", "1"),
    ("sigma_w2", 10**400), ("sigma_w2", True), ("sigma_w2", 1j),
    ("sigma_b2", -1e-9), ("sigma_b2", float("inf")), ("sigma_b2", None),
    ("q0", -1), ("q0", float("nan")), ("q0", "one"),
    ("widths", (1, 2)), ("widths", (1, 2, 0)), ("widths", (1, 2, -1)), ("widths", "112"),
    ("widths", (1, 2, float("inf"))), ("widths", 3), ("widths", ("a", "b", "c")),
    ("ensemble", "gauss"), ("ensemble", ("gaussian",)), ("ensemble", ("gaussian", "gauss")),
    ("ensemble", 5), ("ensemble", None), ("ensemble", (["gaussian"], "gaussian")),
    ("activation", "than"), ("activation", None), ("activation", ["tanh"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_argument_is_named(name, value):
    with pytest.raises(InvalidInputError, match=name):
        Network(**GOOD | {name: value})


def test_any_real_number_will_do():
    assert Network(**GOOD, sigma_w2=Fraction(3, 2), q0=np.float32(0.5)).q[0] == 0.75


@pytest.mark.parametrize("width", [0, -3, 1.5, True, "10", None])
def test_a_bad_width_is_named(width):
    with pytest.raises(InvalidInputError, match="width must be a whole number"):
        Network(**GOOD).sizes(width)


def test_an_empty_layer_says_which_width_would_do():
    net = Network(**GOOD, widths=(10, 1, 10))
    with pytest.raises(InvalidInputError, match=r"layer 1 empty.*take n_0 >= 11"):
        net.sizes(3)
    assert min(net.sizes(11)) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sigma_w2": 1e308, "q0": 1e308}, "layer 1: the variance overflows"),
        ({"activation": "linear", "depth": 600, "sigma_w2": 4.0}, "layer 5"),
        ({"sigma_w2": 1e9}, "layer 2: variance q=1e\\+09 needs"),
        ({"activation": "relu", "depth": 100, "sigma_w2": 1e-3, "sigma_b2": 0.0}, "underflows"),
    ],
)
def test_a_variance_out_of_reach_names_network_and_layer(change, message):
    net = Network(**GOOD | change)
    with pytest.raises(InvalidInputError, match=f"gaussian .*{message}"):
        _ = net.q


def test_shifted_is_what_it_says():
    net = Network("laplace", "erf", 4, sigma_w2=1.4, sigma_b2=0.2, q0=0.6)
    longer = replace(net, depth=5)
    assert_allclose(shifted(net).q, longer.q[1:], rtol=5 * ROUNDING)
    energy = expect(lambda h: net.phi.f(h) ** 2, net.q[0])
    assert_allclose(shifted(net).q0, energy, rtol=ROUNDING)


def test_an_ensemble_itself_is_told_what_to_do_instead():
    with pytest.raises(InvalidInputError, match=r"is a name, got Ensemble.*freeprob\.factor"):
        Network(ENSEMBLES["gaussian"], "tanh", 2)
