"""Judge every claim by everything that was compared."""

import json
from pathlib import Path

from freewidth.claims import CLAIMS, Study, judge
from scripts import _study
from scripts._entry import run


def study(compared: dict[str, dict[str, list[str]]]) -> Study:
    """All comparisons; ``compared`` lists their artifacts by grid and dependence."""
    return {
        (grid, comparison.net.ensemble, activation, depth, dependence): comparison
        for grid, by_dependence in compared.items()
        for dependence, paths in by_dependence.items()
        for path in paths
        for activation, depth, comparison in _study.comparisons(path)
    }


def main(*, compared: dict, claims: dict[str, str]) -> None:
    """Write the finding on each claim to the path given for it, as JSON."""
    everything = study(compared)
    for name, path in claims.items():
        finding = judge(CLAIMS[name], everything, name)
        text = json.dumps(finding, indent=1, allow_nan=False, ensure_ascii=False)
        Path(path).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    run(main)
