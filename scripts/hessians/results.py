"""Results about trained networks, read back: one way for claims, figures and notebooks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from numpy.typing import NDArray

from claims.hessians._trained import TrainedStudy
from freewidth.errors import InvalidInputError
from freewidth.stats.fits import HeldOut, Trial
from freewidth.symmetric.laws import Tables
from freewidth.symmetric.trained.cell import Run
from freewidth.symmetric.trained.snapshot import Snapshot
from scripts.hessians import cells, lanczos, matrices, tables, train
from scripts.hessians.held_out import load as load_held_out
from scripts.hessians.lanczos import Estimate
from scripts.hessians.trials import load as load_trials
from scripts.sheets import given_results

SERIES = "series"  # among cells/ and held_out/: one network in several sizes
CONTROLS, SERIES_CONTROLS = "controls", "series-controls"  # among held_out/: sampled matrices
BESIDE = (SERIES, CONTROLS, SERIES_CONTROLS)
SWEEP = "sweep"  # the file among runs/ that holds networks of many shapes on few samples


@dataclass(frozen=True, repr=False)
class Hessians:
    """Some or all files of the study, each read when it is asked for.

    It has what claims about trained networks are judged by (see
    :class:`claims.hessians._trained.TrainedStudy`), of all networks together; and what pictures
    show beyond that: runs of one network, the fits to it, solved laws, estimated spectra.

    Attributes:
        paths: of the files. What each holds follows from its folder (``runs``, ``trials``,
            ``laws``, ``lanczos``, or none for ``matrices.npz``) and its name. Networks are listed
            in the order in which their files are given.
    """

    paths: tuple[Path, ...]

    @classmethod
    def of(cls, paths: Iterable[str | Path]) -> "Hessians":
        """From paths in any form."""
        return cls(tuple(map(Path, paths)))

    def __repr__(self) -> str:
        return (
            f"Hessians({len(self.networks)} networks, {len(self._in('laws'))} families of laws, "
            f"{len(self._in('lanczos'))} estimated spectra)"
        )

    @property
    def networks(self) -> list[str]:
        """Names of the networks that were followed along training."""
        return [name for name in self._in("runs") if name != SWEEP]

    @cached_property
    def study(self) -> TrainedStudy:
        """Everything that claims are judged by, as plain data."""
        return TrainedStudy(
            self.snapshots,
            self.trials,
            self.sweep,
            self.sampled,
            self.cells,
            self.held_out,
            self.series,
            self.pairs,
            self.sized,
        )

    @cached_property
    def snapshots(self) -> list[Snapshot]:
        """All networks along training."""
        return [shot for name in self.networks for shot in self.runs(name)]

    @cached_property
    def trials(self) -> list[Trial]:
        """All fits, to networks and to sampled matrices."""
        return [trial for path in self._in("trials").values() for trial in load_trials(path)]

    @cached_property
    def sweep(self) -> list[Snapshot]:
        """Networks of many shapes on few samples."""
        return self.runs(SWEEP)

    @cached_property
    def cells(self) -> list[Run]:
        """Networks of many data sets, all runs that count, without the series."""
        paths = self._in("cells")
        return [r for name, path in paths.items() if name != SERIES for r in cells.load(path)]

    @cached_property
    def held_out(self) -> list[HeldOut]:
        """Laws fitted to one run of a cell and judged on the other."""
        return self._held_out(*(name for name in self._in("held_out") if name not in BESIDE))

    @cached_property
    def series(self) -> list[HeldOut]:
        """Laws fitted to one network in several sizes."""
        return self._held_out(SERIES)

    @cached_property
    def pairs(self) -> list[HeldOut]:
        """Laws fitted to one of two sampled matrices and judged on the other."""
        return self._held_out(CONTROLS)

    @cached_property
    def sized(self) -> list[HeldOut]:
        """Laws fitted to sampled matrices of several sizes."""
        return self._held_out(SERIES_CONTROLS)

    def _held_out(self, *names: str) -> list[HeldOut]:
        return [h for name in names for h in load_held_out(self._path("held_out", name))]

    @cached_property
    def sampled(self) -> dict[str, list[NDArray]]:
        """Eigenvalues of sampled matrices by law, one array for each matrix."""
        _, values = matrices.load(self._path("hessians", "matrices"))
        return {law: list(each) for law, each in values.items()}

    def trained(self) -> list[Snapshot]:
        """The last snapshot of every run that has learnt its data."""
        return TrainedStudy(self.snapshots).trained()

    def trials_on(self, matrix: str, when: str = "trained") -> dict[str, dict[str, Trial]]:
        """Trials by case and family; ``when`` is "trained" or "sampled"."""
        return TrainedStudy(trials=self.trials).trials_on(matrix, when)

    @cached_property
    def tables(self) -> dict[str, Tables]:
        """Solved laws by family and shape."""
        return dict(map(tables.load, self._in("laws").values()))

    def runs(self, network: str) -> list[Snapshot]:
        """Snapshots of all runs of one network."""
        return train.load(self._path("runs", network))

    def fits(self, network: str) -> dict[str, dict[str, Trial]]:
        """Fits to one trained network by matrix and family."""
        found: dict[str, dict[str, Trial]] = {}
        for trial in load_trials(self._path("trials", network)):
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


def find(root: str | Path = "results") -> Hessians:
    """The results that a notebook is given by the workflow, or else all under the folder ``root``.

    Raises:
        FileNotFoundError: there are none.
    """
    paths = [*map(Path, given_results())] or sorted((Path(root) / "hessians").rglob("*.npz"))
    if not paths:
        raise FileNotFoundError(f"no trained networks under {root}; run python3 reproduce.py first")
    return Hessians.of(paths)
