"""Sample one case of one experiment."""

from importlib import import_module

from freewidth import artifact
from freewidth.finite.draws import Draws
from freewidth.rng import stream
from scripts._entry import run


def draw(experiment: str, case: str, settings: dict, seed: int) -> Draws:
    """Run ``scripts/experiments/EXPERIMENT.py`` for a case."""
    source = import_module(f"scripts.experiments.{experiment}")
    observed = source.sample(case, settings, lambda *what: stream(seed, experiment, case, *what))
    return Draws(experiment, case, settings, observed)


def main(*, experiment: str, case: str, settings: dict, seed: int, path: str) -> None:
    """Write the statistics of a case with the settings that made them."""
    draws = draw(experiment, case, settings, seed)
    params = {"experiment": experiment, "case": case, "settings": settings, "seed": seed}
    artifact.save(path, params, **draws.arrays())


def load(path: str) -> Draws:
    """What :func:`main` wrote."""
    params, arrays = artifact.load(path)
    return Draws(params["experiment"], params["case"], params["settings"], Draws.group(arrays))


if __name__ == "__main__":
    run(main)
