"""The page of docs about mutations, from their list."""

from collections.abc import Iterable
from pathlib import Path

from tests.mutations._data import PARTS, ROOT, Mutation

PAGE = ROOT / "docs" / "mutations.md"
SHOWN = 4  # claims in a row of the page; the list has all
TITLES = {
    "theory": "Limits that are predicted",
    "networks": "Networks and matrices that are sampled",
    "entries": "Entries of registries, which both use",
    "statistics": "What is made of samples",
    "claims": "Claims",
}
HEAD = """\
<!-- written by `python -m tests.mutations --page` from mutations.toml, do not edit -->

# Would an error be noticed?

{count} scientific errors, each a wrong constant, sign, exponent, term or index in one place, are
put into a copy of the sources, one at a time. For each a test is named that fails then.
`pytest -m slow tests/mutations` runs them all, and a test of the default suite fails if a source
has changed so that an error has lost its place.

    .venv/bin/python -m tests.mutations                 which test notices each, in how many seconds
    .venv/bin/python -m tests.mutations NAME            that one alone
    .venv/bin/python -m tests.mutations --claims FOLDER NAME
                                                        which claims do; FOLDER: a checkout in which
                                                        a quick run has finished

The last column is known for {run} of them: the verdicts that are other than without the error if
the quick run is made again with it, as far as it reaches. At quick sizes claims see large errors
alone, and `none` is common; a claim that is inconclusive at these sizes anyhow cannot get worse.
Where it says *no verdict* a step refuses to go on: a law does not certify, say. *Not run*: no such
run was made.
"""


def page(every: Iterable[Mutation]) -> str:
    """The whole page."""
    every = list(every)
    run = sum(each.claims is not None for each in every)
    parts = [HEAD.format(count=len(every), run=run)]
    for part in PARTS:
        rows = "\n".join(map(_row, (each for each in every if each.part == part)))
        head = "| error | in | noticed by | claims |\n|---|---|---|---|"
        parts.append(f"## {TITLES[part]}\n\n{head}\n{rows}\n")
    return "\n".join(parts)


def claims(found: Mutation) -> str:
    """What claims say of it, in words."""
    if found.claims is None:
        return "not run"
    return ", ".join(f"{name}: {verdict}" for name, verdict in found.claims.items()) or "none"


def _row(each):
    tests = "<br>".join(_test(name) for name in each.caught_by)
    said = [f"`{name}` {verdict}" for name, verdict in (each.claims or {}).items()]
    more = [f"and {len(said) - SHOWN} more"] if len(said) > SHOWN + 1 else said[SHOWN:]
    shown = "<br>".join(said[:SHOWN] + more) or claims(each)
    return f"| `{each.name}`: {each.breaks} | `{each.file}` | {tests} | {shown} |"


def _test(name):
    """Its name within its file, without parameters."""
    file, _, function = name.partition("::")
    return f"`{Path(file).stem}`: {_words(function)}"


def _words(function):
    return function.partition("[")[0].removeprefix("test_").replace("_", " ")
