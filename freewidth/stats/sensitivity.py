r"""How large an error of its theory a claim would have seen.

An *ingredient* is what predictions are made of: a variance, a slope, a ratio of sizes. The same
measurements are judged once more with the ingredient multiplied, and divided, by 1 + e: by the same
rule, Holm's method over the same tests. The *sensitivity* is the least e from which the claim is
refuted both ways,

.. math:: e^* \approx \frac{|\text{observed} - \text{expected}| + \text{bias} + \text{limit} \cdot
    \text{sem}}{|d\,\text{expected}/d\log\theta|}

for a single statistic. Only entries of role ``theorem`` get the wrong theory, as only they decide,
and what supports nothing (too few networks, a fit that fails) is not said to see an error.
The theory is evaluated at a few errors; between them each number is interpolated by a parabola in
:math:`\log(1+e)`, its logarithm where it is positive: powers of the ingredient are exact then.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, expm1, log1p
from typing import Any

import numpy as np
import scipy  # its parts are loaded at first use
from numpy.typing import NDArray

from freewidth.errors import InvalidInputError
from freewidth.stats._judge import holm, levels_of
from freewidth.stats.claim import Claim, Entry

ERRORS = (0.05, 0.3, 1.0)  # at which a theory is evaluated until one is refuted
DIGITS = 0.02  # relative: two digits of an error are enough
HALF = 0.5  # of the entries that an ingredient touches
SIGNS = {"equal": 0.0, "at most": 1.0, "at least": -1.0}
WAYS = {"more": 1, "less": -1}

Entries = Callable[[Any], Iterable[Entry]]
Points = Mapping[float, NDArray]  # log(1 + e), with its sign -> numbers of statistics, (4, T)


@dataclass(frozen=True)
class Ingredient:
    """What a prediction is made of, and how the entries come out if it is wrong.

    Attributes:
        entries: ``entries(claim.entries, study, factor)`` are the entries of a claim if the
            ingredient is ``factor`` times what it is. What they leave out stays as it is.
        errors: e at which they are asked for, increasing: factors 1 + e and 1/(1 + e).
    """

    entries: Callable[[Entries, Any, float], Iterable[Entry]]
    errors: tuple[float, ...] = ERRORS


def of_study(change: Callable[[Any, float], Any], errors: tuple[float, ...] = ERRORS) -> Ingredient:
    """An ingredient that the study holds: ``change(study, factor)`` is the study with it wrong.

    None if it is in nothing that the study holds.
    """

    def entries(of: Entries, study: Any, factor: float) -> Iterable[Entry]:
        changed = change(study, factor)
        return () if changed is None else of(changed)

    return Ingredient(entries, errors)


def of_prediction(errors: tuple[float, ...] = ERRORS) -> Ingredient:
    """All predicted numbers themselves: an exponent, a constant."""

    def entries(of: Entries, study: Any, factor: float) -> Iterable[Entry]:
        for entry in of(study):
            items = (replace(item, expected=factor * item.expected) for item in entry.evidence)
            yield replace(entry, evidence=tuple(items))

    return Ingredient(entries, errors)


def sensitivity(claim: Claim, study: object, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """For every ingredient of a claim the error from which it would have been refuted.

    ``entries`` are those of the claim. Ingredients that change no prediction here are left out. As
    plain data: ``ingredient``; ``refuted_from``, the least e for which some entry is refuted both
    with 1 + e and with 1/(1 + e) times the ingredient, None if none is for the largest e tried,
    which is ``tried``; ``more`` and ``less``, the same for the factor above one and for that below;
    ``half``, as ``refuted_from`` for half of the entries with predictions that change, ``touched``
    of them; ``by``, the statistic that refutes the claim.

    Raises:
        InvalidInputError: two statistics have the same name, or a wrong ingredient makes new ones.
    """
    if not claim.ingredients:
        return []
    tests = _Tests(entries)

    def of(asked: Any) -> Iterable[Entry]:
        """Of the study that was judged they are known: what is predicted alone may be wrong."""
        return entries if asked is study else claim.entries(asked)

    def wrong(name: str, factor: float) -> NDArray:
        """Numbers of the statistics if an ingredient is ``factor`` times what it is."""
        changed = claim.ingredients[name].entries(of, study, factor)
        return tests.changed(changed, f"{claim.statement} Wrong {name}")

    found = (_of(name, each, tests, wrong) for name, each in claim.ingredients.items())
    return [each for each in found if each["touched"]]


def _of(name, ingredient, tests, wrong) -> dict[str, Any]:
    """One ingredient."""
    points = {0.0: tests.numbers}
    some: dict[str, float | None] = dict.fromkeys(WAYS)
    half, touched = some.copy(), np.zeros(0, dtype=bool)

    def any_refuted(numbers):
        return tests.refuted(numbers).any()

    def half_refuted(numbers):
        return tests.refuted(numbers)[touched].mean() >= HALF

    for error in ingredient.errors:
        for sign in WAYS.values():
            points[sign * log1p(error)] = wrong(name, exp(sign * log1p(error)))
        touched = tests.touched(points.values())
        if not touched.any():
            break
        for way, sign in WAYS.items():
            at = sign * log1p(error)
            some[way] = some[way] or _first(points, at, any_refuted)
            half[way] = half[way] or _first(points, at, half_refuted)
        if None not in half.values():
            break
    end = _worse(some)
    return {
        "ingredient": name,
        "refuted_from": _error(end),
        "more": _error(some["more"]),
        "less": _error(some["less"]),
        "half": _error(_worse(half)),
        "touched": int(touched.sum()),
        "tried": ingredient.errors[-1],
        "by": None if end is None else tests.worst(_between(points, end)),
    }


def _worse(ends: Mapping[str, float | None]) -> float | None:
    """The end further off; None if there is none on one side."""
    known = [end for end in ends.values() if end is not None]
    return max(known, key=abs) if len(known) == len(ends) else None


def _error(end: float | None) -> float | None:
    return None if end is None else expm1(abs(end))


def _first(points: Points, at: float, so: Callable[[NDArray], bool]) -> float | None:
    """Where, on the way from the point before ``at`` to it, something begins to be so."""
    if not so(points[at]):
        return None
    low, high = max((p for p in points if p * at >= 0 and abs(p) < abs(at)), key=abs), at
    if low == 0.0 and so(points[0.0]):
        return np.nextafter(0.0, at)
    while abs(high - low) > DIGITS * abs(high):
        middle = (low + high) / 2
        low, high = (low, middle) if so(_between(points, middle)) else (middle, high)
    return high


def _between(points: Points, at: float) -> NDArray:
    """Numbers at a point, by :func:`interpolate` through the three nearest ones."""
    near = sorted(sorted(points, key=lambda p: abs(p - at))[:3])
    return interpolate(near, [points[p] for p in near], at)


def interpolate(places: Sequence[float], values: Sequence[NDArray], at: float) -> NDArray:
    """The polynomial through arrays at some places; of logarithms where all values are positive."""
    stacked = np.stack(values)
    positive = np.all(stacked > 0, axis=0)
    y = np.where(positive, np.log(np.where(positive, stacked, 1.0)), stacked)
    x = np.asarray(places, dtype=float)
    others = [np.delete(x, i) for i in range(len(x))]
    weights = [np.prod((at - rest) / (p - rest)) for p, rest in zip(x, others, strict=True)]
    found = np.tensordot(weights, y, axes=1)
    found = np.where(positive, np.exp(np.where(positive, found, 0.0)), found)
    return np.where(np.all(stacked == stacked[0], axis=0), stacked[0], found)  # without rounding


class _Tests:
    """All statistics of a claim, of which those of theorem entries may take other numbers."""

    def __init__(self, entries: Sequence[Entry]):
        own = [entry for entry in entries if entry.role == "theorem"]
        levels = levels_of(item for entry in entries for item in entry.evidence)
        self.others = [i.p_value() for e in entries if e.role != "theorem" for i in e.evidence]
        every = [item for entry in own for item in entry.evidence]
        self.decides = np.array([levels.decides(item) for item in every], dtype=bool)
        self.entry = np.repeat(np.arange(len(own)), [len(entry.evidence) for entry in own])
        self.freedom = np.array([item.freedom for entry in own for item in entry.evidence])
        self.side = np.array([SIGNS[item.side] for entry in own for item in entry.evidence])
        self.names, self.numbers = _numbers(own)
        if twice := {name for name in self.names if self.names.count(name) > 1}:
            raise InvalidInputError(f"several statistics of one name: {', '.join(sorted(twice))}")

    def changed(self, entries: Iterable[Entry], what: str) -> NDArray:
        """The numbers with those of other entries in their place, statistic by statistic."""
        names, numbers = _numbers(entries)
        place = {name: i for i, name in enumerate(self.names)}
        if new := [name for name in names if name not in place]:
            raise InvalidInputError(
                f"{what}: an ingredient may change what is expected, not what is tested; "
                f"{new[0]} is new"
            )
        found = self.numbers.copy()
        found[:, [place[name] for name in names]] = numbers
        return found

    def touched(self, several: Iterable[NDArray]) -> NDArray:
        """Which entries have a number that is not the same in all arrays, shape (entries,)."""
        differ = [np.any(numbers != self.numbers, axis=0) for numbers in several]
        return self._any(np.any(differ, axis=0))

    def refuted(self, numbers: NDArray) -> NDArray:
        """Which entries are refuted with these numbers in the place of theirs, shape (entries,)."""
        own = self._p_values(numbers)
        level = holm([*own.tolist(), *self.others])
        return self._any(self.decides & ~(own >= level))  # nan refutes

    def worst(self, numbers: NDArray) -> str:
        """The statistic that is the least likely."""
        p_values = np.where(self.decides, self._p_values(numbers), np.inf)
        return self.names[int(np.argmin(p_values))]

    def _any(self, items: NDArray) -> NDArray:
        """Entries some item of which is so."""
        return np.bincount(self.entry[items], minlength=self.entry.max(initial=-1) + 1) > 0

    def _p_values(self, numbers: NDArray) -> NDArray:
        """As ``Evidence.p_value``."""
        observed, expected, sem, bias = numbers
        above = observed - expected
        off = np.where(self.side == 0, np.abs(above), self.side * above) - np.maximum(bias, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            distance = np.where(off > 0, off / np.maximum(sem, 0.0), 0.0)
        return 2 * scipy.special.stdtr(self.freedom, -distance)


def _numbers(entries: Iterable[Entry]) -> tuple[list[str], NDArray]:
    """Names of the T statistics of theorem entries; observed, expected, sem, bias, shape (4, T)."""
    own = [entry for entry in entries if entry.role == "theorem"]
    names = [f"{entry.subject}: {item.what}" for entry in own for item in entry.evidence]
    items = [item for entry in own for item in entry.evidence]
    numbers = [[item.observed, item.expected, item.sem, item.bias] for item in items]
    return names, np.array(numbers, dtype=float).reshape(-1, 4).T
