"""Sums: the same in all versions of Python."""

import ast
from fractions import Fraction

import numpy as np

from freewidth.adding import added
from scripts.fingerprint import ROOT

PARTS = ("freewidth", "claims", "scripts", "notebooks")
WHOLE = {  # numbers that are counted, as their text does not tell
    "(plan.folder / name).exists()",
    "f['tests']", "block", "gluing.count", "layer.count", "lengths", "letters", "map(good, own)",
    "mlp.sizes[1:-1]", "powers", "some",
}  # fmt: skip


def test_it_adds_from_left_to_right_whatever_adds():
    total = 0.0
    for _ in range(10):
        total += 0.1
    assert added([0.1] * 10) == total != 1.0
    assert added([Fraction(1, 3)] * 3) == 1
    assert np.array_equal(added([np.ones(2)] * 3, np.zeros(2)), [3, 3])
    assert added([]) == 0
    assert added([(1,), (2,)], ()) == (1, 2)


def counts(found):
    """Whether an expression gives whole numbers, as far as its text says."""
    if isinstance(found, ast.Constant):
        return isinstance(found.value, int)
    if isinstance(found, ast.UnaryOp):
        return isinstance(found.op, ast.Not)
    called = isinstance(found, ast.Call) and ast.unparse(found.func) in ("len", "int")
    mapped = ast.unparse(found).startswith("map(len, ")
    return called or mapped or isinstance(found, ast.Compare) or ast.unparse(found) in WHOLE


def summed(path):
    """What built-in ``sum`` adds in a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "sum":
            items = node.args[0]
            yield items.elt if isinstance(items, ast.GeneratorExp | ast.ListComp) else items


def test_no_floats_are_added_by_built_in_sum():
    """It compensates their rounding since Python 3.12; ``fsum`` and ``added`` do not change."""
    paths = [path for part in PARTS for path in (ROOT / part).rglob("*.py")]
    wrong = {
        f"{path.relative_to(ROOT)}: {ast.unparse(found)}"
        for path in paths
        for found in summed(path)
        if not counts(found)
    }
    assert len(paths) > 300
    assert wrong == set()
