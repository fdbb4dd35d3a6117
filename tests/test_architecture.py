"""House rules: who may import whom, and sources in one shape."""

import ast
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

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


def test_snakemake_lints_clean():
    clean, said = run("-m", "snakemake", "--lint")
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


def test_notebooks_have_parameters_and_define_nothing():
    for path in ROOT.glob("notebooks/*.py"):
        text = path.read_text()
        assert 'tags=["parameters"]' in text, path.name
        made = [
            n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.ClassDef)
        ]
        assert not made, f"{path.name} defines {made[0].name}: it belongs into the library"
