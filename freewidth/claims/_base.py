"""What a claim is: a statement of a paper, and the measurements that could have refuted it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from freewidth.compare import Comparison, Evidence
from freewidth.network import Network

Key = tuple[str, str, int, str]  # ensemble, activation, depth, dependence
Study = Mapping[Key, Comparison]
Role = Literal["theorem", "empirical", "control"]


@dataclass(frozen=True)
class Entry:
    """Evidence on one network.

    Attributes:
        ensemble, activation, depth: the network.
        widths: sampled widths.
        role: ``"theorem"`` if the paper's hypotheses cover it, ``"empirical"`` if they do not
            (reported, but neither for nor against the claim), ``"control"`` if the statement is
            known to be false here and must come out refuted.
        evidence: one item per statistic.
        note: what is special about this entry.
    """

    ensemble: str
    activation: str
    depth: int
    widths: tuple[int, ...]
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
        entries: ``entries(study)`` yields the evidence, network by network.
        should: the verdict the literature leads one to expect.
    """

    statement: str
    source: str
    hypotheses: str
    rival: str
    entries: Callable[[Study], Iterator[Entry]]
    should: str = "supported"


def entry(
    comparison: Comparison, role: Role, evidence: list[Evidence], note: str = ""
) -> Entry:
    """An entry about the network of a comparison."""
    net: Network = comparison.net
    return Entry(
        ensemble=net.ensemble,
        activation=net.activation,
        depth=net.depth,
        widths=comparison.widths,
        role=role,
        evidence=tuple(evidence),
        note=note,
    )
