"""Jacobian spectra: all comparisons of all grids."""

from freewidth.claims import Study
from scripts import _study


def study(compared: dict[str, dict[str, list[str]]]) -> Study:
    """``compared`` lists the artifacts by grid and dependence."""
    return {
        (grid, comparison.net.ensemble, activation, depth, dependence): comparison
        for grid, by_dependence in compared.items()
        for dependence, paths in by_dependence.items()
        for path in paths
        for activation, depth, comparison in _study.comparisons(path)
    }
