"""What the report says about findings: pure functions from JSON to words, marks and numbers."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import asinh
from typing import NamedTuple

from freewidth.plotting.evidence import LIMIT, standardised
from scripts.publish._text import reason, reasons, rival, subject

HALF = 82  # half the width of a strip, in its own units
FAR = 1000  # standard errors at the end of a strip


class Mark(NamedTuple):
    """A verdict as colour, symbol and word."""

    kind: str  # "good", "bad", "open" or "" (no colour)
    symbol: str
    words: str


SYMBOLS = {"good": "✔", "bad": "✘", "open": "?"}
KINDS = {"supported": "good", "refuted": "bad", "inconclusive": "open"}
SIDES = {"at least": "≥ ", "at most": "≤ "}
SOURCES = (
    "*abstract*, the abstract of the paper states it; *recalled*, ascribed to the paper from "
    "memory; *ours*, no paper is known to state it"
)
UNKNOWN = Mark("bad", "!", "unknown")


def of_claim(finding: Mapping) -> Mark:
    """What should be refuted, and is, counts as good; what may come out either way, as neither."""
    verdict, should = finding["verdict"], finding["should"]
    if should == "inconclusive":
        symbol = SYMBOLS[KINDS[verdict]] if verdict != "refuted" else "≠"
        return Mark("", symbol, f"{verdict} (open question)")
    if verdict == should:
        return Mark(
            "good", "✔", verdict if should == "supported" else f"{verdict}, as it should be"
        )
    kind = "open" if verdict == "inconclusive" else "bad"
    return Mark(kind, SYMBOLS[kind], verdict)


def source(finding: Mapping) -> str:
    """Who states a claim, and how that is known."""
    found = finding["source"]
    return "ours" if found["known"] == "ours" else f"{found['cited']}: {found['known']}"


def of_entry(entry: Mapping, should: str = "supported") -> Mark:
    """By role: a control must be refuted, an empirical entry is neither for nor against.

    Under a statement that ``should`` be refuted so must the others be; under an open one nothing is
    right or wrong.
    """
    verdict, role = entry["verdict"], entry["role"]
    if role == "theorem" and should != "supported":
        return of_claim({"verdict": verdict, "should": should})
    if role == "control":
        if verdict == "refuted":
            return Mark("good", "✔", "refuted, as it must be")
        return Mark("bad", "✘", f"{verdict}: control not refuted")
    if role == "empirical":
        words = {"supported": "agrees", "refuted": "differs", "inconclusive": "agrees, weakly"}
        if verdict == "inconclusive" and not _agrees(entry):
            return Mark("", "?", "undecided")
        return Mark("", {"refuted": "≠"}.get(verdict, "="), words[verdict])
    return Mark(KINDS[verdict], SYMBOLS[KINDS[verdict]], verdict)


def of_item(item: Mapping) -> Mark:
    """One statistic."""
    return Mark("", "=", "yes") if item["agrees"] else Mark("", "≠", "no")


class Alarm(NamedTuple):
    """What a reader has to see first, and the place on the page that it is about."""

    text: str
    place: str  # an anchor
    open: bool = False  # undecided, not wrong


class Banner(NamedTuple):
    """The first thing a reader sees."""

    kind: str
    mark: str
    headline: str
    sentences: list[str]
    alarms: list[Alarm]


def banner(
    findings: Sequence[Mapping],
    missing: Sequence[str],
    notebooks: Iterable = (),
    yours: Collection[str] = (),
) -> Banner:
    """Overall verdict: what failed or is unknown is named; only then what is open."""
    marks = {finding["name"]: of_claim(finding) for finding in findings}
    bad = [f for f in findings if marks[f["name"]].kind == "bad"]
    unsure = [f for f in findings if marks[f["name"]].kind == "open"]
    alarms = [
        *(Alarm(f"{f['name']} is {f['verdict']}, should be {f['should']}: {_first(f)}", f["name"])
          for f in bad),
        *(Alarm(f"{name} is unknown: no finding was recorded", "missing") for name in missing),
        *(Alarm(f"{f['name']} is inconclusive: {_first(f)}", f["name"], True) for f in unsure),
        *_of_notebooks(notebooks),
    ]  # fmt: skip
    broken = any(alarm.place == "notebooks" and not alarm.open for alarm in alarms)
    sentences = [_controls(findings)]
    headline = _headline(findings, missing, yours)
    if bad or missing:
        return Banner("bad", "✘", headline, sentences, alarms)
    if unsure:
        sentences.append(
            "Inconclusive means that the sample was too small to exclude a rival, that a control "
            "did not fail, or that a fit to the widths did; no test contradicts the claim."
        )
        return Banner("open", "?", headline, sentences, alarms)
    if not findings:
        return Banner("bad", "✘", "No claim was judged", [], alarms)
    kind = "open" if broken else "good"
    return Banner(kind, SYMBOLS[kind], headline, sentences, alarms)


def _headline(findings, missing, yours):
    """How all came out, what ships and what an extension brings each apart."""
    lost = Counter("yours" if name in yours else "claims" for name in missing)
    own = [finding for finding in findings if finding.get("yours")]
    shipped = [finding for finding in findings if not finding.get("yours")]
    groups = {"claims": shipped, "yours": own}
    said = [
        _came_out(some, lost[what], what) for what, some in groups.items() if some or lost[what]
    ]
    return "; ".join(said)


def _came_out(findings, lost, what):
    marks = Counter(of_claim(finding).kind for finding in findings)
    total = f"{len(findings) + lost} {'claims' if what == 'claims' else 'of yours'}"
    if marks["bad"] or lost:
        bad = [f"{marks['bad']} wrong"] * bool(marks["bad"]) + [f"{lost} unknown"] * bool(lost)
        return f"{' and '.join(bad)} of {total}"
    if marks["open"]:
        none = "No claim" if what == "claims" else "none of yours"
        return f"{none} is wrong, {marks['open']} of {len(findings)} inconclusive"
    supported = all(finding["verdict"] == "supported" for finding in findings)
    every = "All" if what == "claims" else "all"
    return f"{every} {total} {'supported' if supported else 'as expected'}"


def _of_notebooks(notebooks):
    for book in notebooks:
        name, verdict = book["name"], book["verdict"]
        if not verdict.get("holds"):
            yield Alarm(f"notebook {name}: its checked number does not hold", "notebooks")
        if undecided := verdict.get("undecided"):
            yield Alarm(f"notebook {name} leaves open: {'; '.join(undecided)}", "notebooks", True)


def _first(finding):
    found = reasons(finding)
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return f"{found[0]}{more}" if found else "no reason given"


def _controls(findings):
    controls = [e for f in findings for e in f["entries"] if e["role"] == "control"]
    failed = sum(entry["verdict"] == "refuted" for entry in controls)
    return f"Negative controls refuted, as they must be: {failed} of {len(controls)}."


def tally(finding: Mapping) -> dict[str, str]:
    """For each role, how many of its entries came out well."""
    well = {"theorem": lambda entry: entry["verdict"] == "supported", "empirical": _agrees,
            "control": lambda entry: entry["verdict"] == "refuted"}  # fmt: skip
    counts = {}
    for role, good in well.items():
        own = [entry for entry in finding["entries"] if entry["role"] == role]
        hits = sum(map(good, own))
        counts[role] = f"{hits} of {len(own)}" if own else "none"
    return counts


def _agrees(entry):
    """Whether something in an entry counts, all of that agrees, and no fit fails."""
    tests = [item for item in entry["evidence"] if item["counts"]]
    fits = not any(item["misfit"] for item in entry["evidence"])
    return bool(tests) and fits and all(item["agrees"] for item in tests)


def worst(finding: Mapping) -> str:
    """Largest distance among the entries that count, over what is allowed, in standard errors."""
    items = [i for e in finding["entries"] if e["role"] == "theorem" for i in e["evidence"]]
    if not items:
        return "none"
    if whole := [i for i in items if i["counted"]]:
        wrong = sum(not i["agrees"] for i in whole)
        if wrong or len(whole) == len(items):
            return f"{wrong} of {len(whole)} counts differ"
    items = [i for i in items if i["counts"] and not i["counted"]]
    if not items:
        return "no test"
    item = max(items, key=lambda i: i["distance"] / i["limit"])
    return f"{distance(item['distance'])} / {item['limit']:.1f} s.e."


def by_weight(entries: Iterable[Mapping], should: str = "supported") -> list[Mapping]:
    """What counts first; within a role, trouble first."""
    order = {"theorem": 0, "control": 1, "empirical": 2}
    trouble = {"bad": 0, "open": 1}
    return sorted(
        entries, key=lambda e: (order[e["role"]], trouble.get(of_entry(e, should).kind, 2))
    )


def entry_view(entry: Mapping, should: str = "supported") -> dict:
    """One entry of a claim that ``should`` come out so, as text, marks and positions."""
    elsewhere = {"subject", "role", "note", "verdict", "rivals", "worst", "margin", "evidence"}
    facts = [(k, _plain(v)) for k, v in entry.items() if k not in elsewhere]
    facts += [(f"rival {rival(r)}", "excluded" if out else "not excluded")
              for r, out in entry["rivals"].items()]  # fmt: skip
    items = entry["evidence"]
    return {
        "subject": subject(entry),
        "note": reason(entry["note"]),
        "role": entry["role"],
        "mark": of_entry(entry, should),
        "worst": _worst(entry),
        "facts": facts,
        "limit": _plain(sorted({f"{item['limit']:.1f}" for item in items if item["counts"]})),
        "why_bias": _plain(list(dict.fromkeys(item["why_bias"] for item in items))),
        "rivals": [rival(name) for name in entry["rivals"]],
        "evidence": [item_view(item, entry["rivals"]) for item in items],
    }


def _worst(entry):
    tests = any(item["counts"] for item in entry["evidence"])
    return distance(entry["worst"]) if tests or not entry["evidence"] else "no test"


def item_view(item: Mapping, rivals: Iterable[str]) -> dict:
    """One statistic as the template wants it, with a column for each rival of its entry."""
    return {
        "what": item["what"],
        "observed": number(item["observed"]),
        "sem": "counted" if item["counted"] else f"{item['sem']:.1e}",
        "expected": SIDES.get(str(item.get("side")), "") + number(item["expected"]),
        "bias": f"{item['bias']:.1e}",
        "distance": distance(item["distance"]),
        "fit": "" if item["fit"] is None else f"{item['fit']:.1g}{' fails' * item['misfit']}",
        "margin": margin(item),
        "rivals": [number(item["rivals"][r]) if r in item["rivals"] else "" for r in rivals],
        "mark": of_item(item),
        "strip": strip(item),
    }


def margin(item: Mapping) -> str:
    """The least error that would have been refuted: relative, or as it is where 0 is expected."""
    if not item["decides"]:
        return "no test"
    if item["relative"] is None:
        return f"{item['margin']:.1e}"
    return f"{item['relative']:.2%}" if item["relative"] < 10 else f"{item['relative']:.0f}-fold"


def strip(item: Mapping) -> dict:
    """Positions for a small drawing of one deviation, on an asinh scale of standard errors."""
    of = (item["sem"], item["bias"])
    unit = max(item["sem"], item["bias"] / 10) or 1.0
    chance, allowed = item["limit"] * item["sem"] / unit, item["bias"] / unit
    z = standardised(item["observed"], item["expected"], *of)
    return {
        "at": _place(z),
        "bias": _place(allowed),
        "limit": _place(chance + allowed),
        "rivals": [_place(standardised(item["observed"], v, *of)) for v in item["rivals"].values()],
        "agrees": item["agrees"],
        "label": _said(item, z),
    }


def _said(item, z):
    if item["counted"]:
        return "as predicted" if item["agrees"] else "not as predicted"
    return f"{z:.1f} standard errors from the prediction"


def _place(z):
    return round(HALF * asinh(max(-FAR, min(FAR, z)) / 3) / asinh(FAR / 3), 1)


def number(value: float) -> str:
    """Six significant digits."""
    return f"{value:.6g}"


def distance(value: float | None) -> str:
    """A number of standard errors; beyond ``LIMIT`` only that; counts have none."""
    if value is None:
        return "counted"
    return f"{value:.1f}" if value < LIMIT else "≥ 10⁴"


def _plain(value):
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
