"""Write the numbers of a finished run into ``figures/manifest.json``, to be committed.

One part for each profile: where it is from (seed, commit, machine, versions), every number of every
claim and notebook, what files each claim is judged by, and checksums of all files.
``python3 reproduce.py verify`` recomputes them and compares (:mod:`scripts.publish.recomputed`).
"""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from freewidth.errors import InvalidInputError
from freewidth.stats import Claim, judge
from scripts import ledger, review
from scripts._step import load, run
from scripts.fingerprint import ROOT
from scripts.publish import _environment, numbers

DEEP = 3  # levels that have a line for each of their items
WRONG = (InvalidInputError, KeyError, ValueError, IndexError)  # of a claim that lacks results

Study = Callable[[Sequence[str]], Any]  # what claims read, from paths


def needs(claim: Claim, study: Study, paths: Sequence[str]) -> list[str]:
    """Those of a study's files that a claim is judged by.

    Found by judging it without the others: first by those that its entries name; where that is
    another finding, by all but those that it does not miss.
    """
    finding = _judged(claim, study, paths)
    some = [path for path in paths if any(_names(e, path) for e in finding["entries"])]
    if some and _judged(claim, study, some) == finding:
        return some
    kept = list(paths)
    for group in _groups(paths):
        fewer = [path for path in kept if path not in group]
        if fewer and _judged(claim, study, fewer) == finding:
            kept = fewer
    return kept


def _judged(claim, study, paths):
    try:
        return judge(claim, study(paths), "")
    except WRONG:
        return None


def _names(entry: Mapping, path: str) -> bool:
    """Whether an entry says that it is about the networks of a file."""
    *_, folder, file = Path(path).with_suffix("").parts
    if "experiment" in entry:
        return entry["experiment"] == file
    return (entry.get("grid"), entry.get("ensemble")) == (folder, file)


def _groups(paths: Sequence[str]) -> Iterator[list[str]]:
    """Files that are left out together: those of a grid, any other alone."""
    grids: dict[str, list[str]] = {}
    for path in paths:
        is_spectrum = Path(path).parts[-3] == "compare"
        grids.setdefault(Path(path).parts[-2] if is_spectrum else path, []).append(path)
    yield from grids.values()


def part(given) -> dict[str, Any]:
    """What the manifest says of the run that lies here."""
    config = yaml.safe_load(given.config.read_text(encoding="utf-8"))
    made = {"seed": config["seed"], "commit": _environment.commit(), "code": _environment.code()}
    return {
        "made": made | _environment.here(),
        "grids": list(config["grids"]),
        "claims": dict(_claims(given.claims, dict(map(_split, given.results)))),
        "notebooks": {
            name_of(path): numbers.of_notebook(ledger.read_json(path)) for path in given.notebooks
        },
        "files": {
            name: value[:16]
            for name, value in ledger.parsed(given.manifest.read_text(encoding="utf-8")).items()
        },
    }


def _split(words):
    return words[0], words[1:]


def _claims(paths, results):
    for path in paths:
        study, name = path.parent.name, path.stem
        claim = load(f"claims.{study}").CLAIMS[name]
        needed = needs(claim, load(f"scripts.{study}.sheets").results, results[study])
        finding = numbers.of_finding(ledger.read_json(path))
        yield name, {"study": study, "needs": needed, **finding}


def name_of(path: Path) -> str:
    """STUDY/NAME of a notebook's record."""
    return "/".join(path.with_suffix("").parts[-2:])


def text(found: Any, level: int = 0) -> str:
    """JSON with a line for each claim, notebook and file, so that changes can be read."""
    if level < DEEP and isinstance(found, Mapping) and found:
        inside = ",\n".join(
            f"{' ' * (level + 1)}{json.dumps(key, ensure_ascii=False)}: {text(value, level + 1)}"
            for key, value in found.items()
        )
        return f"{{\n{inside}\n{' ' * level}}}"
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def main(words: Sequence[str]) -> None:
    """Put the part of a profile into the manifest; the other parts stay."""
    parser = ArgumentParser(prog="python -m scripts.publish.reference", description=__doc__)
    parser.add_argument("--profile", required=True)
    parser.add_argument("--claims", nargs="+", type=Path, required=True)
    parser.add_argument("--notebooks", nargs="+", type=Path, required=True)
    parser.add_argument("--manifest", type=Path, required=True, help="checksums of the run")
    parser.add_argument("--config", type=Path, required=True, help="of the run")
    what = "what the claims of a study are judged by, once for each"
    parser.add_argument("--results", nargs="+", action="append", required=True, help=what)
    given = parser.parse_args(words)
    found = review.read(ROOT) | {given.profile: part(given)}
    path = ROOT / review.REFERENCE
    path.parent.mkdir(exist_ok=True)
    path.write_text(text(dict(sorted(found.items()))) + "\n", encoding="utf-8")


if __name__ == "__main__":
    run(main)
