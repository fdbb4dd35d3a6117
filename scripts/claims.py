"""Judge the claims of one family by everything that its study holds."""

import json
from pathlib import Path

from claims import CLAIMS
from freewidth.stats import judge
from scripts._entry import load, run


def main(*, family: str, study: dict, claims: dict[str, str]) -> None:
    """Write the finding on each claim to the path given for it, as JSON.

    ``study`` holds the arguments of ``scripts/studies/FAMILY.py``: paths of what to read.
    """
    everything = load(f"scripts.studies.{family}").study(**study)
    for name, path in claims.items():
        finding = judge(CLAIMS[name], everything, name)
        text = json.dumps(finding, indent=1, allow_nan=False, ensure_ascii=False)
        Path(path).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    run(main)
