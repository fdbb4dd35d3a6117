"""The gate: entries are let through if they pass now, or passed before with the same content."""

from collections.abc import Iterable, Mapping, MutableSet

from freewidth.contracts._child import examined
from freewidth.contracts._entries import Entry, digest, entries, misnamed, shadows
from freewidth.contracts._fault import Fault, text
from freewidth.errors import InvalidInputError


class ContractError(InvalidInputError):
    """Some entries are not what they declare.

    Attributes:
        refused: these, each with its faults.
    """

    def __init__(self, refused: Mapping[Entry, list[Fault]]):
        self.refused = dict(refused)
        super().__init__("\n".join(text(each.place, found) for each, found in refused.items()))


def doubles(among: Iterable[Entry] | None = None) -> dict[Entry, list[Fault]]:
    """Entries that have the name of another of their registry, and would replace it."""
    return {entry: [fault] for entry, fault in shadows(entries() if among is None else among)}


def require(
    wanted: Iterable[Entry], passed: MutableSet[str], among: Iterable[Entry] | None = None
) -> None:
    """Look at entries, except for those whose content has passed before.

    Args:
        wanted: entries that somebody is about to load.
        passed: digests of contents that passed; those that pass now are added.
        among: all entries that there are, if known.

    Raises:
        ContractError: one at all has the name of another, or some wanted are not what they
            declare; the message says of each file what was declared, measured, and what to do.
        OSError: no child process can be started.
    """
    wanted, everything = list(wanted), entries() if among is None else list(among)
    if both := doubles(everything):
        raise ContractError(both)
    refused = {entry: [fault] for entry, fault in misnamed(wanted)}
    contents = {entry: digest(entry, everything) for entry in wanted if entry not in refused}
    new = [entry for entry, content in contents.items() if content not in passed]
    for entry, faults in (examined(new) if new else {}).items():
        if faults:
            refused[entry] = faults
        else:
            passed.add(contents[entry])
    if refused:
        raise ContractError(refused)
