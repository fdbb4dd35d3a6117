"""Fixtures: every experiment of the folder, its quick settings with few networks, and draws."""

from functools import cache
from typing import Annotated, get_args, get_origin, get_type_hints

import pytest

from scripts.finite import experiments
from scripts.finite._settings import MANY

FEW = 8  # networks of each size; a multiple of how many share a D in the experiment on fluctuations


def fewer(value, hint):
    """The value with ``FEW`` wherever its type says that networks are counted."""
    if get_origin(hint) is Annotated:
        base, *limits = get_args(hint)
        return FEW if MANY in limits else fewer(value, base)
    if get_origin(hint) is tuple:
        hints = get_args(hint)
        hints = hints[:1] * len(value) if hints[-1] is Ellipsis else hints
        return tuple(fewer(item, own) for item, own in zip(value, hints, strict=True))
    return value


def small(name):
    """The quick settings of an experiment, with few networks of each size."""
    settings = experiments.settings(name, "quick")
    hints = get_type_hints(type(settings), include_extras=True)
    given = {key: fewer(getattr(settings, key), hint) for key, hint in hints.items()}
    return experiments.settings(name, "quick", given)


@cache
def drawn(name, seed=0):
    """The draws of an experiment by case."""
    settings = small(name)
    return {case: experiments.draw_case(name, case, settings, seed) for case in settings.cases}


@pytest.fixture(params=experiments.names())
def name(request):
    return request.param


@pytest.fixture(params=experiments.pictures())
def picture(request):
    return request.param


@pytest.fixture
def draws(name):
    return drawn(name)


@pytest.fixture
def shown(picture):
    """The draws that a picture shows: none for a picture of theory alone."""
    return drawn(picture) if picture in experiments.names() else {}
