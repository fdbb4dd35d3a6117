"""What is to be made about trained networks: the configuration's part ``trained``, as paths."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
        return {family: {} for family in plan.entries("freewidth/symmetric/laws")}
    return {family: wanted[family] for family in plan.chosen(wanted, "freewidth/symmetric/laws")}


def batches(names: Iterable[str], config: Mapping) -> Iterator[tuple[str, list[str]]]:
    """Pairs (label, names that one process works on)."""
    for number, some in enumerate(plan.chunks(list(names), config["batch"])):
        yield some[0].replace("-", "_") if config["batch"] == 1 else str(number), some


def tried(config: Mapping) -> list[str]:
    """What laws are fitted to: every network, and matrices of known law."""
    return [*cases(config), SAMPLED]


def runs(names: Iterable[str]) -> list[str]:
    """Where the spectra of networks lie."""
    return [f"{FOLDER}/runs/{name}.npz" for name in names]


def trials(names: Iterable[str]) -> list[str]:
    """Where the fits to networks, or to matrices of known law, lie."""
    return [f"{FOLDER}/trials/{name}.npz" for name in names]


def lanczos(names: Iterable[str]) -> list[str]:
    """Where quadratures lie."""
    return [f"{FOLDER}/lanczos/{name}.npz" for name in names]


def sources(names: Iterable[str]) -> list[str]:
    """The spectra that trials are made on."""
    return [f"{FOLDER}/sampled.npz" if n == SAMPLED else runs([n])[0] for n in names]


def trial_jobs(names: Sequence[str]) -> dict[str, dict]:
    """What the step that makes trials is told, by path of the trials."""
    return {
        path: {"path": source, "sampled": name == SAMPLED}
        for name, path, source in zip(names, trials(names), sources(names), strict=True)
    }


def sweep(config: Mapping) -> list[dict]:
    """Networks of many shapes on few samples."""
    s = config["trained"]["sweep"]
    every = product(s["hidden"], s["samples"])
    return [_case(s["data"], samples, hidden, s["activation"]) for hidden, samples in every]


def study(config: Mapping) -> dict:
    """The paths from which the study of the claims is read."""
    return {
        "runs": runs(cases(config)),
        "trials": trials(tried(config)),
        "sweep": f"{FOLDER}/sweep.npz",
        "sampled": f"{FOLDER}/sampled.npz",
    }


def index(config: Mapping) -> dict:
    """All paths that figures and notebooks read."""
    return {
        "study": study(config),
        "tables": {family: f"{FOLDER}/tables/{family}.npz" for family in families(config)},
        "lanczos": {name: lanczos([name])[0] for name in config["trained"]["lanczos"]},
    }


def artifacts(config: Mapping) -> list[str]:
    """Every file, figures, notebooks and claims apart."""
    return [*plan.paths(index(config)), f"{FOLDER}/index.json"]
