"""What is to be made, and where it lies: the configuration as lists of cases and paths.

Pure functions of the configuration and of the names of files in the repository; nothing is
imported from the library, so that planning stays quick.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from workflow.fingerprint import ROOT

DEPENDENCES = ("true", "independent", "shifted")


def entries(folder: str) -> tuple[str, ...]:
    """Names in the registry kept in ``folder`` of the repository, one per public file."""
    return tuple(sorted(p.stem for p in (ROOT / folder).glob("*.py") if p.stem[0] != "_"))


def chosen(wanted: str | Sequence[str], folder: str) -> tuple[str, ...]:
    """``"all"`` entries of a registry, or those named, in the registry's order.

    Raises:
        ValueError: some name is no entry; the message lists those that are.
    """
    available = entries(folder)
    if wanted == "all":
        return available
    unknown = sorted(set(wanted) - set(available))
    if unknown:
        raise ValueError(
            f"config: {', '.join(unknown)} not in {folder}; available: {', '.join(available)}"
        )
    return tuple(name for name in available if name in wanted)


@dataclass(frozen=True)
class Design:
    """What all networks of a grid share, whatever their weights.

    Attributes:
        seed: master seed of all random streams.
        sigma_w2, sigma_b2, q0: see ``freewidth.Network``.
        activations, depths: every one with every other.
        widths: pairs (n_0, number of networks drawn).
        block: networks per file of samples.
    """

    seed: int
    sigma_w2: float
    sigma_b2: float
    q0: float
    activations: tuple[str, ...]
    depths: tuple[int, ...]
    widths: tuple[tuple[int, int], ...]
    block: int

    @property
    def numbers(self) -> dict[str, float]:
        """The keyword arguments of ``freewidth.Network`` that are numbers of the whole grid."""
        return {"sigma_w2": self.sigma_w2, "sigma_b2": self.sigma_b2, "q0": self.q0}

    def asdict(self) -> dict:
        """Plain data; ``Design.of`` is the inverse."""
        return asdict(self)

    @classmethod
    def of(cls, data: Mapping) -> "Design":
        """From plain data, in which tuples may have become lists."""
        lists = {k: tuple(data[k]) for k in ("activations", "depths")}
        return cls(**{**data, **lists, "widths": tuple((n, r) for n, r in data["widths"])})

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
        analogs: those of them that are also sampled with independent D, and with independent D of
            the next layer's variance.
    """

    name: str
    design: Design
    ensembles: tuple[str, ...]
    analogs: tuple[str, ...]

    def cases(self) -> list[tuple[str, str]]:
        """All pairs (dependence, ensemble)."""
        every = [(dependence, e) for dependence in DEPENDENCES for e in self.ensembles]
        return [(d, e) for d, e in every if d == "true" or e in self.analogs]


def grids(config: Mapping) -> dict[str, Grid]:
    """The grids of a validated configuration, by name.

    Raises:
        ValueError: a name is in no registry, or a width is listed twice.
    """
    return {name: _grid(name, data, config) for name, data in config["grids"].items()}


def _grid(name, data, config):
    widths = tuple((row["width"], row["networks"]) for row in data["widths"])
    if len({width for width, _ in widths}) < len(widths):
        raise ValueError(f"config: grid {name} lists a width twice: {widths}")
    ensembles = chosen(data["ensembles"], "freewidth/ensembles")
    analogs = chosen(data["analogs"], "freewidth/ensembles")
    design = Design(
        seed=config["seed"],
        sigma_w2=float(data["sigma_w2"]),
        sigma_b2=float(data["sigma_b2"]),
        q0=float(data["q0"]),
        activations=chosen(data["activations"], "freewidth/activations"),
        depths=tuple(sorted(set(data["depths"]))),
        widths=tuple(sorted(widths)),
        block=config["block"],
    )
    return Grid(name, design, ensembles, tuple(e for e in ensembles if e in analogs))


def sample(activation: str, depth: int, width: int, block: int) -> str:
    """Path of one block of samples, relative to the folder of its case."""
    return f"{activation}/L{depth}-n{width}-b{block}.npz"


def folder(stage: str, grid: str, dependence: str) -> Path:
    """Where the results of a stage lie for one dependence of D."""
    return Path("results", stage, grid, dependence)
