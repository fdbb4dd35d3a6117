"""Arrays of several things in one artifact: their names are preceded by ``NUMBER/``."""

from collections.abc import Iterable, Mapping

from numpy.typing import NDArray


def join(parts: Iterable[Mapping[str, NDArray]]) -> dict[str, NDArray]:
    """One mapping of all arrays."""
    return {f"{i}/{name}": values for i, part in enumerate(parts) for name, values in part.items()}


def split(arrays: Mapping[str, NDArray]) -> list[dict[str, NDArray]]:
    """Inverse of :func:`join` for parts of at least one array each."""
    found: dict[int, dict[str, NDArray]] = {}
    for key, values in arrays.items():
        number, _, name = key.partition("/")
        found.setdefault(int(number), {})[name] = values
    return [found[number] for number in sorted(found)]
