"""Artifacts of this study, made unless the cache has them."""

from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from freewidth import cache
from scripts import artifact, ledger

Content = tuple[Mapping[str, Any], Mapping[str, NDArray]]  # what is said of arrays, and the arrays


def save(
    step: str, given: Namespace, make: Callable[[], Content], files: Sequence[str] = ()
) -> None:
    """Write what ``make`` gives to ``given.out``.

    ``given`` are all options of the step, which determine it with the code that one of them names;
    if none is named, the cache is left out. Of options called ``files`` the content counts, not the
    names.
    """
    said = {name: value for name, value in vars(given).items() if name not in ("out", *files)}
    for name in files:
        paths = getattr(given, name) or []
        paths = [paths] if isinstance(paths, str) else paths
        said[name] = sorted(ledger.digest(ledger.trusted(path)) for path in paths)
    meaning = {"step": step, **said}
    params, arrays = cache.taken("hessians", meaning, make) if given.code else make()
    artifact.save(given.out, {"name": Path(given.out).stem, **params}, **arrays)
