"""Calls of public names made up by a seeded generator: a right value, or one sentence of ours.

Arguments that are right (``tests/calls.py``) are exchanged for others: of another type or shape,
out of range, no number, infinite, empty, huge, or what is right elsewhere. Records hold what they
are given: of those only the type is looked at.
"""

import inspect
import random
import resource
import signal
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from freewidth.errors import FreewidthError, InvalidInputError, NotConvergedError
from freewidth.model import LawWarning
from tests import calls

SECONDS = 20.0  # of the processor that one call may take
MEMORY = 16 * 2**30  # addresses: what would take more has to be refused, not tried
LONGEST = 500  # characters of a sentence
OTHERS = (
    None, "", "x" * 5000, "\n", "$(touch x)", "../x", "\u202eabc", b"bytes", "no such", -1, 0, 1, 2,
    -1.5, 0.0, 0.5, float("nan"), float("inf"), -float("inf"), 10**20, 10**6, 2**63, 1e308, 1e-308,
    1e150, -1e150, 1e-150, True, False, 1j, complex("nan+1j"), [], (), {}, set(), [None], [[]],
    [1, "x"], [float("nan")], [10**400], {"a": None}, {8: [1.0]}, np.zeros(0), np.zeros((0, 3)),
    np.array([np.nan]), np.array([np.inf, 1.0]), np.ones((2, 3, 4)), np.ones(3) * (1 + 1j),
    np.array(["a"]), np.array([None]), np.array(3.0), np.float32(1.5), np.int64(3), np.bool(True),
    np.ones(8), np.zeros(8), -np.ones(8), np.ones((8, 1)), np.full(8, 1e200), [1.0] * 1000,
    [[1.0], [2.0, 3.0]], [[1.0, 2.0], [2.0, 1.0]], [2, 1], Fraction(1, 3), ..., object, object(),
    np.random.RandomState(0), np.random.Generator, abs, lambda *_: None, lambda *_: np.nan,
    range(3), calls.NET, calls.MARCHENKO, calls.ENTRY, calls.TABLE,
)  # fmt: skip
Call = tuple[str, dict[str, Any]]


class TooLong(BaseException):
    """A call did not end in time."""


def made(rng: random.Random) -> Call:
    """A name, and arguments of which none to two were exchanged."""
    name = rng.choice(list(calls.callables()))
    given = calls.arguments(name)
    keys = [key for key in given if key != "self"]
    for key in rng.sample(keys, min(len(keys), rng.choice((0, 1, 1, 1, 2)))):
        usual = rng.choice(list(calls.USUAL.values()))
        other = usual() if rng.random() < 0.2 else rng.choice(OTHERS)
        given[key] = fitted(name, key, other)
    return name, given


def fitted(name: str, key: str, other: Any) -> Any:
    """What stands for any number of arguments is a sequence of them."""
    kind = inspect.signature(calls.callables()[name]).parameters[key].kind
    if kind is inspect.Parameter.VAR_POSITIONAL:
        return (other,)
    return {"some": other} if kind is inspect.Parameter.VAR_KEYWORD else other


@contextmanager
def bounded() -> Iterator[None]:
    """So many seconds and addresses, and no warning."""

    def late(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, late)
    limits = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, limits[1]))
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", LawWarning)
            yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_AS, limits)


def outcome(call: Call) -> str:
    """How a call ended: ``value``, ``refused``, ``not converged``, else what is wrong."""
    name, given = call
    try:
        with bounded():
            found = calls.run(calls.callables()[name], given)
    except FreewidthError as error:
        return sentence(error)
    except (Exception, TooLong) as error:
        return f"{type(error).__name__}: {error}"
    record = inspect.isclass(calls.callables()[name])
    free = record or is_free(name) or holds_nan(list(given.values()))  # nan in, nan out
    return "no number" if not free and holds_nan(found) else "value"


def sentence(error: FreewidthError) -> str:
    """Whether what an error says is a sentence."""
    said = str(error)
    if not (20 <= len(said) <= LONGEST and said.isprintable()):
        return f"no sentence: {said[:LONGEST]!r}"
    kinds = {InvalidInputError: "refused", NotConvergedError: "not converged"}
    return kinds.get(type(error), f"unknown kind {type(error).__name__}")


def is_free(name: str) -> bool:
    """Whether what is returned may be no number, as its signature says."""
    found = inspect.get_annotations(calls.callables()[name]).get("return")
    return any(getattr(mark, "nan", False) for mark in getattr(found, "__metadata__", ()))


def holds_nan(found: Any) -> bool:
    """Whether numbers, however deep in collections, are none."""
    if isinstance(found, Mapping):
        return any(map(holds_nan, found.values()))
    if isinstance(found, list | tuple):
        return any(map(holds_nan, found))
    numbers = (
        isinstance(found, float | complex | np.ndarray) and np.asarray(found).dtype.kind in "fc"
    )
    return bool(numbers and np.isnan(found).any())


def outcomes(seed: int, count: int, folder: Any) -> Counter[tuple[str, str]]:
    """How calls ended, counted by package."""
    rng, found = random.Random(seed), Counter[tuple[str, str]]()
    wrong = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for _ in range(count):
            call = made(rng)
            ended = outcome(call)
            found[call[0].partition(".")[0], ended] += 1
            if ended not in ("value", "refused", "not converged"):
                wrong[call[0], shown(call)] = ended
    assert wrong == {}
    return found


def shown(call: Call) -> str:
    """The arguments of a call, for a message."""
    return ", ".join(f"{key}={value!r:.80}" for key, value in call[1].items())


def test_every_public_name_has_a_call_that_is_right():
    """And looks at its arguments; new names need an entry in ``tests/calls.py``."""
    assert not {name for name in (*calls.OTHER, *calls.SELF) if name not in known()}
    missing = set()
    for name in calls.callables():
        try:
            calls.arguments(name)
        except KeyError as error:
            missing.add(str(error))
    assert missing == set()


def known() -> set[str]:
    return {*calls.callables()} | {name.rpartition(".")[0] for name in calls.callables()}


def test_calls_end_well_or_with_one_sentence(tmp_path):
    found = outcomes(seed=1, count=60, folder=tmp_path)
    assert {ended for _, ended in found} >= {"value", "refused"}


@pytest.mark.slow
def test_right_calls_give_values(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # pictures are saved
    found = {name: outcome((name, calls.arguments(name))) for name in calls.callables()}
    assert {name: ended for name, ended in found.items() if ended != "value"} == {}


@pytest.mark.slow
def test_a_thousand_calls_end_well_or_with_one_sentence(tmp_path, capsys):
    found = outcomes(seed=2020, count=1000, folder=tmp_path)
    with capsys.disabled():
        for (package, ended), count in sorted(found.items()):
            print(f"{package} {ended}: {count}")
    assert sum(found.values()) == 1000
