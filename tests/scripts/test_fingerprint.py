"""A fingerprint changes with what code does, and with nothing else."""

import ast
import zlib

import pytest

from scripts import _outline
from scripts import fingerprint as module
from scripts._outline import meaning
from scripts.fingerprint import ROOT, closure, fingerprint
from scripts.folders import public

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


PARTED = """import numpy as np
from freewidth import base
from freewidth.ensembles import one
from scripts import solve

SIZE = 3
TABLE = {}
TABLE["a"] = SIZE
LOOK = "dashed"

try:
    from freewidth.ensembles import two
except ImportError:
    two = None


def helper(n):
    return n * base.X


def sample(n):
    \'\'\'What it draws.\'\'\'
    return helper(n) + TABLE["a"] + two.E


def look():
    return LOOK


def draw(values):
    return solve.main(), one.E, look()
"""


@pytest.fixture
def parted(repository):
    """A sampler and a picture in one module; returns whether an edit changes each of them."""
    repository("scripts/both.py", PARTED)

    def edited(old, new, name="scripts/both.py"):
        parts = ("scripts.both:sample", "scripts.both:draw")
        before = [fingerprint(part) for part in parts]
        text = PARTED if name == "scripts/both.py" else SOURCES[name]
        assert old in text
        repository(name, text.replace(old, new, 1))
        return [fingerprint(part) != was for part, was in zip(parts, before, strict=True)]

    return edited


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("return LOOK", "return LOOK * 2", [False, True]),
        ("dashed", "dotted", [False, True]),
        ("one.E, look()", "look(), one.E", [False, True]),
        ("helper(n) +", "helper(n) -", [True, False]),
        ("n * base.X", "n / base.X", [True, False]),
        ("SIZE = 3", "SIZE = 4", [True, False]),
        ('TABLE["a"] = SIZE', 'TABLE["a"] = 2 * SIZE', [True, False]),
        ("two = None", "two = 1", [True, False]),
        ("What it draws.", "What else.", [False, False]),
        ("import numpy as np\n", "", [False, False]),  # which neither of them uses
        ("\n\ndef look", "\n\ndef other():\n    return 1\n\n\ndef look", [False, False]),
        ("def sample(n)", "def sample(n, *, m=base)", [True, False]),
    ],
)
def test_a_function_stands_for_itself_and_what_it_uses_of_its_module(parted, old, new, expected):
    assert parted(old, new) == expected


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("freewidth/base.py", "X = 1", "X = 2", [True, False]),
        ("freewidth/ensembles/two.py", "E", "E as E", [True, False]),
        ("freewidth/ensembles/one.py", "E", "E as E", [False, True]),
        ("scripts/solve.py", "return solve()", "return solve", [False, True]),
    ],
)
def test_a_function_imports_what_it_uses_and_no_more(parted, name, old, new, expected):
    assert parted(old, new, name) == expected


def test_packages_that_a_function_does_not_use_do_not_count(repository, monkeypatch):
    repository("scripts/both.py", PARTED.replace("return LOOK", "return LOOK + np.pi"))
    before = fingerprint("scripts.both:sample"), fingerprint("scripts.both:draw")
    monkeypatch.setattr(module, "_version", lambda package: f"{package} of tomorrow")
    assert fingerprint("scripts.both:sample") == before[0]
    assert fingerprint("scripts.both:draw") != before[1]


def test_a_function_that_does_not_exist_is_named(repository):
    repository("scripts/both.py", PARTED)
    with pytest.raises(ModuleNotFoundError, match=r"both\.py defines no sampel"):
        fingerprint("scripts.both:sampel")


def test_of_a_package_that_hands_on_names_those_taken_count(repository):
    repository("freewidth/tools/__init__.py", "from freewidth.tools.a import f\n"
               "from freewidth.tools.b import g\n\n__all__ = ['f', 'g']\n")  # fmt: skip
    repository("freewidth/tools/a.py", "def f():\n    return 1\n")
    repository("freewidth/tools/b.py", "def g():\n    return 2\n")
    repository("scripts/some.py", "from freewidth.tools import f\n")
    before = fingerprint("scripts.some")
    repository("freewidth/tools/b.py", "def g():\n    return 3\n")
    assert fingerprint("scripts.some") == before
    repository("freewidth/tools/__init__.py", "from freewidth.tools.b import g as f\n")
    assert fingerprint("scripts.some") != before
    repository("freewidth/tools/__init__.py", "from freewidth.tools.a import f\nf = len\n")
    assert fingerprint("scripts.some") != before


@pytest.fixture
def again(repository, tmp_path, monkeypatch):
    """A fingerprint as a new process would take it, and the modules it parses for that."""
    monkeypatch.setenv(_outline.KEPT, str(tmp_path / "kept" / "outlines"))
    parsed, parse = [], _outline._parsed

    def counted(name, *rest):
        parsed.append(name)
        return parse(name, *rest)

    monkeypatch.setattr(_outline, "_parsed", counted)
    atexit_calls = []
    monkeypatch.setattr(_outline.atexit, "register", lambda *call: atexit_calls.append(call))

    def take(*modules):
        parsed.clear()
        module.forget()
        found = fingerprint(*modules)
        save, *what = atexit_calls[-1]
        save(*what)
        return found, set(parsed)

    return take


def test_what_was_parsed_once_is_not_parsed_again(again, repository):
    first, parsed = again("scripts.draw", "freewidth.ensembles.one")
    assert {"scripts.draw", "freewidth.base"} <= parsed
    assert again("scripts.draw", "freewidth.ensembles.one") == (first, set())
    repository("freewidth/base.py", "X = 2\n")
    second, parsed = again("scripts.draw", "freewidth.ensembles.one")
    assert (second != first, parsed) == (True, {"freewidth.base"})
    repository("freewidth/base.py", SOURCES["freewidth/base.py"])
    assert again("scripts.draw", "freewidth.ensembles.one")[0] == first


@pytest.mark.parametrize("damage", ["cut", "other", "empty", "flipped", "folder", "maker"])
def test_damaged_outlines_are_ignored(again, tmp_path, monkeypatch, damage):
    first, parsed = again("scripts.draw")
    path = tmp_path / "kept" / "outlines"
    whole = path.read_bytes()
    if damage == "folder":
        path.unlink()
        path.mkdir()
    elif damage == "maker":
        monkeypatch.setattr(_outline, "_maker", lambda: "another Python")
    else:
        flipped = whole[:40] + bytes([whole[40] ^ 1]) + whole[41:]
        other = zlib.compress(b'{"made_by": "", "outlines": [1]}')
        texts = {"cut": whole[:-9], "other": other, "empty": b"", "flipped": flipped}
        path.write_bytes(texts[damage])
    assert again("scripts.draw") == (first, parsed)


def test_sampling_knows_no_theory_and_no_figures():
    reached = closure("scripts.spectra.sample")
    assert "freewidth.sample._spectra" in reached
    assert "freewidth.sample._kernel" not in reached  # which the package hands on, too
    assert not [m for m in reached if m.startswith(("freewidth.freeprob", "freewidth.plotting"))]


def test_theory_knows_no_simulation():
    reached = closure("scripts.spectra.laws")
    assert "freewidth.freeprob" in reached
    assert not [m for m in reached if m.startswith(("freewidth.sample", "freewidth.stats"))]


def test_what_draws_claims_counts_for_claims():
    assert "freewidth.plotting.evidence" in closure("scripts.publish.claims")


@pytest.mark.parametrize("folder", ["scripts", "claims", "notebooks", "workflow"])
def test_steps_take_names_from_modules_not_from_the_whole_library(folder):
    """``from freewidth import law`` would make a step depend on everything."""
    for path in public(ROOT / folder):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        assert "freewidth" not in closure(name), f"{name} takes names from freewidth/__init__.py"
