"""What a claim is: a statement, and the measurements that could have refuted it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from freewidth.arguments import LATER, checked
from freewidth.errors import InvalidInputError
from freewidth.stats.evidence import Evidence
from freewidth.stats.source import Known, Source, check_known

Role = Literal["theorem", "empirical", "control"]
Verdict = Literal["supported", "refuted", "inconclusive"]
Scope = Literal["limit", "finite size", "trained"]


@checked
@dataclass(frozen=True, repr=False)
class Entry:
    """Evidence on one subject, for most claims one network at several widths.

    Attributes:
        subject: what a table row says, for example "gaussian tanh L=3".
        labels: the same as plain data (ensemble, activation, depth, widths, ...).
        role: ``"theorem"`` if the claim's hypotheses cover it, ``"empirical"`` if they do not
            (reported, but neither for nor against the claim), ``"control"`` if the statement is
            known to be false here and must come out refuted. What a paper does not cover is no
            theorem in a claim of that paper.
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

    def __repr__(self):
        worst = max((item.distance() for item in self.evidence), default=0.0)
        return (
            f"Entry({self.subject!r}, {self.role}: {len(self.evidence)} statistics, at most "
            f"{worst:.3g} standard errors off)"
        )


@checked
@dataclass(frozen=True, repr=False)
class Claim:
    """A statement with its source, its hypotheses, and the rivals its evidence must exclude.

    Attributes:
        statement: in one sentence.
        source: who states it, and how that is known.
        hypotheses: what it assumes, each in words -> how it is known: ``"abstract"`` or
            ``"recalled"`` if the paper assumes it, ``"ours"`` if it is asked here, whether or not
            the paper asks it. Entries outside are ``"empirical"``.
        rival: what would be true instead, in words.
        entries: ``entries(study)`` yields the evidence, subject by subject; ``study`` is everything
            that was measured for the claims of one folder.
        should: the verdict the literature leads one to expect.
        ingredients: name -> what the predictions are made of, as
            :class:`~freewidth.stats.sensitivity.Ingredient`: of each is measured how large an error
            the claim would see.
        blind: why there are none, if so.
        formula: the statement in LaTeX, or what it is about; parts that may stand on lines of their
            own are separated by ``\\qquad``. Empty if words do.
        scope: what it is about: ``"limit"`` of large networks or matrices, ``"finite size"`` (exact
            there, a rate or a correction), or networks that were ``"trained"``.

    Raises:
        InvalidInputError: a text is empty, the source is none, there is no hypothesis or one that
            is known in no way there is, no such verdict or scope, a formula that is no text, or
            ``entries`` is no function.
    """

    statement: str
    source: Source
    hypotheses: Mapping[str, Annotated[Known, LATER]]
    rival: str
    entries: Callable[[Any], Iterator[Entry]]
    should: Verdict = "supported"
    ingredients: Mapping[str, Any] = field(default_factory=dict)
    blind: str = ""
    formula: str = ""
    scope: Scope = "limit"

    def __post_init__(self):
        for name in ("statement", "rival"):
            text = getattr(self, name)
            if not text.strip():
                raise InvalidInputError(f"a claim says in words what its {name} is, got {text!r}")
        if not self.hypotheses:
            raise InvalidInputError(
                f"hypotheses are a mapping of words to how they are known, got none: "
                f"{self.statement}"
            )
        for words, known in self.hypotheses.items():
            check_known(known, f"hypothesis {words!r}")

    def __repr__(self):
        return f"Claim({self.statement!r}, should be {self.should})"
