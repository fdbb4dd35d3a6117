"""The one way to reach what this study has found: spectra, limit laws and comparisons.

Claims, figures and notebooks are given a :class:`Spectra`. In the workflow it is made of the files
that a rule names; :func:`find` makes one of all that lies under a folder, for people.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from numpy.typing import NDArray

from freewidth.compare import Comparison
from freewidth.freeprob import Law
from freewidth.jacobian import restore
from freewidth.network import Network
from scripts import artifact
from scripts.sheets import given_results
from scripts.spectra._kinds import kind_of, of_kind, stem
from scripts.spectra._rivals import LAWS, OWN, place

Key = tuple[str, str, str, int, str]  # grid, ensemble, activation, depth, dependence
Case = tuple[str, int]  # activation, depth


def law(path: str | Path, net: Network, kind: str | None = None, of: str = OWN) -> Law:
    """A stored law of ``net``: its own, that of another kind of weights, or one of ``LAWS``.

    ``path`` is the artifact of the network's activation and of the kind (see ``_kinds.stem``).
    Weights without a variance have no law of their own, and are compared with that of i.i.d.
    weights with the same sigma_w^2.
    """
    kind = kind or kind_of(net)
    _, found = artifact.load(path, place(kind, net.depth, of))
    net = of_kind(net, kind)
    return restore(net if of == OWN else LAWS[of](net), found)


def spectra(path: str | Path, dependence: str, activation: str, depth: int) -> dict[int, NDArray]:
    """Width -> eigenvalues, shape (networks, n_L), of one kind of networks."""
    _, found = artifact.load(path, f"{dependence}/{activation}/L{depth}/")
    return {int(name.removeprefix("n")): values for name, values in found.items()}


def comparisons(path: str | Path) -> Iterator[Comparison]:
    """Every comparison in an artifact."""
    params, arrays = artifact.load(path)
    networks = {network["depth"]: network for network in params["networks"]}
    for key, names in sorted(params["names"].items()):
        dependence, activation, layers = key.split("/")
        net = Network(params["ensemble"], activation, **networks[int(layers[1:])])
        head = f"{key}/"
        own = {k.removeprefix(head): v for k, v in arrays.items() if k.startswith(head)}
        yield Comparison.restore(net, dependence, names, own)


class Spectra(Mapping[Key, Comparison]):
    """Comparisons by (grid, ensemble, activation, depth, dependence), and what they are made of.

    Files are read when they are asked for.
    """

    def __init__(self, paths: Iterable[str | Path]):
        """``paths`` are artifacts STAGE/GRID/NAME.npz, of the stages compare, spectra and laws.

        NAME is an ensemble, or for laws an activation, with a kind of weights where the laws of
        that kind have a file of their own (see ``_kinds.stem``).
        """
        self._paths: dict[str, dict[tuple[str, str], Path]] = {
            stage: {} for stage in ("compare", "spectra", "laws")
        }
        for path in map(Path, paths):
            self._paths[path.parts[-3]][path.parts[-2], path.stem] = path
        self._file = cache(self._read)

    def _read(self, grid: str, ensemble: str) -> dict[tuple[str, int, str], Comparison]:
        found = comparisons(self._paths["compare"][grid, ensemble])
        return {(str(c.net.activation), c.net.depth, c.dependence): c for c in found}

    def __getitem__(self, key: Key) -> Comparison:
        grid, ensemble, *rest = key
        if (grid, ensemble) not in self._paths["compare"]:
            raise KeyError(key)
        return self._file(grid, ensemble)[tuple(rest)]  # type: ignore[index]

    def __iter__(self) -> Iterator[Key]:
        for grid, ensemble in self._paths["compare"]:
            for activation, depth, dependence in self._file(grid, ensemble):
                yield grid, ensemble, activation, depth, dependence

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        count = len(self._paths["compare"])
        return f"Spectra({count} ensembles on grids {', '.join(self.grids)})"

    @property
    def grids(self) -> list[str]:
        """Names of the grids that were compared."""
        return sorted({grid for grid, _ in self._paths["compare"]})

    def ensembles(self, grid: str) -> list[str]:
        """The ensembles that were compared on a grid."""
        return sorted(ensemble for name, ensemble in self._paths["compare"] if name == grid)

    def networks(
        self, grid: str, ensemble: str, dependence: str = "true"
    ) -> dict[Case, Comparison]:
        """All networks of one ensemble, by (activation, depth)."""
        found = self._file(grid, ensemble).items()
        return {(phi, depth): c for (phi, depth, how), c in found if how == dependence}

    def across(
        self, grid: str, activation: str, dependence: str = "true"
    ) -> dict[tuple[str, int], Comparison]:
        """All networks of one activation, by (ensemble, depth)."""
        return {
            (ensemble, depth): c
            for ensemble in self.ensembles(grid)
            for (phi, depth), c in self.networks(grid, ensemble, dependence).items()
            if phi == activation
        }

    def widest(self, grid: str, ensemble: str, dependence: str = "true") -> dict[Case, NDArray]:
        """Eigenvalues of the largest networks, shape (networks, n_L), by (activation, depth)."""
        path, found = self._paths["spectra"][grid, ensemble], {}
        for activation, depth in self.networks(grid, ensemble, dependence):
            by_width = spectra(path, dependence, activation, depth)
            found[activation, depth] = by_width[max(by_width)]
        return found

    def law(self, grid: str, net: Network, kind: str | None = None, of: str = OWN) -> Law:
        """See :func:`law`."""
        kind = kind or kind_of(net)
        return law(self._paths["laws"][grid, stem(str(net.activation), kind)], net, kind, of)


def find(root: str | Path = "results") -> Spectra:
    """The results that a notebook is given by the workflow, or else all under the folder ``root``.

    Raises:
        FileNotFoundError: nothing is there.
    """
    if given := given_results():
        return _given(*given)
    stages = ("compare", "spectra", "laws")
    paths = sorted(path for stage in stages for path in Path(root, stage).glob("*/*.npz"))
    if not paths:
        raise FileNotFoundError(f"no comparisons under {root}; run python3 reproduce.py first")
    return Spectra(paths)


@cache  # one kernel runs several notebooks, and what they are given does not change
def _given(*paths: str) -> Spectra:
    return Spectra(paths)
