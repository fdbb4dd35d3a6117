"""The one way to reach what a study has made: spectra, laws, comparisons, by name of a network."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from freewidth.compare import Comparison
from scripts import artifact
from scripts.study import theory
from scripts.study.architecture import Architecture


@dataclass(frozen=True)
class Result:
    """What was made of one network.

    Attributes:
        name: of the network in its study.
        root: the folder ``results``.
    """

    name: str
    root: Path

    @classmethod
    def of(cls, path: Path) -> "Result":
        """The network whose artifact, of whatever stage, lies there."""
        return cls(path.name.removesuffix(".npz"), path.parent.parent)

    def path(self, stage: str) -> Path:
        """Where an artifact lies."""
        return self.root / stage / f"{self.name}.npz"

    @cached_property
    def _law(self) -> tuple[dict[str, Any], dict[str, NDArray]]:
        return artifact.load(self.path("laws"))

    @cached_property
    def net(self) -> Architecture:
        """The network."""
        return Architecture.restore(self._law[0]["network"])

    @property
    def label(self) -> str:
        """The network in one line."""
        return str(self._law[0]["label"])

    @cached_property
    def laws(self) -> dict[str, Any]:
        """Its own law (``theory.OWN``) and those of mistakes."""
        params, arrays = self._law
        subjects = theory.subjects(self.net, [n for n in params["names"] if n != theory.OWN])
        return {name: theory.restored(of, _under(arrays, name)) for name, of in subjects.items()}

    @property
    def law(self) -> Any:
        """Its own law."""
        return self.laws[theory.OWN]

    @cached_property
    def spectra(self) -> dict[int, NDArray]:
        """Width -> eigenvalues, shape (networks, n_L)."""
        _, arrays = artifact.load(self.path("spectra"))
        return {int(name.removeprefix("n")): arrays[name] for name in sorted(arrays, key=_width)}

    @property
    def widest(self) -> NDArray:
        """Eigenvalues of the widest networks."""
        return self.spectra[max(self.spectra)]

    @cached_property
    def comparison(self) -> Comparison:
        """Its spectra beside its law and those of mistakes."""
        params, arrays = artifact.load(self.path("compare"))
        return Comparison.restore(self.net.plain, "true", tuple(params["names"]), arrays)


def _under(arrays, name):
    head = f"{name}/"
    return {k.removeprefix(head): v for k, v in arrays.items() if k.startswith(head)}


def _width(name: str) -> int:
    return int(name.removeprefix("n"))
