"""What is said of an entry that is not what it declares."""

from collections.abc import Iterable
from dataclasses import dataclass

MOST = 4  # faults of one entry that are told: what follows is mostly of the same cause


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it is declared.

    Attributes:
        declared: what the entry says of itself, or has to be.
        measured: what was found instead, over how much.
        remedy: what to do about it.
    """

    declared: str
    measured: str
    remedy: str


def text(place: str, faults: Iterable[Fault]) -> str:
    """Some lines on an entry that is refused; ``place`` is its file."""
    found = list(faults)
    lines = [f"{place}: refused, and nothing of it is used"]
    for fault in found[:MOST]:
        lines += [
            f"  declared:   {fault.declared}",
            f"  measured:   {fault.measured}",
            f"  what to do: {fault.remedy}",
        ]
    rest = len(found) - MOST
    return "\n".join([*lines, f"  and {rest} more faults"] if rest > 0 else lines)
