"""Draw figures: PNG and, if wanted, PDF, with the caption beside them."""

from pathlib import Path

from freewidth import plotting
from scripts._entry import load, run
from scripts._study import Study


def main(*, sheets: list[dict], vector: bool) -> None:
    """Draw ``scripts/figures/NAME.py`` for each of ``sheets``.

    A sheet says the name, which family of results and which grid it shows, which ensembles of that,
    the parameter's value, and the stem of its files. ``vector``: whether PDF files are written.
    """
    for sheet in sheets:
        source = load(f"scripts.figures.{sheet['name']}")
        study = _study(sheet)
        value, stem = sheet["value"], sheet["stem"]
        figure = source.draw(study, value)
        plotting.save(figure, f"{stem}.png")
        if vector:
            figure.set_layout_engine("none")  # what was laid out for one file serves the other
            plotting.save(figure, f"{stem}.pdf")
        Path(f"{stem}.txt").write_text(source.caption(study, value) + "\n", encoding="utf-8")


def _study(sheet):
    if sheet["ensembles"]:
        return Study(Path("results"), sheet["grid"], tuple(sheet["ensembles"]))
    return load(f"scripts.studies.{sheet['family']}").find(Path("results"))


if __name__ == "__main__":
    run(main)
