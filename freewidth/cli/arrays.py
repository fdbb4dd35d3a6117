"""Arrays of eigenvalues as files, by suffix."""

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from freewidth.cli.errors import USAGE, failure
from freewidth.cli.files import STANDARD, whole, writable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Writer = Callable[[Path, "NDArray", Mapping[str, Any]], None]


def kind(out: Path, said: str | None) -> str:
    """The format to write: the one said, that of the suffix, or CSV on standard output.

    Raises:
        click.ClickException: the suffix is none of those known.
    """
    suffix = f".{said}" if said else out.suffix.lower()
    if suffix in WRITERS:
        return suffix
    if out == STANDARD:
        return ".csv"
    raise failure(
        f"--out writes {', '.join(WRITERS)}, not {out.name}; change its ending, or say --format",
        USAGE,
    )


def ready(out: Path, said: str | None, force: bool) -> None:
    """Refuse at once what could not be written after networks are drawn.

    Raises:
        click.ClickException: see :func:`kind` and ``files.writable``.
    """
    writable(out, force)
    kind(out, said)


def write(
    out: Path, said: str | None, force: bool, values: "NDArray", about: Mapping[str, Any]
) -> None:
    """Write ``values``, shape (n,) or (replicates, n); .json says ``about`` besides."""
    suffix = kind(out, said)
    with whole(out, force, suffix) as draft:
        WRITERS[suffix](draft, values, about)


def _npy(path, values, about):
    import numpy as np

    with path.open("wb") as file:
        np.save(file, values, allow_pickle=False)


def _npz(path, values, about):
    import numpy as np

    with path.open("wb") as file:
        np.savez(file, eigenvalues=values)


def _csv(path, values, about):
    """A row per eigenvalue."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("replicate", "eigenvalue"))
        for replicate, spectrum in enumerate(values if values.ndim > 1 else [values]):
            rows.writerows((replicate, repr(float(value))) for value in spectrum)


def _json(path, values, about):
    text = json.dumps({**about, "eigenvalues": values.tolist()}, allow_nan=False)
    path.write_text(f"{text}\n", encoding="utf-8")


WRITERS: "Mapping[str, Writer]" = {".npy": _npy, ".npz": _npz, ".csv": _csv, ".json": _json}
FORMATS = tuple(suffix[1:] for suffix in WRITERS)
