"""What every step took, for the estimate of how long a run takes, and for queues that ask.

``python -m workflow.timings`` reads Snakemake's benchmark files of a finished run here
(``benchmarks/results``), and puts them under the profile of that run into ``timings.json`` beside
the plugin that shows progress (seconds by step), and into ``workflow/recorded.json`` (the most
seconds and megabytes of each rule: ``workflow/resources.py``). Seconds are of computing
(``cpu_time``), not of the clock, so that a run on a busy machine will do.
"""

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from workflow.resources import RECORDED

TIMINGS = Path(__file__).parent / "plugins/snakemake_logger_plugin_progress/timings.json"
BENCHMARKS, SETTINGS = Path("benchmarks/results"), Path("results/config.yaml")
OFTEN, FIRST, EVERY = 0.5, 15.5, 30.0  # Snakemake looks every half second, later more seldom
STUDIES = {"hessians": "hessian"}  # in the names of rules


def rule_of(path: Path) -> str:
    """The rule that wrote a benchmark file, by its path under ``benchmarks/results``."""
    folder = path.parent.name
    if folder in ("claims", "figures", "notebooks"):
        return f"{STUDIES.get(path.stem, path.stem)}_{folder}"
    return folder or path.stem


def seconds(row: Mapping[str, str]) -> float:
    """Seconds of computing of a job: those until Snakemake last looked, and the rest in proportion.

    A job that was over before it looked has none; its seconds by the clock count then.
    """
    clock, computed = float(row["s"]), float(row["cpu_time"])
    last = FIRST + EVERY * ((clock - FIRST) // EVERY) if clock > FIRST else clock - OFTEN / 2
    return round(min(clock, computed * clock / last) if computed else clock, 2)


def timed(folder: Path) -> dict[str, dict[str, float]]:
    """Seconds by rule and case of all benchmark files under ``folder``."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for rule, case, row in rows(folder):
        found[rule][case] = seconds(row)
    return dict(found)


def rows(folder: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(rule, case, row) of all benchmark files under ``folder``."""
    for path in sorted(folder.rglob("*.tsv")):
        with path.open(encoding="utf-8") as file:
            row = next(csv.DictReader(file, delimiter="\t"))
        yield rule_of(path.relative_to(folder)), path.stem, row


def most(folder: Path) -> dict[str, dict[str, float]]:
    """The most megabytes (NA: too short to be seen) and seconds that a job of each rule took."""
    found: dict[str, dict[str, float]] = {}
    for rule, _, row in rows(folder):
        peak = float(row["max_rss"]) if row["max_rss"] not in ("NA", "-") else 0.0
        own = found.setdefault(rule, {"mem_mb": 0.0, "seconds": 0.0})
        own["mem_mb"] = max(own["mem_mb"], round(peak))
        own["seconds"] = max(own["seconds"], seconds(row))
    return found


def main(words: Sequence[str]) -> int:
    """Put the seconds of the run that lies here into the file that is shipped."""
    if words or not SETTINGS.exists():
        print(f"{__doc__}\nThere must be {SETTINGS}: the run is to be finished.", file=sys.stderr)
        return 2
    profile = yaml.safe_load(SETTINGS.read_text(encoding="utf-8"))["profile"]
    for path, found in ((TIMINGS, timed(BENCHMARKS)), (RECORDED, most(BENCHMARKS))):
        known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        text = json.dumps(known | {profile: found}, indent=1, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
