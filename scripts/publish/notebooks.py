"""Execute notebooks with parameters; keep the outcome, whatever it is.

A source is a py:percent file with a cell tagged ``parameters`` and one tagged ``verdict``, whose
output is JSON: the checked number. A cell that fails is an outcome like any other; it is written
down, and judged later. Executed notebooks carry no dates, names of machines or paths, so that the
same inputs give the same bytes; one that would come out the same is kept.
"""

import ast
import os
from argparse import ArgumentParser
from collections.abc import Sequence
from math import fsum
from pathlib import Path
from time import perf_counter

import jupytext
import nbformat
import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from scripts import _kept, ledger
from scripts._step import load, run
from scripts.fingerprint import ROOT
from scripts.publish._html import TEMPLATES, page
from scripts.publish._kernel import Kernel, kernel
from scripts.sheets import FIGURES, RESULTS, of_path

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
RESET = "reset"  # tag of the cell that empties the namespace; not kept
SETTLED = "__import__('gc').freeze()"  # what is left are modules: the next reset passes over them


def source(
    path: str, parameters: dict, results: Sequence[str] = (), figures: Sequence[str] = ()
) -> NotebookNode:
    """The notebook to execute, with a first cell that forgets what ran before in the kernel.

    ``results`` and ``figures`` are what :func:`scripts.sheets.given_results` and ``given_figures``
    say inside.

    Raises:
        ValueError: the notebook has no such parameter.
    """
    notebook = jupytext.read(path, fmt="py:percent")
    notebook.metadata = {"kernelspec": KERNEL}
    known = {name for cell in tagged(notebook, "parameters") for name in assigned(cell.source)}
    unknown = sorted(set(parameters) - known)
    if unknown:
        raise ValueError(f"{path} has no parameters {unknown}, only {sorted(known)}")
    given = {RESULTS: results, FIGURES: figures}.items()
    setup = "\n".join(["%reset -f", SETTLED, *(f"%env {k}={os.pathsep.join(v)}" for k, v in given)])
    forget = nbformat.v4.new_code_cell(setup, metadata={"tags": [RESET]})
    notebook.cells.insert(0, forget)
    return notebook


def tagged(notebook: NotebookNode, tag: str) -> list[NotebookNode]:
    """The cells that carry a tag."""
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def assigned(code: str) -> set[str]:
    """Names that top-level assignments of a cell bind."""
    assignments = (node for node in ast.parse(code).body if isinstance(node, ast.Assign))
    return {t.id for node in assignments for t in node.targets if isinstance(t, ast.Name)}


def execute(notebook: NotebookNode, parameters: dict, manager: Kernel) -> tuple[NotebookNode, str]:
    """The executed notebook, as far as it came, and the error that stopped it or ``""``."""
    work, error = Path(os.environ["IPYTHONDIR"], "work.ipynb"), ""
    options = {"progress_bar": False, "request_save_on_cell_execute": False, "km": manager}
    try:
        papermill.execute_notebook(notebook, work, parameters, kernel_name="python3", **options)
    except PapermillExecutionError as stop:
        error = f"{stop.ename}: {stop.evalue}"
    return nbformat.read(work, 4), error


def verdict(notebook: NotebookNode, error: str = "") -> dict:
    """What the cell tagged ``verdict`` says: at least ``what`` was checked and if it ``holds``."""
    outputs = [output for cell in tagged(notebook, "verdict") for output in cell.outputs]
    found = [o.data["application/json"] for o in outputs if "application/json" in o.get("data", {})]
    if not error and len(found) != 1:
        error = f"{len(found)} outputs of type application/json in cells tagged verdict, not one"
    if not error and not {"what", "holds"} <= found[0].keys():
        error = f"the verdict says {sorted(found[0])}, but must say at least holds and what"
    if error:
        return {"what": "the notebook runs to its end", "holds": False, "error": error}
    return found[0]


def computing(notebook: NotebookNode) -> float:
    """Seconds spent in cells, those left out that do nothing but import."""
    return fsum(
        cell.metadata.papermill.duration or 0.0
        for cell in notebook.cells
        if cell.cell_type == "code" and "papermill" in cell.metadata and not _imports(cell.source)
    )


def _imports(code):
    try:
        body = ast.parse(code).body
    except SyntaxError:  # a magic
        return False
    return all(isinstance(node, ast.Import | ast.ImportFrom) for node in body)


def strip(notebook: NotebookNode) -> NotebookNode:
    """Without dates, durations, counters and random names: equal runs give equal bytes."""
    cells = [cell for cell in notebook.cells if RESET not in cell.metadata.get("tags", [])]
    count = 0
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
        tags = cell.metadata.get("tags", [])
        cell.metadata = {"tags": tags} if tags else {}
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = count
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return nbformat.from_dict({**notebook, "cells": cells, "metadata": metadata})


def write(notebook: NotebookNode, path: Path) -> None:
    """The executed notebook as ``.ipynb`` and ``.html``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = nbformat.writes(notebook) + "\n"
    path.with_suffix(".ipynb").write_text(text, encoding="utf-8")
    path.write_text(page(notebook, path.stem), encoding="utf-8")


def main(words: Sequence[str]) -> float:
    """Execute every notebook that is named; the seconds that were no computation."""
    parser = ArgumentParser(prog="python -m scripts.publish.notebooks", description=__doc__)
    parser.add_argument("study", help="a folder of notebooks/")
    parser.add_argument("out", nargs="+", help="results/notebooks/STUDY/NAME[-VALUE[-GRID]].html")
    parser.add_argument("--results", nargs="*", default=[], help="what they may show")
    parser.add_argument("--figures", nargs="*", default=[], help="PNGs, drawn of these results")
    given = parser.parse_args(words)
    start, busy = perf_counter(), 0.0
    study = load(f"scripts.{given.study}.sheets")
    axes = study.notebook_axes()
    grids = {Path(path).parts[-2] for path in given.results}
    figure_axes = study.figure_axes()
    shown = {path: of_path(given.study, path, figure_axes, grids) for path in given.figures}
    with kernel() as manager:
        for path in map(Path, given.out):
            sheet = of_path(given.study, path, axes, grids)
            results = study.readable(sheet, given.results)
            figures = [figure for figure, its in shown.items() if sheet.shows(its)]
            busy += _make(study, sheet, path, results, figures, manager)
    return perf_counter() - start - busy


def _make(study, sheet, path, results, figures, manager) -> float:
    """Seconds that it took to compute."""
    place = f"{study.NOTEBOOKS}/{sheet.axis}/{sheet.name}.py"
    source_module = place.removesuffix(".py").replace("/", ".")
    modules = ["scripts.publish.notebooks", study.__name__, source_module, *study.entries(results)]
    # comments and all: they are what is read; and what the page around it looks like
    text = " ".join(map(_kept.digest, [ROOT / place, *sorted(TEMPLATES.glob("notebook*"))]))
    captions = [
        ledger.read_json(Path(figure).with_suffix(".json"))["caption"] for figure in figures
    ]
    made = _kept.made_from(modules, [*results, *figures], text=text, captions=captions)
    record, files = path.with_suffix(".json"), [path, path.with_suffix(".ipynb")]
    if _kept.kept(record, made, files):
        return 0.0
    parameters = study.parameters(sheet)
    notebook = source(str(ROOT / place), parameters, results, figures)
    notebook, error = execute(notebook, parameters, manager)
    begun = perf_counter()
    checked = {"name": sheet.name, "parameters": parameters, **verdict(notebook, error)}
    write(strip(notebook), path)
    _kept.write(record, checked, made, files)
    return computing(notebook) + perf_counter() - begun


if __name__ == "__main__":
    run(main)
