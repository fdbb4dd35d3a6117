"""The only step that fails a run: a claim that should hold is refuted, or a check does not hold."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from scripts._step import run
from scripts.ledger import enter, read_json
from scripts.publish._text import reasons, subject

REASONS = 3  # shown of an open claim; its file has all


def broken(finding: Mapping) -> Iterator[str]:
    """What is wrong with the finding on a claim; being inconclusive is not."""
    name, verdict, should = finding["name"], finding["verdict"], finding["should"]
    if "inconclusive" not in (verdict, should) and verdict != should:
        yield f"claim {name} is {verdict}, but should be {should}: {'; '.join(reasons(finding))}"
    for entry in finding["entries"]:
        if entry["role"] == "control" and entry["verdict"] == "supported":
            yield f"claim {name}: the control {subject(entry)} passes, but should be refuted"


def failed(name: str, checked: Mapping) -> Iterator[str]:
    """What is wrong with a notebook's checked number."""
    if not checked["holds"]:
        why = checked.get("error") or "; ".join(checked.get("reasons", ())) or checked["what"]
        yield f"notebook {name} does not hold: {why}"


def summary(findings: Iterable[Mapping]) -> list[str]:
    """One line per claim, and why where it is open."""
    lines = []
    for finding in findings:
        lines.append(f"{finding['verdict']:>12}  {finding['name']} ({finding['tests']} tests)")
        if finding["verdict"] == "inconclusive":
            why, more = reasons(finding), len(finding["reasons"]) - REASONS
            lines += [f"{'':>14}{each}" for each in why[:REASONS]]
            lines += [f"{'':>14}and {more} more reasons"] if more > 0 else []
    return lines


def main(words: Sequence[str]) -> None:
    """Write the verdicts, or end with a list of what does not hold."""
    parser = ArgumentParser(prog="python -m scripts.publish.verify", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--claims", nargs="+", required=True)
    parser.add_argument("--notebooks", nargs="*", default=[])
    given = parser.parse_args(words)
    findings = [read_json(claim) for claim in given.claims]
    checks = {"/".join(Path(p).with_suffix("").parts[-2:]): read_json(p) for p in given.notebooks}
    print("\n".join(summary(findings)))
    problems = [problem for finding in findings for problem in broken(finding)]
    problems += [problem for name, checked in checks.items() for problem in failed(name, checked)]
    if problems:
        raise SystemExit("\n".join(["What should hold does not:", *problems]))
    given.out.write_text("\n".join(summary(findings)) + "\n", encoding="utf-8")
    enter(given.out)


if __name__ == "__main__":
    run(main)
