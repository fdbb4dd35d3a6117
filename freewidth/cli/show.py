"""How commands print: plain tables, as wide as the terminal, or one line per row into a pipe."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

RUNNING: "list[Progress]" = []  # bars on the terminal
PATIENCE = 2.0  # seconds without a word


def console(err: bool = False) -> "Console":
    """Where tables go, standard error if ``err``. A pipe has no width: nothing is cut there."""
    from rich.console import Console

    class Plain(Console):
        def on_broken_pipe(self):  # rich would exit with code 1
            raise

    width = None if (sys.stderr if err else sys.stdout).isatty() else 4000
    return Plain(width=width, markup=False, emoji=False, highlight=False, stderr=err)


def table(*headers: str, align: Literal["left", "right"] = "left") -> "Table":
    """An empty table whose first column is never wrapped; a rule under the head on a terminal."""
    from rich import box
    from rich.table import Table

    rule = box.SIMPLE_HEAD if sys.stdout.isatty() else None
    made = Table(box=rule, pad_edge=False, show_header=any(headers))
    for position, header in enumerate(headers):
        made.add_column(header, no_wrap=position == 0, justify=align)
    return made


@contextmanager
def working(what: str, count: int | None = None) -> Iterator[Callable[[], None]]:
    """Show on standard error, if it is a terminal, what takes longer than :data:`PATIENCE`.

    ``count`` is the number of steps, if known; call what is yielded after each.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    counted = [MofNCompleteColumn()] if count else []
    columns = (TextColumn("{task.description}"), BarColumn(), *counted, TimeElapsedColumn())
    progress = Progress(*columns, console=console(err=True), transient=True)
    task = progress.add_task(what, total=count)
    RUNNING.append(progress)
    timer = Timer(PATIENCE, progress.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda: progress.advance(task)
    finally:
        timer.cancel()
        timer.join()
        progress.stop()
        RUNNING.remove(progress)


def clear() -> None:
    """Take all bars off the terminal, and show its cursor again."""
    for progress in tuple(RUNNING):
        progress.stop()
