"""The one way to reach what this study has found: the draws of every experiment, case by case."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from freewidth.sample import Draws
from scripts import artifact
from scripts.sheets import given_results

Key = tuple[str, str]  # experiment, case


class Finite(Mapping[Key, Draws]):
    """Draws by (experiment, case); files are read when they are asked for."""

    def __init__(self, paths: Iterable[str | Path]):
        """``paths``: artifacts of experiments, each called like its experiment."""
        self._paths = {Path(path).stem: Path(path) for path in paths}
        self.experiment = cache(self._read)

    def _read(self, name: str) -> dict[str, Draws]:
        """The draws of one experiment by case."""
        if name not in self._paths:
            known = ", ".join(sorted(self._paths)) or "none"
            raise KeyError(f"no draws of an experiment called {name!r}; there are: {known}")
        params, arrays = artifact.load(self._paths[name])
        found = {}
        for case in params["cases"]:
            head = f"{case}/"
            own = {k.removeprefix(head): v for k, v in arrays.items() if k.startswith(head)}
            found[case] = Draws(name, case, params["settings"], Draws.group(own))
        return found

    @property
    def experiments(self) -> list[str]:
        """Names of the experiments that were sampled."""
        return sorted(self._paths)

    def __getitem__(self, key: Key) -> Draws:
        experiment, case = key
        if experiment not in self._paths:
            raise KeyError(key)
        return self.experiment(experiment)[case]

    def cases(self, experiment: str) -> list[str]:
        """Cases of an experiment that were sampled; none if it was not."""
        path = self._paths.get(experiment)
        found: list[str] = artifact.parameters(path)["cases"] if path else []
        return found

    def __iter__(self) -> Iterator[Key]:
        return ((name, case) for name in self._paths for case in self.cases(name))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"Finite({', '.join(sorted(self._paths))})"


def find(root: str | Path = "results") -> Finite:
    """The results that a notebook is given by the workflow, or else all under the folder ``root``.

    Raises:
        FileNotFoundError: nothing is there.
    """
    paths = [*map(Path, given_results())] or sorted(Path(root, "finite").glob("*.npz"))
    if not paths:
        raise FileNotFoundError(f"no experiments under {root}; run python3 reproduce.py first")
    return Finite(paths)
