"""Entries that a command is about to load, let through or refused: see ``freewidth.contracts``."""

from collections.abc import Iterable

from freewidth.contracts import Entry, Passed, entries, named, require

Names = str | Iterable[object] | None  # None: none, or all


def admit(every: bool = False, **registries: Names) -> None:
    """Have entries looked at that passed not yet: registry -> names, all names if ``every``.

    What is registered nowhere is somebody else's error.

    Raises:
        ContractError: some are not what they declare.
    """
    among = entries()
    require(chosen(among, every, registries), Passed(), among)


def chosen(among: list[Entry], every: bool, registries: dict[str, Names]) -> list[Entry]:
    """The entries named, and those that they import."""
    if every:
        return [entry for entry in among if entry.registry in registries]
    return named({registry: _listed(names) for registry, names in registries.items()}, among)


def _listed(names: Names) -> list[str]:
    given = [names] if isinstance(names, str) else names or ()
    return [name for name in given if isinstance(name, str)]
