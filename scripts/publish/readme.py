"""Put the measured verdicts, and a figure of the same run, into README.md and docs/claims.md."""

import shutil
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

import yaml

from claims import CLAIMS, STUDIES
from scripts import ledger
from scripts._step import run
from scripts.publish import _page

BEGIN = "<!-- verdicts: written by scripts/publish/readme.py from results/claims, do not edit -->"
END = "<!-- end of verdicts -->"
HEAD = (
    "| claim | source | verdict | networks that support it | controls refuted "
    "| worst deviation / limit |\n|---|---|---|--:|--:|--:|"
)
HEADLINES = (  # of README.md, in the order of the papers
    "pastur2020_gaussian_limit",
    "pastur2023_iid_limit",
    "pastur2022_haar_limit",
    "pastur2023_iid_independence",
    "pastur2023_rectangular_limit",
    "cirone2024_planar_moments",
    "cirone2024_tangent_kernel",
    "granziol2020_semicircle",
    "granziol2020_zero_peak",
    "false_layer_variance",
)
STUDY = {name: study for study, claims in STUDIES.items() for name in claims}


def table(findings: Sequence[Mapping], root: str = "") -> str:
    """One row per finding, in Markdown; links lead to files of the repository at ``root``."""
    known = {finding["name"]: finding for finding in findings}
    return "\n".join([HEAD, *(_row(known[name], root) for name in sorted(known))])


def _row(finding, root):
    mark, counts, name = _page.of_claim(finding), _page.tally(finding), f"`{finding['name']}`"
    study = STUDY.get(finding["name"])
    link = f"[{name}]({root}claims/{study}/{finding['name']}.py)" if study else name
    return (
        f"| {link} | {_page.source(finding)} | {mark.symbol} **{mark.words}** "
        f"| {counts['theorem']} | {counts['control']} | {_page.worst(finding)} |"
    )


def whole(findings: Sequence[Mapping], sizes: str) -> str:
    """All rows, for docs/claims.md; below them the names of claims that were not judged."""
    known = {finding["name"] for finding in findings}
    missing = [f"`{name}`" for name in CLAIMS if name not in known]
    left = [f"Not judged in this run: {', '.join(missing)}."] if missing else []
    return "\n\n".join([table(findings, "../"), *left, sizes])


def headlines(findings: Sequence[Mapping]) -> str:
    """How all claims came out, and ten of them in the words of their files."""
    known = {finding["name"]: finding for finding in findings}
    rows = [_headline(known[name]) for name in HEADLINES if name in known]
    head = "| claim | source | verdict |\n|---|---|---|"
    return f"{_summary(findings)} Ten of them:\n\n" + "\n".join([head, *rows])


def _summary(findings):
    """Every claim counts once, and those that came out otherwise than they should are named."""
    right = Counter(f["should"] for f in findings if f["verdict"] == f["should"])
    open_ones = sum(f["should"] == "inconclusive" for f in findings)
    wrong = [f"`{f['name']}` ({f['verdict']})" for f in findings if _off(f)]
    off = f" Not as expected: {', '.join(wrong)}." if wrong else ""
    return (
        f"Claims: {len(findings)}. Supported, as expected: {right['supported']}. Known to be "
        f"false, and refuted: {right['refuted']}. Open questions: {open_ones}.{off}"
    )


def _off(finding):
    return finding["should"] not in ("inconclusive", finding["verdict"])


def _headline(finding):
    mark, name = _page.of_claim(finding), finding["name"]
    module = import_module(f"claims.{STUDY[name]}.{name}")
    words = module.__doc__.splitlines()[0].replace("|", "\\|")
    link = f"[{words}](claims/{STUDY[name]}/{name}.py)"
    return f"| {link} | {_page.source(finding)} | {mark.symbol} **{mark.words}** |"


def fill(text: str, verdicts: str, name: str = "README.md") -> str:
    """The text of a page with everything between its two markers replaced.

    Raises:
        ValueError: the markers are not there, once each and in order.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in after:
        raise ValueError(f"{name} needs one line {BEGIN!r} and below it one line {END!r}")
    return f"{before}{BEGIN}\n{verdicts}\n{END}{after}"


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
    """Rewrite both pages from the findings, and the image they show."""
    parser = ArgumentParser(prog="python -m scripts.publish.readme", description=__doc__)
    parser.add_argument("folder", type=Path, help="of README.md")
    parser.add_argument("--claims", nargs="+", type=Path, required=True)
    parser.add_argument("--image", type=Path, required=True, help="into docs/images")
    parser.add_argument("--config", type=Path, required=True, help="of the run")
    given = parser.parse_args(words)
    findings = [ledger.read_json(path) for path in given.claims]
    config = yaml.safe_load(given.config.read_text(encoding="utf-8"))
    _rewrite(given.folder / "README.md", headlines(findings))
    _rewrite(given.folder / "docs/claims.md", whole(findings, sizes(config)))
    target = given.folder / "docs/images" / given.image.name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(given.image, target)


def _rewrite(path, verdicts):
    text = fill(path.read_text(encoding="utf-8"), verdicts, path.name)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    run(main)
