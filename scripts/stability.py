"""Every spectrum sampled again from another master seed: which verdicts depend on it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from claims import CLAIMS, Study
from freewidth.compare import compare
from freewidth.network import Network
from freewidth.stats import judge
from scripts import _study
from scripts._entry import run
from scripts.compare import rivals
from scripts.sample import draw
from workflow import grids

FAMILIES = ("jacobian", "planar")
OPPOSITE = {"supported": "refuted", "refuted": "supported"}


def spectra(config: Mapping, seed: int) -> Study:
    """Comparisons of all grids, with the laws that the workflow has solved for."""
    found = {}
    cases = grids.cases(grids.grids(config))
    for (grid, ensemble), some in groupby(cases, lambda case: (case.grid, case.ensemble)):
        together = list(some)
        for activation, path in together[0].laws().items():
            for network in grid.design.networks:
                net = Network(ensemble, activation, **network)
                law, others = _study.law(path, net), rivals(net, path, list(grid.rivals))
                for case in together:
                    key = (grid.name, ensemble, activation, net.depth, case.dependence)
                    drawn = _drawn(net, case, seed)
                    found[key] = compare(net, drawn, law, others, case.dependence)
    return found


def _drawn(net, case, seed):
    """Width -> eigenvalues."""
    return {
        width: draw(net, case.dependence, width, range(count), seed)["eigenvalues"]
        for width, count in case.grid.design.widths
    }


def verdicts(config: Mapping, seed: int) -> dict[str, str]:
    """Of every claim on spectra. (Experiments have tests of their own with as many seeds.)"""
    study = spectra(config, seed)
    return {
        name: judge(claim, study, name)["verdict"]
        for name, claim in CLAIMS.items()
        if claim.family in FAMILIES
    }


def counted(runs: Iterable[Mapping[str, str]]) -> list[dict]:
    """Per claim: how often each verdict, and how often the opposite of what should be."""
    runs = list(runs)
    rows = []
    for name in sorted({name for found in runs for name in found}):
        should = CLAIMS[name].should
        counts = Counter(found[name] for found in runs if name in found)
        wrong = counts.get(OPPOSITE.get(should, ""), 0)
        rows.append({"claim": name, "should": should, "verdicts": dict(counts), "wrong": wrong})
    return rows


def summary(rows: Iterable[Mapping]) -> str:
    """One line per claim."""
    lines = []
    for row in rows:
        told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(row["verdicts"].items()))
        lines.append(f"{'WRONG' if row['wrong'] else 'good':>5}  {row['claim']}: {told}")
    return "\n".join(lines)


def main(*, path: str, config: dict | None = None, seed: int = 0, runs: list | None = None) -> None:
    """Write the verdicts of one seed, or count those of ``runs`` and fail if any is wrong."""
    if runs is None:
        Path(path).write_text(json.dumps(verdicts(config, seed), indent=1) + "\n", encoding="utf-8")
        return
    rows = counted(json.loads(Path(each).read_text(encoding="utf-8")) for each in runs)
    print(summary(rows))
    Path(path).write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    if any(row["wrong"] for row in rows):
        raise SystemExit("Some verdicts are the opposite of what should be.")


if __name__ == "__main__":
    run(main)
