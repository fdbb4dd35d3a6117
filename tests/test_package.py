"""The library by itself: what is packaged, what it depends on, and what the locks hold."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

from tests import codemeta_file

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
BY_NAME = ("import_module", "find_spec")
DISTRIBUTION = {
    "botocore": "boto3",  # which brings it
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}  # where the name of a module is not that of its package


def name(requirement):
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder into which a wheel, built here without network, is unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "flit_core.wheel", "--outdir", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def test_every_module_is_packaged(installed):
    here = {p.relative_to(ROOT) for p in (ROOT / "freewidth").rglob("*.py")}
    assert {p.relative_to(installed) for p in installed.rglob("*.py")} == here


def test_packaged_library_works_elsewhere(installed):
    entry = next(installed.glob("*.dist-info/entry_points.txt")).read_text()
    module, function = re.search(r"^freewidth=([\w.]+):(\w+)$", entry, re.MULTILINE).groups()
    program = f"import sys; from {module} import {function}; sys.exit({function}())"
    command = [sys.executable, "-c", program, "list", "ensembles"]
    done = subprocess.run(command, cwd=installed, capture_output=True, text=True, check=True)
    for entry in (installed / "freewidth" / "ensembles").glob("[a-z]*.py"):
        assert entry.stem in done.stdout


def imported(tree):
    """Packages imported by a module, at once or later, by statement or by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in BY_NAME:
            yield from (a.value for a in node.args if isinstance(a, ast.Constant))


def test_dependencies_are_exactly_what_is_imported():
    trees = [ast.parse(path.read_text()) for path in (ROOT / "freewidth").rglob("*.py")]
    packages = {name.split(".")[0] for tree in trees for name in imported(tree)}
    foreign = packages - sys.stdlib_module_names - {"freewidth"}
    extras = [r for many in PROJECT["optional-dependencies"].values() for r in many]
    declared = {name(r) for r in [*PROJECT["dependencies"], *extras]}
    assert {DISTRIBUTION.get(p, p.replace("_", "-")) for p in foreign} == declared


def locked(kind):
    """The requirements of a lock, each with its hashes."""
    lines = (ROOT / "envs" / f"{kind}.lock").read_text().replace("\\\n", " ").splitlines()
    return {line for line in lines if not line.startswith("#")}


def test_locks_pin_versions_and_contents():
    for line in locked("run") | locked("test"):
        assert re.match(r"[\w.-]+==[\w.]+ ", line), line
        assert "--hash=sha256:" in line, line


def test_test_environment_contains_that_of_the_workflow():
    """So that one .venv serves both, and the tests test what runs."""
    assert locked("run") < locked("test")


@pytest.mark.parametrize("kind", ["run", "test"])
def test_lock_has_everything_asked_for(kind):
    lines = (ROOT / "envs" / f"{kind}.in").read_text().splitlines()
    wanted = {name(line) for line in lines if line[:1].isalnum()}
    assert wanted
    assert wanted <= {name(line) for line in locked(kind)}


def test_workflow_environment_can_run_the_library():
    declared = {name(r) for r in PROJECT["dependencies"]}
    assert declared <= {name(line) for line in locked("run")}


def test_citation_is_of_this_version():
    citation = (ROOT / "CITATION.cff").read_text()
    assert f"version: {PROJECT['version']}\n" in citation
    assert f"## {PROJECT['version']} " in (ROOT / "CHANGELOG.md").read_text()


def test_codemeta_says_what_project_and_citation_say():
    assert codemeta_file.FILE.read_text(encoding="utf-8") == codemeta_file.text()


def test_the_citation_has_what_its_format_asks_for():
    """The keys that version 1.2.0 of the Citation File Format requires, and their types."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["message"]
    for entry in [citation, *citation["references"]]:
        assert isinstance(entry["title"], str)
        assert all({"name"} <= a.keys() or {"family-names"} <= a.keys() for a in entry["authors"])
    for entry in citation["references"]:
        assert entry["type"] in ("article", "conference-paper", "book", "unpublished", "report")
        assert all(
            each["type"] in ("doi", "url", "swh", "other") for each in entry.get("identifiers", [])
        )


def test_the_version_is_looked_up_only_when_asked_for():
    program = (
        "import sys, freewidth; early = 'importlib.metadata' in sys.modules; "
        "print(freewidth.__version__, early)"
    )
    command = [sys.executable, "-S", "-c", program]  # -S: nothing that is installed helps
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [PROJECT["version"], "False"]


def test_an_installation_knows_its_version_and_that_it_is_typed(installed):
    command = [sys.executable, "-c", "import freewidth; print(freewidth.__version__)"]
    done = subprocess.run(command, cwd=installed, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == PROJECT["version"]
    assert (installed / "freewidth" / "py.typed").is_file()
