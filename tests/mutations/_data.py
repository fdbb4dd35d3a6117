"""The list of mutations: what is written in ``mutations.toml``, checked."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

ROOT = Path(__file__).parents[2]
LIST = Path(__file__).with_name("mutations.toml")
Part = Literal["theory", "networks", "entries", "statistics", "claims"]
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True)
class Mutation:
    """One wrong constant, sign, exponent, term or index.

    Attributes:
        name: a word of its own.
        part: what it is an error of: limits that are predicted, networks and matrices that are
            sampled, an entry of a registry (in both), what is made of samples, a claim.
        file: path from the root of the repository.
        old, new: text that stands in the file exactly once, and what takes its place.
        breaks: what is wrong then, in words.
        caught_by: tests that fail, by their pytest ids.
        claims: claim -> its verdict in a quick run with the mutation, for those of which it is
            another one than without; None where no such run was made.
    """

    name: str
    part: Part
    file: str
    old: str
    new: str
    breaks: str
    caught_by: tuple[str, ...]
    claims: Mapping[str, str] | None = None

    def __post_init__(self):
        if self.part not in PARTS:
            raise ValueError(f"{self.name}: part is one of {', '.join(PARTS)}, got {self.part!r}")
        if not self.caught_by:
            raise ValueError(f"{self.name}: no test is named; write one that fails")
        if self.old == self.new:
            raise ValueError(f"{self.name}: the new text is the old one")

    def applied(self, text: str) -> str:
        """The text of the file with the error in it.

        Raises:
            ValueError: the old text is not there exactly once.
        """
        count = text.count(self.old)
        if count != 1:
            raise ValueError(
                f"{self.name}: {self.file} has {self.old!r} {count} times, not once; the source "
                f"was changed: write into tests/mutations/mutations.toml what stands there now"
            )
        return text.replace(self.old, self.new)


def mutations() -> tuple[Mutation, ...]:
    """All of them, in the order of the file.

    Raises:
        ValueError: two have one name, or an entry contradicts itself.
    """
    entries = tomllib.loads(LIST.read_text(encoding="utf-8"))["mutation"]
    found = tuple(Mutation(**{**e, "caught_by": tuple(e["caught_by"])}) for e in entries)
    names = [each.name for each in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"mutations of one name: {', '.join(twice)}")
    return found


def chosen(names: list[str]) -> tuple[Mutation, ...]:
    """Those named, all if none is.

    Raises:
        ValueError: there is none of that name.
    """
    every = {each.name: each for each in mutations()}
    if unknown := [name for name in names if name not in every]:
        raise ValueError(f"no mutation {', '.join(unknown)}; there are {', '.join(every)}")
    return tuple(every[name] for name in names or every)
