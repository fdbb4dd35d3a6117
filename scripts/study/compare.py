"""Spectra of one network of a study beside its limit law and the laws of mistakes."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from freewidth.compare import compare
from scripts import artifact
from scripts._step import run
from scripts.study import theory
from scripts.study.results import Result


def main(words: Sequence[str]) -> None:
    """Measure, predict, store."""
    parser = ArgumentParser(prog="python -m scripts.study.compare", description=__doc__)
    parser.add_argument("out", type=Path, help="results/compare/NAME.npz")
    parser.add_argument("--spectra", type=Path, required=True, help="results/spectra/NAME.npz")
    parser.add_argument("--law", type=Path, required=True, help="results/laws/NAME.npz")
    given = parser.parse_args(words)
    found = Result.of(given.law)
    others = {theory.SAID[n]: law for n, law in found.laws.items() if n != theory.OWN}
    comparison = compare(found.net.plain, found.spectra, found.law, others)
    params = {"network": found.net.data, "names": comparison.names}
    artifact.save(given.out, params, **comparison.arrays())


if __name__ == "__main__":
    run(main)
