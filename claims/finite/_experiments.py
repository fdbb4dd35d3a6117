"""The study of finite networks: what experiments measured (``Draws``), and entries about it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
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
    return {case: draws for (name, case), draws in sorted(study.items()) if name == experiment}


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
        def change(study: Experiments, factor: float) -> Experiments:
            return {key: _with_error(draws, name, factor) for key, draws in study.items()}

        return of_study(change)

    return {name: wrong(name) for name in names}


def _with_error(draws: Draws, name: str, factor: float) -> Draws:
    return replace(draws, settings={**draws.settings, "errors": {name: factor}})


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
