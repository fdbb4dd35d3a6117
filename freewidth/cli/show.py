"""How commands print: plain tables, as wide as the terminal, or one line per row into a pipe."""

import sys
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def console() -> "Console":
    """Where tables go. A pipe has no width: nothing is wrapped or cut there."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else 4000
    return Console(width=width, markup=False, emoji=False, highlight=False)


def table(*headers: str, align: Literal["left", "right"] = "left") -> "Table":
    """An empty table whose first column is never wrapped; a rule under the head on a terminal."""
    from rich import box
    from rich.table import Table

    rule = box.SIMPLE_HEAD if sys.stdout.isatty() else None
    made = Table(box=rule, pad_edge=False, show_header=any(headers))
    for position, header in enumerate(headers):
        made.add_column(header, no_wrap=position == 0, justify=align)
    return made
