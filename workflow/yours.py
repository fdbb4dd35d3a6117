"""What extensions from outside add to a run: grids that show them, claims, results of their own.

Ensembles join the grids that have all; an activation and a law of biases, which no grid would name,
get grids ``yours_...``: copies of grids of the configuration, with theirs in the place. Claims that
ship are judged without any of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from scripts.folders import YOURS, judged, own
from scripts.spectra.grids import Grid

ACTIVATIONS, BIASES = "activations", "binary_bias"  # grids that are copied, else the first there is
ENSEMBLES = "freewidth/ensembles"


def grids(there: Mapping[str, Any]) -> dict[str, Any]:
    """Grids for those activations and laws of biases from outside that no grid names."""
    rows = [grid for grid in there.values() if isinstance(grid, Mapping)]
    if not rows:
        return {}
    named = {name for grid in rows for name in _words(grid.get("activations"))}
    biases = {name for grid in rows for name in _words([grid.get("bias")])}
    found: dict[str, Any] = {}
    if new := sorted(own("freewidth/activations").keys() - named):
        found[f"{YOURS}activations"] = _copy(there, ACTIVATIONS, activations=new)
    for name in sorted(own("freewidth/biases").keys() - biases):
        found[f"{YOURS}{name}"] = _copy(there, BIASES, bias=name, rivals=["gaussian_bias"])
    return {name: grid for name, grid in found.items() if name not in there}


def _copy(there: Mapping[str, Any], name: str, **other: Any) -> dict[str, Any]:
    base = there.get(name) or next(iter(there.values()))
    return {**base, "perturbed": [], "figures": ["limit_law"], **other}


def _words(names: Any) -> list[str]:
    """Of a configuration that is not checked yet."""
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def claims(study: str) -> dict[str, str]:
    """Claim -> the module that it depends on, of claims from outside and of those made for it."""
    found = dict(own(f"claims/{study}"))
    return judged() | found if study == "spectra" else found


def findings(study: str) -> list[str]:
    """Where the findings on those claims lie."""
    return [f"results/claims/{study}/{name}.json" for name in claims(study)]


def shipped(grids: Mapping[str, Grid]) -> dict[str, Grid]:
    """Grids without the ensembles that are from outside, and without those that show extensions."""
    return {
        name: replace(grid, ensembles=tuple(e for e in grid.ensembles if e not in own(ENSEMBLES)))
        for name, grid in grids.items()
        if not name.startswith(YOURS)
    }


def unaffected(compared: Iterable[str], grids: Mapping[str, Grid]) -> list[str]:
    """Comparisons of the ensembles of grids that are the same without extensions."""
    there = {(name, each) for name, grid in grids.items() for each in grid.ensembles}
    return [path for path in compared if _place(path) in there]


def _place(path: str) -> tuple[str, str]:
    """Grid and ensemble of a comparison."""
    return PurePath(path).parts[-2], PurePath(path).stem


def without(study: str, paths: Iterable[str]) -> list[str]:
    """Results on experiments that ship."""
    own_names = own(f"scripts/{study}")
    return [path for path in paths if PurePath(path).stem not in own_names]


def claim_module(study: str, name: str) -> list[str]:
    """The modules of one claim, whether it ships or not."""
    about = claims(study).get(name)
    if about is None:
        return [f"claims.{study}.{name}"]
    made = own(f"claims/{study}").get(name) is None
    return [f"claims.{study}._yours", about] if made else [about]
