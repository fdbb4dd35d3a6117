"""Getting the numbers out of what they are kept in; and what is refused."""

import json

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from freewidth import model
from freewidth.activations import Activation
from freewidth.errors import InvalidInputError
from tests.model.made import ACTIVATIONS, SIZES, made, numbers


def same(left, right):
    for mine, other in zip(left.layers, right.layers, strict=True):
        assert_array_equal(mine.weights, other.weights)
        assert_array_equal(mine.bias, other.bias)
        assert mine.activation == other.activation


def written(arrays, types=None):
    """The bytes of a safetensors file, by the format's description."""
    header, blob = {"__metadata__": {"format": "pt"}}, b""
    for name, array in arrays.items():
        kind = (types or {}).get(name, f"{array.dtype.kind.upper()}{8 * array.itemsize}")
        raw = array.tobytes()
        offsets = [len(blob), len(blob) + len(raw)]
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": offsets}
        blob += raw
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + blob


@pytest.fixture
def parts(rng):
    return numbers(rng)


@pytest.fixture
def plain(parts):
    return model.from_arrays(*parts, ACTIVATIONS)


def named(parts, stems, weight=".weight", bias=".bias"):
    weights, biases = parts
    mapping = {f"{stem}{weight}": w for stem, w in zip(stems, weights, strict=True)}
    return {**mapping, **{f"{stem}{bias}": b for stem, b in zip(stems, biases, strict=True)}}


@pytest.mark.parametrize("stems", [("0", "2", "10"), ("net.fc9", "net.fc10", "net.fc11")])
def test_numbers_in_names_give_the_order(parts, plain, stems):
    shuffled = dict(sorted(named(parts, stems).items(), reverse=True))
    same(model.from_mapping(shuffled, ACTIVATIONS), plain)


def test_short_names(parts, plain):
    weights, biases = parts
    mapping = {f"W{i}": w for i, w in enumerate(weights, 1)}
    mapping |= {f"b{i}": b for i, b in enumerate(biases, 1)}
    same(model.from_mapping(mapping, ACTIVATIONS), plain)


def test_shapes_that_chain_in_one_order_only_give_the_order(parts, plain):
    same(model.from_mapping(named(parts, ("enter", "body", "a_readout")), ACTIVATIONS), plain)


def test_an_order_that_is_not_clear_is_asked_for(rng):
    weights = [rng.standard_normal((4, 4)) for _ in range(3)]
    stems = ("first", "then", "last")
    mapping = {f"{stem}.weight": w for stem, w in zip(stems, weights, strict=True)}
    with pytest.raises(InvalidInputError, match=r"'first' \(4, 4\), 'then' .*order="):
        model.from_mapping(mapping, ["linear"] * 3)
    found = model.from_mapping(mapping, ["linear"] * 3, order=stems)
    assert_array_equal(found.layers[1].weights, weights[1])
    with pytest.raises(InvalidInputError, match="the order given names 'first'"):
        model.from_mapping(mapping, ["linear"], order=["first"])


def test_flax_keeps_kernels_the_other_way_round(parts, plain):
    tree = {
        f"Dense_{i}": {"kernel": w.T, "bias": b}
        for i, (w, b) in enumerate(zip(*parts, strict=True))
    }
    same(model.from_flax({"params": tree}, ACTIVATIONS), plain)
    same(model.from_flax(tree, ACTIVATIONS), plain)


def test_safetensors_bit_for_bit(parts, plain):
    data = written(named(parts, "123"))
    same(model.from_safetensors(data, ACTIVATIONS), plain)
    same(model.from_safetensors(memoryview(data), ACTIVATIONS), plain)


def test_bfloat16_is_the_upper_half_of_float32(parts):
    arrays = {k: v.astype(np.float32) for k, v in named(parts, "123").items()}
    halves = {k: (v.view(np.uint32) >> 16).astype(np.uint16) for k, v in arrays.items()}
    found = model.from_safetensors(written(halves, dict.fromkeys(halves, "BF16")), ACTIVATIONS)
    for i, each in enumerate(found.layers, 1):
        cut = arrays[f"{i}.weight"].view(np.uint32) & np.uint32(0xFFFF0000)
        assert_array_equal(each.weights, cut.view(np.float32))
    assert "half precision" in found.notes[0]


def test_every_cut_and_many_flips_of_a_file_are_errors_or_models(parts, rng):
    data = written(named(parts, "123"))
    length = 8 + int.from_bytes(data[:8], "little")
    for end in [*range(0, length, 7), length, len(data) - 1]:
        with pytest.raises(InvalidInputError):
            model.from_safetensors(data[:end], ACTIVATIONS)
    for at in rng.integers(0, length, 300):
        changed = bytearray(data)
        changed[at] ^= 1 << rng.integers(8)
        try:
            model.from_safetensors(bytes(changed), ACTIVATIONS)
        except InvalidInputError:
            continue


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"dtype": "F64", "shape": [2, 2], "data_offsets": [0, 1000]}, "outside the file"),
        ({"dtype": "F64", "shape": [2, 2], "data_offsets": [0, 16]}, "takes 16 bytes"),
        ({"dtype": "F64", "shape": [-2, -2], "data_offsets": [0, 32]}, "malformed"),
        ({"dtype": "F64", "shape": [2, 2], "data_offsets": [32, 0]}, "outside the file"),
        ({"dtype": "F8_E4M3", "shape": [2, 2], "data_offsets": [0, 4]}, "type F8_E4M3"),
        ({"dtype": ["F64"], "shape": [2, 2], "data_offsets": [0, 32]}, "malformed"),
        ([], "malformed"),
    ],
)
def test_headers_that_lie(entry, said):
    text = json.dumps({"0.weight": entry}).encode()
    with pytest.raises(InvalidInputError, match=said):
        model.safetensors(len(text).to_bytes(8, "little") + text + bytes(32))


def changed(parts, layer, weights=None, bias=None):
    """The same numbers, but for one layer."""
    all_weights, all_biases = (list(each) for each in parts)
    all_weights[layer] = all_weights[layer] if weights is None else weights
    all_biases[layer] = all_biases[layer] if bias is None else bias
    return all_weights, all_biases


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (np.zeros((16, 21)), "layer 2 takes 21 numbers, but layer 1 gives 20"),
        (
            np.zeros((20, 16)),
            r"layer 2: biases .* \(20, 16\), got \(16,\); are the weights transposed",
        ),
        (np.full((16, 20), np.nan), "layer 2: weights: 320 of 320 are nan"),
        (np.full((16, 20), np.inf), "layer 2: weights: .* infinite"),
        (np.zeros((16, 20), complex), "layer 2: weights are complex"),
        (np.zeros((16, 20), np.int8), r"layer 2: weights are whole numbers \(int8\)"),
        (np.zeros((16, 20), bool), "layer 2: weights are whole numbers"),
        (np.zeros((0, 20)), "layer 2: is empty"),
        (np.zeros(20), r"layer 2: weights must be a matrix .* got shape \(20,\)"),
        (np.zeros((16, 20, 3, 3)), "only fully connected layers"),
        (np.full((16, 20), "a"), "layer 2: weights are no real numbers"),
        ([[1.0], [1.0, 2.0]], "layer 2: weights are no array"),
    ],
)
def test_bad_weights_name_the_layer(parts, weights, said):
    with pytest.raises(InvalidInputError, match=said):
        model.from_arrays(*changed(parts, 1, weights), ACTIVATIONS)


def test_transposed_weights_are_suspected(parts):
    weights = [parts[0][0], parts[0][1].T]
    with pytest.raises(InvalidInputError, match=r"layer 2 takes 16 .* are they transposed"):
        model.from_arrays(weights, None, ["tanh", "linear"])


def test_bad_biases_name_the_layer(parts):
    with pytest.raises(InvalidInputError, match=r"layer 3: biases must have shape \(8,\)"):
        model.from_arrays(*changed(parts, 2, bias=np.zeros((8, 1))), ACTIVATIONS)
    with pytest.raises(InvalidInputError, match="layer 3: biases: 8 of 8 are nan"):
        model.from_arrays(*changed(parts, 2, bias=np.full(8, np.nan)), ACTIVATIONS)


@pytest.mark.parametrize(
    ("activations", "said"),
    [
        (["tanh", "tanh"], "3 layers of weights, but 2 activations: .*'linear' for a readout"),
        ("tanh", "one per layer"),
        (["tanh", "tan", "linear"], "layer 2: no activation named 'tan'; available: .*sigmoid"),
        (["tanh", np.tanh, "linear"], "layer 2: an activation is a name or"),
    ],
)
def test_bad_activations(parts, activations, said):
    with pytest.raises(InvalidInputError, match=said):
        model.from_arrays(*parts, activations)


def test_activations_may_be_objects(parts):
    own = Activation("x/2", lambda h: h / 2, lambda h: np.full_like(h, 0.5), True, slopes=(0.5,))
    found = model.from_arrays(*parts, [own, "sigmoid", "linear"])
    assert found.layers[0].phi is own
    assert found.layers[1].phi.f(np.zeros(1)) == 0.5


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"norm.running_mean": np.zeros(3)}, "neither weights nor biases .*'norm.running_mean'"),
        ({"0.bias": np.zeros(3)}, "no weights among '0.bias'"),
        ({}, "no weights among no arrays"),
        ({"0.weight": np.eye(3), "1.bias": np.zeros(3)}, "biases without weights: 1"),
        ({"0.weight": np.zeros(3)}, r"layer 1 \(0\): weights must be a matrix"),
    ],
)
def test_mappings_that_hold_something_else(mapping, said):
    with pytest.raises(InvalidInputError, match=said):
        model.from_mapping(mapping, ["linear"])


def test_no_layer_at_all():
    with pytest.raises(InvalidInputError, match="at least one layer"):
        model.from_arrays([], None, [])


def test_half_precision_is_taken_as_it_is_and_said(parts):
    weights = [w.astype(np.float16) for w in parts[0]]
    found = model.from_arrays(weights, None, ACTIVATIONS)
    assert_array_equal(found.layers[0].weights, weights[0])
    assert "half precision" in found.notes[0]
    single = model.from_arrays([w.astype(np.float32) for w in weights], None, ACTIVATIONS)
    assert single.notes == ()


def test_numbers_are_copied(parts):
    found = model.from_arrays(*parts, ACTIVATIONS)
    before = found.layers[0].weights.copy()
    parts[0][0][:] = 0
    assert_array_equal(found.layers[0].weights, before)


def test_what_is_shown(rng):
    assert repr(made(rng)) == "Model(12-20-16-8, tanh, GELU, linear)"
    assert "exact to rounding" in repr(made(rng).spectrum(np.zeros(SIZES[0])))


def test_a_single_layer_needs_no_name(rng):
    w, b = rng.standard_normal((3, 4)), rng.standard_normal(3)
    mine = model.from_mapping({"weight": w, "bias": b}, ["tanh"])
    assert_array_equal(mine.layers[0].weights, w)
    assert_array_equal(mine.layers[0].bias, b)


def test_names_are_text():
    with pytest.raises(InvalidInputError, match=r"neither weights nor biases .*: 1; names are"):
        model.from_mapping({1: np.eye(3)}, ["tanh"])
