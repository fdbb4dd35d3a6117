"""The page of the folder: steps that name every module once, in an order imports keep to."""

import ast
import re
from pathlib import Path

from freewidth import freeprob

FOLDER = Path(freeprob.__file__).parent
MODULES = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
STEPS = [
    re.findall(r"``(\w+)``", text) for text in re.split(r"^\d\. ", freeprob.__doc__, flags=re.M)
]
STEP = {name: number for number, names in enumerate(STEPS) for name in names}


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
    assert len(STEPS) == 1 + 7
    assert sorted(name for names in STEPS for name in names) == sorted(MODULES)


def test_steps_use_those_above_them():
    wrong = [
        f"{name} imports {other}"
        for name in MODULES
        for other in imported(name)
        if STEP[other] > STEP[name]
    ]
    assert wrong == []


def test_the_page_names_tests_that_exist():
    root = Path(__file__).parents[2]
    for path in re.findall(r"[\w/]*test_\w+\.py", freeprob.__doc__):
        assert (root / path).is_file() or list(root.glob(f"tests/*/{path}")), path
