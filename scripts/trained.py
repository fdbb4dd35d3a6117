"""Train networks, and keep their exact spectra along the way."""

from collections.abc import Iterable

from freewidth.rng import stream
from freewidth.symmetric.trained.data import load
from freewidth.symmetric.trained.mlp import MLP
from freewidth.symmetric.trained.snapshot import Snapshot, take
from freewidth.symmetric.trained.training import train
from scripts import artifact
from scripts._entry import run


def network(case: dict) -> MLP:
    """The architecture: ``case`` names data, samples (None: all), hidden sizes and activation."""
    data = load(case["data"], case["samples"])
    return MLP((data.x.shape[1], *case["hidden"], data.classes), case["activation"])


def snapshots(case: dict, replicate: int, epochs: list, rate: float, seed: int) -> list[Snapshot]:
    """One network at each of ``epochs``."""
    data, mlp = load(case["data"], case["samples"]), network(case)
    rng = stream(seed, "trained", data.name, len(data), mlp.label, replicate)
    path = train(mlp, data, rng, epochs, rate)
    pairs = zip(path.thetas, path.epochs, strict=True)
    return [take(mlp, theta, data, replicate, epoch) for theta, epoch in pairs]


def store(path: str, shots: Iterable[Snapshot]) -> None:
    """Write snapshots to one artifact."""
    shots = list(shots)
    arrays = {f"{i}/{k}": v for i, shot in enumerate(shots) for k, v in shot.arrays().items()}
    artifact.save(path, {"snapshots": [shot.params() for shot in shots]}, **arrays)


def main(*, cases: dict[str, dict], runs: int, epochs: list, rate: float, seed: int) -> None:
    """All runs of each of ``cases``, which are listed by the path of their artifact."""
    for path, case in cases.items():
        store(path, (s for i in range(runs) for s in snapshots(case, i, epochs, rate, seed)))


if __name__ == "__main__":
    run(main)
