"""From evidence to a verdict, with the number of tests taken into account.

An entry is *refuted* if some statistic lies further from its prediction than all tests of the
claim together allow, at level ``ALPHA`` by Holm's step-down method: the probability of one
false alarm or more is at most ALPHA whatever the dependence among tests, as with Bonferroni's,
and more is found. It is *supported* if none does and every rival is excluded by at least one
statistic, at the level ALPHA over the number of tests; else *inconclusive*.

Agreement is no proof of equality. What the evidence excludes is stated as a ``margin``: deviations
of the truth from the prediction that are larger would have been refuted whatever their sign. It is
given in the statistic's own units, relative to the prediction, and as a share of the distance to
the nearest rival.

The claim is refuted if an entry of role ``theorem`` is; supported if all of those are supported and
every control is refuted; else inconclusive, and ``reasons`` says why. Entries of role ``empirical``
are reported and do not count.
"""

from collections import Counter
from collections.abc import Sequence
from math import isnan
from typing import Any

import scipy  # its parts are loaded at first use

from freewidth.stats.claim import Claim, Entry

ALPHA = 1e-4  # for all statistics of all entries of one claim together
LARGEST = 1e9  # standard errors: JSON has no infinity


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
    p_values = [evidence.p_value() for entry in entries for evidence in entry.evidence]
    tests = len(p_values)
    level, plain = holm(p_values), ALPHA / max(tests, 1)
    reported = [_report(entry, level, plain) for entry in entries]
    verdict, reasons = _verdict(reported)
    if verdict == "inconclusive" and claim.should == "refuted":
        reasons = _unseen(reported) or reasons
    return {
        "name": name,
        "statement": claim.statement,
        "source": claim.source.data(),
        "hypotheses": dict(claim.hypotheses),
        "rival": claim.rival,
        "should": claim.should,
        "verdict": verdict,
        "reasons": reasons,
        "tests": tests,
        "level": level,
        "margin": _largest(e["margin"] for e in reported if e["role"] == "theorem"),
        "entries": reported,
    }


def holm(p_values: list[float], alpha: float = ALPHA) -> float:
    """The level below which Holm's step-down method rejects, of these tests together."""
    tests = len(p_values)
    for rejected, p in enumerate(sorted(p_values)):
        if p >= alpha / (tests - rejected):
            return alpha / (tests - rejected)
    return alpha


def is_refuted(entry: Entry, level: float) -> bool:
    """Whether some statistic lies too far from its prediction."""
    return not all(item.p_value() >= level for item in entry.evidence)  # nan refutes


def _report(entry: Entry, level: float, plain: float) -> dict:
    items = [_item(evidence, level, plain) for evidence in entry.evidence]
    rivals = sorted({name for evidence in entry.evidence for name in evidence.rivals})
    excluded = {r: any(r in item["excludes"] for item in items) for r in rivals}
    if is_refuted(entry, level):
        verdict = "refuted"
    elif items and rivals and all(excluded.values()):
        verdict = "supported"
    else:
        verdict = "inconclusive"
    return {
        "subject": entry.subject,
        **entry.labels,
        "role": entry.role,
        "note": entry.note,
        "verdict": verdict,
        "rivals": excluded,
        "worst": max((item["distance"] for item in items), default=0.0),
        "margin": min((i["share"] for i in items if i["share"] is not None), default=None),
        "evidence": items,
    }


def _largest(shares):
    return max((share for share in shares if share is not None), default=None)


def _item(evidence, level, plain):
    limit = float(-scipy.special.stdtrit(evidence.freedom, level / 2))
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
        "distance": min(evidence.distance(), LARGEST),
        "p_value": evidence.p_value(),
        "limit": limit,  # of distance, where p = level
        "margin": margin,
        "relative": margin / abs(evidence.expected) if evidence.expected else None,
        "share": margin / nearest if nearest else None,
        "agrees": evidence.p_value() >= level,
        "rivals": dict(evidence.rivals),
        "excludes": [r for r, v in evidence.rivals.items() if evidence.p_value(v) < plain],
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
    reasons += [
        f"{e['subject']}: not excluded: {', '.join(r for r, out in e['rivals'].items() if not out)}"
        if e["rivals"]
        else f"{e['subject']}: no rival to exclude"
        for e in open_ones
    ]
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
    return "supported", [
        f"{counts['theorem']} networks agree and exclude every rival; "
        f"{counts['control']} controls are refuted, as they must be"
    ]


def _unseen(entries):
    """Why a statement known to be false is not refuted."""
    return [
        f"{e['subject']}: only {e['worst']:.1f} standard errors from the truth ({e['note']})"
        for e in entries
        if e["role"] == "theorem"
    ]


def _worst(entry):
    item = max(entry["evidence"], key=lambda i: i["distance"])
    return (
        f"{item['what']} = {item['observed']:.6g}, expected {item['expected']:.6g} "
        f"+- {item['sem']:.2g} (bias <= {item['bias']:.2g}): {item['distance']:.1f} standard errors"
    )
