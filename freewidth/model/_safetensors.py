"""The safetensors format: eight bytes of length, a JSON header, raw numbers.

Read here, and not by the package of that name: the format is this page, every offset is checked
against the bytes that there are, and nothing in such a file is ever executed. bfloat16, which NumPy
has not, becomes float32 by sixteen more bits; that changes no number.
"""

import json
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from freewidth.activations import Activation
from freewidth.arguments import checked
from freewidth.errors import InvalidInputError
from freewidth.model._layer import BF16
from freewidth.model._mapping import from_mapping
from freewidth.model._model import Model

TYPES = {
    **{f"F{bits}": np.dtype(f"<f{bits // 8}") for bits in (16, 32, 64)},
    **{f"I{bits}": np.dtype(f"<i{bits // 8}") for bits in (8, 16, 32, 64)},
    **{f"U{bits}": np.dtype(f"<u{bits // 8}") for bits in (8, 16, 32, 64)},
    "BF16": np.dtype("<u2"),
    "BOOL": np.dtype("?"),
}
LONGEST = 100_000_000  # bytes of a header, the format's own limit


@checked
def from_safetensors(
    data: bytes | memoryview,
    activations: Sequence[str | Activation],
    order: Sequence[str] | None = None,
) -> Model:
    """A model of the bytes of a ``.safetensors`` file; see :func:`from_mapping`.

    Raises:
        InvalidInputError: the bytes are no such file, or as :func:`from_mapping`.
    """
    arrays, epsilons = safetensors(data)
    return from_mapping(arrays, activations, order, epsilons)


@checked
def safetensors(data: bytes | memoryview) -> tuple[dict[str, NDArray], dict[str, float]]:
    """The arrays by name, and the relative spacing of those that were bfloat16.

    Raises:
        InvalidInputError: the bytes are no such file, or cut short; a type is unknown.
    """
    entries, start = _header(data)
    arrays = {name: _array(name, entry, data, start) for name, entry in entries.items()}
    return arrays, {name: BF16 for name, entry in entries.items() if entry["dtype"] == "BF16"}


def _header(data: bytes | memoryview) -> tuple[dict[str, Any], int]:
    """What it says of each array, and where the numbers start."""
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or length > min(len(data) - 8, LONGEST):
        raise InvalidInputError("no safetensors file, or cut short: it ends within its header")
    try:
        header = json.loads(bytes(data[8 : 8 + length]))
    except (ValueError, RecursionError):  # of decoding, too
        raise InvalidInputError("no safetensors file: its header is not JSON") from None
    if not isinstance(header, dict):
        raise InvalidInputError("no safetensors file: its header is no JSON object")
    header.pop("__metadata__", None)
    return header, 8 + length


def _array(name: str, entry: Any, data: bytes | memoryview, start: int) -> NDArray:
    if not _is_entry(entry):
        raise InvalidInputError(f"no safetensors file: the header's entry of {name!r} is malformed")
    kind, shape, (begin, end) = entry["dtype"], entry["shape"], entry["data_offsets"]
    if kind not in TYPES:
        raise InvalidInputError(f"{name!r} is of type {kind}; read are {', '.join(TYPES)}")
    if not (0 <= begin <= end <= len(data) - start):
        raise InvalidInputError(f"{name!r} lies outside the file, which may be cut short")
    if end - begin != prod(shape) * TYPES[kind].itemsize:
        raise InvalidInputError(
            f"{name!r} takes {end - begin} bytes, but {kind} of shape {tuple(shape)} takes "
            f"{prod(shape) * TYPES[kind].itemsize}"
        )
    array = np.frombuffer(data[start + begin : start + end], TYPES[kind]).reshape(shape)
    return (array.astype("<u4") << 16).view("<f4") if kind == "BF16" else array


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, Mapping) or not entry.keys() >= {"dtype", "shape", "data_offsets"}:
        return False
    shape, offsets = entry["shape"], entry["data_offsets"]
    numbers = isinstance(shape, list) and isinstance(offsets, list) and len(offsets) == 2
    return numbers and isinstance(entry["dtype"], str) and all(
        type(n) is int and n >= 0 for n in (*shape, *offsets)
    )  # fmt: skip
