"""The limit law of one network of a study, and laws of mistakes that it must be told apart from."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from freewidth import cache
from scripts import artifact
from scripts._step import run
from scripts.study import architecture, theory


def main(words: Sequence[str]) -> None:
    """Solve, and store every law's arrays under its name."""
    parser = ArgumentParser(prog="python -m scripts.study.law", description=__doc__)
    parser.add_argument("out", type=Path, help="results/laws/NAME.npz")
    parser.add_argument("--mistakes", nargs="*", choices=theory.MISTAKES, default=[])
    parser.add_argument("--code", default="", help="fingerprint of what solves, for the cache")
    architecture.add(parser)
    given = parser.parse_args(words)
    net = architecture.read(given)
    subjects = theory.subjects(net, given.mistakes)

    def solved():
        laws = {name: theory.solved(of) for name, of in subjects.items()}
        return {}, {f"{name}/{k}": v for name, law in laws.items() for k, v in law.arrays().items()}

    meaning = {"network": net.data, "names": list(subjects), "code": given.code}
    params = {"network": net.data, "label": net.label, "names": list(subjects)}
    _, arrays = cache.taken("laws", meaning, solved) if given.code else solved()
    artifact.save(given.out, params, **arrays)


if __name__ == "__main__":
    run(main)
