"""Judge the claims of one study by everything that it has found."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from freewidth import outside
from freewidth.errors import InvalidInputError
from freewidth.plotting import claim as evidence
from freewidth.plotting import save
from freewidth.stats import judge
from freewidth.stats.sensitivity import sensitivity
from scripts import ledger
from scripts._step import load, run


def main(words: Sequence[str]) -> None:
    """Write the finding on every claim that is named, as JSON, and a picture of its evidence."""
    parser = ArgumentParser(prog="python -m scripts.publish.claims", description=__doc__)
    parser.add_argument("study", help="a folder of claims/")
    parser.add_argument("out", nargs="+", type=Path, help="results/claims/STUDY/NAME.json")
    parser.add_argument("--results", nargs="+", required=True, help="what they are judged by")
    given = parser.parse_args(words)
    claims, own = load(f"claims.{given.study}").CLAIMS, _own(given.study)
    found = load(f"scripts.{given.study}.sheets").results(given.results)
    for path in given.out:
        if path.stem not in claims:
            parser.error(f"no claim {path.stem} in claims/{given.study}: {', '.join(claims)}")
        claim, begun = claims[path.stem], perf_counter()
        finding = _finding(claim, found, path.stem)
        if path.stem in own:
            finding["yours"] = own[path.stem]
        text = json.dumps(finding, indent=1, allow_nan=False, ensure_ascii=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
        if finding["entries"]:
            save(evidence(finding), path.with_suffix(".png"))
        else:
            path.with_suffix(".png").write_bytes(b"")  # nothing to show
        ledger.enter(path, path.with_suffix(".png"))
        print(f"claim {path.stem}: {perf_counter() - begun:.2f} s")


def _own(study: str) -> dict[str, str]:
    """Claim -> name of its file, of those that come from outside or were made for what does."""
    made = outside.judged() if study == "spectra" else {}
    given = {e.name: e for e in outside.found() if e.registry == "claims" and e.study == study}
    return {name: each.path.name for name, each in (made | given).items()}


def _finding(claim, found, name):
    try:
        entries = list(claim.entries(found))
        finding = judge(claim, found, name, entries)
        return finding | {"sensitivity": sensitivity(claim, found, entries), "blind": claim.blind}
    except InvalidInputError as error:
        raise InvalidInputError(f"claim {name}: {error}") from error


if __name__ == "__main__":
    run(main)
