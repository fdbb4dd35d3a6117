"""Results about trained networks, read back: one way for claims, figures and notebooks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from claims.hessians._trained import TrainedStudy
from freewidth.errors import InvalidInputError
from freewidth.stats.fits import Trial
from freewidth.symmetric.laws import Tables
from freewidth.symmetric.trained.snapshot import Snapshot
from scripts.hessians import lanczos, matrices, tables, train, trials
from scripts.hessians.lanczos import Estimate

SWEEP = "sweep"  # the file among runs/ that holds networks of many shapes on few samples


@dataclass(frozen=True)
class Hessians:
    """Some or all files of the study, each read when it is asked for.

    Attributes:
        paths: of the files. What each holds is told from its folder (``runs``, ``trials``,
            ``laws``, ``lanczos``, or none for ``matrices.npz``) and its name. Networks are listed
            in the order in which their files are given.
    """

    paths: tuple[Path, ...]

    @classmethod
    def of(cls, paths: Iterable[str | Path]) -> "Hessians":
        """From paths in any form."""
        return cls(tuple(map(Path, paths)))

    @property
    def networks(self) -> list[str]:
        """Names of the networks that were followed along training."""
        return [name for name in self._in("runs") if name != SWEEP]

    @cached_property
    def study(self) -> TrainedStudy:
        """What claims are judged by."""
        _, sampled = matrices.load(self._path("hessians", "matrices"))
        return TrainedStudy(
            snapshots=[shot for name in self.networks for shot in self.runs(name)],
            trials=[trial for path in self._in("trials").values() for trial in trials.load(path)],
            sweep=self.runs(SWEEP),
            sampled={law: list(values) for law, values in sampled.items()},
        )

    @cached_property
    def tables(self) -> dict[str, Tables]:
        """Solved laws by family and shape."""
        return dict(map(tables.load, self._in("laws").values()))

    def runs(self, network: str) -> list[Snapshot]:
        """Snapshots of all runs of one network."""
        return train.load(self._path("runs", network))

    def trials(self, network: str, when: str = "trained") -> dict[str, dict[str, Trial]]:
        """Fits to one network by matrix and family, ``when`` it was "initial" or "trained"."""
        found: dict[str, dict[str, Trial]] = {}
        for trial in trials.load(self._path("trials", network)):
            if trial.case["when"] == when:
                found.setdefault(str(trial.case["matrix"]), {})[trial.family] = trial
        return found

    def lanczos(self, name: str) -> Estimate:
        """An estimated spectrum."""
        return lanczos.load(self._path("lanczos", name))

    def _in(self, folder: str) -> dict[str, Path]:
        return {path.stem: path for path in self.paths if path.parent.name == folder}

    def _path(self, folder: str, name: str) -> Path:
        found = self._in(folder)
        if name not in found:
            raise InvalidInputError(
                f"no {folder}/{name}.npz among the results; there: {', '.join(found) or 'nothing'}"
            )
        return found[name]


def find(root: str | Path) -> Hessians:
    """All results below the folder ``results``, as the workflow has left them.

    Raises:
        FileNotFoundError: there are none.
    """
    folder = Path(root) / "hessians"
    paths = sorted(folder.rglob("*.npz"))
    if not paths:
        raise FileNotFoundError(f"no results in {folder}; has the workflow run?")
    return Hessians.of(paths)
