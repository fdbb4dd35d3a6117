"""Put the measured verdicts, and a figure of the same run, into README.md: none of it is typed."""

import shutil
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from claims import CLAIMS
from scripts import ledger
from scripts._step import run
from scripts.publish import _page

BEGIN = "<!-- verdicts: written by scripts/publish/readme.py from results/claims, do not edit -->"
END = "<!-- end of verdicts -->"
HEAD = (
    "| claim | source | verdict | networks that support it | controls refuted "
    "| worst deviation / limit |\n|---|---|---|--:|--:|--:|"
)


def table(findings: Sequence[Mapping]) -> str:
    """One row per finding, in Markdown; below it the names of claims that were not judged."""
    known = {finding["name"]: finding for finding in findings}
    rows = "\n".join([HEAD, *(_row(name, known[name]) for name in sorted(known))])
    missing = [f"`{name}`" for name in CLAIMS if name not in known]
    return f"{rows}\n\nNot judged in this run: {', '.join(missing)}." if missing else rows


def _row(name, finding):
    mark, counts = _page.of_claim(finding), _page.tally(finding)
    return (
        f"| `{name}` | {_page.source(finding)} | {mark.symbol} **{mark.words}** "
        f"| {counts['theorem']} | {counts['control']} | {_page.worst(finding)} |"
    )


def fill(readme: str, findings: Sequence[Mapping], sizes: str) -> str:
    """The text of README.md with everything between its two markers replaced.

    Raises:
        ValueError: the markers are not there, once each and in order.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in after:
        raise ValueError(f"README.md needs one line {BEGIN!r} and below it one line {END!r}")
    return f"{before}{BEGIN}\n{table(findings)}\n\n{sizes}\n{END}{after}"


def sizes(config: Mapping) -> str:
    """What was run, in a few sentences."""
    main = ", ".join(
        f"{row['networks']} of width {row['width']}" for row in config["grids"]["main"]["widths"]
    )
    return (
        f"Seed {config['seed']}; networks for each weight law, activation and depth of the main "
        f"grid: {main}; all sizes: `config/default.yaml`. Distances are in standard errors "
        f"beyond the allowed bias; the limit accounts for all tests of a claim. Sources: "
        f"{_page.SOURCES}."
    )


def main(words: Sequence[str]) -> None:
    """Rewrite README.md from the findings, and the image it shows."""
    parser = ArgumentParser(prog="python -m scripts.publish.readme", description=__doc__)
    parser.add_argument("folder", type=Path, help="of README.md")
    parser.add_argument("--claims", nargs="+", type=Path, required=True)
    parser.add_argument("--image", type=Path, required=True, help="into docs/images")
    parser.add_argument("--config", type=Path, required=True, help="of the run")
    given = parser.parse_args(words)
    findings = [ledger.read_json(path) for path in given.claims]
    config = yaml.safe_load(given.config.read_text(encoding="utf-8"))
    path = given.folder / "README.md"
    text = fill(path.read_text(encoding="utf-8"), findings, sizes(config))
    path.write_text(text, encoding="utf-8")
    target = given.folder / "docs/images" / given.image.name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(given.image, target)


if __name__ == "__main__":
    run(main)
