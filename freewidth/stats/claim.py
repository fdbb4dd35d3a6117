"""What a claim is: a statement of a paper, and the measurements that could have refuted it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from freewidth.errors import InvalidInputError
from freewidth.stats.evidence import Evidence

Role = Literal["theorem", "empirical", "control"]
Verdict = Literal["supported", "refuted", "inconclusive"]


@dataclass(frozen=True, repr=False)
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

    Raises:
        InvalidInputError: no such role.
    """

    subject: str
    labels: Mapping[str, object]
    role: Role
    evidence: tuple[Evidence, ...]
    note: str = ""

    def __post_init__(self):
        if self.role not in get_args(Role):
            raise InvalidInputError(
                f"{self.subject}: a role is one of {', '.join(get_args(Role))}, got {self.role!r}"
            )

    def __repr__(self):
        worst = max((item.distance() for item in self.evidence), default=0.0)
        return (
            f"Entry({self.subject!r}, {self.role}: {len(self.evidence)} statistics, at most "
            f"{worst:.3g} standard errors off)"
        )


@dataclass(frozen=True, repr=False)
class Claim:
    """A statement with its source, its hypotheses, and the rivals its evidence must exclude.

    Attributes:
        statement: the theorem in one sentence.
        source: the paper.
        hypotheses: what the theorem assumes; entries outside are ``"empirical"``.
        rival: what would be true instead, in words.
        entries: ``entries(study)`` yields the evidence, subject by subject; ``study`` is everything
            that was measured for the claims of one folder.
        should: the verdict the literature leads one to expect.
        ingredients: name -> what the predictions are made of, as
            :class:`~freewidth.stats.sensitivity.Ingredient`: of each is measured how large an error
            the claim would see.
        blind: why there are none, if so.

    Raises:
        InvalidInputError: a text is empty, no such verdict, or ``entries`` is no function.
    """

    statement: str
    source: str
    hypotheses: str
    rival: str
    entries: Callable[[Any], Iterator[Entry]]
    should: Verdict = "supported"
    ingredients: Mapping[str, Any] = field(default_factory=dict)
    blind: str = ""

    def __post_init__(self):
        for name in ("statement", "source", "hypotheses", "rival"):
            text = getattr(self, name)
            if not (isinstance(text, str) and text.strip()):
                raise InvalidInputError(f"a claim says in words what its {name} is, got {text!r}")
        if self.should not in get_args(Verdict):
            raise InvalidInputError(
                f"a claim should be one of {', '.join(get_args(Verdict))}, got should="
                f"{self.should!r}: {self.statement}"
            )
        if not callable(self.entries):
            raise InvalidInputError(
                f"entries is a function from measurements to entries, got {self.entries!r}: "
                f"{self.statement}"
            )

    def __repr__(self):
        return f"Claim({self.statement!r}, should be {self.should})"
