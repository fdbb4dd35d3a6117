"""What is to be made about trained networks: the configuration's part ``trained``, as paths."""

from collections.abc import Iterator, Mapping
from itertools import product

from workflow import plan

FOLDER = "results/trained"
SAMPLED = "sampled"  # the trials of matrices of known law


def cases(config: Mapping) -> dict[str, dict]:
    """Networks to train along their whole way, by name.

    Raises:
        ValueError: two of them have the same name, or a name is in no registry.
    """
    found = {}
    for row in config["trained"]["networks"]:
        case = _case(row["data"], None, row["hidden"], row["activation"])
        if name(case) in found:
            raise ValueError(f"config: network {name(case)} is listed twice")
        found[name(case)] = case
    return found


def name(case: Mapping) -> str:
    """What files about a case are called."""
    sizes = "-".join(map(str, case["hidden"])) or "logistic"
    return f"{case['data']}-{case['activation']}-{sizes}"


def _case(data, samples, hidden, activation):
    plan.chosen([activation], "freewidth/activations")
    return {"data": data, "samples": samples, "hidden": hidden, "activation": activation}


def families(config: Mapping) -> dict[str, dict]:
    """Families of laws to fit, with the shapes that are not the family's own choice.

    Raises:
        ValueError: a name is in no registry.
    """
    wanted = config["trained"]["families"]
    if wanted == "all":
        return {family: {} for family in plan.entries("freewidth/matrixlaws")}
    return {family: wanted[family] for family in plan.chosen(wanted, "freewidth/matrixlaws")}


def batches(config: Mapping) -> Iterator[tuple[str, list[str]]]:
    """Pairs (label, families solved by one process)."""
    for some in plan.chunks(list(families(config)), config["batch"]):
        yield "-".join(some), some


def source(wildcards) -> str:
    """The spectra that trials are made on."""
    if wildcards.tried == SAMPLED:
        return f"{FOLDER}/sampled.npz"
    return f"{FOLDER}/runs/{wildcards.tried}.npz"


def sweep(config: Mapping) -> list[dict]:
    """Networks of many shapes on few samples."""
    s = config["trained"]["sweep"]
    every = product(s["hidden"], s["samples"])
    return [_case(s["data"], samples, hidden, s["activation"]) for hidden, samples in every]


def study(config: Mapping) -> dict:
    """The paths from which the study of the claims is read."""
    tried = [*cases(config), SAMPLED]
    return {
        "runs": [f"{FOLDER}/runs/{case}.npz" for case in cases(config)],
        "trials": [f"{FOLDER}/trials/{case}.npz" for case in tried],
        "sweep": f"{FOLDER}/sweep.npz",
        "sampled": f"{FOLDER}/sampled.npz",
    }


def index(config: Mapping) -> dict:
    """All paths that figures and notebooks read."""
    return {
        "study": study(config),
        "tables": {family: f"{FOLDER}/tables/{family}.npz" for family in families(config)},
        "lanczos": {name: f"{FOLDER}/lanczos/{name}.npz" for name in config["trained"]["lanczos"]},
    }


def artifacts(config: Mapping) -> list[str]:
    """Every file, figures, notebooks and claims apart."""
    return [*plan.paths(index(config)), f"{FOLDER}/index.json"]
