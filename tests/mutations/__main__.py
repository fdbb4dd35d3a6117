"""Put errors into copies of the sources and show which tests, or claims, notice them."""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.mutations._claims import others
from tests.mutations._copy import Copy
from tests.mutations._data import Mutation, chosen, mutations
from tests.mutations._page import PAGE, claims, page

HEAD = f"{'mutation':<26} {'seconds':>7}  caught by; claims"


def main(words: Sequence[str]) -> int:
    """Run the mutations named, or all; 1 if some are not caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="of mutations; default: all")
    parser.add_argument(
        "--claims",
        type=Path,
        metavar="FOLDER",
        help="show the claims that notice it, by a checkout with a finished quick run, not tests",
    )
    parser.add_argument("--page", action="store_true", help=f"write {PAGE.name} instead")
    given = parser.parse_args(words)
    if given.page:
        PAGE.write_text(page(mutations()), encoding="utf-8")
        return 0
    some = chosen(given.names)
    if given.claims:
        for each in some:
            print(f"{each.name:<26} {dict(others(each, given.claims.resolve()))}", flush=True)
        return 0
    print(HEAD)
    bad = 0
    for line, good in _rows(some):
        print(line, flush=True)
        bad += not good
    print(f"{len(some) - bad} of {len(some)} are caught by tests that pass without them")
    return int(bad > 0)


def _rows(some: Sequence[Mutation]) -> Iterator[tuple[str, bool]]:
    """A line per mutation, and whether each of its tests passes without it and fails with it."""
    sound: dict[str, bool] = {}
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(Path(folder) / "copy")
        for each in some:
            for name in each.caught_by:
                if name not in sound:
                    sound[name] = copy.test([name]).status == 0
            with copy.mutated(each):
                outcomes = [copy.test([name]) for name in each.caught_by]
            good = all(o.caught for o in outcomes) and all(sound[n] for n in each.caught_by)
            seconds = sum(outcome.seconds for outcome in outcomes)
            said = ", ".join(each.caught_by) if good else "NOT CAUGHT"
            yield f"{each.name:<26} {seconds:7.1f}  {said}; {claims(each)}", good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
