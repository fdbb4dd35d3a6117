"""What is to be made, and where it lies: the configuration as lists of cases and paths.

Pure functions of the configuration and of the names of files in the repository; nothing is
imported from the library, so that planning stays quick.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path

from workflow.fingerprint import ROOT

DEPENDENCES = ("true", "independent", "shifted")
PARAMETERS = ("ensemble", "activation", "network", "part")
GRIDDED = PARAMETERS[:2]  # run through what grids hold; a part is listed by its source as PARTS
MAIN = "main"


def entries(folder: str) -> tuple[str, ...]:
    """Names in the registry kept in ``folder`` of the repository, one per public file."""
    return tuple(sorted(p.stem for p in (ROOT / folder).glob("*.py") if p.stem[0] != "_"))


def families(
    folder: str = "freewidth/claims", default: str = "jacobian"
) -> dict[str, tuple[str, ...]]:
    """Names of the claims by their ``family``, as far as scripts/studies can read its study."""
    found: dict[str, list[str]] = {family: [] for family in entries("scripts/studies")}
    for name in entries(folder):
        tree = ast.parse((ROOT / folder / f"{name}.py").read_text(encoding="utf-8"))
        keywords = [k for n in ast.walk(tree) if isinstance(n, ast.Call) for k in n.keywords]
        given = [ast.literal_eval(k.value) for k in keywords if k.arg == "family"]
        found.get(given[0] if given else default, []).append(name)
    return {family: tuple(names) for family, names in sorted(found.items())}


def claims() -> tuple[str, ...]:
    """Names of all claims that are judged."""
    return tuple(sorted(name for names in families().values() for name in names))


def paths(study) -> list[str]:
    """All paths anywhere in nested lists and mappings."""
    if isinstance(study, str):
        return [study]
    values = study.values() if isinstance(study, Mapping) else study
    return [path for value in values for path in paths(value)]


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
        ensembles: weight ensembles, each sampled with D of every dependence.
    """

    name: str
    design: Design
    ensembles: tuple[str, ...]

    def cases(self) -> list[tuple[str, str]]:
        """All pairs (dependence, ensemble)."""
        return list(product(DEPENDENCES, self.ensembles))

    def values(self, parameter: str) -> tuple[str, ...]:
        """What a parameter of a figure or notebook runs through."""
        return {"ensemble": self.ensembles, "activation": self.design.activations}[parameter]


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
    design = Design(
        seed=config["seed"],
        sigma_w2=float(data["sigma_w2"]),
        sigma_b2=float(data["sigma_b2"]),
        q0=float(data["q0"]),
        activations=chosen(data["activations"], "freewidth/activations"),
        depths=tuple(sorted(set(data["depths"]))),
        widths=tuple(sorted(widths)),
        block=config["block"],
        device=config["device"],
    )
    return Grid(name, design, chosen(data["ensembles"], "freewidth/ensembles"))


def sample(activation: str, depth: int, width: int, block: int) -> str:
    """Path of one block of samples, relative to the folder of its case."""
    return f"{activation}/L{depth}-n{width}-b{block}.npz"


def folder(stage: str, grid: str, dependence: str) -> Path:
    """Where the results of a stage lie for one dependence of D."""
    return Path("results", stage, grid, dependence)


@dataclass(frozen=True)
class Sheet:
    """One figure or notebook for one value of its parameter.

    Attributes:
        name: of its source file.
        grid: name of the grid it shows.
        parameter: ``"ensemble"`` or ``"activation"``.
        value: of that parameter.
        takes: all parameters of the source.
        family: of the study that it shows, a file of scripts/studies; its source names it FAMILY.
    """

    name: str
    grid: str
    parameter: str
    value: str
    takes: frozenset[str]
    family: str = "jacobian"

    def parameters(self, ensembles: Sequence[str]) -> dict:
        """What a notebook is executed with; ``ensembles`` are those it may show."""
        offered = {"grid": self.grid, "ensembles": list(ensembles), self.parameter: self.value}
        return {name: value for name, value in offered.items() if name in self.takes}

    @property
    def stem(self) -> str:
        """Name of its files; the main grid goes without saying."""
        return f"{self.name}-{self.value}" + ("" if self.grid == MAIN else f"-{self.grid}")


def sheets(
    sources: str, grids: Mapping[str, Grid], networks: Sequence[str] = ()
) -> dict[str, list[Sheet]]:
    """All sheets of the figures or notebooks in a folder, by name of the source.

    A notebook without the parameter ``grid`` is about the main one. The parameter ``network`` runs
    through ``networks``.

    Raises:
        ValueError: a source has not exactly one of ``PARAMETERS``.
    """
    found = {}
    for name in entries(sources):
        text = (ROOT / sources / f"{name}.py").read_text(encoding="utf-8")
        takes = frozenset(parameters(text))
        known = sorted(takes & set(PARAMETERS))
        if len(known) != 1:
            raise ValueError(f"{sources}/{name}.py needs one parameter of {PARAMETERS}: {known}")
        if known[0] not in GRIDDED:
            values = networks if known[0] == "network" else constant(text, "PARTS", ())
            family = constant(text, "FAMILY", "jacobian")
            found[name] = [Sheet(name, MAIN, known[0], v, takes, family) for v in values]
            continue
        found[name] = [
            Sheet(name, grid.name, known[0], value, takes)
            for grid in grids.values()
            if grid.name == MAIN or takes & {"grid", "study"}
            for value in grid.values(known[0])
        ]
    return found


def parameters(source: str) -> set[str]:
    """Arguments of a figure's ``draw``, variables of a notebook's cell tagged parameters."""
    _, mark, rest = source.partition('# %% tags=["parameters"]')
    names = set()
    for node in ast.parse(rest.partition("# %%")[0] if mark else source).body:
        if isinstance(node, ast.FunctionDef) and node.name == "draw":
            names |= {argument.arg for argument in node.args.args}
        elif mark and isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


def constant(source: str, name: str, default):
    """The literal that a source assigns to ``name`` at its top level."""
    for node in ast.parse(source).body:
        targets = node.targets if isinstance(node, ast.Assign) else ()
        if any(isinstance(t, ast.Name) and t.id == name for t in targets):
            return ast.literal_eval(node.value)
    return default


def chunks(items: Sequence, size: int) -> Iterator[list]:
    """Items in order, at most ``size`` at a time."""
    return (list(items[start : start + size]) for start in range(0, len(items), size))


def batches(sheets: Sequence[Sheet], size: int) -> Iterator[tuple[str, list[Sheet]]]:
    """Pairs (label, at most ``size`` sheets): what one process makes."""
    for number, some in enumerate(chunks(sheets, size)):
        yield some[0].stem if size == 1 else f"batch-{number}", some


def beside(config: Mapping) -> tuple[str, ...]:
    """What is written of a figure beside its PNG."""
    return ("pdf", "txt") if config["vector"] else ("txt",)


def artifacts(config: Mapping) -> list[str]:
    """Every file that is the same in every run; the report is not: it tells times."""
    from workflow import experiments, hessians  # which plan with the means of this module

    found = [*hessians.artifacts(config), *experiments.artifacts(config)]
    for grid in grids(config).values():
        found += [f"results/theory/{grid.name}/{a}.npz" for a in grid.design.activations]
        for dependence, ensemble in grid.cases():
            samples = folder("samples", grid.name, dependence) / ensemble
            found += [(samples / path).as_posix() for path in grid.design.samples()]
            found += [
                (folder(stage, grid.name, dependence) / f"{ensemble}.npz").as_posix()
                for stage in ("spectra", "compare")
            ]
    found += [f"results/claims/{name}.json" for name in claims()]
    for sheet in every("scripts/figures", config):
        found += [f"figures/{sheet.stem}.{kind}" for kind in ("png", *beside(config), "rst")]
    for sheet in every("notebooks", config):
        found += [f"results/notebooks/{sheet.stem}.{kind}" for kind in ("ipynb", "html", "json")]
    return found


def every(sources: str, config: Mapping) -> list[Sheet]:
    """All sheets of a folder in one list."""
    from workflow import hessians  # which plans with the means of this module

    found = sheets(sources, grids(config), tuple(hessians.cases(config)))
    return [sheet for some in found.values() for sheet in some]
