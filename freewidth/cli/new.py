"""``freewidth new``: a file to begin an extension with."""

import keyword
from importlib.resources import files
from pathlib import Path

import click

from freewidth.cli.errors import USAGE, failure, plain_errors
from freewidth.cli.files import whole
from freewidth.cli.group import Choice, Command, examples
from freewidth.cli.options import FORCE
from freewidth.contracts import entries
from freewidth.outside import named

WHAT = ("ensemble", "kind", "activation", "bias", "claim", "experiment")
PLURAL = {
    "ensemble": "ensembles",
    "kind": "ensembles",
    "activation": "activations",
    "bias": "biases",
}
NAME = "TEMPLATE"  # what stands in templates for the name


@click.command(
    cls=Command,
    short_help="Begin an extension: a commented file that works.",
    epilog=examples(
        "freewidth new ensemble my_weights --in mine",
        "freewidth check my_weights --extensions mine",
        "python3 reproduce.py --quick --extensions mine",
    ),
)
@click.argument("what", type=Choice(WHAT))
@click.argument("name")
@click.option(
    "--in",
    "folder",
    default=".",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write NAME.py; made if it is not there. [default: here]",
)
@FORCE
@plain_errors()
def new(what: str, name: str, folder: Path, force: bool) -> None:
    """Write NAME.py, which defines an ensemble, a kind of weights, an activation, a law of biases,
    a claim or an experiment.

    It is complete: run it as it is, then change what it says. A claim and an experiment are for the
    workflow, a copy of the repository; the others are for this command as well.
    """  # fmt: skip
    if not (name.isascii() and name.isidentifier() and name[0] != "_") or keyword.iskeyword(name):
        raise failure(
            f"{name!r} cannot name an entry: take letters, digits and _, a letter first", USAGE
        )
    there = [each for each in entries() if named(each.registry, each.name) is None]
    if any((each.registry, each.name) == (PLURAL.get(what), name) for each in there):
        raise failure(f"there is one {what} called {name!r} already; take another name", USAGE)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.py"
    with whole(path, force) as draft:
        draft.write_text(text(what, name), encoding="utf-8")
    click.echo(f"{path}: {article(what)} to begin with. Look at it, change it; then")
    if what in WHAT[:4]:
        click.echo(f"  freewidth check {name} --extensions {folder}")
    click.echo(f"  python3 reproduce.py --quick --extensions {folder}")


def text(what: str, name: str) -> str:
    """The template of one kind of extension, for this name."""
    source = files("freewidth.cli").joinpath("templates", f"{what}.txt")
    return source.read_text(encoding="utf-8").replace(NAME, name)


def article(what: str) -> str:
    """With its article."""
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"
