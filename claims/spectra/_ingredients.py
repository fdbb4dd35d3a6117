"""What limit laws are made of, and how the claims about them come out if it is wrong."""

from collections.abc import Mapping
from functools import partial

from claims._base import Study
from freewidth.perturbed import INGREDIENTS, STEPS
from freewidth.stats.sensitivity import Ingredient, of_study


def _under(name: str, study: Study, factor: float) -> Study | None:
    """Every network beside the limits that are stored for a wrong ingredient."""
    if not any(name in comparison.perturbed for comparison in study.values()):
        return None
    return {key: comparison.under(name, factor) for key, comparison in study.items()}


STORED: Mapping[str, Ingredient] = {
    name: of_study(partial(_under, name), STEPS) for name in INGREDIENTS
}
