"""The page of the folder: it names every module, in an order in which imports go one way."""

import ast
import re
from pathlib import Path

from freewidth import freeprob

FOLDER = Path(freeprob.__file__).parent
PHASES = re.findall(r"``(\w+)``", freeprob.__doc__)


def imported(name):
    """Modules of this folder that one of them needs when it is loaded."""
    tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    found = set()
    for node in tree.body:  # what only types need stands below an if
        if isinstance(node, ast.ImportFrom) and node.module == freeprob.__name__:
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module.startswith(f"{freeprob.__name__}."):
            found.add(node.module.rpartition(".")[2])
    return found


def test_the_page_names_every_module_once():
    modules = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    assert set(PHASES) == modules
    assert len(PHASES) == len(modules)


def test_modules_import_those_above_them():
    wrong = [
        f"{name} imports {other}"
        for at, name in enumerate(PHASES)
        for other in imported(name)
        if other not in PHASES[:at]
    ]
    assert wrong == []
