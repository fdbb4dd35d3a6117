"""What limit laws are made of, and how the claims about them come out if it is wrong."""

from collections.abc import Mapping
from functools import partial

from claims._base import Study
from freewidth.perturbed import INGREDIENTS, STEPS
from freewidth.stats.sensitivity import Ingredient, of_study


def _under(name: str, others: bool, study: Study, factor: float) -> Study | None:
    """Networks beside the limits that are stored for a wrong ingredient, and perhaps the others."""
    found = {key: c.under(name, factor) for key, c in study.items() if name in c.perturbed}
    if not found:
        return None
    return {**study, **found} if others else found


def stored(others: bool) -> Mapping[str, Ingredient]:
    """What limit laws are made of; with ``others``, a claim needs networks without them as well."""
    return {name: of_study(partial(_under, name, others), STEPS) for name in INGREDIENTS}


STORED = stored(others=False)
