"""Networks of many shapes trained on few samples: what sets the weight at 0."""

from scripts._entry import run
from scripts.trained import snapshots, store


def main(*, cases: list[dict], epochs: int, rate: float, seed: int, path: str) -> None:
    """One run of each of ``cases``, at the end of training."""
    store(path, (s for case in cases for s in snapshots(case, 0, [epochs], rate, seed)))


if __name__ == "__main__":
    run(main)
