"""Sample all cases of one experiment on finite networks.

Each case lies in a file of its own beside the artifact (``OUT`` without its suffix) until all are
there; one that would be drawn again the same way is taken from the artifact.
"""

from argparse import ArgumentParser
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import yaml
from numpy.typing import NDArray

from freewidth import npz
from scripts import _parts, artifact
from scripts._step import run
from scripts.finite import experiments


def draw(name: str, case: str, settings, seed: int) -> dict[str, NDArray]:
    """The draws of a case, as arrays by name."""
    return experiments.draw_case(name, case, settings, seed).arrays()


def main(words: Sequence[str]) -> None:
    """Write the draws of every case into one artifact."""
    parser = ArgumentParser(prog="python -m scripts.finite.sample", description=__doc__)
    parser.add_argument("experiment", help="a module of scripts/finite")
    parser.add_argument("out", type=Path, help="the artifact to write")
    parser.add_argument("--sizes", choices=("paper", "quick"), required=True)
    parser.add_argument("--set", nargs="*", default=[], metavar="FIELD=YAML", help="other settings")
    parser.add_argument("--seed", type=int, required=True, help="master seed")
    parser.add_argument(
        "--code",
        nargs="+",
        required=True,
        metavar="CASE=DIGEST",
        help="fingerprint of the code that draws; cases drawn by other code are drawn again",
    )
    given = parser.parse_args(words)
    pairs = (word.partition("=") for word in given.set)
    overrides = {field: yaml.safe_load(value) for field, _, value in pairs}
    settings = experiments.settings(given.experiment, given.sizes, overrides)
    code = dict(word.partition("=")[::2] for word in given.code)
    if missing := set(settings.cases) - code.keys():
        parser.error(f"--code has no digest for {', '.join(sorted(missing))}")
    plain = experiments.plain(settings)
    arrays: dict = {}
    folder, earlier = given.out.with_suffix(""), _parts.Earlier.at(given.out)
    now: dict[str, dict] = {}
    made = {"experiment": given.experiment, "settings": plain, "seed": given.seed}
    for case in settings.cases:
        # the other cases do not matter to this one
        own = {k: v for k, v in plain.items() if k != "cases"}
        now[case] = npz.plain(made | {"case": case, "settings": own, "code": code[case]})
        if earlier.said.get(case) == now[case]:
            arrays |= {k: v for k, v in earlier.arrays.items() if k.startswith(f"{case}/")}
            continue
        make = partial(draw, given.experiment, case, settings, given.seed)
        drawn = artifact.kept(folder / f"{case}.npz", now[case], "experiments", make)
        arrays |= {f"{case}/{name}": values for name, values in drawn.items()}
    artifact.save(given.out, made | {"cases": list(settings.cases)}, **arrays)
    _parts.settle(given.out, now)


if __name__ == "__main__":
    run(main)
