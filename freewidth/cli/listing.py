"""``freewidth list``: what is registered."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import click

from freewidth.cli import show
from freewidth.cli.errors import plain_errors

Columns = dict[str, Callable[[Any], str]]
COLUMNS: dict[str, tuple[str, Columns]] = {  # what -> (registry, heading -> cell of an entry)
    "ensembles": (
        "ENSEMBLES",
        {
            "label": lambda e: e.label,
            "limit law": lambda e: f"none: {e.no_law}" if e.no_law else e.kind.name,
            "E X^4": lambda e: f"{e.fourth_moment:g}",
            "source": lambda e: e.source,
        },
    ),
    "activations": (
        "ACTIVATIONS",
        {
            "label": lambda a: a.label,
            "bounded": lambda a: "yes" if a.bounded else "no",
            "pieces": lambda a: "straight" if a.piecewise_linear else "curved",
            "source": lambda a: a.source,
        },
    ),
    "biases": (
        "BIASES",
        {"label": lambda b: b.label, "source": lambda b: b.source},
    ),
}


@click.command("list", short_help="List ensembles, activations or biases.")
@click.argument("what", type=click.Choice(tuple(COLUMNS)))
@plain_errors()
def listing(what: str) -> None:
    """List the ensembles, activations or biases that the other commands know by name."""
    registry, columns = COLUMNS[what]
    rows = show.table("name", *columns)
    for name, item in getattr(import_module(f"freewidth.{what}"), registry).items():
        rows.add_row(name, *(cell(item) for cell in columns.values()))
    show.console().print(rows)
