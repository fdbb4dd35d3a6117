"""What the report shows of one claim, and how claims are ordered: by paper, and by role."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import ENSEMBLES
from freewidth.plotting.sensitivity import LABELS
from scripts.publish import _page, _sensitivity
from scripts.publish._mathml import parts
from scripts.publish._ruler import decisive, ruler
from scripts.publish._text import reasons, typeset

ROLES = {  # heading, and what stands under it
    "limit": ("Theorem", "a limit of large networks or matrices"),
    "finite size": ("Finite size", "exact there, a rate, or a correction"),
    "trained": ("Trained", "networks after training"),
    "false": ("False", "known to be false: to be refuted"),
    "open": ("Open", "may come out either way"),
}
KINDS = {  # of a mark: how a claim came out, as filters say it
    "good": "as it should be",
    "open": "inconclusive",
    "bad": "not as it should be",
    "": "open question",
}
KNOWN = {
    "abstract": "the abstract of the paper states it; it was read",
    "recalled": "ascribed to the paper from memory; its text was not read",
    "ours": "no paper is known to state it; derived or asked here",
}
NOBODY = {"cited": "No paper", "title": "", "identifier": "", "address": "", "year": 9999}
YOURS = {
    "cited": "Yours",
    "title": "extensions of this run, judged apart from what ships",
    "identifier": "yours",
    "address": "",
    "year": 10000,
}
WORD = re.compile(r"\w+")


def role(finding: Mapping) -> str:
    """Of a claim: what it is about, unless it is known to be false, or open."""
    other = {"refuted": "false", "inconclusive": "open"}
    return other.get(finding["should"]) or finding["scope"]


def paper(finding: Mapping) -> Mapping:
    """The paper that states a claim; of our own, the one that it builds on or denies.

    Claims of extensions stand together, whatever they cite.
    """
    if finding.get("yours"):
        return YOURS
    return next(iter(finding["source"]["papers"]), NOBODY)


def stated(finding: Mapping) -> bool:
    """Whether a paper states it."""
    return finding["source"]["known"] != "ours" and not finding.get("yours")


def by_paper(findings: Sequence[Mapping], studies: Mapping[str, str]) -> list[dict]:
    """Claims under their papers.

    Papers come in the order of the studies that test what they state, then of their years; those
    that are only built on, and claims without one, come last. ``studies`` maps claims to studies.
    """
    order = list(dict.fromkeys(studies.values()))
    groups: dict[str, list] = {}
    for finding in findings:
        groups.setdefault(paper(finding)["identifier"], []).append(finding)

    def place(own):
        first = [order.index(studies[f["name"]]) for f in own if stated(f)]
        found = paper(own[0])
        return min(first, default=len(order)), found["year"], found["cited"]

    return [
        {"key": f"paper-{number}", **paper(own[0]), "short": short(paper(own[0])["cited"]),
         "findings": sorted(own, key=_within)}
        for number, own in enumerate(sorted(groups.values(), key=place), 1)
    ]  # fmt: skip


def short(cited: str) -> str:
    """A citation with three authors or more by its first."""
    authors, _, year = cited.rpartition(" ")
    return f"{authors.split(',')[0]} et al. {year}" if "," in authors else cited


def _within(finding):
    return list(ROLES).index(role(finding)), not stated(finding), finding["name"]


def verdict_map(papers: Iterable[Mapping]) -> dict:
    """One tile a claim: rows are papers, columns roles; false claims stand apart."""
    papers = list(papers)
    every = [finding for each in papers for finding in each["findings"]]
    heads = [
        {"key": key, "name": name, "about": about, "count": counted(every, key)}
        for key, (name, about) in ROLES.items()
    ]
    rows = [
        {"key": each["key"], "cited": each["short"],
         "cells": [[tile(f) for f in each["findings"] if role(f) == key] for key in ROLES]}
        for each in papers
    ]  # fmt: skip
    return {"heads": heads, "rows": rows}


def counted(findings: Iterable[Mapping], key: str) -> str:
    """How the claims of one role came out, in words that say what that means; yours apart."""
    own: list[Mapping] = []
    shipped: list[Mapping] = []
    for finding in findings:
        (own if finding.get("yours") else shipped).append(finding)
    beside = _counted(own, key)
    return (_counted(shipped, key) or "none") + (f"; of yours {beside}" if beside else "")


def _counted(findings, key):
    found = Counter(f["verdict"] for f in findings if role(f) == key)
    said = {
        "false": {"refuted": "refuted, as it should be", "supported": "supported, and should not"},
        "open": {},
    }.get(key, {"refuted": "refuted, and should not"})
    order = ("supported", "refuted", "inconclusive")
    return ", ".join(f"{found[v]} {said.get(v, v)}" for v in order if found[v])


def tile(finding: Mapping) -> dict:
    """A claim as one tile of the map."""
    mark, source = _page.of_claim(finding), finding["source"]
    by = "ours" if source["known"] == "ours" else f"stated by {source['cited']}"
    return {
        "name": finding["name"],
        "mark": mark,
        "role": role(finding),
        "ours": not stated(finding),
        "label": f"{finding['name']}: {mark.words} ({ROLES[role(finding)][0].lower()}, {by})",
    }


def card(finding: Mapping, links: Mapping) -> dict:
    """One claim as the template wants it; ``links`` lead to what lies beside the page."""
    found = decisive(finding)
    source = finding["source"]
    return {
        "name": finding["name"],
        "mark": _page.of_claim(finding),
        "role": role(finding),
        "role_name": ROLES[role(finding)][0],
        "ours": not stated(finding),
        "yours": finding.get("yours", ""),
        "known": source["known"],
        "known_words": KNOWN[source["known"]],
        "papers": source["papers"],
        "note": typeset(source["note"]),
        "statement": typeset(finding["statement"]),
        "formula": parts(finding["formula"]),
        "hypotheses": [(typeset(words), known) for words, known in finding["hypotheses"].items()],
        "rival": typeset(finding["rival"]),
        "reasons": [typeset(each) for each in reasons(finding)],
        "should": finding["should"],
        "ruler": ruler(found) if found else None,
        "seen": seen(finding),
        "blind": typeset(finding.get("blind", "")),
        "margin": percent(finding["margin"]),
        "tests": finding["tests"],
        "level": f"{finding['level']:.1e}",
        "tally": _page.tally(finding),
        "counts": counts(finding),
        "worst": _page.worst(finding),
        "count": len(finding["entries"]),
        "about": " ".join(sorted(about(finding))),
        "smallest": smallest(finding),
        **links,
    }


def counts(finding: Mapping) -> str:
    """How its entries came out, by role, in words that say what should be."""
    covered = [e["verdict"] for e in finding["entries"] if e["role"] == "theorem"]
    of = _page.tally(finding)
    if role(finding) == "false":
        said = [f"that refute it, as they should: {covered.count('refuted')} of {len(covered)}"]
    else:
        said = [f"under the hypotheses that support it: {of['theorem']}"]
    if of["control"] != "none":
        said.append(f"controls refuted, as they must be: {of['control']}")
    if of["empirical"] != "none":
        said.append(f"outside the hypotheses, agreeing: {of['empirical']}")
    return f"Networks {'; '.join(said)}"


def seen(finding: Mapping) -> list[dict]:
    """The smallest error of each ingredient that would have been seen."""
    return [
        {"ingredient": typeset(LABELS.get(each["ingredient"], each["ingredient"])),
         "error": _sensitivity.percent(each["refuted_from"], each["tried"])}
        for each in finding.get("sensitivity", ())
    ]  # fmt: skip


def percent(share: float | None) -> str:
    """A share in percent, to two digits or whole."""
    return "" if share is None else f"{100 * share:.{0 if share >= 0.1 else 1}f} %"


def smallest(finding: Mapping) -> float | None:
    """The smallest error of any ingredient that would have been seen, for the order of cards."""
    errors = [each["refuted_from"] for each in finding.get("sensitivity", ())]
    return min((error for error in errors if error is not None), default=None)


def about(finding: Mapping) -> set[str]:
    """Weights and activations that the entries of a claim name."""
    return {word for entry in finding["entries"] for word in _words(entry)}


def _words(entry) -> Iterator[str]:
    known = {*ENSEMBLES, *ACTIVATIONS}
    labels = ("subject", "ensemble", "activation", "ensembles", "case", "part")
    for label in labels:
        yield from (word for word in WORD.findall(str(entry.get(label, ""))) if word in known)


def choices(cards: Iterable[Mapping]) -> dict[str, list[tuple[str, str]]]:
    """What filters offer: values and their names."""
    found = {word for each in cards for word in each["about"].split()}
    return {
        "role": [(key, name) for key, (name, _) in ROLES.items()],
        "verdict": [(kind or "either", words) for kind, words in KINDS.items()],
        "weights": [(name, ENSEMBLES[name].label) for name in ENSEMBLES if name in found],
        "activation": [(name, ACTIVATIONS[name].label) for name in ACTIVATIONS if name in found],
    }


def tested(findings: Sequence[Mapping]) -> str:
    """One sentence: what was tested."""
    own = [f for f in findings if f.get("yours")]
    findings = [f for f in findings if not f.get("yours")]
    kinds = Counter(
        "false" if role(f) == "false" else "stated" if stated(f) else "ours" for f in findings
    )
    papers = {paper(f)["identifier"] for f in findings if stated(f)}
    numbers = sum(f["tests"] for f in findings)
    return (
        f"{len(findings)} statements about the random matrices of wide neural networks "
        f"({kinds['stated']} from {len(papers)} papers, {kinds['ours']} derived here, and "
        f"{kinds['false']} known to be false, to see whether the tests can fail) were held against "
        f"{numbers:,} statistics of networks that this run sampled or trained."
        + (f" Beside them {len(own)} statements of extensions of yours." if own else "")
    )
