"""The study of finite networks: what experiments measured (``Draws``), and entries about it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from claims._base import Entry, Role, known
from freewidth.network import Network
from freewidth.perturbed import INGREDIENTS
from freewidth.sample import Draws
from freewidth.stats import Evidence
from freewidth.stats.sensitivity import Ingredient, of_study

Experiments = Mapping[tuple[str, str], Draws]  # (experiment, case)


def cases(study: Experiments, experiment: str) -> dict[str, Draws]:
    """The cases of one experiment that were sampled.

    Raises:
        InvalidInputError: results that know which experiments there are know none of this name.
    """
    known("experiment", experiment, getattr(study, "experiments", None))
    return {case: study[experiment, case] for case in _cases(study, experiment)}


def _cases(study: Experiments, experiment: str) -> list[str]:
    """Names of cases; results on disk know them without reading every experiment."""
    if hasattr(study, "cases"):
        return sorted(study.cases(experiment))
    return sorted(case for name, case in study if name == experiment)


def entry(
    draws: Draws, what: str, role: Role, evidence: Iterable[Evidence], note: str = ""
) -> Entry:
    """An entry about one case, ``what`` saying which part of it."""
    labels = {"experiment": draws.experiment, "case": draws.case, "part": what}
    subject = f"{draws.experiment} {draws.case} {what}".strip()
    return Entry(subject, labels, role, tuple(evidence), note)


def ingredients(*names: str) -> dict[str, Ingredient]:
    """What predictions are made of, of which claims read the :func:`error`."""

    def wrong(name: str) -> Ingredient:
        return of_study(lambda study, factor: _Wrong(study, name, factor))

    return {name: wrong(name) for name in names}


@dataclass(frozen=True)
class _Wrong(Mapping[tuple[str, str], Draws]):
    """A study whose draws say that predictions are to get an ingredient wrong, once asked for."""

    study: Experiments
    name: str
    factor: float

    def __getitem__(self, key: tuple[str, str]) -> Draws:
        draws = self.study[key]
        return replace(draws, settings={**draws.settings, "errors": {self.name: self.factor}})

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.study)

    def __len__(self) -> int:
        return len(self.study)

    def cases(self, experiment: str) -> list[str]:
        """As of the study."""
        return _cases(self.study, experiment)


def mistakes(draws: Draws) -> Mapping[str, float]:
    """Ingredient -> the factor by which predictions are to get it wrong; empty but for a test."""
    return cast(Mapping[str, float], draws.settings.get("errors", {}))


def error(draws: Draws, name: str) -> float:
    """The factor of one ingredient, 1 if it is right."""
    return mistakes(draws).get(name, 1.0)


def mistaken(net: Network, draws: Draws) -> Network:
    """A network with those :func:`mistakes` that networks have."""
    for name, factor in mistakes(draws).items():
        if name in INGREDIENTS:
            net = INGREDIENTS[name](net, factor)
    return net
