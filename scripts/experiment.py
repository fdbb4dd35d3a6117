"""Sample cases of experiments, several in one process: what rules/experiments.smk still calls."""

from scripts import artifact, finite
from scripts._entry import run


def main(*, cases: list[list[str]], settings: dict[str, dict], seed: int) -> None:
    """Write the statistics of each case (experiment, name, path), with the settings behind them."""
    for experiment, case, path in cases:
        own = finite.settings(experiment, "paper", settings[experiment])
        draws = finite.draw_case(experiment, case, own, seed)
        params = {"experiment": experiment, "case": case, "settings": draws.settings, "seed": seed}
        artifact.save(path, params, **draws.arrays())


if __name__ == "__main__":
    run(main)
