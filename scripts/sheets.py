"""Figures and notebooks: one source, and a sheet for each value of what the source runs through.

A source is a file FOLDER/AXIS/NAME.py; its folder says what it runs through. On the axis
``together`` it makes one sheet; other axes belong to a study, which says their values.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from freewidth.errors import InvalidInputError
from scripts.fingerprint import ROOT
from scripts.folders import public

TOGETHER = "together"
# Environment variables: paths of the results, and of the figures, that a notebook may show.
RESULTS, FIGURES = "FREEWIDTH_RESULTS", "FREEWIDTH_FIGURES"


def given_results() -> list[str]:
    """The results that the workflow gives a notebook; none where a person runs it."""
    return _given(RESULTS)


def given_figures() -> list[str]:
    """The figures, likewise: PNGs that were drawn of the same results."""
    return _given(FIGURES)


def _given(variable: str) -> list[str]:
    return [path for path in os.environ.get(variable, "").split(os.pathsep) if path]


@dataclass(frozen=True)
class Sheet:
    """One figure or notebook.

    Attributes:
        study, axis, name: of its source.
        value: on that axis; empty for ``together``.
        grid: which grid it shows, where its axis has grids; empty for the main one.
    """

    study: str
    axis: str
    name: str
    value: str = ""
    grid: str = ""

    @property
    def stem(self) -> str:
        """Name of its files."""
        return "-".join(part for part in (self.name, self.value, self.grid) if part)

    def figure(self, ending: str = "png") -> str:
        """Where a figure lies."""
        return f"figures/{self.study}/{self.stem}.{ending}"

    def notebook(self, ending: str = "html") -> str:
        """Where an executed notebook lies."""
        return f"results/notebooks/{self.study}/{self.stem}.{ending}"

    def shows(self, figure: "Sheet") -> bool:
        """Whether a notebook is about what a figure is about, or about the figure itself."""
        return self.value in (figure.value, figure.name) and self.grid == figure.grid


def sources(folder: str, axes: Iterable[str]) -> dict[str, str]:
    """Axis by name of every source in a folder.

    Raises:
        ValueError: a source lies on no axis that the study knows, or a name stands twice.
    """
    axes, found = tuple(axes), {}
    for path in public(ROOT / folder):
        place = path.relative_to(ROOT / folder)
        if len(place.parts) != 2 or place.parts[0] not in axes:
            raise ValueError(
                f"{folder}/{place} belongs to nothing: the folder of a source is what it runs "
                f"through, one of {', '.join(axes)}"
            )
        if place.stem in found:
            raise ValueError(f"{folder}: two sources are called {place.stem}")
        found[place.stem] = place.parts[0]
    return found


def of_path(study: str, path: str | Path, axes: Mapping[str, str], grids: Iterable[str]) -> Sheet:
    """The sheet whose file this is; ``axes`` are those of the sources by name.

    Raises:
        InvalidInputError: no source has this name.
    """
    name, _, rest = Path(path).stem.partition("-")
    if name not in axes:
        raise InvalidInputError(f"{path}: no source called {name!r}; there are {', '.join(axes)}")
    value, _, grid = rest.rpartition("-")
    if not value or grid not in grids:
        value, grid = rest, ""
    return Sheet(study, axes[name], name, value, grid)
