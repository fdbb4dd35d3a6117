"""From evidence to a verdict, with the number of tests taken into account.

An entry is *refuted* if some statistic lies further from its prediction than all tests of the
claim together allow, at level ``ALPHA`` by Holm's step-down method: the probability of one
false alarm or more is at most ALPHA whatever the dependence among tests, as with Bonferroni's,
and more is found. It is *supported* if none does and every rival is excluded by at least one
statistic, at the level ALPHA over the number of tests; else *inconclusive*.

Two sorts of evidence may refute, but support nothing: they exclude no rival, and refute no control.
What was extrapolated by a curve that does not fit the means (:mod:`.extrapolation`; all fits of a
claim together at level ``ALPHA``, by Holm's method) leaves its entry inconclusive at best. What
rests on too few networks (``Evidence.powerless``) leaves it to others to support the entry.

Agreement is no proof of equality. What the evidence excludes is stated as a ``margin``: deviations
of the truth from the prediction that are larger would have been refuted whatever their sign. It is
given in the statistic's own units, relative to the prediction, and as a share of the distance to
the nearest rival.

The claim is refuted if an entry of role ``theorem`` is; supported if all of those are supported and
every control is refuted; else inconclusive, and ``reasons`` says why. Entries of role ``empirical``
are reported and do not count.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isinf, isnan
from typing import Any

import scipy  # its parts are loaded at first use

from freewidth.arguments import AnyFloat, checked
from freewidth.stats.claim import Claim, Entry, Role, Verdict
from freewidth.stats.evidence import LEAST_FREEDOM, Evidence

ALPHA = 1e-4  # for all statistics of all entries of one claim together
LARGEST = 1e9  # standard errors: JSON has no infinity


@checked
def judge(
    claim: Claim, study: object, name: str = "", entries: Sequence[Entry] | None = None
) -> dict[str, Any]:
    """The finding on one claim, as plain data that JSON can hold.

    ``study`` is what ``claim.entries`` reads, unless its ``entries`` are given. The keys are those
    of the claim, then ``verdict`` and its ``reasons``, the number of ``tests`` and the ``level`` at
    which they reject, the ``margin`` (largest over entries, as a share of the distance to the
    nearest rival), and the ``entries`` with every statistic.
    """
    entries = list(claim.entries(study)) if entries is None else list(entries)
    levels = levels_of(item for entry in entries for item in entry.evidence)
    reported = [_report(entry, levels) for entry in entries]
    verdict, reasons = _verdict(reported)
    if verdict == "inconclusive" and claim.should == "refuted":
        reasons = _unseen(reported) or reasons
    return {
        "name": name,
        "statement": claim.statement,
        "formula": claim.formula,
        "scope": claim.scope,
        "source": claim.source.data(),
        "hypotheses": dict(claim.hypotheses),
        "rival": claim.rival,
        "should": claim.should,
        "verdict": verdict,
        "reasons": reasons,
        "tests": levels.tests,
        "level": levels.reject,
        "fit_level": levels.fit,
        "margin": _largest(e["margin"] for e in reported if e["role"] == "theorem"),
        "entries": reported,
    }


@checked
def holm(p_values: Sequence[AnyFloat], alpha: float = ALPHA) -> float:
    """The level below which Holm's step-down method rejects, of these tests together."""
    tests = len(p_values)
    # what is not a number is rejected
    for rejected, p in enumerate(sorted(0.0 if isnan(p) else p for p in p_values)):
        if p >= alpha / (tests - rejected):
            return alpha / (tests - rejected)
    return alpha


@dataclass(frozen=True)
class Levels:
    """Levels below which p-values count, for all evidence of one claim together.

    Attributes:
        tests: number of statistics.
        reject: of predictions, by Holm's method.
        exclude: of rivals, ``ALPHA`` over the number of tests.
        fit: of fits, by Holm's method.
    """

    tests: int
    reject: float
    exclude: float
    fit: float

    def misfits(self, item: Evidence) -> bool:
        """Whether it was extrapolated by a curve that does not fit; of too few networks none is."""
        return bool(item.fit < self.fit) and not item.powerless

    def decides(self, item: Evidence) -> bool:
        """Whether it can support a claim: by excluding a rival, or refuting a control."""
        return not (item.powerless or self.misfits(item))

    def rejects(self, item: Evidence) -> bool:
        """Whether it lies too far from its prediction; what is not a number does."""
        return not item.p_value() >= self.reject

    def counts(self, item: Evidence, role: Role) -> bool:
        """Whether it can bear on a verdict: it decides, or refutes what is no control."""
        return self.decides(item) or (role != "control" and self.rejects(item))

    def refuted(self, entry: Entry) -> bool:
        """Whether some statistic that counts lies too far from its prediction."""
        return any(self.counts(i, entry.role) and self.rejects(i) for i in entry.evidence)

    def excludes(self, item: Evidence) -> list[str]:
        """The rivals that one statistic excludes."""
        if not self.decides(item):
            return []
        return [name for name, value in item.rivals.items() if item.p_value(value) < self.exclude]

    def excluded(self, entry: Entry) -> dict[str, bool]:
        """Whether each rival is excluded by some statistic."""
        return _excluded((item.rivals, self.excludes(item)) for item in entry.evidence)


def _excluded(items: Iterable[tuple[Mapping, Sequence[str]]]) -> dict[str, bool]:
    """Whether each rival is excluded by some item, of its rivals and those that it excludes."""
    items = list(items)
    out = {name for _, excluded in items for name in excluded}
    return {name: name in out for name in sorted({name for rivals, _ in items for name in rivals})}


def levels_of(evidence: Iterable[Evidence]) -> Levels:
    """The levels for evidence that is judged together."""
    items = list(evidence)
    p_values = [item.p_value() for item in items]
    fits = holm([item.fit for item in items if not (isnan(item.fit) or item.powerless)])
    return Levels(len(items), holm(p_values), ALPHA / max(len(items), 1), fits)


def verdict_on(entry: Entry, levels: Levels) -> Verdict:
    """The verdict on one entry."""
    return _verdict_on(entry, levels, levels.excluded(entry))


def _verdict_on(entry: Entry, levels: Levels, excluded: Mapping[str, bool]) -> Verdict:
    if levels.refuted(entry):
        return "refuted"
    misfit = any(levels.misfits(item) for item in entry.evidence)
    return "supported" if excluded and all(excluded.values()) and not misfit else "inconclusive"


def _report(entry: Entry, levels: Levels) -> dict:
    items = [_item(evidence, entry.role, levels) for evidence in entry.evidence]
    tests = [item for item in items if item["counts"]]
    excluded = _excluded((item["rivals"], item["excludes"]) for item in items)
    return {
        "subject": entry.subject,
        **entry.labels,
        "role": entry.role,
        "note": entry.note,
        "verdict": _verdict_on(entry, levels, excluded),
        "rivals": excluded,
        "worst": max((i["distance"] for i in tests if i["distance"] is not None), default=None),
        "margin": min((i["share"] for i in items if _bounds(i)), default=None),
        "evidence": items,
    }


def _bounds(item):
    """Whether it says which deviations would have been refuted: what is doubtful does not."""
    return item["decides"] and item["share"] is not None


def _largest(shares):
    return max((share for share in shares if share is not None), default=None)


def _item(evidence, role, levels):
    limit = float(-scipy.special.stdtrit(evidence.freedom, levels.reject / 2))
    gap = abs(evidence.observed - evidence.expected)
    margin = gap + evidence.bias + limit * evidence.sem
    nearest = min((abs(v - evidence.expected) for v in evidence.rivals.values()), default=0.0)
    return {
        "what": evidence.what,
        "observed": evidence.observed,
        "expected": evidence.expected,
        "side": evidence.side,
        "sem": evidence.sem,
        "bias": evidence.bias,
        "why_bias": evidence.why_bias,
        "at_width": None if isnan(evidence.at_width) else evidence.at_width,
        "freedom": None if isinf(evidence.freedom) else evidence.freedom,
        "counted": evidence.counted,
        "distance": None if evidence.counted else min(evidence.distance(), LARGEST),
        "p_value": evidence.p_value(),
        "fit": None if isnan(evidence.fit) else evidence.fit,
        "misfit": levels.misfits(evidence),
        "decides": levels.decides(evidence),
        "counts": levels.counts(evidence, role),
        "limit": limit,  # of distance, where p = level
        "margin": margin,
        "relative": margin / abs(evidence.expected) if evidence.expected else None,
        "share": margin / nearest if nearest else None,
        "agrees": not levels.rejects(evidence),
        "rivals": dict(evidence.rivals),
        "excludes": levels.excludes(evidence),
    }


def _verdict(entries):
    theorems = [e for e in entries if e["role"] == "theorem"]
    controls = [e for e in entries if e["role"] == "control"]
    if not theorems:
        return "inconclusive", ["no network under the theorem's hypotheses was sampled"]
    reasons = []
    failed = [e for e in theorems if e["verdict"] == "refuted"]
    if failed:
        return "refuted", [f"{e['subject']}: {_worst(e)}" for e in failed]
    open_ones = [e for e in theorems if e["verdict"] == "inconclusive"]
    reasons += [f"{e['subject']}: {_open(e)}" for e in open_ones]
    reasons += [
        f"control not refuted: {e['subject']} ({e['note']})"
        for e in controls
        if e["verdict"] != "refuted"
    ]
    if not controls:
        reasons.append("no negative control was sampled")
    if reasons:
        return "inconclusive", reasons
    counts = Counter(e["role"] for e in entries)
    found = (
        f"{counts['theorem']} networks agree and exclude every rival; "
        f"{counts['control']} controls are refuted, as they must be"
    )
    few = sum(not item["decides"] for e in theorems for item in e["evidence"])
    without = f"no support, for too few degrees of freedom: {few} of their statistics"
    return "supported", [found, without] if few else [found]


def _open(entry):
    """Why an entry is inconclusive."""
    items = entry["evidence"]
    if misfits := [item for item in items if item["misfit"]]:
        worst = min(misfits, key=lambda item: item["fit"])
        return f"the fit to the widths fails for {worst['what']} (p = {worst['fit']:.1e})"
    if items and not any(item["decides"] for item in items):
        freedom = max(item["freedom"] for item in items)
        return f"no power: {freedom:g} degrees of freedom at most, {LEAST_FREEDOM:g} are needed"
    missed = [rival for rival, out in entry["rivals"].items() if not out]
    return f"not excluded: {', '.join(missed)}" if missed else "no rival to exclude"


def _unseen(entries):
    """Why a statement known to be false is not refuted."""
    return [
        f"{e['subject']}: only {e['worst']:.1f} standard errors from the truth ({e['note']})"
        for e in entries
        if e["role"] == "theorem" and e["worst"] is not None
    ]


def _worst(entry):
    """What refutes an entry."""
    item = min(entry["evidence"], key=lambda i: (i["agrees"], -(i["distance"] or 0.0)))
    relation = {"equal": "", "at least": "at least ", "at most": "at most "}[item["side"]]
    found = f"{item['what']} = {item['observed']:.6g}, expected {relation}{item['expected']:.6g}"
    if item["counted"]:
        return f"{found} (counted)"
    return (
        f"{found} +- {item['sem']:.2g} (bias <= {item['bias']:.2g}): {item['distance']:.1f} "
        "standard errors"
    )
