"""Networks that are sampled and compared with their limit laws: ``grids`` of the config."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from workflow.plan import chosen

DEPENDENCES = ("true", "independent", "shifted")
INDEX = "results/compare/index.json"
TABLES = ("activations", "depths", "widths", "ratios")


@dataclass(frozen=True)
class Design:
    """What all networks of a grid share, whatever their weights.

    Attributes:
        seed: master seed of all random streams.
        sigma_w2, sigma_b2, q0, bias: see ``freewidth.Network``.
        activations, depths: every one with every other.
        widths: pairs (n_0, number of networks drawn).
        ratios: relative layer sizes (n_0, ..., n_L), one row for every depth; none if all equal.
        block: networks per file of samples.
        device: where matrices are multiplied and solved.
    """

    seed: int
    sigma_w2: float
    sigma_b2: float
    q0: float
    activations: tuple[str, ...]
    depths: tuple[int, ...]
    widths: tuple[tuple[int, int], ...]
    block: int
    device: str = "cpu"
    ratios: tuple[tuple[int, ...], ...] = ()
    bias: str = "gaussian"

    def __post_init__(self):
        if self.ratios and sorted(len(row) - 1 for row in self.ratios) != sorted(self.depths):
            raise ValueError(
                f"config: depths {self.depths} need one row (n_0, ..., n_L) of ratios each, "
                f"got {self.ratios}"
            )

    def network(self, depth: int) -> dict:
        """The keyword arguments of ``freewidth.Network`` but for ensemble and activation."""
        found = {
            "depth": depth,
            "sigma_w2": self.sigma_w2,
            "sigma_b2": self.sigma_b2,
            "q0": self.q0,
        }
        if self.ratios:
            found["widths"] = next(row for row in self.ratios if len(row) == depth + 1)
        return found if self.bias == "gaussian" else found | {"bias": self.bias}

    @property
    def networks(self) -> list[dict]:
        """:meth:`network` of every depth."""
        return [self.network(depth) for depth in self.depths]

    def asdict(self) -> dict:
        """Plain data; ``Design.of`` is the inverse."""
        return asdict(self)

    @classmethod
    def of(cls, data: Mapping) -> "Design":
        """From plain data, in which tuples may have become lists."""
        return cls(**{k: _frozen(v) if k in TABLES else v for k, v in data.items()})

    def blocks(self) -> Iterator[tuple[int, int, range]]:
        """(width, number of the block, replicates in it), width by width."""
        for width, replicates in self.widths:
            for number, start in enumerate(range(0, replicates, self.block)):
                yield width, number, range(start, min(start + self.block, replicates))

    def samples(self) -> Iterator[str]:
        """Paths of all blocks, relative to the folder of a case."""
        for activation in self.activations:
            for depth in self.depths:
                for width, number, _ in self.blocks():
                    yield sample(activation, depth, width, number)


@dataclass(frozen=True)
class Grid:
    """Networks that are sampled and compared with their limit laws.

    Attributes:
        name: names the grid in paths.
        design: what its networks share.
        ensembles: weight ensembles.
        dependences: how D is drawn, every way for every ensemble.
        rivals: laws other than those of the other kind of weights that are compared with as well;
            see ``scripts/_study.py``.
    """

    name: str
    design: Design
    ensembles: tuple[str, ...]
    dependences: tuple[str, ...] = DEPENDENCES
    rivals: tuple[str, ...] = ("shifted",)

    def cases(self) -> list["Case"]:
        """What is sampled."""
        return [Case(self, d, e) for e in self.ensembles for d in self.dependences]

    def solved(self) -> list["Solved"]:
        """What is solved for."""
        return [Solved(self, activation) for activation in self.design.activations]

    def values(self, parameter: str) -> tuple[str, ...]:
        """What a parameter of a figure or notebook runs through."""
        return {"ensemble": self.ensembles, "activation": self.design.activations}[parameter]


@dataclass(frozen=True)
class Case:
    """Networks of one ensemble with D drawn in one way, on one grid."""

    grid: Grid
    dependence: str
    ensemble: str

    @property
    def stem(self) -> str:
        """Its name among all cases."""
        return f"{self.grid.name}-{self.dependence}-{self.ensemble}"

    def at(self, stage: str) -> str:
        """Path of its spectra or comparisons."""
        return f"results/{stage}/{self.grid.name}/{self.dependence}/{self.ensemble}.npz"

    @property
    def folder(self) -> str:
        """Where its samples lie."""
        return f"results/samples/{self.grid.name}/{self.dependence}/{self.ensemble}"

    def blocks(self) -> list[str]:
        """Paths of its samples."""
        return [f"{self.folder}/{path}" for path in self.grid.design.samples()]

    def laws(self) -> dict[str, str]:
        """Paths of the laws it is compared with, by activation."""
        return {each.activation: each.path for each in self.grid.solved()}

    @property
    def names(self) -> dict[str, str]:
        """What a step is told of it."""
        names = {"dependence": self.dependence, "ensemble": self.ensemble}
        return {"grid": self.grid.name, **names}

    @property
    def task(self) -> dict:
        """What ``scripts/compare.py`` is told of it."""
        return {
            **self.names,
            "networks": self.grid.design.networks,
            "rivals": self.grid.rivals,
            "theory": self.laws(),
            "spectra": self.at("spectra"),
            "path": self.at("compare"),
        }


@dataclass(frozen=True)
class Solved:
    """The limit laws of one activation on one grid."""

    grid: Grid
    activation: str

    @property
    def stem(self) -> str:
        """Its name among all of them."""
        return f"{self.grid.name}-{self.activation}"

    @property
    def path(self) -> str:
        """Where the laws lie."""
        return f"results/theory/{self.grid.name}/{self.activation}.npz"

    @property
    def task(self) -> dict:
        """What ``scripts/theory.py`` is told of it."""
        return {
            "activation": self.activation,
            "networks": self.grid.design.networks,
            "rivals": self.grid.rivals,
            "path": self.path,
        }


def grids(config: Mapping) -> dict[str, Grid]:
    """The grids of a validated configuration, by name.

    Raises:
        ValueError: a name is in no registry, a width is listed twice, depths and ratios disagree.
    """
    return {name: _grid(name, data, config) for name, data in config["grids"].items()}


def _grid(name, data, config):
    widths = tuple((row["width"], row["networks"]) for row in data["widths"])
    if len({width for width, _ in widths}) < len(widths):
        raise ValueError(f"config: grid {name} lists a width twice: {widths}")
    design = Design(
        seed=config["seed"],
        sigma_w2=float(data["sigma_w2"]),
        sigma_b2=float(data["sigma_b2"]),
        q0=float(data["q0"]),
        activations=chosen(data["activations"], "freewidth/activations"),
        depths=tuple(sorted(set(data["depths"]))),
        widths=tuple(sorted(widths)),
        block=data["block"],
        device=config["device"],
        ratios=_frozen(data["ratios"]),
        bias=data["bias"],
    )
    return Grid(
        name,
        design,
        chosen(data["ensembles"], "freewidth/ensembles"),
        tuple(d for d in DEPENDENCES if d in data["dependences"]),
        tuple(data["rivals"]),
    )


def _frozen(rows: Sequence) -> tuple:
    return tuple(_frozen(row) if isinstance(row, list | tuple) else row for row in rows)


def cases(grids: Mapping[str, Grid]) -> list[Case]:
    """Everything that is sampled."""
    return [case for grid in grids.values() for case in grid.cases()]


def solved(grids: Mapping[str, Grid]) -> list[Solved]:
    """Everything that is solved for."""
    return [each for grid in grids.values() for each in grid.solved()]


def index(grids: Mapping[str, Grid]) -> dict[str, dict[str, list[str]]]:
    """The comparisons by grid and dependence."""
    return {name: _by_dependence(grid) for name, grid in grids.items()}


def _by_dependence(grid):
    return {
        dependence: [c.at("compare") for c in grid.cases() if c.dependence == dependence]
        for dependence in grid.dependences
    }


def artifacts(config: Mapping) -> list[str]:
    """Every file, figures, notebooks and claims apart."""
    every = grids(config)
    found = [INDEX, *(each.path for each in solved(every))]
    for case in cases(every):
        found += [*case.blocks(), case.at("spectra"), case.at("compare")]
    return found


def sample(activation: str, depth: int, width: int, block: int) -> str:
    """Path of one block of samples, relative to the folder of its case."""
    return f"{activation}/L{depth}-n{width}-b{block}.npz"


def folder(stage: str, grid: str, dependence: str) -> Path:
    """Where the results of a stage lie for one dependence of D."""
    return Path("results", stage, grid, dependence)
