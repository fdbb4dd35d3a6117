"""What a claim is: a statement of a paper, and the measurements that could have refuted it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from freewidth.stats.evidence import Evidence

Role = Literal["theorem", "empirical", "control"]


@dataclass(frozen=True)
class Entry:
    """Evidence on one subject, for most claims one network at several widths.

    Attributes:
        subject: what a table row says, for example "gaussian tanh L=3".
        labels: the same as plain data (ensemble, activation, depth, widths, ...).
        role: ``"theorem"`` if the paper's hypotheses cover it, ``"empirical"`` if they do not
            (reported, but neither for nor against the claim), ``"control"`` if the statement is
            known to be false here and must come out refuted.
        evidence: one item per statistic.
        note: what is special about this entry.
    """

    subject: str
    labels: Mapping[str, object]
    role: Role
    evidence: tuple[Evidence, ...]
    note: str = ""


@dataclass(frozen=True)
class Claim:
    """A statement with its source, its hypotheses, and the rivals its evidence must exclude.

    Attributes:
        statement: the theorem in one sentence.
        source: the paper.
        hypotheses: what the theorem assumes; entries outside are ``"empirical"``.
        rival: what would be true instead, in words.
        entries: ``entries(study)`` yields the evidence, subject by subject.
        should: the verdict the literature leads one to expect.
        family: which study it reads; ``"jacobian"`` is a mapping of comparisons.
    """

    statement: str
    source: str
    hypotheses: str
    rival: str
    entries: Callable[[Any], Iterator[Entry]]
    should: str = "supported"
    family: str = "jacobian"
