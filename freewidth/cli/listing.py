"""``freewidth list``: what is registered."""

from importlib import import_module

import click

from freewidth.cli import show
from freewidth.cli.errors import plain_errors

COLUMNS = {  # what to list -> (registry, heading -> cell of an entry)
    "ensembles": (
        "ENSEMBLES",
        {
            "label": lambda e: e.label,
            "limit law": lambda e: e.kind.name,
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


@click.command("list")
@click.argument("what", type=click.Choice(tuple(COLUMNS)))
@plain_errors()
def listing(what):
    """List the registered ensembles, activations or biases."""
    registry, columns = COLUMNS[what]
    rows = show.table("name", *columns)
    for name, item in getattr(import_module(f"freewidth.{what}"), registry).items():
        rows.add_row(name, *(cell(item) for cell in columns.values()))
    show.console().print(rows)
