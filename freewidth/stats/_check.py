"""The judge's rule for a list of entries, without a claim: what notebooks report."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

import scipy  # its parts are loaded at first use

from freewidth.arguments import checked
from freewidth.errors import InvalidInputError
from freewidth.stats._judge import LARGEST, Levels, levels_of, verdict_on
from freewidth.stats.claim import Entry
from freewidth.stats.evidence import Evidence


@checked
def check(
    entries: Iterable[Entry],
    false: Mapping[str, Sequence[Entry]] = MappingProxyType({}),
    observed: Literal["p_value", "distance"] = "p_value",
) -> dict[str, object]:
    """Whether entries are as they should be, as plain data: what, observed, expected, holds.

    All statistics, those of ``false`` included, are one set of tests at the level ``ALPHA`` by
    Holm's method, as in :func:`judge`, whose verdicts count here, too. No entry of role theorem may
    be refuted and no control supported; of a statement known to be ``false`` (name -> its entries)
    not every entry of role theorem may be supported. What is not so is named under ``reasons``.
    What is inconclusive where it should be refuted, or where a fit fails or too few networks leave
    no test, is named under ``undecided`` and does not count; nor do empirical entries.

    The number observed is the smallest p-value of entries of role theorem, or their largest
    distance in standard errors, of what decides or refutes if anything does; of controls, if there
    are none but these, that of the one nearest to what is expected of it.

    Raises:
        InvalidInputError: no entry of role theorem or control has any evidence.
    """
    entries = list(entries)
    judged = [*entries, *(entry for some in false.values() for entry in some)]
    levels = levels_of(item for entry in judged for item in entry.evidence)
    theorems, controls = (_of(entries, role) for role in ("theorem", "control"))
    if theorems:
        every = [item for entry in theorems for item in entry.evidence]
        items = _tests(every, "theorem", levels)
        shown = _worst(items, observed)
    elif controls:
        items = [_worst(_tests(entry.evidence, "control", levels), observed) for entry in controls]
        shown = _best(items, observed)
    else:
        raise InvalidInputError("nothing to check: no entry of role theorem or control is measured")
    groups = theorems, controls, {name: _of(some, "theorem") for name, some in false.items()}
    lists = {"reasons": list(_wrong(*groups, levels)), "undecided": list(_open(*groups, levels))}
    found = {
        "what": _what(len(items), bool(theorems), observed, len(false)),
        "observed": _number(shown, observed),
        "expected": _expected(shown, levels.reject, observed, theorems, controls, false),
        "holds": not lists["reasons"],
    }
    return found | {name: some for name, some in lists.items() if some}


def _of(entries, role) -> list[Entry]:
    return [entry for entry in entries if entry.role == role and entry.evidence]


def _tests(items, role, levels: Levels) -> Sequence[Evidence]:
    """Those that count; all if none does."""
    return [item for item in items if levels.counts(item, role)] or items


def _worst(items, observed) -> Evidence:
    """The item furthest from its prediction."""
    return max(items, key=lambda item: _badness(item, observed))


def _best(items, observed) -> Evidence:
    return min(items, key=lambda item: _badness(item, observed))


def _badness(item, observed):
    return item.distance() if observed == "distance" else -item.p_value()


def _number(item, observed):
    return min(item.distance(), LARGEST) if observed == "distance" else item.p_value()


def _wrong(theorems, controls, false, levels: Levels) -> Iterator[str]:
    """What is not as it should be."""
    for entry in theorems:
        if verdict_on(entry, levels) == "refuted":
            yield f"refuted: {entry.subject}"
    for entry in controls:
        if verdict_on(entry, levels) == "supported":
            yield f"control supported: {entry.subject}"
    for name, some in false.items():
        if all(verdict_on(entry, levels) == "supported" for entry in some):
            yield f"false and supported: {name}"


def _open(theorems, controls, false, levels: Levels) -> Iterator[str]:
    """What is not decided, and should be."""
    for entry in theorems:
        if any(levels.misfits(item) for item in entry.evidence):
            yield f"a fit fails: {entry.subject}"
        elif not any(levels.decides(item) for item in entry.evidence):
            yield f"no power: {entry.subject}"
    for entry in controls:
        if verdict_on(entry, levels) == "inconclusive":
            yield f"control not refuted: {entry.subject}"
    for name, some in false.items():
        verdicts = {verdict_on(entry, levels) for entry in some}
        if "refuted" not in verdicts and "inconclusive" in verdicts:
            yield f"false and not refuted: {name}"


def _what(count, true, observed, false):
    many = f"{count} {'statistic' if true else 'control'}{'' if count == 1 else 's'}"
    if observed == "distance":
        worst = "worst" if true else "nearest"
        what = f"{worst} of {many}, in standard errors from the prediction"
    else:
        what = f"{'smallest' if true else 'largest'} p-value of {many}"
    return f"{what}; {false} statements that are false" if false else what


def _expected(item, level, observed, theorems, controls, false):
    if observed == "distance":
        bound = f"{-scipy.special.stdtrit(item.freedom, level / 2):.2f}"
        expected, beyond = (f"at most {bound}", f"more than {bound}"), "beyond it"
    else:
        expected, beyond = (f"at least {level:.1e}", f"below {level:.1e}"), "below it"
    if not theorems:
        return f"{expected[1]} (negative control)"
    also = [f"every control {beyond}"] if controls else []
    also += [f"every false statement {beyond}"] if false else []
    return "; ".join([expected[0], *also])
