"""From evidence to a verdict, with the number of tests taken into account.

An entry is *refuted* if some statistic lies further from its prediction than the family of all
tests of the claim allows (Bonferroni at level ``ALPHA``); *supported* if none does and every rival
is excluded by at least one statistic, at the same level; else *inconclusive*.

The claim is refuted if an entry of role ``theorem`` is; supported if all of those are supported and
every control is refuted; else inconclusive, and ``reasons`` says why. Entries of role ``empirical``
are reported and do not count.
"""

from collections import Counter

from scipy.special import stdtrit

from freewidth.claims._base import Claim, Entry, Study

ALPHA = 1e-4  # for all statistics of all entries of one claim together


def judge(claim: Claim, study: Study, name: str = "") -> dict:
    """The finding on one claim, as plain data that JSON can hold."""
    entries = list(claim.entries(study))
    tests = sum(len(entry.evidence) for entry in entries)
    level = ALPHA / max(tests, 1)
    reported = [_report(entry, level) for entry in entries]
    verdict, reasons = _verdict(reported)
    return {
        "name": name,
        "statement": claim.statement,
        "source": claim.source,
        "hypotheses": claim.hypotheses,
        "rival": claim.rival,
        "should": claim.should,
        "family": claim.family,
        "verdict": verdict,
        "reasons": reasons,
        "tests": tests,
        "level": level,
        "entries": reported,
    }


def _report(entry: Entry, level: float) -> dict:
    items = [_item(evidence, level) for evidence in entry.evidence]
    rivals = sorted({name for evidence in entry.evidence for name in evidence.rivals})
    excluded = {r: any(r in item["excludes"] for item in items) for r in rivals}
    if not all(item["agrees"] for item in items):
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
        "evidence": items,
    }


def _item(evidence, level):
    return {
        "what": evidence.what,
        "observed": evidence.observed,
        "expected": evidence.expected,
        "side": evidence.side,
        "sem": evidence.sem,
        "bias": evidence.bias,
        "why_bias": evidence.why_bias,
        "at_width": evidence.at_width,
        "distance": min(evidence.distance(), 1e9),  # JSON has no infinity
        "p_value": evidence.p_value(),
        "limit": float(-stdtrit(evidence.freedom, level / 2)),  # of distance, where p = level
        "agrees": evidence.p_value() >= level,
        "rivals": dict(evidence.rivals),
        "excludes": [r for r, v in evidence.rivals.items() if evidence.p_value(v) < level],
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


def _worst(entry):
    item = max(entry["evidence"], key=lambda i: i["distance"])
    return (
        f"{item['what']} = {item['observed']:.6g}, expected {item['expected']:.6g} "
        f"+- {item['sem']:.2g} (bias <= {item['bias']:.2g}): {item['distance']:.1f} standard errors"
    )
