"""The study of finite networks: what experiments measured (``Draws``), and entries about it."""

from collections.abc import Iterable, Mapping

from claims._base import Entry, Role, known
from freewidth.sample import Draws
from freewidth.stats import Evidence

Experiments = Mapping[tuple[str, str], Draws]  # (experiment, case)


def cases(study: Experiments, experiment: str) -> dict[str, Draws]:
    """The cases of one experiment that were sampled.

    Raises:
        InvalidInputError: results that know which experiments there are know none of this name.
    """
    known("experiment", experiment, getattr(study, "experiments", None))
    return {case: draws for (name, case), draws in sorted(study.items()) if name == experiment}


def entry(
    draws: Draws, what: str, role: Role, evidence: Iterable[Evidence], note: str = ""
) -> Entry:
    """An entry about one case, ``what`` saying which part of it."""
    labels = {"experiment": draws.experiment, "case": draws.case, "part": what}
    subject = f"{draws.experiment} {draws.case} {what}".strip()
    return Entry(subject, labels, role, tuple(evidence), note)
