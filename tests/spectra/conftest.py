"""Small results, made by the steps themselves with the options that the rules give them."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from freewidth.ensembles import ENSEMBLES
from scripts import _options
from scripts.spectra import compare, laws, sample
from scripts.spectra.grids import DEPENDENCES, Architecture, Sizes

PHI = "tanh"
SHAPE = Architecture(depths=(2,), sigma_w2=1.0, sigma_b2=0.1, q0=1.0)
MANY = Sizes(((32, 64), (48, 56), (64, 48)), 64)


@dataclass(frozen=True)
class Small:
    """A grid, and how its steps are called: as in workflow/rules/spectra.smk."""

    folder: Path
    name: str = "main"
    architecture: Architecture = SHAPE
    sizes: Sizes = MANY
    activations: tuple[str, ...] = (PHI,)
    dependences: tuple[str, ...] = DEPENDENCES
    rivals: tuple[str, ...] = ("shifted",)
    perturbed: tuple[str, ...] = ("q", "slope")
    seed: int = 0

    def path(self, stage, name):
        return self.folder / f"results/{stage}/{self.name}/{name}.npz"

    def options(self, ensemble, code="0"):
        """What the step that samples is given."""
        return [
            str(self.path("spectra", ensemble)), "--grid", self.name, "--ensemble", ensemble,
            "--activations", *self.activations, "--dependences", *self.dependences,
            *_options.words(self.architecture), *_options.words(self.sizes),
            "--seed", str(self.seed), "--code", *(f"{phi}={code}" for phi in self.activations),
        ]  # fmt: skip

    def sample(self, ensemble, code="0"):
        sample.main(self.options(ensemble, code))

    def solve(self):
        words = [*map(str, self.solved()), "--grid", self.name, "--rivals", *self.rivals]
        words += ["--perturbed", *self.perturbed]
        laws.main([*words, *_options.words(self.architecture)])

    def solved(self):
        return [self.path("laws", phi) for phi in self.activations]

    def compare(self, ensemble):
        places = (self.path("compare", ensemble), "--spectra", self.path("spectra", ensemble))
        words = (*places, "--laws", *self.solved(), "--rivals", self.name, *self.rivals)
        compare.main([*map(str, words)])

    def paths(self):
        """Everything that was made, as rules name it."""
        return sorted(
            str(path)
            for stage in ("compare", "spectra", "laws")
            for path in self.folder.glob(f"results/{stage}/*/*.npz")
        )


def first(wanted):
    """The first real ensemble with a property: one of each kind is enough here."""
    return next(name for name, e in ENSEMBLES.items() if e.field == "real" and wanted(e))


ROLES = {
    "haar": first(lambda e: e.kind.name == "haar"),
    "iid": first(lambda e: e.kind.name == "iid" and e.has_finite_fourth_moment),
    "no fourth moment": first(lambda e: 2 < e.finite_moments <= 4),
    "no variance": first(lambda e: e.finite_moments <= 2),
}


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Results on one grid with an ensemble of each role."""
    small = Small(tmp_path_factory.mktemp("run"))
    small.solve()
    for ensemble in ROLES.values():
        small.sample(ensemble)
        small.compare(ensemble)
    return small


@pytest.fixture
def spoilt(made, tmp_path):
    """A copy of the results that a test may falsify."""
    shutil.copytree(made.folder / "results", tmp_path / "results")
    return replace(made, folder=tmp_path)
