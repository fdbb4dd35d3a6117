"""Draw figures of one study: PNG and, if wanted, PDF and SVG, with a record beside them.

The record (JSON) holds the caption, and what the figure was made from: one that would come out the
same is kept.
"""

from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from scripts import _kept
from scripts._step import load, run
from scripts.sheets import Sheet, of_path

VECTOR = (".pdf", ".svg")  # endings of the files that readers may enlarge


def main(words: Sequence[str]) -> None:
    """Draw every figure that is named."""
    parser = ArgumentParser(prog="python -m scripts.publish.figures", description=__doc__)
    parser.add_argument("study", help="a folder of scripts/")
    parser.add_argument("out", nargs="+", help="figures/STUDY/NAME[-VALUE[-GRID]].png")
    parser.add_argument("--results", nargs="*", default=[], help="what they may show")
    parser.add_argument("--vector", action="store_true", help="write PDF and SVG files, too")
    given = parser.parse_args(words)
    study = load(f"scripts.{given.study}.sheets")
    axes = study.figure_axes()
    grids = {Path(path).parts[-2] for path in given.results}
    for path in given.out:
        sheet = of_path(given.study, path, axes, grids)
        _make(study, sheet, Path(path), study.readable(sheet, given.results), given.vector)


def _make(study, sheet: Sheet, path: Path, results: list[str], vector: bool) -> None:
    modules = [
        "scripts.publish.figures",
        study.__name__,
        study.module(sheet),
        *study.entries(results),
    ]
    made = _kept.made_from(modules, results, vector=vector)
    record, files = path.with_suffix(".json"), written(path, vector)
    if _kept.kept(record, made, files):
        return
    figure, caption = study.draw(load(study.module(sheet)), sheet, study.results(results))
    save(figure, files)
    _kept.write(record, {"sheet": asdict(sheet), "caption": caption}, made, files)


def written(path: Path, vector: bool) -> list[Path]:
    """The files of a figure, its PNG first."""
    return [path, *(path.with_suffix(ending) for ending in VECTOR if vector)]


def save(figure, files: Sequence[Path]) -> None:
    """Write a figure into several files; what was laid out for the first serves the others."""
    plotting = load("freewidth.plotting")
    files[0].parent.mkdir(parents=True, exist_ok=True)
    for path in files:
        plotting.save(figure, path)
        figure.set_layout_engine("none")


if __name__ == "__main__":
    run(main)
