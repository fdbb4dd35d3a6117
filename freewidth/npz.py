"""Arrays with what is said of them, in the bytes of an ``.npz`` without pickles.

Equal content gives equal bytes: members are sorted, dates are fixed, nothing is compressed. So a
checksum of the bytes is one of the content. ``numpy.load`` opens them; what is said of the arrays
is the member ``params.json``.
"""

import json
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.errors import InvalidInputError

PARAMS = "params.json"
DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold; any fixed date would do
DAMAGE = (zipfile.BadZipFile, EOFError, KeyError, OSError, ValueError, RecursionError)


def write(file: IO[bytes], params: Mapping[str, Any], arrays: Mapping[str, ArrayLike]) -> None:
    """Write ``arrays`` by name, and ``params``, which is anything that JSON holds.

    Nothing is written before all is known to be writable.

    Raises:
        InvalidInputError: an array holds Python objects, or ``params`` something JSON does not.
    """
    members = {PARAMS: text(params).encode()}
    members |= {f"{name}.npy": _npy(name, values) for name, values in arrays.items()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            archive.writestr(zipfile.ZipInfo(name, DATE), members[name])


def params(archive: zipfile.ZipFile) -> dict[str, Any]:
    """What is said of the arrays; a damaged archive raises one of :data:`DAMAGE`."""
    found: dict[str, Any] = json.loads(archive.read(PARAMS))
    return found


def arrays(archive: zipfile.ZipFile, prefix: str = "") -> dict[str, NDArray]:
    """Arrays whose names start with ``prefix``, which is taken off; damage as :func:`params`."""
    names = [n for n in archive.namelist() if n != PARAMS and n.startswith(prefix)]
    return {
        name.removeprefix(prefix).removesuffix(".npy"): np.load(
            BytesIO(archive.read(name)), allow_pickle=False
        )
        for name in names
    }


def text(params: Mapping[str, Any]) -> str:
    """As JSON, with sorted names; NumPy's numbers and arrays are numbers and lists in it.

    Raises:
        InvalidInputError: JSON cannot hold them.
    """

    def bare(value):
        if isinstance(value, np.generic | np.ndarray):
            return value.tolist()
        raise TypeError(f"{type(value).__name__} {value!r}")

    try:
        return json.dumps(dict(params), sort_keys=True, default=bare, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InvalidInputError(f"JSON cannot hold these params: {error}") from None


def plain(params: Mapping[str, Any]) -> dict[str, Any]:
    """As they are read back, with lists for tuples; errors as :func:`text`."""
    found: dict[str, Any] = json.loads(text(params))
    return found


def _npy(name, values):
    buffer = BytesIO()
    try:
        np.lib.format.write_array(buffer, np.asarray(values, order="C"), allow_pickle=False)
    except ValueError:
        raise InvalidInputError(
            f"array {name!r} holds Python objects, which only a pickle could store"
        ) from None
    return buffer.getvalue()
