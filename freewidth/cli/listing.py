"""``freewidth list``: what is registered."""

from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from typing import Any

import click

from freewidth.cli import show
from freewidth.cli.errors import plain_errors
from freewidth.cli.extensions import admit
from freewidth.cli.group import Choice, Command, examples
from freewidth.contracts import ContractError, doubles
from freewidth.outside import modules

Columns = dict[str, Callable[[Any], str]]
COLUMNS: dict[str, Columns] = {  # what -> heading -> cell of an entry
    "ensembles": {
        "label": lambda e: e.label,
        "limit law": lambda e: f"none: {e.no_law}" if e.no_law else e.kind.name,
        "E X^4": lambda e: f"{e.fourth_moment:g}",
        "source": lambda e: e.source,
    },
    "activations": {
        "label": lambda a: a.label,
        "bounded": lambda a: "yes" if a.bounded else "no",
        "pieces": lambda a: "straight" if a.piecewise_linear else "curved",
        "source": lambda a: a.source,
    },
    "biases": {"label": lambda b: b.label, "source": lambda b: b.source},
    "kinds": {
        "label": lambda k: k.label,
        "isometry": lambda k: "yes" if k.isometry else "no",
        "singular values": lambda k: "given" if k.singular_values else "of the kind",
        "rivals": lambda k: ", ".join(k.rivals),
    },
}

OF = {  # what -> registries that are loaded
    "ensembles": ("ensembles",),
    "activations": ("activations",),
    "biases": ("biases",),
    "kinds": ("kinds", "ensembles"),
}


@click.command(
    "list",
    cls=Command,
    short_help="List ensembles, activations, biases or kinds of weights.",
    epilog=examples("freewidth list activations", "freewidth list ensembles | grep Haar"),
)
@click.argument("what", type=Choice(COLUMNS))
@plain_errors()
def listing(what: str) -> None:
    """List the ensembles, activations, biases or kinds of weights that are known by name.

    What takes part in a grid of the workflow only where it is named is marked "by name", what is an
    extension from outside "yours". What is not as it declares is left out of the table, and told
    after it.
    """
    refused = refusal(what)
    columns, (entries, extra) = COLUMNS[what], _entries(what, names(refused))
    own = modules(what)
    rows = show.table("name", *columns, *(["takes part"] if extra else []))
    for name, item in entries.items():
        part = ["by name" if name in extra else "always"] if extra else []
        part = [f"{each}, yours" if name in own else each for each in part]
        rows.add_row(name, *(cell(item) for cell in columns.values()), *part)
    show.console().print(rows)
    if refused:
        raise refused


def refusal(what: str) -> ContractError | None:
    """Of entries that are not what they declare; they are not loaded.

    Raises:
        ContractError: of two entries of one name it is not known which to load.
    """
    if both := doubles():
        raise ContractError(both)
    try:
        admit(**dict.fromkeys(OF[what]), every=True)
    except ContractError as error:
        return error
    return None


def names(refused: ContractError | None) -> set[str]:
    """Of all entries that are refused, if any."""
    return {entry.name for entry in refused.refused} if refused else set()


def _entries(what: str, without: Collection[str]) -> tuple[Mapping[str, Any], Collection[str]]:
    """All entries, and the names of those that take part only where they are named."""
    module = import_module(f"freewidth.{what}")
    if what == "kinds":  # ensembles have some of their own
        weights = _loaded(import_module("freewidth.ensembles").EVERY, without).values()
        own = _loaded(module.KINDS, without)
        return {**own, **{each.kind.name: each.kind for each in weights}}, ()
    if what == "biases":
        return _loaded(module.BIASES, without), ()
    return _loaded(module.EVERY, without), module.EXTRA


def _loaded(registry: Mapping[str, Any], without: Collection[str]) -> dict[str, Any]:
    return {name: registry[name] for name in registry if name not in without}
