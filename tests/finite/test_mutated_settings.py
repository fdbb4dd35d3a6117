"""Settings that are accepted can be drawn, or end in a sentence: no other error, no silent NaN."""

import warnings
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from freewidth.activations import EVERY as ACTIVATIONS
from freewidth.ensembles import EVERY as ENSEMBLES
from freewidth.errors import FreewidthError, InvalidInputError
from freewidth.symmetric.matrices import MATRICES
from scripts.finite import experiments
from tests.finite.conftest import small

TINY = [[2, 8], [3, 8], [4, 8]]  # widths, and networks of each
POOLS = tuple(map(tuple, (ENSEMBLES, ACTIVATIONS, MATRICES)))


def others(field: str, value: Any) -> Iterator[Any]:
    """Other values of a setting: every name there is, the ends of numbers, tiny widths."""
    if field == "activation":
        yield from ACTIVATIONS
    elif field == "ensembles":
        yield from (["gaussian", "orthogonal", name] for name in ENSEMBLES)
    elif field in ("cases", "activations", "heavy"):
        yield from ([name] for pool in POOLS if value[0] in pool for name in pool)
    elif isinstance(value, float):
        yield from (0.0, 1e-6, 1e-3, 100.0, 1e6, 0.999, -0.999)
    elif isinstance(value, int):
        yield from (1, 2, 3, 12)
    elif field in ("widths", "narrow"):
        yield TINY
    elif field == "depths":
        yield from ([1], [30])


def outcome(name: str, given: dict[str, Any]) -> str:
    """``fine`` or ``refused``, else what is wrong."""
    try:
        settings = experiments.settings(name, "quick", given)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            arrays = experiments.draw_case(name, settings.cases[0], settings, 1).arrays()
    except (InvalidInputError, FreewidthError):
        return "refused"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    found = [np.isfinite(values).all() for values in arrays.values() if values.dtype.kind in "fc"]
    return "fine" if all(found) else "not finite"


@pytest.mark.slow
def test_accepted_settings_can_be_drawn_or_end_in_a_sentence(name):
    base = small(name)
    plain = experiments.plain(base)
    found = {
        f"{field.name} = {value}": outcome(name, plain | {field.name: value})
        for field in fields(base)
        for value in others(field.name, getattr(base, field.name))
    }
    assert {"fine"} <= set(found.values())
    assert {key: said for key, said in found.items() if said not in ("fine", "refused")} == {}
