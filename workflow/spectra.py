"""The study of spectra as its rules want it: files of laws, and what all grids give a step."""

from collections.abc import Iterable, Mapping
from pathlib import PurePath

from scripts import _options
from scripts.folders import module
from scripts.spectra._kinds import KINDS, further, stem
from scripts.spectra.grids import MAIN, Grid


def laws(grids: Mapping[str, Grid]) -> list[str]:
    """Where laws lie: one file for an activation, and one more for each further kind of weights."""
    return [
        f"results/laws/{name}/{stem(activation, kind)}.npz"
        for name, grid in grids.items()
        for activation in grid.activations
        for kind in [KINDS[0], *further(grid.ensembles)]
    ]


def law_options(grids: Mapping[str, Grid]) -> list[str]:
    """``--grid main --rivals shifted --depths 2 3 ...`` for every grid."""
    found = []
    for name, grid in grids.items():
        found += ["--grid", name, "--rivals", *grid.rivals, "--perturbed", *grid.perturbed]
        found += _options.words(grid.architecture)
    return found


def law_modules(grids: Mapping[str, Grid]) -> list[str]:
    """Entries that laws are made from; ensembles of further kinds say their singular values."""
    found = {
        module(name, "freewidth/ensembles")
        for grid in grids.values()
        for name in grid.ensembles
        if further([name])
    }
    for grid in grids.values():
        found |= {module(name, "freewidth/activations") for name in grid.activations}
    return sorted(found | _biases(grids))


def comparison_options(grids: Mapping[str, Grid]) -> list[str]:
    """``--rivals main shifted`` for every grid."""
    return [word for name, grid in grids.items() for word in ("--rivals", name, *grid.rivals)]


def comparison_modules(grids: Mapping[str, Grid]) -> list[str]:
    """Entries that comparisons are made from."""
    names = {name for grid in grids.values() for name in grid.ensembles}
    return sorted({module(name, "freewidth/ensembles") for name in names} | _biases(grids))


def _biases(grids):
    return {module(grid.architecture.bias, "freewidth/biases") for grid in grids.values()}


def parts(grid: Grid, ensemble: str) -> list[str]:
    """Where the shares of several jobs lie until they are put together; none of one job alone."""
    shares = range(grid.parts) if grid.parts > 1 else ()
    return [f"results/parts/{grid.name}/{ensemble}/{k}.npz" for k in shares]


def told(paths: Iterable[str]) -> list[str]:
    """What the overview of all studies shows: the main grid's laws, and two ensembles if there."""
    own = {path: PurePath(path) for path in paths if PurePath(path).parts[-2] == MAIN}
    usual = {place.stem for place in own.values()} & {"gaussian", "orthogonal"}
    return [
        path
        for path, place in own.items()
        if not usual or place.stem in usual or place.parts[-3] == "laws"
    ]
