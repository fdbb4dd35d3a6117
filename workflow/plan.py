"""What is to be made, and where it lies: the configuration as lists of cases and paths.

Pure functions of the configuration and of the names of files in the repository; nothing is
imported from the library, so that planning stays quick.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from workflow.fingerprint import ROOT

if TYPE_CHECKING:
    from workflow.grids import Grid

PARAMETERS = ("ensemble", "activation", "network", "part")
GRIDDED = PARAMETERS[:2]  # run through what grids hold; a part is listed by its source as PARTS
MAIN = "main"


def entries(folder: str) -> tuple[str, ...]:
    """Names in the registry kept in ``folder`` of the repository, one per public file."""
    return tuple(sorted(p.stem for p in (ROOT / folder).glob("*.py") if p.stem[0] != "_"))


def families(folder: str = "claims", default: str = "jacobian") -> dict[str, tuple[str, ...]]:
    """Names of the claims by their ``family``, as far as scripts/studies can read its study."""
    found: dict[str, list[str]] = {family: [] for family in entries("scripts/studies")}
    for name, module in claim_modules(folder).items():
        path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        keywords = [k for n in ast.walk(tree) if isinstance(n, ast.Call) for k in n.keywords]
        given = [ast.literal_eval(k.value) for k in keywords if k.arg == "family"]
        found.get(given[0] if given else default, []).append(name)
    return {family: tuple(names) for family, names in sorted(found.items())}


def claim_modules(folder: str = "claims") -> dict[str, str]:
    """Module of every claim: a folder for each study, a public file for each claim."""
    paths = sorted((ROOT / folder).glob("*/[a-z]*.py"))
    return {path.stem: f"{folder}.{path.parent.name}.{path.stem}" for path in paths}


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
    sources: str, grids: Mapping[str, "Grid"], networks: Sequence[str] = ()
) -> dict[str, list[Sheet]]:
    """All sheets of the figures or notebooks in a folder, by name of the source.

    A source about the values of a grid says by GRIDS which grids it is drawn for, otherwise it is
    for the main one. The parameter ``network`` runs through ``networks``.

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
            Sheet(name, grid, known[0], value, takes)
            for grid in constant(text, "GRIDS", (MAIN,))
            if grid in grids
            for value in grids[grid].values(known[0])
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


class Named(Protocol):
    """What has a name of its own among its like."""

    @property
    def stem(self) -> str: ...


Item = TypeVar("Item", bound=Named)


def batches(items: Sequence[Item], size: int) -> Iterator[tuple[str, list[Item]]]:
    """Pairs (label, at most ``size`` of them): what one process makes."""
    for number, some in enumerate(chunks(items, size)):
        yield some[0].stem if size == 1 else f"batch-{number}", some


def beside(config: Mapping) -> tuple[str, ...]:
    """What is written of a figure beside its PNG."""
    return ("pdf", "txt") if config["vector"] else ("txt",)


def artifacts(config: Mapping) -> list[str]:
    """Every file that is the same in every run; the report is not: it tells times."""
    from workflow import experiments, grids, hessians  # which plan with the means of this module

    stages = (hessians, experiments, grids)
    found = [path for stage in stages for path in stage.artifacts(config)]
    found += [f"results/claims/{name}.json" for name in claims()]
    for sheet in every("scripts/figures", config):
        found += [f"figures/{sheet.stem}.{kind}" for kind in ("png", *beside(config), "rst")]
    for sheet in every("notebooks", config):
        found += [f"results/notebooks/{sheet.stem}.{kind}" for kind in ("ipynb", "html", "json")]
    return found


def every(sources: str, config: Mapping) -> list[Sheet]:
    """All sheets of a folder in one list."""
    from workflow import grids, hessians  # which plan with the means of this module

    found = sheets(sources, grids.grids(config), tuple(hessians.cases(config)))
    return [sheet for some in found.values() for sheet in some]
