"""Models of Keras: read, differentiated by JAX, and compared with their law."""

import os
import warnings

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from freewidth import model
from freewidth.errors import InvalidInputError
from freewidth.model._keras import ELEMENTWISE, FUNCTIONS

os.environ.setdefault("KERAS_BACKEND", "jax")
keras = pytest.importorskip("keras", reason="Keras is not in this environment; see .ci/torch")
jax = pytest.importorskip("jax")
layers = keras.layers
SINGLE = 1e-5  # of the largest: Keras computes in float32, in sums of some ten products


@pytest.fixture(autouse=True)
def seeded(seed):
    keras.utils.set_random_seed(seed)


def sequential(*parts, takes=5):
    return keras.Sequential([keras.Input((takes,)), *parts])


def applied(module, x):
    return np.asarray(keras.ops.convert_to_numpy(module(x.astype(np.float32))))


def close(mine, theirs):
    assert_allclose(mine, theirs, rtol=0, atol=SINGLE * np.max(np.abs(theirs)))


# Reading


def test_a_nested_model_is_read_in_the_order_in_which_it_runs(rng):
    inner = sequential(layers.Dense(9, use_bias=False), layers.Activation("gelu"), takes=7)
    module = sequential(
        layers.Identity(), layers.Dense(7, activation="relu"), layers.Dropout(0.5), inner,
        layers.Dense(3, activation=layers.LeakyReLU(0.2)),
    )  # fmt: skip
    mine = model.from_keras(module)
    assert mine.sizes == (5, 7, 9, 3)
    assert [each.phi.label for each in mine.layers] == ["ReLU", "GELU", "leaky ReLU (0.2)"]
    assert mine.layers[0].name == f"layer 1 ({module.layers[1].name!r})"
    assert mine.layers[1].bias is None
    assert_array_equal(mine.layers[0].weights, np.asarray(module.layers[1].kernel.value).T)
    x = rng.standard_normal((4, 5))
    close(mine(x), applied(module, x))


def test_a_functional_model_that_is_a_chain(rng):
    twice = layers.Dense(5, activation="tanh")
    into = keras.Input((5,))
    out = layers.Dense(2)(sequential(layers.Dense(8, activation="silu"))(twice(twice(into))))
    module = keras.Model(into, out)
    mine = model.from_keras(module)
    assert mine.sizes == (5, 5, 5, 8, 2)
    x = rng.standard_normal((3, 5))
    close(mine(x), applied(module, x))


def test_an_image_is_flattened(rng):
    module = keras.Sequential([keras.Input((4, 3)), layers.Flatten(), layers.Dense(2)])
    x = rng.standard_normal((6, 4, 3))
    close(model.from_keras(module)(x.reshape(6, 12)), applied(module, x))


@pytest.mark.parametrize("kind", ["tanh", "relu", "gelu", "silu", "softplus"])
def test_the_spectrum_is_that_of_the_jacobian_by_jax(kind, rng):
    module = sequential(
        layers.Dense(40, activation=kind),
        layers.Dense(50, activation=kind),
        layers.Dense(20),
        takes=30,
    )
    x = rng.standard_normal(30)
    theirs = jax.jacrev(lambda at: module(at[None])[0])(x.astype(np.float32))
    mine = model.from_keras(module)
    close(mine.jacobian(x), np.asarray(theirs))
    close(mine.spectrum(x).eigenvalues, np.linalg.svd(theirs, compute_uv=False)[::-1] ** 2)


EXAMPLES = [
    *(layers.Activation(name) for name in FUNCTIONS),
    layers.ELU(0.5), layers.LeakyReLU(), layers.ReLU(), layers.ReLU(6), layers.ReLU(2.5),
    layers.ReLU(negative_slope=0.1), layers.ReLU(threshold=0.7),
]  # fmt: skip


def named(layer):
    config = layer.get_config()
    return "-".join(str(value) for value in config.values() if isinstance(value, str | float))


def test_every_elementwise_layer_is_among_the_examples():
    assert {type(each).__name__ for each in EXAMPLES} == {"Activation", *ELEMENTWISE}


@pytest.mark.parametrize("layer", EXAMPLES, ids=named)
def test_activations_and_slopes_are_those_of_keras(layer):
    (mine,) = model.from_keras(sequential(layers.Dense(1), layer, takes=1)).layers
    h = np.linspace(-20, 20, 1000, dtype=np.float32)
    values = np.asarray(layer(h))
    slopes = np.asarray(jax.vmap(jax.grad(lambda at: layer(at)))(h))
    at = h.astype(float)
    assert_allclose(mine.phi.f(at), values, rtol=SINGLE, atol=SINGLE)
    assert_allclose(mine.phi.df(at), slopes, rtol=SINGLE, atol=SINGLE)


@pytest.mark.parametrize("policy", ["float32", "float16", "bfloat16", "mixed_bfloat16"])
def test_types_of_weights(policy):
    module = sequential(layers.Dense(40, activation="tanh", dtype=policy), takes=30)
    mine = model.from_keras(module)
    stored = np.asarray(module.layers[0].kernel.value)
    assert_array_equal(mine.layers[0].weights, stored.astype(float).T)
    assert bool(mine.notes) == (policy in ("float16", "bfloat16"))


def test_a_part_that_does_not_do_what_its_class_says_is_noticed(monkeypatch):
    monkeypatch.setitem(FUNCTIONS, "tanh", "erf")  # as a new version might
    with pytest.raises(InvalidInputError, match=r"5-6, erf.* differs by 0\.\d+; some part"):
        model.from_keras(sequential(layers.Dense(6, activation="tanh")))


class Doubled(layers.Dense):
    def call(self, x):
        return 2 * super().call(x)


class Own(keras.Model):
    def call(self, x):
        return x


class OwnSequential(keras.Sequential):
    def call(self, x, **_):
        return x + super().call(x)


def functional(outputs, more=()):
    into = keras.Input((5,))
    return keras.Model([into, *more] if more else into, outputs(into))


def quantised():
    module = sequential(layers.Dense(3))
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # of Keras's own
        module.layers[0].quantize("int8")
    return module


def replaced():
    module = sequential(layers.Dense(3))
    module.layers[0].call = lambda x: 0 * x
    return module


@pytest.mark.parametrize(
    ("module", "said"),
    [
        (sequential(layers.Dense(4), layers.BatchNormalization(name="b")), r"'b' \(BatchNorm"),
        (
            keras.Sequential(
                [keras.Input((9, 1)), layers.Conv1D(2, 3, name="c"), layers.Flatten()]
            ),
            r"layer 'c' \(Conv1D\) cannot be read; read are Sequential",
        ),
        (
            sequential(keras.Sequential([layers.PReLU(name="p")], name="n")),
            r"layer 'n\.p' \(PReLU\)",
        ),
        (
            sequential(layers.Dense(3, activation="softmax", name="d")),
            r"'d' \(Dense\) applies soft",
        ),
        (
            sequential(layers.Dense(3, activation=lambda h: 2 * h)),
            r"applies <lambda>, which is not",
        ),
        (sequential(Doubled(3, name="t")), r"layer 't' \(Doubled\) cannot be read"),
        (replaced(), r"\(Dense\) cannot be read"),
        (Own(name="o"), r"model 'o' \(Own\) cannot be read.*class of one's own"),
        (OwnSequential([layers.Dense(5)]), r"\(OwnSequential\) cannot be read"),
        (functional(lambda x: layers.Add(name="a")([x, layers.Dense(5)(x)])), "'a' .* takes 2 inp"),
        (functional(lambda x: keras.ops.sin(layers.Dense(5)(x))), r"\(Sin\) cannot be read"),
        (functional(layers.Dense(2), [keras.Input((3,))]), "has 2 inputs, not one"),
        (functional(lambda x: [layers.Dense(2)(x)] * 2), "has 2 outputs, not one"),
        (sequential(layers.ReLU(name="r"), layers.Dense(3)), r"'r' \(ReLU\) follows no Dense"),
        (sequential(layers.Dense(3, "relu"), layers.Activation("tanh")), "follows no Dense"),
        (sequential(layers.Dense(3), layers.ReLU(2, 0.1, name="r")), r"'r' \(ReLU\) has two of"),
        (sequential(layers.Identity()), "holds no Dense"),
        (keras.Sequential([layers.Dense(3)]), "has no numbers yet; say what it takes"),
        (keras.Sequential([keras.Input((4, 5)), layers.Dense(3)]), r"shape \(4, 5\), its first"),
        (quantised(), r"layer 1 \(.*whole numbers \(int8\)"),
        ({"kernel": 1}, "from a keras.Model of Keras 3, got dict"),
    ],
)
def test_what_is_not_read_is_named(module, said):
    with pytest.raises(InvalidInputError, match=said):
        model.from_keras(module)


# Against the law


def test_fresh_kernels_have_the_variance_that_glorot_says_and_a_doubled_one_is_outside(rng):
    """Keras draws them evenly with the variance 2/(fan-in + fan-out); biases are 0."""
    hidden = [layers.Dense(100, activation="tanh") for _ in range(3)]
    module = sequential(*hidden, takes=100)
    for each in model.from_keras(module).measured:
        assert abs(each.sigma_w2 - 1) < 5 * each.sigma_w2_sem
    hidden[1].kernel.assign(2 * hidden[1].kernel)
    found = model.from_keras(module).compare(
        rng.standard_normal(100), ensemble="uniform", sigma_w2=1.0, sigma_b2=0.0
    )
    assert found.place == "outside"
