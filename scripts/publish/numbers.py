"""The numbers that a run reports, as data to commit, and what differs between two runs.

With the same seed and code, a number differs from one machine to another by rounding alone, as far
as the computation amplifies that. Tolerances, each with its reason:

- verdicts, roles, numbers of tests, names: none, they are equal;
- statistics (observed, expected, standard error, bias, rivals): :data:`SMOOTH` times their unit,
  the largest of the first four, as a difference carries the rounding of what it is taken of;
- the same of weights without a variance: :data:`HEAVY`;
- what is made of rounding: standard errors, see :data:`ROUNDED`; so are, where machine or versions
  differ, numbers about trained networks, see :data:`CHAOTIC`;
- what is divided by a standard error or a distance of laws (margins, checked numbers of
  notebooks): :data:`DIVIDED`;
- sensitivities, which a search finds: :data:`SEARCHED`.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import hypot, inf, sqrt
from sys import float_info
from typing import Any, NamedTuple

from freewidth import ensembles

DIGITS = 9  # significant, of what is committed
FIELDS = ("observed", "expected", "sem", "bias")
WORDS = ("observed", "expected", "standard error", "bias")
MEASURED = ("observed", "standard error")
# Where a density is like x^(-1/2), at an edge, its distribution function makes sqrt(eps) of the
# rounding eps of an eigenvalue. Elsewhere it is smooth. Other instructions (SSE for AVX2) moved no
# statistic of the quick profile by more than 3 sqrt(eps); 64 leaves room for steeper edges.
SMOOTH = 64 * sqrt(float_info.epsilon)
# A number below this is an error of rounding, such as a residual: its size alone means anything.
FLOOR = 1e-9
# Weights without a variance: the largest eigenvalue is up to 1e12 times the others, which carry eps
# times the largest; measured 9e-7 in the quick profile.
HEAVY = 1000 * SMOOTH
# A number that matters is at most 1000 times its standard error, or the distance of two laws.
DIVIDED = 1000 * SMOOTH
# What these claims measure is made by rounding: numbers agree within standard errors of both runs.
ROUNDED = {"lanczos_peak": "Ritz values of Lanczos steps in single precision"}
# Gradient descent amplifies rounding without bound: SSE for AVX2 instructions made other networks
# of the digits, with eigenvalues off by their own size after 20 epochs (paper profile).
CHAOTIC = "hessians"  # the study
WITHIN = 5.0  # of them: 6e-7 of all draws of a normal law are further off
SEARCHED = 0.04  # a search stops at an error of 2 %, on either side


def short(value: Any) -> Any:
    """A number with as many digits as are committed; anything else as it is."""
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def of_finding(finding: Mapping) -> dict[str, Any]:
    """What is reported of a claim: its verdict, and of every entry and statistic the numbers."""
    entries: dict[str, Any] = {}
    for entry in finding["entries"]:
        name = unique(" ".join(filter(None, (entry["subject"], entry["note"]))), entries)
        entries[name] = _of_entry(entry)
    return {
        "verdict": finding["verdict"],
        "tests": finding["tests"],
        "margin": short(finding["margin"]),
        "sensitivity": {each["ingredient"]: short(each["refuted_from"])
                        for each in finding["sensitivity"]},
        "entries": entries,
    }  # fmt: skip


def _of_entry(entry):
    statistics: dict[str, list] = {}
    for item in entry["evidence"]:
        numbers = [item[field] for field in FIELDS] + list(item["rivals"].values())
        statistics[unique(item["what"], statistics)] = [short(number) for number in numbers]
    found = {"verdict": entry["verdict"], "role": entry["role"], "statistics": statistics}
    return found | {"heavy": True} if _has_no_variance(entry.get("ensemble")) else found


def _has_no_variance(name):
    return name in ensembles.EVERY and ensembles.named(name).finite_moments <= 2


def of_notebook(checked: Mapping) -> dict[str, Any]:
    """What is reported of a notebook: its checked number, and whether that is as it should be."""
    return {
        "what": checked["what"],
        "holds": checked["holds"],
        "observed": short(checked.get("observed")),
    }


def unique(name: str, taken: Mapping) -> str:
    """The name, or the name with a number that is not taken."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name} ({number})"
    return found


class Difference(NamedTuple):
    """Something that is not as it was.

    Attributes:
        where: claim or notebook.
        what: entry, statistic and field.
        before, here: in the reference, and recomputed; None: there is nothing.
        off: their distance in the unit of the number; infinite for what is no number.
        allowed: the tolerance, in the same unit.
    """

    where: str
    what: str
    before: Any
    here: Any
    off: float = inf
    allowed: float = 0.0

    def __str__(self) -> str:
        far = "" if self.off == inf else f": {self.off:.1e} apart, allowed {self.allowed:.0e}"
        return f"{self.what}: {_said(self.before)} in the reference, {_said(self.here)} here{far}"


def _said(value):
    if isinstance(value, float):
        return f"{value:.7g}"
    return "nothing" if value is None else str(value)


def of_claims(
    name: str, before: Mapping, here: Mapping, chaotic: bool = False
) -> Iterator[Difference]:
    """Every number of a claim, agreeing or not, as :func:`of_finding` has them.

    ``chaotic``: networks were trained with other instructions, and are other networks. Only the
    verdict is the same then, and what was measured of the same entries agrees within errors.
    """
    yield _same(name, "verdict", before["verdict"], here["verdict"])
    if not chaotic:
        yield from _of_all(name, before, here)
    for entry in _either(before["entries"], here["entries"]):
        one, other = (each["entries"].get(entry) for each in (before, here))
        if not chaotic:
            yield from _of_entries(name, entry, one, other, name in ROUNDED)
        elif one and other:
            yield from _of_numbers(name, entry, one, other, True)


def _of_all(name, before, here):
    yield _same(name, "tests", before["tests"], here["tests"])
    yield _near(name, "margin", before["margin"], here["margin"], DIVIDED)
    for ingredient in _either(before["sensitivity"], here["sensitivity"]):
        one, other = (each["sensitivity"].get(ingredient) for each in (before, here))
        yield _near(name, f"sensitivity to {ingredient}", one, other, SEARCHED)


def _of_entries(name, entry, before, here, noisy):
    if before is None or here is None:
        yield Difference(name, entry, before and "an entry", here and "an entry")
        return
    for key in ("verdict", "role"):
        yield _same(name, f"{entry}, {key}", before[key], here[key])
    yield from _of_numbers(name, entry, before, here, noisy)


def _of_numbers(name, entry, before, here, noisy):
    allowed = HEAVY if before.get("heavy") else SMOOTH
    for statistic in _either(before["statistics"], here["statistics"]):
        one, other = (each["statistics"].get(statistic) for each in (before, here))
        yield from _of_statistics(name, f"{entry}, {statistic}", one, other, allowed, noisy)


def _of_statistics(name, what, before, here, allowed, noisy=False):
    if before is None or here is None or len(before) != len(here):
        yield Difference(name, what, before and "a statistic", here and "a statistic")
        return
    unit = max(abs(number) for number in before[: len(FIELDS)])
    noise = WITHIN * hypot(before[2], here[2]) / unit if noisy and unit else 0.0
    for number, (one, other) in enumerate(zip(before, here, strict=True)):
        field = WORDS[number] if number < len(WORDS) else f"rival {number - len(WORDS) + 1}"
        tolerance = max(allowed, noise) if field in MEASURED else allowed
        yield _near(name, f"{what}, {field}", one, other, tolerance, max(unit, abs(one)))


def of_notebooks(
    name: str, before: Mapping, here: Mapping, chaotic: bool = False
) -> Iterator[Difference]:
    """The checked number of a notebook, as :func:`of_notebook` has it, agreeing or not."""
    yield _same(name, "holds", before["holds"], here["holds"])
    if not chaotic:
        yield _same(name, "what", before["what"], here["what"])
        yield _near(name, "checked number", before["observed"], here["observed"], DIVIDED)


def _same(where, what, before, here):
    return Difference(where, what, before, here, 0.0 if before == here else inf)


def _near(where, what, before, here, allowed, unit=None):
    """How far two numbers are apart, in units of the first if there is no other."""
    if not all(isinstance(each, int | float) for each in (before, here)):
        return _same(where, what, before, here)
    apart, unit = abs(before - here), abs(before) if unit is None else unit
    off = 0.0 if apart <= FLOOR else apart / unit if unit else inf
    return Difference(where, what, before, here, off, allowed)


def _either(before: Mapping, here: Mapping) -> Sequence[str]:
    """Keys of the first, then those that only the second has."""
    return list(dict.fromkeys([*before, *here]))
