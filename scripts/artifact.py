"""Arrays with the parameters that made them, in one file: an ``.npz`` without pickles.

Equal content gives equal bytes (members sorted, dates fixed, nothing compressed), so a checksum of
the file is a checksum of the result. ``numpy.load`` opens it; the parameters are the member
``params.json``.
"""

import os
import zipfile
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from numpy.typing import ArrayLike, NDArray

from freewidth import cache, npz
from freewidth.errors import InvalidInputError
from scripts import ledger
from scripts.ledger import DAMAGE


def save(path: str | os.PathLike, params: Mapping[str, Any], /, **arrays: ArrayLike) -> None:
    """Write ``arrays`` and ``params`` (anything JSON holds) to ``path``, whole or not at all.

    Array names may contain slashes: ``save(path, params, **{"tanh/L3/n256": values})``. The folder
    is made if need be. The file is entered into the ledger (:mod:`scripts.ledger`).

    Raises:
        InvalidInputError: an array holds Python objects, or ``params`` something JSON does not.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            npz.write(file, params, arrays)
        draft.replace(path)
        ledger.enter(path)
    except InvalidInputError as error:
        raise InvalidInputError(f"{path}: {error}") from None
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
        return npz.params(archive), npz.arrays(archive, prefix)


def parameters(path: str | os.PathLike) -> dict[str, Any]:
    """The parameters alone; errors as :func:`load`."""
    with _opened(path) as archive:
        return npz.params(archive)


def kept(
    path: str | os.PathLike,
    params: Mapping[str, Any],
    kind: str,
    make: Callable[[], Mapping[str, NDArray]],
    cached: bool = True,
) -> dict[str, NDArray]:
    """The arrays that ``params`` say all of: those at ``path`` if they were made with just these.

    Otherwise they come from the cache (:mod:`freewidth.cache`), as one of its ``kind``, or are made
    now; both ways they lie at ``path`` from then on. Not ``cached`` is what depends on more than
    the cache knows of.
    """
    said = npz.plain(params)
    try:
        seen, arrays = load(path)
        if seen == said:
            return arrays
    except (FileNotFoundError, InvalidInputError):
        pass
    found = cache.taken(kind, said, lambda: ({}, make())).arrays if cached else dict(make())
    save(path, said, **found)
    return found


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
