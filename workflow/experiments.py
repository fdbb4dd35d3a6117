"""What is to be made of the configuration's part ``experiments``: cases, and where they lie."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflow import plan

FOLDER = "results/experiments"
INDEX = f"{FOLDER}/index.json"
FOLDERS = ("ensembles", "ensembles/_extra", "activations", "activations/_extra")
ALWAYS = ("freewidth.ensembles.gaussian", "freewidth.activations.linear")


@dataclass(frozen=True)
class Case:
    """One case of one experiment."""

    experiment: str
    name: str

    @property
    def stem(self) -> str:
        """What its log is called."""
        return f"{self.experiment}-{self.name}"

    @property
    def path(self) -> str:
        """Where its statistics lie."""
        return path(self.experiment, self.name)


def processes(config: Mapping) -> dict[str, list[Case]]:
    """Label -> the cases of one process, ``batch`` at most; like cases go to different ones."""
    found = [Case(name, case) for name, some in cases(config).items() for case in some]
    if config["batch"] == 1:
        return {case.stem: [case] for case in found}
    count = -(-len(found) // config["batch"])
    return {f"batch-{start}": found[start::count] for start in range(count)}


def cases(config: Mapping) -> dict[str, list[str]]:
    """The cases of every experiment."""
    return {name: list(part["cases"]) for name, part in config["experiments"].items()}


def settings(config: Mapping, name: str) -> dict:
    """Everything else that the configuration says of an experiment."""
    return {key: value for key, value in config["experiments"][name].items() if key != "cases"}


def path(name: str, case: str) -> str:
    """Where the statistics of a case lie."""
    return f"{FOLDER}/{name}/{case}.npz"


def index(config: Mapping) -> dict[str, dict[str, str]]:
    """Experiment -> case -> path."""
    return {name: {c: path(name, c) for c in some} for name, some in cases(config).items()}


def artifacts(config: Mapping) -> list[str]:
    """Every file, figures, notebooks and claims apart."""
    return [*plan.paths(index(config)), INDEX]


def entries(config: Mapping, name: str) -> list[str]:
    """Modules of the registry entries that an experiment names anywhere, and those always used."""
    words = set(_texts(config["experiments"][name]))
    found = set(ALWAYS)
    for folder in FOLDERS:
        module = f"freewidth.{folder.replace('/', '.')}"
        found |= {f"{module}.{word}" for word in words & set(plan.entries(f"freewidth/{folder}"))}
    return sorted(found)


def _texts(data):
    """The texts anywhere in nested lists and mappings."""
    if isinstance(data, str):
        return [data]
    if isinstance(data, Mapping):
        data = list(data.values())
    return [t for part in data for t in _texts(part)] if isinstance(data, list) else []
