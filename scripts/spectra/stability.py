"""Every spectrum sampled again from another master seed: which verdicts depend on it."""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from claims.spectra import CLAIMS
from freewidth.compare import Comparison, compare
from freewidth.stats import judge
from scripts import artifact
from scripts._step import run
from scripts.spectra import results
from scripts.spectra.compare import against, by_grid
from scripts.spectra.sample import draw

OPPOSITE = {"supported": "refuted", "refuted": "supported"}


def drawn(
    compared: Iterable[Path], laws: Iterable[Path], seed: int
) -> dict[results.Key, Comparison]:
    """The networks of some comparisons, as many and as wide, drawn from another seed."""
    files, found = by_grid(laws), {}
    for path in compared:
        grid, names = path.parts[-2], tuple(artifact.parameters(path)["rivals"])
        old = sorted(results.comparisons(path), key=lambda c: (c.net.activation, c.net.depth))
        for c in old:
            law, others = against(c.net, files[grid], names)
            spectra = {
                width: draw(c.net, c.dependence, width, range(len(values)), seed)["eigenvalues"]
                for width, values in c.observed.items()
            }
            key = (grid, path.stem, c.net.activation, c.net.depth, c.dependence)
            found[key] = compare(c.net, spectra, law, others, c.dependence)
    return found


def verdicts(study: Mapping) -> dict[str, str]:
    """Of every claim on spectra. (Experiments have tests of their own with as many seeds.)"""
    return {name: judge(claim, study, name)["verdict"] for name, claim in CLAIMS.items()}


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
        counts = ", ".join(
            f"{count} {verdict}" for verdict, count in sorted(row["verdicts"].items())
        )
        lines.append(f"{'WRONG' if row['wrong'] else 'good':>5}  {row['claim']}: {counts}")
    return "\n".join(lines)


def main(words: Sequence[str]) -> None:
    """Write the verdicts of one seed, or count those of several and fail if any is wrong."""
    parser = ArgumentParser(prog="python -m scripts.spectra.stability", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=0, help="another master seed")
    parser.add_argument("--compared", type=Path, nargs="*", default=[])
    parser.add_argument("--laws", type=Path, nargs="*", default=[])
    parser.add_argument("--count", type=Path, nargs="*", default=[], help="verdicts by seed")
    given = parser.parse_args(words)
    if given.compared:
        found: object = verdicts(drawn(given.compared, given.laws, given.seed))
        given.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        return
    rows = counted(json.loads(path.read_text(encoding="utf-8")) for path in given.count)
    print(summary(rows))
    given.out.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    if any(row["wrong"] for row in rows):
        raise SystemExit("Some verdicts are the opposite of what should be.")


if __name__ == "__main__":
    run(main)
