"""A fingerprint changes with what code does, and with nothing else."""

import ast
from pathlib import Path

import pytest

from workflow import fingerprint as module
from workflow.fingerprint import ROOT, closure, fingerprint, meaning

SOURCES = {
    "freewidth/__init__.py": '_HOMES = {"solve": "theory"}\n',
    "freewidth/base.py": "X = 1\n",
    "freewidth/theory/__init__.py": "from freewidth.freeprob.solve import solve\n",
    "freewidth/freeprob/solve.py": "import numpy as np\n\ndef solve():\n    return np.pi\n",
    "freewidth/ensembles/__init__.py": "from freewidth.ensembles._base import E\n",
    "freewidth/ensembles/_base.py": "E = 1\n",
    "freewidth/ensembles/one.py": "from freewidth.ensembles._base import E\n",
    "freewidth/ensembles/two.py": "from freewidth.ensembles._base import E\n",
    "scripts/draw.py": (
        "from freewidth import base\nfrom freewidth.ensembles import E\n\n"
        "def main():\n    '''Docstring.'''\n    return base.X + E\n"
    ),
    "scripts/solve.py": (
        "def main():\n    from freewidth.freeprob import solve\n    return solve()\n"
    ),
    "scripts/lazy.py": "from freewidth import solve\n",
}


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A small repository; returns a function that edits a file of it."""

    def edit(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        module.forget()

    monkeypatch.setattr(module, "ROOT", tmp_path)
    for name, text in SOURCES.items():
        edit(name, text)
    yield edit
    monkeypatch.undo()
    module.forget()


def changed(repository, name, text):
    """Which of the steps below have another fingerprint after a file is edited."""
    steps = {
        "draw one": ("scripts.draw", "freewidth.ensembles.one"),
        "draw two": ("scripts.draw", "freewidth.ensembles.two"),
        "solve": ("scripts.solve",),
        "lazy": ("scripts.lazy",),
    }
    before = {step: fingerprint(*modules) for step, modules in steps.items()}
    repository(name, text)
    return {step for step, modules in steps.items() if fingerprint(*modules) != before[step]}


ALL = {"draw one", "draw two", "solve", "lazy"}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("freewidth/base.py", "# a comment\nX = 1  # another\n\n\n", set()),
        ("freewidth/base.py", '"""A docstring."""\n\nX = 1\n', set()),
        ("freewidth/base.py", "X = 2\n", {"draw one", "draw two"}),
        ("freewidth/ensembles/one.py", "E = 2\n", {"draw one"}),
        ("freewidth/ensembles/two.py", "import scipy\n", {"draw two"}),
        ("freewidth/ensembles/three.py", "E = 3\n", set()),
        ("freewidth/ensembles/_base.py", "E = 2\n", {"draw one", "draw two"}),
        ("freewidth/ensembles/__init__.py", "E = 2\n", {"draw one", "draw two"}),
        ("freewidth/freeprob/solve.py", "def solve():\n    return 3\n", {"solve", "lazy"}),
        ("freewidth/__init__.py", '_HOMES = {"solve": "base"}\n', {"lazy"}),
        ("scripts/draw.py", SOURCES["scripts/draw.py"].replace("Doc", "A doc"), set()),
        (
            "scripts/draw.py",
            SOURCES["scripts/draw.py"].replace("+ E", "- E"),
            ALL - {"solve", "lazy"},
        ),
    ],
)
def test_what_changes_with_an_edit(repository, name, text, expected):
    assert changed(repository, name, text) == expected


def test_names_that_a_package_imports_on_first_use_are_followed(repository):
    assert "freewidth.freeprob.solve" in closure("scripts.lazy")


def test_relative_imports_are_followed(repository):
    repository("freewidth/ensembles/one.py", "from ._base import E\nfrom ..base import X\n")
    assert {"freewidth.ensembles._base", "freewidth.base"} <= closure("freewidth.ensembles.one")


def test_versions_of_imported_packages_count(repository, monkeypatch):
    before = fingerprint("freewidth.freeprob.solve"), fingerprint("scripts.draw")
    monkeypatch.setattr(module, "_version", lambda package: f"{package} of tomorrow")
    after = fingerprint("freewidth.freeprob.solve"), fingerprint("scripts.draw")
    assert (before[0] != after[0], before[1] == after[1]) == (True, True)


def test_a_module_that_does_not_exist_is_named(repository):
    with pytest.raises(ModuleNotFoundError, match=r"freewidth\.nothing"):
        fingerprint("freewidth.nothing")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1", "x = 1.0"),
        ("x = 'a'", "x = b'a'"),
        ("f(a, b)", "f(b, a)"),
        ("x = None", "x = ...",),
        ("def f(a=1): pass", "def f(*, a=1): pass"),
        ("x[1:]", "x[:1]"),
        ("a < b", "a > b"),
        ("async def f(): pass", "def f(): pass"),
    ],
)  # fmt: skip
def test_code_that_differs_has_another_meaning(one, other):
    assert meaning(ast.parse(one)) != meaning(ast.parse(other))


def test_sampling_knows_no_theory_and_no_figures():
    reached = closure("scripts.sample")
    assert "freewidth.sample" in reached
    assert not [m for m in reached if m.startswith(("freewidth.freeprob", "freewidth.plotting"))]


def test_theory_knows_no_simulation():
    assert not [m for m in closure("scripts.theory") if m.startswith("freewidth.sample")]


@pytest.mark.parametrize("folder", ["scripts", "scripts/figures", "notebooks", "workflow"])
def test_steps_take_names_from_modules_not_from_the_whole_library(folder):
    """``from freewidth import law`` would make a step depend on everything."""
    for path in sorted(Path(ROOT, folder).glob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        assert "freewidth" not in closure(name), f"{name} takes names from freewidth/__init__.py"
