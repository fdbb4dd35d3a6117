"""The report of a study: one HTML page that opens from disk and loads nothing."""

import json
import os
import platform
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from math import fsum
from pathlib import Path
from typing import Any

from freewidth.stats import ALPHA
from scripts import ledger
from scripts._step import run
from scripts.fingerprint import ROOT
from scripts.publish import _page, _ruler, _run, _settings
from scripts.publish._mathml import mathml
from scripts.publish._pictures import picture
from scripts.publish._policy import policy
from scripts.publish._template import template
from scripts.publish._text import typeset

TEMPLATES = [ROOT / "workflow" / "study", ROOT / "workflow" / "templates"]
FORMULA = {
    False: r"x^l = \phi_l(W^l x^{l-1} + b^l), \quad J = D^L W^L \cdots D^1 W^1",
    True: r"x^l = x^{l-1} + a_l\,\phi_l(W^l x^{l-1} + b^l), "
    r"\quad J = (1 + a_L D^L W^L) \cdots (1 + a_1 D^1 W^1)",
}
WORDS = {"supported": "agrees with its law"}
NOTHING: Mapping[str, Any] = {"judged": {}}
SHOWN = 6  # rivals on a scale
PLACES = {"inside": _page.Mark("good", "✔", "inside the band"),
          "outside": _page.Mark("bad", "✘", "outside the band")}  # fmt: skip


def render(page: Mapping) -> str:
    """HTML; text is escaped, a missing value is an error."""
    return template("page.html.j2", TEMPLATES).render(page, policy=policy())


def network(name: str, said: Mapping, figure: Mapping) -> dict[str, Any]:
    """One network as the template wants it."""
    entries = {entry["name"]: entry for entry in said["judged"]["entries"]
               if entry["role"] != "control"}  # fmt: skip
    entry = entries[name]
    rivals = entry["rivals"]
    own = {"entries": [entry], "verdict": entry["verdict"], "should": "supported"}
    decisive = _nearest(_ruler.decisive(own))
    edge = said["largest"][name]
    return {
        "name": name,
        "id": f"network-{name}",
        "label": typeset(said["labels"][name]),
        "residual": said["labels"][name].startswith("residual"),
        "mark": _mark(entry),
        "why": _why(entry),
        "excluded": f"{list(rivals.values()).count(True)} of {len(rivals)}",
        "missed": [rival for rival, out in rivals.items() if not out],
        "worst": _page.worst(own) if entry["role"] == "theorem" else "",
        "distance": f"{said['distances'][name][name]:.4f}",
        "edge": f"{edge['median'] / edge['edge']:.3g}" if edge["edge"] else "",
        "outside": said["outside"][name],
        "note": said["notes"][name],
        "ruler": _ruler.ruler(decisive) if decisive else None,
        "entry": _evidence(entry),
        "figure": figure,
    }


def _nearest(found: _ruler.Decisive | None) -> _ruler.Decisive | None:
    """With those rivals only that lie nearest to what is predicted."""
    if found is None:
        return None
    item, by = found.item, lambda rival: abs(rival[1] - found.item["expected"])
    near = dict(sorted(item["rivals"].items(), key=by)[:SHOWN])
    return found._replace(item=dict(item, rivals=near))


def _evidence(entry):
    """Every statistic, names and reasons typeset."""
    shown = _page.entry_view(entry)
    items = [item | {"what": typeset(item["what"])} for item in shown["evidence"]]
    return shown | {"evidence": items, "why_bias": typeset(shown["why_bias"])}


def _mark(entry):
    mark = _page.of_entry(entry)
    if entry["role"] == "theorem":
        return mark._replace(words=WORDS.get(mark.words, mark.words))
    joined = {"≠": " from that law", "=": " with that law"}.get(mark.symbol, "")
    return mark._replace(words=f"{mark.words}{joined}")


def _why(entry) -> str:
    """Why a verdict is not that it agrees."""
    if entry["verdict"] == "supported" or entry["role"] != "theorem":
        return ""
    items = entry["evidence"]
    if off := [item["what"] for item in items if item["counts"] and not item["agrees"]]:
        return f"off: {', '.join(off)}"
    if misfits := [item["what"] for item in items if item["misfit"]]:
        return f"a + b/n does not fit: {', '.join(misfits)}"
    missed = [rival for rival, out in entry["rivals"].items() if not out]
    if missed:
        return f"agrees, but not told apart from {', '.join(missed)}"
    return "agrees, but there is no other law that it could be told apart from"


def banner(networks: Sequence[Mapping], models: Sequence[Mapping]) -> dict[str, Any]:
    """The first thing that a reader sees."""
    every = [*networks, *models]
    marks = [each["mark"].kind for each in every]
    kind = next((kind for kind in ("bad", "open") if kind in marks), "good")
    return {
        "kind": kind,
        "mark": _page.SYMBOLS[kind],
        "headline": "; ".join([*_of_networks(networks), *_of_models(models)]),
        "alarms": [each for each in every if each["why"]],
    }


def _of_networks(networks: Sequence[Mapping]) -> Iterator[str]:
    own = [each["mark"].kind for each in networks if not each["outside"]]
    if own:
        yield f"{own.count('good')} of {len(own)} networks agree with their law"
    for kind, words in (("bad", "refuted"), ("open", "inconclusive")):
        if kind in own:
            yield f"{own.count(kind)} {words}"
    if len(own) < len(networks):
        yield f"{len(networks) - len(own)} without a law of their own"


def _of_models(models: Sequence[Mapping]) -> Iterator[str]:
    inside = sum(each["mark"].kind == "good" for each in models)
    if models:
        yield f"{inside} of {len(models)} models inside the band of random networks"


def model(path: Path, figure: Mapping) -> dict[str, Any]:
    """A model as the template wants it."""
    said = ledger.read_json(path)
    return {
        "name": _name(path),
        "id": f"model-{_name(path)}",
        "said": said,
        "mark": PLACES[said["place"]],
        "why": "; ".join(said["reasons"]),
        "declared": ", ".join(said["declared"]) or "nothing: all is measured",
        "law": typeset(said["law"]),
        "odds": f"{said['level']:.2g}",
        "figure": figure,
    }


def controls(judged: Mapping) -> str:
    """How many of the tests that must fail did."""
    verdicts = [entry["verdict"] for entry in judged["entries"] if entry["role"] == "control"]
    failed = verdicts.count("refuted")
    said = f"Negative controls refuted, as they must be: {failed} of {len(verdicts)}."
    return said if verdicts else ""


def table(said: Mapping, order: Sequence[str]) -> dict[str, Any]:
    """Distances of all networks to all laws, the smallest of a row marked."""
    names = [name for name in order if not said["outside"][name]]
    rows = []
    for name in order:
        found = said["distances"][name]
        least = min((found[other] for other in names), default=None)
        cells = [{"text": f"{found[n]:.4f}", "least": found[n] == least} for n in names]
        rows.append({"name": name, "cells": cells})
    return {"heads": names, "rows": rows}


def badge(seed: int, timing: Sequence[Mapping]) -> list[tuple[str, str]]:
    """The run in a line."""
    versions = [f"{name} {metadata.version(name)}" for name in ("numpy", "scipy")]
    seconds = fsum(float(row["cpu"]) for row in timing)
    return [
        ("seed", str(seed)),
        ("code", _run.commit()),
        ("versions", ", ".join([f"Python {platform.python_version()}", *versions])),
        ("machine", f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"),
        ("processor time", f"{_run.spoken(seconds)} at least" if timing else "not recorded"),
        *_run.by_the_clock(os.environ),
    ]


def _beside(path: Path) -> Path:
    """The figure of a model: ``figures`` lies beside ``results``."""
    return path.parents[2] / "figures" / "models" / f"{_name(path)}.png"


def _figure(path: Path, root: Path) -> dict[str, Any]:
    return {
        "picture": picture(ledger.trusted(path).read_bytes()),
        "href": path.relative_to(root).as_posix(),
        "caption": typeset(ledger.read_json(path.with_suffix(".json"))["caption"]),
    }


def view(given: Any) -> dict[str, Any]:
    """What the template needs."""
    config, root = _settings.read(given.settings), given.out.parent
    said = ledger.read_json(given.together[0]) if given.together else NOTHING
    networks = [network(_name(path), said, _figure(path, root)) for path in given.figures]
    models = [model(p, _figure(_beside(p), root)) for p in given.models]
    timing = _run.timing(root / "benchmarks" / "results")
    return {
        "title": given.title,
        "badge": badge(config["seed"], timing),
        "banner": banner(networks, models),
        "networks": networks,
        "models": models,
        "together": _figure(given.together[1], root) if networks else None,
        "table": table(said, [each["name"] for each in networks]),
        "widest": max(config.get("widths", [0])),
        "judged": said["judged"],
        "level": f"{said['judged']['level']:.1e}" if networks else "",
        "alarm_odds": f"{1 / ALPHA:,.0f}",
        "controls": controls(said["judged"]) if networks else "",
        "formulas": [mathml(FORMULA[kind]) for kind in (False, True)
                     if any(each["residual"] == kind for each in networks)],
        "config": json.dumps(config, indent=1, ensure_ascii=False),
        "timing": timing,
    }  # fmt: skip


def _name(path: Path) -> str:
    """That of a network or model: all but the ending, as names have points."""
    return path.name.removesuffix(path.suffix)


def main(words: Sequence[str]) -> None:
    """Write the page."""
    parser = ArgumentParser(prog="python -m scripts.study.report", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--title", required=True)
    both = "results/verdicts.json figures/together.png, if there are networks"
    parser.add_argument("--together", nargs="*", type=Path, default=[], help=both)
    parser.add_argument("--figures", nargs="*", type=Path, default=[], help="figures/networks/")
    parser.add_argument("--models", nargs="*", type=Path, default=[], help="results/models/")
    parser.add_argument("--settings", nargs="+", metavar="KEY=YAML", required=True)
    given = parser.parse_args(words)
    given.out.write_text(render(view(given)), encoding="utf-8")


if __name__ == "__main__":
    run(main)
