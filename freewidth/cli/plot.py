"""Pictures: of one law, of one network in the phase plane, and of a model beside its law."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freewidth.cli.errors import USAGE, failure
from freewidth.cli.files import STANDARD, whole, writable

if TYPE_CHECKING:
    from freewidth.compare.models import ModelComparison
    from freewidth.freeprob import Distribution
    from freewidth.initialisation import Initialisation


def ready(path: Path, force: bool, as_json: bool) -> None:
    """Refuse at once what could not be drawn after the law is solved.

    Raises:
        click.ClickException: the file type is unknown, standard output is asked for twice, or see
            ``files.writable``.
    """
    from freewidth.plotting.style import UNDATED

    if path == STANDARD and as_json:
        raise failure("--json and --plot - both go to standard output; name a file", USAGE)
    if path != STANDARD and path.suffix.lower() not in UNDATED:
        raise failure(f"--plot draws {', '.join(UNDATED)}, not {path.name}", USAGE)
    writable(path, force)


def report(path: Path, as_json: bool) -> None:
    """Say that it is drawn, where nothing else is written."""
    if path != STANDARD:
        click.echo(f"wrote {path}", err=as_json)


def draw(law: "Distribution", path: Path, force: bool) -> None:
    """Draw ``law`` into ``path``."""
    from freewidth import plotting

    _save(plotting.law, law, path, force)


def draw_phases(net: "Initialisation", path: Path, force: bool) -> None:
    """Draw the phase plane with ``net`` into ``path``."""
    from freewidth import plotting

    _save(plotting.phases, net, path, force)


def draw_model(found: "ModelComparison", path: Path, force: bool) -> None:
    """Draw a model beside its law into ``path``."""
    from freewidth import plotting

    _save(plotting.model, found, path, force)


def _save(picture: Callable, subject: object, path: Path, force: bool) -> None:
    from freewidth import plotting

    with whole(path, force, ".png") as draft:
        plotting.save(picture(subject), draft)
