"""``freewidth check``: whether entries of the registries are what they declare."""

import click

from freewidth.cli import show
from freewidth.cli.errors import USAGE, failure, plain_errors
from freewidth.cli.group import Command, examples
from freewidth.registry import near


@click.command(
    cls=Command,
    short_help="Check extensions: what they declare against what is measured.",
    epilog=examples("freewidth check my_ensemble", "freewidth check"),
)
@click.argument("names", nargs=-1)
@plain_errors()
def check(names: tuple[str, ...]) -> None:
    """Look at the ensembles, activations, laws of biases and kinds called NAMES, or at all.

    They are drawn from and evaluated in a child process, with what they import, whether they have
    passed before or not: moments, independence, generators, derivatives, rules, invariance. See
    docs/adding.md.
    """
    from freewidth.contracts import ContractError, Passed, complete, doubles, entries, require

    among = entries()
    if both := doubles(among):
        raise ContractError(both)
    known = {entry.name for entry in among}
    if unknown := [name for name in names if name not in known]:
        raise failure(f"nothing is called {unknown[0]!r}{near(unknown[0], known)}", USAGE)
    wanted = complete((each for each in among if each.name in names or not names), among)
    refused: ContractError | None = None
    with show.working("checking"):
        try:
            require(wanted, Passed(fresh=True), among)
        except ContractError as error:
            refused = error
    for entry in wanted:
        if not refused or entry not in refused.refused:
            click.echo(f"{entry.place}: as it declares")
    if refused:
        raise refused
