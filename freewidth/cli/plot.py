"""A picture of one law: distribution function and density per decade."""

from pathlib import Path
from typing import TYPE_CHECKING

from freewidth.cli.errors import USAGE, failure
from freewidth.cli.files import whole, writable

if TYPE_CHECKING:
    from freewidth.freeprob import Law


def ready(path: Path) -> None:
    """Refuse at once what could not be drawn after the law is solved.

    Raises:
        click.ClickException: the file type is unknown, or the folder missing.
    """
    from freewidth.plotting.style import UNDATED

    if path.suffix.lower() not in UNDATED:
        raise failure(f"--plot draws {', '.join(UNDATED)}, not {path.name}", USAGE)
    writable(path, force=True)


def draw(law: "Law", path: Path) -> None:
    """Draw ``law`` into ``path``, which is overwritten."""
    from freewidth import plotting

    with whole(path, force=True) as draft:
        plotting.save(plotting.law(law), draft)
