"""Files of weights, and of one input: opened here, read by the library."""

import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from freewidth.cli.files import STANDARD
from freewidth.errors import InvalidInputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from freewidth.model import Model

ENDINGS = (".safetensors", ".npz")


def read_model(path: Path, activations: Sequence[str], order: Sequence[str] | None) -> "Model":
    """The model in a ``.safetensors`` or ``.npz`` file.

    Raises:
        InvalidInputError: another ending, not such a file, or what is in it is no model.
        OSError: it cannot be read.
    """
    from freewidth.model import from_mapping, from_safetensors

    if path == STANDARD:
        return _standard(activations, order)
    kind = path.suffix.lower()
    if kind not in ENDINGS:
        raise InvalidInputError(f"{path}: weights are read from {', '.join(ENDINGS)} files")
    try:
        if kind == ".npz":
            return from_mapping(_arrays(path.read_bytes()), activations, order)
        return from_safetensors(path.read_bytes(), activations, order)
    except InvalidInputError as error:
        raise InvalidInputError(f"{path}: {error}") from None


def read_input(path: Path) -> "NDArray":
    """The array in a ``.npy`` file.

    Raises:
        InvalidInputError: it is no such file, or holds Python objects.
        OSError: it cannot be read.
    """
    import numpy as np

    try:
        file = BytesIO(_bytes(path))
        return np.lib.format.read_array(file, allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise InvalidInputError(f"{path}: no .npy file of numbers: {error}") from None


def _standard(activations, order):
    """The model on standard input: a .npz file is a zip archive and starts as all of them do."""
    from freewidth.model import from_mapping, from_safetensors

    data = _bytes(STANDARD)
    try:
        if data.startswith(b"PK"):
            return from_mapping(_arrays(data), activations, order)
        return from_safetensors(data, activations, order)
    except InvalidInputError as error:
        raise InvalidInputError(f"standard input: {error}") from None


def _bytes(path: Path) -> bytes:
    """Of a file, or of standard input."""
    return sys.stdin.buffer.read() if path == STANDARD else path.read_bytes()


def _arrays(data: bytes) -> dict[str, "NDArray"]:
    """All arrays of a ``.npz`` file; Python objects, which run code when they are read, are not."""
    import numpy as np

    try:
        loaded = np.load(BytesIO(data), allow_pickle=False)
        if not isinstance(loaded, np.lib.npyio.NpzFile):
            raise ValueError("it holds a single array")
        return {name: loaded[name] for name in loaded.files}
    except (ValueError, EOFError, KeyError, BadZipFile) as error:
        raise InvalidInputError(f"no .npz file of plain arrays: {error}") from None
