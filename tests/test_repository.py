"""What surrounds the code: hooks, workflows, forms, and lists that have to agree."""

import fnmatch
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
GROUPS = PYPROJECT["dependency-groups"]
WORKFLOWS = {p.name: yaml.safe_load(p.read_text()) for p in ROOT.glob(".github/workflows/*.yml")}
JOBS = {
    f"{file}: {name}": job for file, flow in WORKFLOWS.items() for name, job in flow["jobs"].items()
}
HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
FORMS = [p for p in sorted(ROOT.glob(".github/ISSUE_TEMPLATE/*.yml")) if p.name != "config.yml"]
PROGRAMS = Path(sys.executable).parent  # of the locked environment, where the tests run in it


# --- dependencies -------------------------------------------------------------------------------


def group(name):
    """The packages of a dependency group, and of those that it includes."""
    for entry in GROUPS[name]:
        if isinstance(entry, str):
            yield canonicalize_name(Requirement(entry).name)
        else:
            yield from group(entry["include-group"])


def wanted(kind):
    """The requirements of envs/KIND.in, and of the files that it includes."""
    for line in (ROOT / "envs" / f"{kind}.in").read_text().splitlines():
        if line.startswith("-r "):
            yield from wanted(line.removeprefix("-r ").removesuffix(".in"))
        elif line and not line.startswith("#"):
            yield Requirement(line)


def pins(kind):
    """Package and version, for each pin of a lock; a package may have one for each Python."""
    lock = (ROOT / "envs" / f"{kind}.lock").read_text()
    return re.findall(r"(?m)^([\w.-]+)==([\w.]+)", lock)


@pytest.mark.parametrize("kind", ["run", "test", "docs", "release"])
def test_dependency_groups_are_the_environments(kind):
    assert set(group(kind)) == {canonicalize_name(r.name) for r in wanted(kind)}


def test_developers_get_all_groups():
    assert set(group("dev")) == {name for kind in GROUPS for name in group(kind)}


@pytest.mark.parametrize(
    "kind",
    [
        *("run", "test", "torch", "frameworks", "browser", "explore", "docs", "release"),
        *("archive", "container"),
    ],
)
def test_locks_hold_what_was_asked_for(kind):
    """Fails where a pin was raised and its lock not remade."""
    for requirement in wanted(kind):
        name = canonicalize_name(requirement.name)
        held = [version for pin, version in pins(kind) if canonicalize_name(pin) == name]
        assert held, requirement
        assert all(version in requirement.specifier for version in held), (str(requirement), held)


def test_every_requirement_of_the_library_has_a_lower_bound_that_the_lock_meets():
    project = PYPROJECT["project"]
    extras = [r for many in project["optional-dependencies"].values() for r in many]
    held = {
        canonicalize_name(name): version
        for k in ("cluster", "test", "torch", "frameworks", "explore")
        for name, version in pins(k)
    }
    for requirement in map(Requirement, [*project["dependencies"], *extras]):
        assert [s.operator for s in requirement.specifier] == [">="], requirement
        assert held[canonicalize_name(requirement.name)] in requirement.specifier, requirement


def test_pytorch_comes_without_cuda():
    assert not [name for name, _ in pins("torch") if re.match("nvidia|cuda|triton", name)]


@pytest.mark.parametrize("kind", ["torch", "frameworks", "browser", "explore", "docs"])
def test_environments_beside_it_share_what_they_can_with_the_other_tests(kind):
    held = set(pins("test"))
    names = {name for name, _ in held}
    assert not [pin for pin in pins(kind) if pin[0] in names and pin not in held]


@pytest.mark.parametrize("kind", ["docs", "release", "archive", "container"])
def test_tools_outside_of_the_environment_are_held_to_their_contents(kind):
    lock = (ROOT / "envs" / f"{kind}.lock").read_text().replace("\\\n", " ").splitlines()
    assert all("--hash=sha256:" in line for line in lock if not line.startswith("#"))


def test_tests_left_out_where_the_library_is_alone_exist():
    left_out = re.findall(r"(?m)^ +(tests/\S+)$", (ROOT / ".ci" / "library").read_text())
    assert left_out
    assert [path for path in left_out if not (ROOT / path).exists()] == []


# --- hooks --------------------------------------------------------------------------------------


def test_hooks_are_well_formed():
    command = [sys.executable, "-m", "pre_commit", "validate-config", ".pre-commit-config.yaml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_hooks_run_what_is_locked_and_download_nothing():
    assert [repo["repo"] for repo in HOOKS] == ["local"]
    for hook in HOOKS[0]["hooks"]:
        assert hook["language"] in ("system", "fail"), hook["id"]
        if hook["language"] == "system":
            program = shlex.split(hook["entry"])[0]
            assert program.startswith(".venv/bin/"), hook["id"]
            assert (PROGRAMS / Path(program).name).exists(), f"{program} is not in envs/test.lock"


# --- container ----------------------------------------------------------------------------------


def left_out(path, patterns):
    """Whether .dockerignore keeps a file out of an image: its last pattern that fits decides."""
    out = False
    for pattern in patterns:
        pattern, back = pattern.removeprefix("!"), pattern.startswith("!")
        any_depth = pattern.startswith("**/")
        for part in (path, *path.parents):
            name = part.name if any_depth else str(part)
            depth = any_depth or len(part.parts) == len(Path(pattern).parts)  # * stops at a slash
            if depth and fnmatch.fnmatchcase(name, pattern.removeprefix("**/")):
                out = not back
    return out


def test_an_image_has_all_that_is_tracked_and_nothing_that_is_made():
    patterns = (ROOT / ".dockerignore").read_text().split()
    tracked = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    assert [path for path in tracked if left_out(Path(path), patterns)] == []
    made = (ROOT / ".gitignore").read_text().split()
    made = [line.strip("/") for line in made if not line.startswith("!") and "*" not in line]
    assert len(made) > 10
    assert [path for path in made if not left_out(Path(path), patterns)] == []


def test_the_recipe_of_the_container_names_what_exists():
    recipe = (ROOT / "envs" / "Containerfile").read_text().replace("\\\n", " ")
    copied = re.findall(r"(?m)^COPY (\S+) \S+$", recipe)
    named = re.findall(r"[\w./-]+\.(?:py|lock|yaml)\b|envs/Containerfile", recipe)
    assert copied
    assert {"reproduce.py", "envs/run.lock", "envs/Containerfile"} <= set(named)
    assert [path for path in [*copied, *named] if not (ROOT / path).exists()] == []


# --- workflows ----------------------------------------------------------------------------------


@pytest.mark.parametrize("file", WORKFLOWS)
def test_workflows_may_read_and_nothing_else(file):
    assert WORKFLOWS[file]["permissions"] == {"contents": "read"}
    assert "concurrency" in WORKFLOWS[file]


def test_only_publishing_gets_a_token():
    granted = {name: job["permissions"] for name, job in JOBS.items() if "permissions" in job}
    assert granted == {"release.yml: publish": {"id-token": "write"}}
    assert JOBS["release.yml: publish"]["environment"] == "pypi"


@pytest.mark.parametrize("job", JOBS)
def test_jobs_end(job):
    assert "timeout-minutes" in JOBS[job]


@pytest.mark.parametrize("file", WORKFLOWS)
def test_actions_are_pinned_by_commit_and_named_by_version(file):
    lines = (ROOT / ".github" / "workflows" / file).read_text().splitlines()
    uses = [line.strip(" -") for line in lines if re.search(r"\buses:", line)]
    assert uses
    for line in uses:
        assert re.fullmatch(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_one_action_has_one_version():
    flows = "".join(p.read_text() for p in ROOT.glob(".github/workflows/*.yml"))
    used = set(re.findall(r"uses: ([\w/-]+)@(\w+) # (\S+)", flows))
    assert len(used) == len({name for name, *_ in used})


def test_checkouts_leave_no_credentials_behind():
    for name, job in JOBS.items():
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False, name


# --- forms and the whole ------------------------------------------------------------------------


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_issue_forms_ask_for_something(path):
    form = yaml.safe_load(path.read_text())
    assert form["name"]
    assert form["description"]
    asked = [part for part in form["body"] if part["type"] != "markdown"]
    assert len({part["id"] for part in asked}) == len(asked)
    assert any(part.get("validations", {}).get("required") for part in asked)


@pytest.fixture(scope="module")
def review():
    """What the Scientific Python guide says of this repository, with nothing overlooked."""
    processor = pytest.importorskip("repo_review.processor")
    _, results = processor.process(ROOT, ignore={"none"})
    assert len(results) > 40  # the checks themselves come from another package
    return {result.name: result.result for result in results}


def test_the_guide_has_no_complaint_but_those_answered(review):
    failed = {name for name, good in review.items() if good is False}
    assert failed == set(PYPROJECT["tool"]["repo-review"]["ignore"])
