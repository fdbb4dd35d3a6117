"""Contracts: whether entries of the registries, and objects of one's own, are what they declare.

An extension is a file in a registry's folder. :func:`require` looks at entries, each in a child
process with a time limit, before anything imports them here; what passed is remembered by content
in a set that the caller keeps, such as :class:`Passed`. :func:`check` looks at an object, in this
process.

This is for mistakes, not for malice: an extension is a program with the rights of its user.
"""

from typing import TYPE_CHECKING, Any

from freewidth.contracts._child import examined
from freewidth.contracts._entries import Entry, complete, entries, named
from freewidth.contracts._fault import Fault, text
from freewidth.contracts._memory import Passed
from freewidth.contracts._require import ContractError, doubles, require

if TYPE_CHECKING:
    from freewidth.contracts._check import check

__all__ = [
    "ContractError",
    "Entry",
    "Fault",
    "Passed",
    "check",
    "complete",
    "doubles",
    "entries",
    "examined",
    "named",
    "require",
    "text",
]


def __getattr__(name: str) -> Any:
    """``check`` loads NumPy and the registries: on first use, so that the gate itself is light."""
    if name == "check":
        from freewidth.contracts._check import check

        return check
    raise AttributeError(f"module 'freewidth.contracts' has no attribute {name!r}")
