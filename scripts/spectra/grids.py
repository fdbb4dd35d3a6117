"""Networks that are sampled and compared with their limit laws: ``grids`` of the configuration.

Pure functions of the configuration and of the names of files in the registries; nothing is imported
from the library, so that planning stays quick.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scripts.folders import chosen

DEPENDENCES = ("true", "independent", "shifted")
MAIN = "main"  # the grid that figures and notebooks show if they do not say which


@dataclass(frozen=True)
class Architecture:
    """What the networks of a grid share, whatever their weights and activations.

    Attributes:
        depths: numbers of layers L.
        sigma_w2, sigma_b2, q0, bias: see ``freewidth.Network``.
        ratios: relative layer sizes (n_0, ..., n_L), one row for every depth; none if all equal.

    Raises:
        ValueError: depths and ratios disagree.
    """

    depths: tuple[int, ...]
    sigma_w2: float
    sigma_b2: float
    q0: float
    bias: str = "gaussian"
    ratios: tuple[tuple[int, ...], ...] = ()

    def __post_init__(self):
        if self.ratios and sorted(len(row) - 1 for row in self.ratios) != sorted(self.depths):
            raise ValueError(
                f"config: depths {self.depths} need one row (n_0, ..., n_L) of ratios each, "
                f"got {self.ratios}"
            )

    def network(self, depth: int) -> dict:
        """The keyword arguments of ``freewidth.Network`` but for ensemble and activation."""
        found: dict = {
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


@dataclass(frozen=True)
class Sizes:
    """How many networks are drawn.

    Attributes:
        widths: pairs (n_0, number of networks).
        block: networks per file of samples, kept or drawn again as a whole.
    """

    widths: tuple[tuple[int, ...], ...]
    block: int

    def blocks(self) -> Iterator[tuple[int, int, range]]:
        """(width, number of the block, replicates in it), width by width."""
        for width, replicates in self.widths:
            for number, start in enumerate(range(0, replicates, self.block)):
                yield width, number, range(start, min(start + self.block, replicates))


@dataclass(frozen=True)
class Grid:
    """Networks that are sampled and compared with their limit laws.

    Attributes:
        name: names the grid in paths.
        architecture, sizes: see there.
        ensembles, activations: every one with every other.
        dependences: how D is drawn, every way for every network.
        rivals: laws other than those of the other kinds of weights that are compared with as well;
            see ``scripts/spectra/results.py``.
        perturbed: ingredients of its limit laws that are solved with errors, too, names in
            ``freewidth.perturbed``.
        figures: what is drawn of each of its ensembles, names in ``figures/ensemble``.
        parts: jobs among which the sampling of one ensemble is divided.
    """

    name: str
    architecture: Architecture
    sizes: Sizes
    ensembles: tuple[str, ...]
    activations: tuple[str, ...]
    dependences: tuple[str, ...] = DEPENDENCES
    rivals: tuple[str, ...] = ("shifted",)
    perturbed: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    parts: int = 1


def grids(config: Mapping) -> dict[str, Grid]:
    """The grids of a validated configuration, by name.

    Raises:
        ValueError: a name is in no registry, a width is listed twice, depths and ratios disagree.
    """
    return {name: _grid(name, data) for name, data in config["grids"].items()}


def _grid(name, data):
    widths = tuple(sorted((row["width"], row["networks"]) for row in data["widths"]))
    if len({width for width, _ in widths}) < len(widths):
        raise ValueError(f"config: grid {name} lists a width twice: {widths}")
    where = f"config: grids.{name}"
    (bias,) = chosen([data["bias"]], "freewidth/biases", f"{where}.bias")
    return Grid(
        name=name,
        architecture=Architecture(
            depths=tuple(sorted(set(data["depths"]))),
            sigma_w2=float(data["sigma_w2"]),
            sigma_b2=float(data["sigma_b2"]),
            q0=float(data["q0"]),
            bias=bias,
            ratios=_frozen(data["ratios"]),
        ),
        sizes=Sizes(widths, data["block"]),
        ensembles=chosen(data["ensembles"], "freewidth/ensembles", f"{where}.ensembles"),
        activations=chosen(data["activations"], "freewidth/activations", f"{where}.activations"),
        dependences=tuple(d for d in DEPENDENCES if d in data["dependences"]),
        rivals=tuple(data["rivals"]),
        perturbed=tuple(data["perturbed"]),
        figures=chosen(data["figures"], "scripts/spectra/figures/ensemble", f"{where}.figures"),
        parts=data["parts"],
    )


def _frozen(rows: Sequence) -> tuple:
    return tuple(_frozen(row) if isinstance(row, list | tuple) else row for row in rows)
