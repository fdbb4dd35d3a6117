"""The contract of one entry, or of one object, in this process."""

import warnings
from collections.abc import Iterator
from importlib import import_module
from traceback import extract_tb
from typing import Any

import numpy as np

from freewidth.activations import Activation
from freewidth.biases import Bias
from freewidth.contracts import _activations, _biases, _ensembles, _kinds
from freewidth.contracts._entries import REGISTRIES
from freewidth.contracts._fault import Fault, text
from freewidth.ensembles import Ensemble
from freewidth.errors import InvalidInputError
from freewidth.kinds import KINDS, Kind

CLASSES = {"ensembles": Ensemble, "activations": Activation, "biases": Bias, "kinds": Kind}


def check(thing: Ensemble | Activation | Bias | Kind) -> None:
    """Hold an object of one's own to all that registered entries are held to; takes some .1 s.

    Raises:
        InvalidInputError: it is not what it declares; the message says what was measured.
        TypeError: it is none of these.
    """
    registry = next((name for name, of in CLASSES.items() if isinstance(thing, of)), None)
    if registry is None:
        raise TypeError(f"an ensemble, activation, law of biases or kind is needed, got {thing!r}")
    found = list(faults(registry, thing, name=getattr(thing, "name", ""), extra=True))
    if found:
        raise InvalidInputError(text(repr(thing), found))


def loaded(registry: str, module: str, name: str, extra: bool) -> list[Fault]:
    """What is wrong with the entry of a registry in ``module``, beginning with its import."""
    attribute, of = REGISTRIES[registry], CLASSES[registry]
    try:
        thing = getattr(import_module(module), attribute, None)
    except InvalidInputError as error:  # of what it declares when it is made
        return [Fault("its parts agree", str(error), "correct what is wrong")]
    except BaseException as error:
        return [_raised("it can be imported", error)]
    if not isinstance(thing, of):
        return [
            Fault(
                f"a public file defines `{attribute}`, an object of class {of.__name__}",
                f"`{attribute}` is missing" if thing is None else f"it is {thing!r:.80}",
                f"define {attribute} = {of.__name__}(...), or begin the name of a helper with '_'",
            )
        ]
    return held(registry, thing, name, extra)


def held(registry: str, thing: Any, name: str, extra: bool) -> list[Fault]:
    """What is wrong with an object, exceptions that it raises included."""
    try:
        return list(faults(registry, thing, name, extra))
    except BaseException as error:
        return [_raised("it can be used as docs/adding.md says", error)]


def faults(registry: str, thing: Any, name: str, extra: bool) -> Iterator[Fault]:
    """What is wrong with an object."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if registry == "ensembles":
            yield from _ensembles.faults(thing)
        elif registry == "activations":
            yield from _activations.faults(thing, extra)
        elif registry == "biases":
            yield from _biases.faults(thing, name)
        else:
            yield from _kinds.faults(thing, name, [*KINDS])


def _raised(declared: str, error: BaseException) -> Fault:
    where = extract_tb(error.__traceback__)[-1]
    return Fault(
        declared,
        f"{type(error).__name__}: {str(error)[:300]} ({where.filename}:{where.lineno})",
        "correct it; `freewidth check NAME` tries again",
    )
