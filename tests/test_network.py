"""The network in the wide limit: variances, sizes, and one clear error per bad argument."""

import pickle
from dataclasses import replace
from fractions import Fraction
from math import asin, erf, exp, pi, sqrt

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth.activations import ACTIVATIONS, Activation
from freewidth.biases import BIASES, Bias
from freewidth.biases import check as check_bias
from freewidth.ensembles import EVERY, iid
from freewidth.ensembles import check as check_ensemble
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


def test_equal_layers_are_one_value():
    """However they are given: callers that know one value for all layers never see a tuple."""
    one = Network("gaussian", "tanh", 3, 1.5, 0.1)
    each = Network(
        ["gaussian"] * 3, ("tanh",) * 3, None, np.full(3, 1.5), (0.1,) * 3, bias=["gaussian"] * 3
    )
    objects = Network(
        EVERY["gaussian"], (ACTIVATIONS["tanh"],) * 3, 3, 1.5, 0.1, bias=BIASES["gaussian"]
    )
    assert one == each == objects
    assert len({one, each, objects}) == 1
    assert (each.ensemble, each.activation, each.sigma_w2, each.bias) == (
        "gaussian",
        "tanh",
        1.5,
        "gaussian",
    )
    assert each.phi is ACTIVATIONS["tanh"]


MIXED = Network(
    "gaussian", ("tanh", "tanh", "tanh", "linear"), sigma_w2=(1, 2, 2, 1), sigma_b2=(0.1, 0, 0, 0)
)


def test_every_layer_has_its_own():
    assert MIXED.depth == 4
    assert [phi.label for phi in MIXED.phis] == ["tanh"] * 3 + ["linear"]
    assert (MIXED.weight_variances, MIXED.bias_variances) == ((1, 2, 2, 1), (0.1, 0, 0, 0))
    assert replace(MIXED) == MIXED
    assert pickle.loads(pickle.dumps(MIXED)) == MIXED
    assert replace(MIXED, sigma_w2=(2, 1, 2, 1)) != MIXED


def test_the_recursion_knows_the_layer():
    """Closed forms: hard-tanh passes q_1 on, sin q_2, and the last phi no longer counts."""
    net = Network(
        "gaussian", ("hardtanh", "sin", "relu"), sigma_w2=(1.1, 1.7, 0.6), sigma_b2=(0, 0.2, 0.4)
    )
    q = [1.1]
    q.append(1.7 * ENERGY["hardtanh"](q[0]) + 0.2)
    q.append(0.6 * ENERGY["sin"](q[1]) + 0.4)
    assert_allclose(net.q, q, rtol=20 * ROUNDING)
    other = replace(net, activation=("sin", "hardtanh", "relu"))
    assert np.max(np.abs(np.subtract(net.q, other.q))) > 0.05  # the order would be seen


def test_a_label_of_many_layers_stays_short():
    assert "(tanh x3, linear)" in MIXED.label
    names = list(ACTIVATIONS)
    deep = Network("gaussian", [names[i % len(names)] for i in range(60)])
    assert len(deep.label) < 120
    assert f"... 55 more, {names[59 % len(names)]})" in deep.label
    assert repr(deep) == f"Network({deep.label})"


def test_one_activation_is_not_made_up():
    with pytest.raises(InvalidInputError, match="phis has one per layer"):
        _ = MIXED.phi


def test_lengths_that_contradict_are_named():
    wanted = r"activation has 2 entries, sigma_w2 has 1 entry, widths .* has 4, for 3 layers"
    with pytest.raises(InvalidInputError, match=wanted):
        Network("gaussian", ("tanh", "relu"), sigma_w2=(1,), widths=(1, 1, 1, 1))
    with pytest.raises(InvalidInputError, match="depth is 3, activation has 2 entries"):
        Network("gaussian", ("tanh", "relu"), 3)
    with pytest.raises(InvalidInputError, match="depth is needed"):
        Network("gaussian", "tanh")


def own(label="a ramp", **change):
    ramp = {"f": lambda h: np.maximum(h, 0.0) / 2, "df": lambda h: np.where(h > 0, 0.5, 0.0)}
    rest = {"bounded": False, "kinks": [0.0], "slopes": np.array([0.0, 0.5])}
    return Activation(label, **ramp | rest | change)


def signs(**change):
    found = {
        "rule": lambda scale: (np.array([-1.0, 1.0]), np.full(2, 0.5)),
        "sample": lambda rng, shape: rng.choice([-1.0, 1.0], size=shape),
    }
    return Bias("own signs", "", **found | {"discrete": True} | change)


def triangular(scale=1.0):
    end = scale * sqrt(6)
    entry = lambda rng, shape: rng.triangular(-end, 0, end, size=shape)  # noqa: E731
    return iid("triangular", "", entry, fourth_moment=12 / 5)


def test_objects_need_no_registry():
    """A ramp of slope 1/2 is ReLU with a quarter of the energy; signs are those registered."""
    ensemble, phi, bias = triangular(), own(), signs()
    net = Network(ensemble, (phi, phi, "linear"), 3, 1.5, 0.3, bias=bias)
    same = Network(
        "gaussian", ("relu", "relu", "linear"), 3, (1.5, 0.375, 0.375), 0.3, bias="rademacher"
    )
    assert_allclose(net.q, same.q, rtol=10 * ROUNDING)
    assert {net: 1}[replace(net)] == 1
    assert net != replace(net, activation=own())  # functions are the same only if they are one
    for part in ("triangular", "a ramp", "own signs"):
        assert part in net.label


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rule": lambda scale: (np.array([-1.0, 2.0]), np.full(2, 0.5))}, "mean 0.5"),
        ({"rule": lambda scale: (np.array([-1.1, 1.1]), np.full(2, 0.5))}, "mean square 1.21"),
        ({"sample": lambda rng, shape: rng.normal(size=shape)}, "of two laws"),
        ({"sample": lambda rng, shape: rng.normal()}, "of that shape"),
        ({"smoothed": lambda h, s: np.exp(-(h**2) / 4) / sqrt(4 * pi)}, "smoothed is"),
        ({"rule": None}, "say bias='gaussian'"),
    ],
)
def test_a_law_of_biases_is_looked_at_before_it_is_used(change, message):
    with pytest.raises(InvalidInputError, match=f"own signs: .*{message}"):
        Network(**GOOD, bias=signs(**change))


@pytest.mark.parametrize("name", [name for name in BIASES if name != "gaussian"])
def test_registered_laws_of_biases_pass(name):
    check_bias(BIASES[name])


@pytest.mark.parametrize("name", EVERY)
def test_registered_ensembles_pass(name):
    check_ensemble(EVERY[name])


def sampled(sample):
    return replace(EVERY["gaussian"], hold=None, sample=sample)


GLOBAL = np.random.default_rng(0)
WRONG = [  # a declaration that the matrices are not
    (triangular(1.2), "mean square of entries"),
    (replace(triangular(), kind=HAAR), "for its kind 'haar'"),
    (replace(EVERY["orthogonal"], kind=IID, label="isometry"), "for its kind 'iid'"),
    (sampled(lambda rng, m, n: rng.normal(size=(n, m))), "shape"),
    (sampled(lambda rng, m, n: rng.normal(size=(m, n)) / sqrt(m)), "normalisation"),
    (sampled(lambda rng, m, n: GLOBAL.normal(size=(m, n)) / sqrt(n)), "and from no other"),
    (replace(EVERY["gaussian"], field="complex"), "field is 'complex'"),
    (replace(EVERY["gaussian"], hold=EVERY["uniform"].hold), "hold and sample"),
]  # fmt: skip


@pytest.mark.parametrize(("ensemble", "message"), WRONG)
def test_an_ensemble_is_looked_at_before_it_is_used(ensemble, message):
    with pytest.raises(InvalidInputError, match=message):
        Network(ensemble, "tanh", 2)


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
    for part in ("(gaussian, laplace)", "tanh", "L=2", "1.5", "0.25", "0.75", "(1, 2, 3)"):
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
    ("sigma_w2", (1, -1)), ("sigma_w2", (1, 1, 1)), ("sigma_b2", (0, "1")), ("sigma_b2", ()),
    ("bias", ("gaussian", "gauss")), ("activation", ("tanh", "than")),
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


def test_shifted_layers_that_differ():
    """Each phi' meets the pre-activation of the next layer; the last layer is there once more."""
    net = Network("gaussian", ("tanh", "erf"), sigma_w2=(1.4, 0.9), sigma_b2=(0.2, 0.1), q0=0.6)
    q = [1.4 * 0.6 + 0.2]
    for phi, sigma_w2, sigma_b2 in (("tanh", 0.9, 0.1), ("erf", 0.9, 0.1)):
        f = ACTIVATIONS[phi].f
        q.append(sigma_w2 * expect(lambda h, f=f: f(h) ** 2, q[-1]) + sigma_b2)
    assert_allclose(shifted(net).q, q[1:], rtol=5 * ROUNDING)
    assert shifted(net) != net


@pytest.mark.parametrize("activation", [{"tanh", "relu"}, {"tanh": 1, "relu": 2}])
def test_what_has_no_order_is_no_list_of_layers(activation):
    with pytest.raises(InvalidInputError, match=r"one entry per layer is a sequence.*got a"):
        Network("gaussian", activation)
    with pytest.raises(InvalidInputError, match="widths must be numbers n_0"):
        Network("gaussian", "tanh", 1, widths={1, 2})


def test_an_array_of_one_number_is_that_number():
    assert Network("gaussian", "tanh", 3, np.array(1.5)) == Network("gaussian", "tanh", 3, 1.5)


def test_a_variance_far_out_has_a_short_message():
    net = Network("gaussian", "tanh", 2, sigma_w2=1e300)
    with pytest.raises(InvalidInputError, match=r"needs \d(.\d+)?e\+151 quadrature") as caught:
        _ = net.q
    assert len(str(caught.value)) < 300
