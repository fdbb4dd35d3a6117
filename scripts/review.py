"""What ``python3 reproduce.py verify`` computes anew, where, and which numbers it is held against.

The numbers of a run are committed in ``figures/manifest.json``, one part for each profile
(:mod:`scripts.publish.reference` writes them, :mod:`scripts.publish.recomputed` compares). Claims
named by the user need some files of their study alone; the manifest says which. Only the standard
library is used, so that a plan can be made before there is an environment.
"""

import difflib
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

REFERENCE = "figures/manifest.json"
FOLDER = "recomputed"  # beside results: a comparison leaves those alone
SAID = "compared.txt"  # in it, once it has been compared
ONLY = "only.yaml"  # in it: the grids that named claims need
EVERYTHING = "results/manifest.sha256"


class Unplanned(Exception):
    """There is nothing to compare with, in one sentence."""


@dataclass(frozen=True)
class Plan:
    """One comparison.

    Attributes:
        root: the repository.
        profile: ``"quick"`` or ``"paper"``.
        claims: names of the claims to recompute; none: everything.
        part: what the manifest says of the profile.
    """

    root: Path
    profile: str
    claims: tuple[str, ...]
    part: Mapping[str, Any]

    @property
    def folder(self) -> Path:
        """Where it is computed."""
        return self.root / FOLDER / (f"{self.profile}-claims" if self.claims else self.profile)

    @property
    def targets(self) -> list[str]:
        """The files to make."""
        studies = {name: self.part["claims"][name]["study"] for name in self.claims}
        return [alone(study, name) for name, study in studies.items()] or [EVERYTHING]

    def words(self) -> list[str]:
        """Options and targets for Snakemake."""
        small = [self.root / "config/quick.yaml"] if self.profile == "quick" else []
        some = [self.folder / ONLY] if self.claims else []
        files = ["--configfile", *small, *some] if small or some else []
        place = ["--directory", self.folder, "--nolock"]
        return [str(word) for word in [*files, *place, "--", *self.targets]]

    def prepare(self) -> None:
        """An empty folder, unless the last comparison in it was interrupted: that one goes on."""
        if (self.folder / SAID).exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.claims:
            text = json.dumps({"grids": self.grids()}, indent=1)
            (self.folder / ONLY).write_text(text + "\n", encoding="utf-8")

    def grids(self) -> dict[str, dict | None]:
        """What grids of the configuration are to be, so that no more is sampled than is needed."""
        needed: dict[str, list[str]] = {}
        for name in self.claims:
            claim = self.part["claims"][name]
            if claim["study"] == "spectra":
                for path in claim["needs"]:
                    *_, grid, ensemble = path.removesuffix(".npz").split("/")
                    needed.setdefault(grid, []).append(ensemble)
        if not needed:
            return {}
        return {
            grid: {"ensembles": sorted(set(needed[grid]))} if grid in needed else None
            for grid in self.part["grids"]
        }


def alone(study: str, name: str) -> str:
    """Where the finding on a claim lies that was judged by itself."""
    return f"results/alone/{study}/{name}.json"


def read(root: Path) -> dict[str, Any]:
    """The manifest; empty if there is none."""
    try:
        return _parsed(root / REFERENCE, (root / REFERENCE).stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


@cache  # a plan asks for every claim
def _parsed(path: Path, _mtime: int) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def needs(root: Path, profile: str, name: str, every: Sequence[str]) -> list[str]:
    """Those of a study's files that a claim is judged by; ``every`` of them if nobody knows."""
    known = read(root).get(profile, {}).get("claims", {}).get(name, {}).get("needs", every)
    return list(known) if set(known) <= set(every) else list(every)


def plan(root: Path, profile: str, claims: Iterable[str] = ()) -> Plan:
    """The comparison for a profile, or for some claims: by name, or by the path of a finding.

    Raises:
        Unplanned: the manifest has no such profile, or no such claim.
    """
    found = read(root)
    if profile not in found:
        known = ", ".join(found) or "none"
        raise Unplanned(
            f"{REFERENCE} holds no numbers of the {profile} profile to compare with (there: "
            f"{known}); see docs/verify.md"
        )
    names = tuple(dict.fromkeys(Path(claim).stem for claim in claims))
    known = found[profile]["claims"]
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise Unplanned(f"no claim {name} in the {profile} part of {REFERENCE}{hint}")
    return Plan(root, profile, names, found[profile])
