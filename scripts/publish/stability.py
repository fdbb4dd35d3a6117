"""Everything sampled again from another master seed, and judged: which verdicts depend on it.

The workflow runs once more, in a folder of its own, as far as its claims, with the settings of this
run and another seed. Only the verdicts are kept, and why some are not as expected.
"""

import json
import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from claims import CLAIMS, STUDIES
from scripts import ledger
from scripts._step import run

OPPOSITE = {"supported": "refuted", "refuted": "supported"}
WORKFLOW = Path(__file__).resolve().parents[2] / "workflow/Snakefile"


def again(folder: Path, settings: Path, seed: int, cores: int) -> dict[str, dict]:
    """Verdict and reasons of every claim from another seed; ``folder`` is kept if that fails.

    Raises:
        SystemExit: the workflow fails; the message says where.
    """
    findings = {
        name: f"results/claims/{study}/{name}.json"
        for study, claims in STUDIES.items()
        for name in claims
    }
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "--snakefile": WORKFLOW,
        "--directory": folder,
        "--configfile": settings.resolve(),
        "--config": f"seed={seed}",
        "--cores": cores,
    }
    words = [str(word) for pair in options.items() for word in pair]
    command = [sys.executable, "-m", "snakemake", *words, "--rerun-incomplete", "--nolock"]
    # the steps of that run keep time for themselves
    there = {name: value for name, value in os.environ.items() if name != "FREEWIDTH_CLOCK"}
    if subprocess.run([*command, "--", *findings.values()], env=there, check=False).returncode:
        raise SystemExit(f"seed {seed}: the run failed, see {folder}/logs; it goes on from there")
    found = {}
    for name, path in findings.items():
        finding = ledger.read_json(folder / path)
        found[name] = {"verdict": finding["verdict"]}
        if finding["verdict"] != CLAIMS[name].should:
            found[name]["reasons"] = finding["reasons"]
    return found


def counted(runs: Mapping[str, Mapping[str, Mapping]]) -> list[dict]:
    """Per claim: how often each verdict, and the seeds of the opposite of what should be.

    ``runs`` maps seeds to what :func:`again` found.
    """
    rows = []
    for name in sorted({name for found in runs.values() for name in found}):
        should = CLAIMS[name].should
        verdicts = {seed: found[name]["verdict"] for seed, found in runs.items() if name in found}
        wrong = [seed for seed, v in verdicts.items() if v == OPPOSITE.get(should)]
        rows.append(
            {
                "claim": name,
                "should": should,
                "verdicts": dict(Counter(verdicts.values())),
                "wrong": wrong,
            }
        )
    return rows


def summary(rows: Iterable[Mapping]) -> str:
    """One line per claim."""
    lines = []
    for row in rows:
        counts = ", ".join(f"{count} {v}" for v, count in sorted(row["verdicts"].items()))
        wrong = f"; wrong from seed {', '.join(row['wrong'])}" if row["wrong"] else ""
        lines.append(f"{'WRONG' if wrong else 'good':>5}  {row['claim']}: {counts}{wrong}")
    return "\n".join(lines)


def main(words: Sequence[str]) -> None:
    """Write the verdicts of one seed, or count those of several and fail if any is wrong."""
    parser = ArgumentParser(prog="python -m scripts.publish.stability", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, help="another master seed")
    parser.add_argument("--settings", type=Path, help="config.yaml, as the report records it")
    parser.add_argument("--cores", type=int, default=1, help="for the run")
    parser.add_argument("--count", type=Path, nargs="*", default=[], help="verdicts, SEED.json")
    given = parser.parse_args(words)
    if given.count:
        runs = {path.stem: ledger.read_json(path) for path in given.count}
        rows = counted(runs)
        print(summary(rows))
        _write(given.out, rows)
        if any(row["wrong"] for row in rows):
            raise SystemExit("Some verdicts are the opposite of what should be.")
        return
    if given.seed is None or given.settings is None:
        parser.error("--seed and --settings, or --count")
    folder = given.out.with_suffix("")
    _write(given.out, again(folder, given.settings, given.seed, given.cores))
    shutil.rmtree(folder)


def _write(out, found):
    out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    ledger.enter(out)


if __name__ == "__main__":
    run(main)
