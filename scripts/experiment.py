"""Sample cases of experiments."""

from importlib import import_module

from freewidth.rng import stream
from freewidth.sample.finite.draws import Draws
from scripts import artifact
from scripts._entry import run


def draw(experiment: str, case: str, settings: dict, seed: int) -> Draws:
    """Run ``scripts/experiments/EXPERIMENT.py`` for a case."""
    source = import_module(f"scripts.experiments.{experiment}")
    observed = source.sample(case, settings, lambda *what: stream(seed, experiment, case, *what))
    return Draws(experiment, case, settings, observed)


def main(*, cases: list[list[str]], settings: dict[str, dict], seed: int) -> None:
    """Write the statistics of each case (experiment, name, path), with the settings behind them."""
    for experiment, case, path in cases:
        draws = draw(experiment, case, settings[experiment], seed)
        params = {"experiment": experiment, "case": case, "settings": draws.settings, "seed": seed}
        artifact.save(path, params, **draws.arrays())


if __name__ == "__main__":
    run(main)
