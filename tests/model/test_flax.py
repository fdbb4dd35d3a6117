"""Parameters as Flax makes them, read, and differentiated by JAX."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import model
from freewidth.errors import InvalidInputError

linen = pytest.importorskip("flax.linen", reason="Flax is not in this environment; see .ci/torch")
nnx = pytest.importorskip("flax.nnx")
jax = pytest.importorskip("jax")
SINGLE = 1e-5  # of the largest: Flax computes in float32, in sums of some ten products
HIDDEN = 11  # Dense_10 comes after Dense_9, not after Dense_1


class Linen(linen.Module):
    dtype: type = np.float32

    @linen.compact
    def __call__(self, x):
        for _ in range(HIDDEN):
            x = linen.tanh(linen.Dense(20, param_dtype=self.dtype, bias_init=biases)(x))
        return linen.Dense(3, param_dtype=self.dtype)(x)


def biases(key, shape, dtype):
    return jax.random.normal(key, shape, dtype) / 10


class Nnx(nnx.Module):
    def __init__(self, rngs):
        self.first = nnx.Linear(5, 20, rngs=rngs)
        self.second = nnx.Linear(20, 3, use_bias=False, rngs=rngs)

    def __call__(self, x):
        return self.second(nnx.relu(self.first(x)))


def agree(mine, function, x):
    """Outputs and Jacobians."""
    at = x.astype(np.float32)
    for found, theirs in ((mine(x), function(at)), (mine.jacobian(x), jax.jacrev(function)(at))):
        assert_allclose(found, theirs, rtol=0, atol=SINGLE * np.max(np.abs(theirs)))


@pytest.fixture
def parameters(seed):
    return Linen().init(jax.random.key(seed), np.zeros(5))


@pytest.mark.parametrize("inner", [False, True])
def test_linen(parameters, inner, rng):
    mine = model.from_flax(
        parameters["params"] if inner else parameters, ["tanh"] * HIDDEN + ["linear"]
    )
    assert mine.sizes == (5, *[20] * HIDDEN, 3)
    agree(mine, lambda x: Linen().apply(parameters, x), rng.standard_normal(5))


def test_wrong_activations_disagree(parameters, rng):
    mine = model.from_flax(parameters, ["erf"] * HIDDEN + ["linear"])
    with pytest.raises(AssertionError):
        agree(mine, lambda x: Linen().apply(parameters, x), rng.standard_normal(5))


@pytest.mark.parametrize("pure", [False, True])
def test_nnx_state(pure, seed, rng):
    net = Nnx(nnx.Rngs(seed))
    state = nnx.state(net, nnx.Param)
    mine = model.from_flax(nnx.to_pure_dict(state) if pure else state, ["relu", "linear"])
    assert mine.layers[1].bias is None
    agree(mine, net, rng.standard_normal(5))


def test_half_precision_is_taken_as_it_is_and_said(seed):
    stored = Linen(jax.numpy.bfloat16).init(jax.random.key(seed), np.zeros(5))
    mine = model.from_flax(stored, ["tanh"] * HIDDEN + ["linear"])
    kernel = stored["params"]["Dense_10"]["kernel"]
    assert_allclose(mine.layers[10].weights, np.asarray(kernel, dtype=float).T, rtol=0)
    assert "half precision (spacing 7.8e-03)" in mine.notes[0]


def test_other_layers_are_named(seed):
    class Convolved(linen.Module):
        @linen.compact
        def __call__(self, x):
            return linen.BatchNorm(use_running_average=True)(linen.Dense(4)(x))

    parameters = Convolved().init(jax.random.key(seed), np.zeros((2, 5)))
    with pytest.raises(InvalidInputError, match=r"neither weights.*BatchNorm_0\.scale"):
        model.from_flax({"params": parameters["params"]}, ["tanh"])
