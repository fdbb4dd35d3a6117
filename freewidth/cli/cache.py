"""``freewidth cache``: what lies in a cache, whether it is whole, and making room in it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from freewidth.cli import show
from freewidth.cli.errors import FAILURE, USAGE, failure, plain_errors
from freewidth.cli.group import Command, Group, examples

if TYPE_CHECKING:
    from freewidth.cache import Cache

PLACE = "FREEWIDTH_CACHE"


def found(place: str | None) -> "Cache":
    """The cache that is meant.

    Raises:
        click.ClickException: none is named, or there is nothing of this name.
    """
    from freewidth.cache import Folder, current, opened

    if place is not None:
        kept = opened(place)
    elif (given := current()) is not None:
        kept = given
    else:
        raise failure(
            f"no cache is named: set ${PLACE}, or add --cache FOLDER or s3://BUCKET/FOLDER", USAGE
        )
    if isinstance(kept.place, Folder) and not kept.place.path.expanduser().is_dir():
        raise failure(f"there is no folder {kept.place}; a run with this cache makes it", USAGE)
    return kept


def where(command: Callable) -> Callable:
    """With the option that names the cache."""
    said = f"A folder, or s3://BUCKET/FOLDER. [default: ${PLACE}]"
    return click.option("--cache", "place", metavar="PLACE", help=said)(command)


def measure(read: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """A callback that reads a size or a duration with the function of freewidth.cache named."""

    def reading(context: click.Context, option: click.Parameter, text: str | None) -> float | None:
        from freewidth import cache
        from freewidth.errors import InvalidInputError

        try:
            value: float | None = None if text is None else getattr(cache, read)(text)
        except InvalidInputError as error:
            raise click.BadParameter(f"{error}", context, option) from None
        return value

    return reading


@click.group(
    cls=Group,
    short_help="What runs keep for one another: look, make room, verify.",
    epilog=examples(
        "freewidth cache info --cache ~/freewidth-cache",
        "freewidth cache prune --limit '5 GB' --older '30 d'",
        "freewidth cache verify",
    ),
)
def cache() -> None:
    """Spectra, laws and trained networks that runs of the workflow have kept for one another.

    A run keeps and takes them where $FREEWIDTH_CACHE or reproduce.py --cache names a folder or a
    bucket; see docs/cache.md.
    """


@cache.command(cls=Command, short_help="How much lies there, and since when.")
@where
@plain_errors()
def info(place: str | None) -> None:
    """Count the entries, by what they are."""
    from datetime import UTC, datetime

    from freewidth.cache import size

    kept = found(place)
    kinds: dict[str, list[int]] = {}
    used: list[float] = []
    with show.working("counting"):
        for item in kept.items():
            count = kinds.setdefault(item.name.partition("/")[0], [0, 0])
            count[0], count[1] = count[0] + 1, count[1] + item.size
            used.append(item.used)
    table = show.table("", "entries", "size", align="right")
    for kind, (number, total) in sorted(kinds.items()):
        table.add_row(kind, str(number), size(total))
    total = sum(int(total) for _, total in kinds.values())
    table.add_row("all", str(len(used)), size(total))
    click.echo(f"{kept.place}, limit {size(kept.limit)}")
    show.console().print(table)
    if used:
        first, last = (datetime.fromtimestamp(t, UTC).astimezone() for t in (min(used), max(used)))
        verb = "used" if kept.place.keeps_use else "added"
        click.echo(
            f"Least recently {verb} {first:%Y-%m-%d %H:%M}, most recently {last:%Y-%m-%d %H:%M}."
        )


@cache.command(cls=Command, short_help="Make room: the least recently used entries go.")
@where
@click.option(
    "--limit",
    metavar="SIZE",
    callback=measure("bytes_of"),
    help="What is to be left at most, such as 5 GB; 0 leaves nothing. [default: the cache's limit]",
)
@click.option(
    "--older",
    metavar="TIME",
    callback=measure("duration_of"),
    help="Also what was not used for so long: 12 h, 30 d, 8 w.",
)
@plain_errors()
def prune(place: str | None, limit: float | None, older: float | None) -> None:
    """Take entries away, those first that were not used for longest (in a bucket, the oldest)."""
    from freewidth.cache import size

    kept = found(place)
    with show.working("making room"):
        gone = kept.prune(None if limit is None else int(limit), older)
    total = sum(int(item.size) for item in gone)
    click.echo(f"{kept.place}: {len(gone)} entries gone, {size(total)}")


@cache.command(cls=Command, short_help="Read every entry; status 1 if one is damaged.")
@where
@click.option("--remove", is_flag=True, help="Take damaged entries away.")
@plain_errors()
def verify(place: str | None, remove: bool) -> None:
    """Hold every entry against its name: the digest of its bytes, and that of what it means."""
    kept = found(place)
    with show.working("reading"):
        wrong = list(kept.verify())
    for name, why in wrong:
        click.echo(f"{name} {why}")
        if remove:
            kept.place.remove(name)
    if wrong:
        what, them = ("entry", "it") if len(wrong) == 1 else ("entries", "them")
        then = ", taken away" if remove else f"; --remove takes {them} away"
        raise failure(f"{len(wrong)} damaged {what}{then}", FAILURE)
    click.echo(f"{kept.place}: all {len(list(kept.items()))} entries are as they were written")
