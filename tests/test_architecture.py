"""House rules: who may import whom, and sources in one shape."""

import ast
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from scripts.folders import public
from scripts.sheets import TOGETHER
from workflow.plan import studies

ROOT = Path(__file__).parents[1]


def run(*command, cwd=ROOT):
    """A Python module as a program: whether it succeeded, and what it said."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return done.returncode == 0, done.stdout


def contracts(folder):
    lint = "from importlinter.cli import lint_imports; exit(lint_imports(no_cache=True))"
    return run("-c", lint, cwd=folder)


def test_every_module_imports_only_what_its_layer_may():
    kept, said = contracts(ROOT)
    assert kept, said


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("freewidth/freeprob/_offence.py", "import freewidth.sample"),
        ("freewidth/sample/_offence.py", "import freewidth.freeprob"),
        ("freewidth/freeprob/_offence.py", "import freewidth.network"),
        ("freewidth/freeprob/_offence.py", "import freewidth.jacobian"),
        ("freewidth/kinds/_offence.py", "import freewidth.freeprob"),
        ("freewidth/network.py", "import freewidth.compare"),
        ("freewidth/rng.py", "import claims"),
        ("freewidth/compare/_offence.py", "import matplotlib"),
        ("freewidth/stats/_offence.py", "import snakemake"),
        ("freewidth/stats/_offence.py", "import scripts.artifact"),
        ("claims/_offence.py", "import workflow.plan"),
        ("claims/_offence.py", "import scripts.artifact"),
        ("claims/spectra/_offence.py", "import scripts.spectra.results"),
    ],
)
def test_contracts_notice_an_offence(module, line, tmp_path):
    for package in ("freewidth", "claims", "scripts", "workflow", "benchmarks"):
        shutil.copytree(ROOT / package, tmp_path / package)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a") as file:
        file.write(f"\n{line}\n")
    kept, said = contracts(tmp_path)
    assert not kept, said
    assert line.split()[1] in said


def test_numerics_load_neither_figures_nor_the_workflow():
    """Imports every module but those that draw; what these load, sampling jobs may have to load."""
    folder = ROOT / "freewidth"
    modules = (path.relative_to(ROOT).with_suffix("").parts for path in folder.rglob("*.py"))
    numeric = [".".join(m) for m in modules if m[1] not in ("plotting", "cli", "__main__")]
    program = f"""if True:
        import sys
        from importlib import import_module
        for name in {numeric}:
            import_module(name.removesuffix(".__init__"))
        heavy = {{"matplotlib", "snakemake", "IPython", "sklearn", "rich"}} & set(sys.modules)
        sys.exit(f"loaded: {{heavy}}" if heavy else 0)
    """
    clean, said = run("-c", program)
    assert clean, said


def test_ruff_has_nothing_to_say():
    clean, said = run("-m", "ruff", "check", "--no-cache", ".")
    assert clean, said


def test_python_is_formatted():
    clean, said = run("-m", "ruff", "format", "--no-cache", "--check", ".")
    assert clean, said


def test_snakefiles_are_formatted():
    clean, said = run("-m", "snakefmt", "--check", "Snakefile", "workflow")
    assert clean, said


def sources():
    """Every text file of the repository that git does not ignore."""
    ignored = [line for line in (ROOT / ".gitignore").read_text().split() if line[0] != "!"]
    folders = [name.rstrip("/") for name in ignored if name.endswith("/")] + [".git"]
    files = [name for name in ignored if not name.endswith("/")]
    for path in sorted(ROOT.rglob("*")):
        name = path.relative_to(ROOT).as_posix()
        parts = path.relative_to(ROOT).parts
        hidden = any(fnmatch(part, folder) for part in parts for folder in folders)
        hidden |= any(name.startswith(f"{folder}/") for folder in folders)
        if path.is_file() and not hidden and not any(fnmatch(name, f) for f in files):
            yield path


MACHINE = re.compile(r"(?<![\w.$}/*-])/(?:work|home|root|srv|Users|mnt|opt|tmp)/\w+")
HOST = re.compile(r"\b(?:pypi|pythonhosted|anaconda|npmjs|debian|docker)\.(?:org|com|io)\b")


def test_the_search_below_finds_what_it_looks_for():
    assert MACHINE.search("cd " + "/" + "home/somebody/project")
    assert HOST.search("https://" + "pypi" + ".org/simple")


def test_no_file_names_a_machine_or_a_package_host():
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in sources()
        for text in [path.read_bytes().decode(errors="ignore")]
        for match in [MACHINE.search(text) or HOST.search(text)]
        if match
    ]
    assert not found, "\n".join(found)


NOTEBOOKS = public(ROOT / "notebooks")


def of(path):
    """The study of a notebook."""
    return path.relative_to(ROOT / "notebooks").parts[0]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_define_nothing(path):
    nodes = ast.walk(ast.parse(path.read_text()))
    made = [n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    assert not made, "it belongs into the library, or into the study"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_that_run_through_something_have_a_parameter_for_it(path):
    assert path.parent.name == TOGETHER or 'tags=["parameters"]' in path.read_text()


def imports(path):
    """Dotted names of what a file imports: modules, and names in modules."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_step(name):
    """Whether a dotted name is that of a program, or of something in one."""
    paths = (ROOT.joinpath(*name.split(".")[:end]).with_suffix(".py") for end in (3, 4))
    return any(path.is_file() and "def main(" in path.read_text() for path in paths)


def test_steps_are_known_as_such():
    assert is_step("scripts.spectra.sample.draw")
    assert is_step("scripts.spectra.compare")
    assert not is_step("scripts.spectra.results.find")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_import_the_library_and_their_study_and_no_steps(path):
    for name in imports(path):
        top, *rest = name.split(".")
        assert top not in ("workflow", "snakemake", "notebooks")
        if top == "scripts":
            assert rest[0] in (of(path), "display"), name
            assert not is_step(name), name


@pytest.mark.parametrize("study", studies())
def test_studies_do_not_know_each_other(study):
    others = {name for name in studies() if name != study}
    for folder in (f"scripts/{study}", f"notebooks/{study}"):
        for path in (ROOT / folder).rglob("*.py"):
            parts = [name.split(".") for name in imports(path)]
            known = {second for first, second, *_ in filter(lambda p: len(p) > 1, parts)
                     if first in ("scripts", "claims")}  # fmt: skip
            assert not others & known, path


def test_publishing_knows_no_study():
    """It is told the name of one, and reaches it through its module ``sheets``."""
    for path in (ROOT / "scripts/publish").glob("*.py"):
        assert not [n for n in imports(path) if re.match(rf"scripts\.({'|'.join(studies())})", n)]
