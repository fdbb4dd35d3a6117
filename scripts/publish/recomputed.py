"""Compare what was recomputed with ``figures/manifest.json``, and say what differs in one screen.

Ends with 0 if every number agrees within its tolerance (:mod:`scripts.publish.numbers`), 1 if one
does not or is not there. Checksums are compared where machine, versions and code are the same.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf
from pathlib import Path

from scripts import ledger, review
from scripts.publish import _environment, numbers
from scripts.publish.numbers import Difference
from scripts.publish.reference import name_of

SHOWN = 12  # differences in one screen, one for each claim or notebook


def claims(plan: review.Plan, same: bool) -> Iterator[Difference]:
    """All numbers of the claims that were asked for, agreeing or not.

    ``same``: machine and versions are those of the reference.
    """
    for name in plan.claims or plan.part["claims"]:
        before = plan.part["claims"][name]
        study = before["study"]
        place = review.alone(study, name) if plan.claims else f"results/claims/{study}/{name}.json"
        here = _read(plan.folder / place)
        if here is None:
            yield Difference(name, "finding", "made", None)
        else:
            other = study == numbers.CHAOTIC and not same
            yield from numbers.of_claims(name, before, numbers.of_finding(here), other)


def notebooks(plan: review.Plan, same: bool) -> Iterator[Difference]:
    """The checked numbers of all notebooks, agreeing or not; ``same`` as in :func:`claims`."""
    for name, before in plan.part["notebooks"].items():
        here = _read(plan.folder / f"results/notebooks/{name}.json")
        if here is None:
            yield Difference(f"notebook {name}", "checked number", before["observed"], None)
        else:
            other = name.startswith(f"{numbers.CHAOTIC}/") and not same
            found = numbers.of_notebook(here)
            yield from numbers.of_notebooks(f"notebook {name}", before, found, other)


def strangers(plan: review.Plan) -> Iterator[Difference]:
    """Claims and notebooks that the reference does not know."""
    known = {"claims": plan.part["claims"], "notebooks": plan.part["notebooks"]}
    for kind, names in known.items():
        for path in sorted((plan.folder / "results" / kind).rglob("*.json")):
            name = path.stem if kind == "claims" else name_of(path)
            if name not in names:
                yield Difference(name, kind.removesuffix("s"), None, "made")


def _read(path):
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def files(plan: review.Plan) -> list[str]:
    """Files of other bytes than in the reference, of those that both have."""
    before = plan.part["files"]
    here = {name: plan.folder / name for name in before if (plan.folder / name).exists()}
    return [name for name, path in here.items() if ledger.digest(path)[:16] != before[name]]


def differing(found: Iterable[Difference]) -> dict[str, list[Difference]]:
    """What is beyond its tolerance, by claim or notebook, the worst first."""
    by_name: dict[str, list[Difference]] = {}
    for each in found:
        if not each.off <= each.allowed:
            by_name.setdefault(each.where, []).append(each)
    for some in by_name.values():
        some.sort(key=_severity, reverse=True)
    return dict(sorted(by_name.items(), key=lambda item: _severity(item[1][0]), reverse=True))


def _severity(each):
    """Verdicts and what is missing first, then numbers by how much they are off, then names."""
    first = each.what in ("verdict", "finding", "holds")
    return first, each.off < inf, each.off / each.allowed if each.allowed else 0.0


def origin(part: Mapping, here: Mapping) -> list[str]:
    """Where the reference is from, and in what it was made otherwise than here."""
    made = part["made"]
    other = [f"{k} {v}, not {made.get(k)}" for k, v in here.items() if made.get(k) != v]
    machine = (
        f"Here: {'; '.join(other)}." if other else "Machine, versions and code are the same here."
    )
    return [f"The reference: seed {made['seed']}, commit {made['commit']}.", machine]


def lines(plan: review.Plan, shown: int | None = SHOWN) -> tuple[list[str], bool]:
    """What to say, and whether all agrees; ``shown`` differences, or all."""
    here = _environment.here()
    same = all(plan.part["made"].get(key) == value for key, value in here.items())
    here["code"] = _environment.code()  # files carry its fingerprints; numbers do not
    alike = same and plan.part["made"].get("code") == here["code"]
    every = [*claims(plan, same)]
    if not plan.claims:
        every += [*notebooks(plan, same), *strangers(plan)]
    wrong, bytes_ = differing(every), files(plan) if alike else []
    said = [*origin(plan.part, here), *_differences(wrong, shown, plan.folder)]
    said += _bytes(plan, bytes_, shown) if alike else ["Files are not compared byte by byte."]
    worst = max((e.off / e.allowed for e in every if e.allowed and e.off <= e.allowed), default=0.0)
    if not wrong:
        agree = f"All {len(every)} numbers and verdicts of {_counts(plan)} agree"
        said.append(f"{agree}; the furthest is off by {worst:.2g} of its tolerance.")
    return said, not wrong and not bytes_


def _counts(plan):
    if plan.claims:
        return f"{len(plan.claims)} claim{'s' * (len(plan.claims) > 1)}"
    return f"{len(plan.part['claims'])} claims and {len(plan.part['notebooks'])} notebooks"


def _differences(wrong, shown, folder):
    for name, some in list(wrong.items())[:shown]:
        more = f" (and {len(some) - 1} more of its numbers)" if len(some) > 1 else ""
        yield f"DIFFERS  {name}: {some[0]}{more}"
        if shown is None:
            yield from (f"           {each}" for each in some[1:])
    if shown is not None and len(wrong) > shown:
        yield f"and {len(wrong) - shown} more; all are in {folder / review.SAID}"


def _bytes(plan, changed, shown):
    if not changed:
        count = sum((plan.folder / name).exists() for name in plan.part["files"])
        return [f"All {count} files that were made again have the bytes of the reference."]
    names = changed if shown is None else changed[:4]
    more = f" and {len(changed) - len(names)} more" if len(changed) > len(names) else ""
    return [f"DIFFERS  {len(changed)} files have other bytes: {', '.join(names)}{more}"]


def main(words: Sequence[str]) -> int:
    """Say what differs; all of it is written into the folder of what was recomputed."""
    parser = ArgumentParser(prog="python -m scripts.publish.recomputed", description=__doc__)
    parser.add_argument("root", type=Path, help="the repository")
    parser.add_argument("--profile", required=True)
    parser.add_argument("--claims", nargs="*", default=[])
    given = parser.parse_args(words)
    plan = review.plan(given.root, given.profile, given.claims)
    said, agrees = lines(plan)
    print("\n".join(said))
    everything, _ = lines(plan, shown=None)
    text = "\n".join(everything) + "\n"
    (plan.folder / review.SAID).write_text(text, encoding="utf-8")
    return 0 if agrees else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
