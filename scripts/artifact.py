"""Arrays with the parameters that made them, in one file: an ``.npz`` without pickles.

Equal content gives equal bytes (members sorted, dates fixed, nothing compressed), so a checksum of
the file is a checksum of the result. ``numpy.load`` opens it; the parameters are the member
``params.json``.
"""

import json
import os
import zipfile
from collections.abc import Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.errors import InvalidInputError
from scripts import ledger
from scripts.ledger import DAMAGE, PARAMS

DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold; any fixed date would do


def save(path: str | os.PathLike, params: Mapping[str, Any], /, **arrays: ArrayLike) -> None:
    """Write ``arrays`` and ``params`` (anything JSON holds) to ``path``, whole or not at all.

    Array names may contain slashes: ``save(path, params, **{"tanh/L3/n256": values})``. The folder
    is made if need be. The file is entered into the ledger (:mod:`scripts.ledger`).

    Raises:
        InvalidInputError: an array holds Python objects, or ``params`` something JSON does not.
    """
    members = {PARAMS: _json(path, params)}
    for name, values in arrays.items():
        members[f"{name}.npy"] = _npy(path, name, values)
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as archive:
            for name in sorted(members):
                archive.writestr(zipfile.ZipInfo(name, DATE), members[name])
        draft.replace(path)
        ledger.enter(path)
    finally:
        draft.unlink(missing_ok=True)


def load(path: str | os.PathLike, prefix: str = "") -> tuple[dict[str, Any], dict[str, NDArray]]:
    """The ``(params, arrays)`` that :func:`save` wrote.

    With ``prefix`` only the arrays whose names start with it are read, and it is taken off their
    names: ``load(path, "tanh/L3/")`` gives ``{"n128": ..., "n256": ...}``.

    Raises:
        FileNotFoundError: there is no such file.
        InvalidInputError: the file is no artifact, is truncated or corrupt, is not what the ledger
            says that was made, or says in its parameters that it belongs elsewhere.
    """
    with _opened(path) as archive:
        params = json.loads(archive.read(PARAMS))
        names = [n for n in archive.namelist() if n != PARAMS and n.startswith(prefix)]
        arrays = {
            name.removeprefix(prefix).removesuffix(".npy"): np.load(
                BytesIO(archive.read(name)), allow_pickle=False
            )
            for name in names
        }
    return params, arrays


def parameters(path: str | os.PathLike) -> dict[str, Any]:
    """The parameters alone; errors as :func:`load`."""
    with _opened(path) as archive:
        return json.loads(archive.read(PARAMS))


@contextmanager
def _opened(path):
    if not Path(path).exists():
        raise FileNotFoundError(f"no artifact {path}; has the step that makes it run?")
    try:
        with zipfile.ZipFile(ledger.trusted(path)) as archive:
            yield archive
    except InvalidInputError:
        raise
    except DAMAGE as error:
        raise InvalidInputError(
            f"{path} is no readable artifact ({type(error).__name__}: {error}); "
            f"delete it and run the step that makes it again"
        ) from error


def _json(path, params):
    def plain(value):
        if isinstance(value, np.generic | np.ndarray):
            return value.tolist()
        raise TypeError(f"{type(value).__name__} {value!r}")

    try:
        return json.dumps(dict(params), sort_keys=True, default=plain, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise InvalidInputError(f"{path}: JSON cannot hold these params: {error}") from None


def _npy(path, name, values):
    buffer = BytesIO()
    try:
        np.lib.format.write_array(buffer, np.asarray(values, order="C"), allow_pickle=False)
    except ValueError:
        raise InvalidInputError(
            f"{path}: array {name!r} holds Python objects, which only a pickle could store"
        ) from None
    return buffer.getvalue()
