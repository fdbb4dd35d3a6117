"""Pictures: of one law, of one network in the phase plane, and of a model beside its law."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from freewidth.cli.errors import USAGE, failure
from freewidth.cli.files import whole, writable

if TYPE_CHECKING:
    from freewidth.compare.models import ModelComparison
    from freewidth.freeprob import Distribution
    from freewidth.initialisation import Initialisation


def ready(path: Path) -> None:
    """Refuse at once what could not be drawn after the law is solved.

    Raises:
        click.ClickException: the file type is unknown, or the folder missing.
    """
    from freewidth.plotting.style import UNDATED

    if path.suffix.lower() not in UNDATED:
        raise failure(f"--plot draws {', '.join(UNDATED)}, not {path.name}", USAGE)
    writable(path, force=True)


def draw(law: "Distribution", path: Path) -> None:
    """Draw ``law`` into ``path``, which is overwritten."""
    from freewidth import plotting

    _save(plotting.law, law, path)


def draw_phases(net: "Initialisation", path: Path) -> None:
    """Draw the phase plane with ``net`` into ``path``, which is overwritten."""
    from freewidth import plotting

    _save(plotting.phases, net, path)


def draw_model(found: "ModelComparison", path: Path) -> None:
    """Draw a model beside its law into ``path``, which is overwritten."""
    from freewidth import plotting

    _save(plotting.model, found, path)


def _save(picture: Callable, subject: object, path: Path) -> None:
    from freewidth import plotting

    with whole(path, force=True) as draft:
        plotting.save(picture(subject), draft)
