"""The bootstrap: one sentence for each trouble, one build for each lock, one run at a time.

A stand-in for uv, which installs nothing and hands on to the Python that runs the tests, makes the
whole way from the first command to the last line testable in seconds and without network.
"""

import ast
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from envs.build import UNBUILT

ROOT = Path(__file__).parents[1]
UV = f"""#!/bin/sh
echo "$@" >> "$(dirname "$0")/calls"
[ "$1" = venv ] || {{ echo "$UV_SAYS"; exit ${{UV_FAILS:-0}}; }}
for folder; do :; done
mkdir -p "$folder/bin"
printf '#!/bin/sh\\nexec "{sys.executable}" "$@"\\n' > "$folder/bin/python"
chmod +x "$folder/bin/python"
"""
SNAKEFILE = """
rule all:
    message: "All."
    input: "results/a.txt", "results/b.txt"

rule write:
    message: "Write {wildcards.name}."
    output: "results/{name}.txt"
    log: "logs/{name}.log"
    shell: "(echo on {wildcards.name}; env | sort; sleep ${{NAP:-0}};"
           " seq ${{LINES_SAID:-0}}; echo the cause;"
           " test {wildcards.name} != \\"${{BAD:-}}\\"; touch {output}) > {log} 2>&1"
"""


class Checkout:
    """A copy of what bootstraps, in a folder with spaces, with a tiny workflow."""

    def __init__(self, folder):
        self.folder = folder / "a folder with spaces"
        for path in ("reproduce.py", "envs", "workflow/plugins", "workflow/profiles"):
            copy = shutil.copytree if (ROOT / path).is_dir() else shutil.copy
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            copy(ROOT / path, self.folder / path)
        for name in ("workflow/numerics.py", "workflow/reading.py", "workflow/__main__.py",
                     "scripts/__init__.py", "scripts/gate.py", "scripts/ledger.py",
                     "scripts/review.py", "freewidth/__init__.py",
                     "freewidth/errors.py"):  # fmt: skip
            (self.folder / name).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, self.folder / name)
        (self.folder / "Snakefile").write_text(SNAKEFILE)
        tools = folder / "tools"
        tools.mkdir()
        (tools / "uv").write_text(UV)
        (tools / "uv").chmod(0o755)
        self.calls = tools / "calls"
        self.env = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}

    def start(self, *arguments, prelude=None, **variables):
        program = ["reproduce.py"]
        if prelude:
            program = [
                "-I",  # as it runs itself; started without, it would start anew and forget this
                "-c",
                f"{prelude}; import runpy; runpy.run_path('reproduce.py', run_name='__main__')",
            ]
        return subprocess.Popen(
            [sys.executable, *program, *arguments],
            cwd=self.folder,
            env={**self.env, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # as at a terminal
        )

    def run(self, *arguments, **how):
        process = self.start(*arguments, **how)
        said, _ = process.communicate(timeout=120)
        return process.returncode, said

    def builds(self):
        """How often an environment was made, and how often something was installed."""
        calls = self.calls.read_text().splitlines() if self.calls.exists() else []
        return sum(c.startswith("venv") for c in calls), sum(c.startswith("pip") for c in calls)


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


def test_any_python_3_can_read_it_far_enough_to_be_refused():
    ast.parse((ROOT / "reproduce.py").read_text(), feature_version=(3, 6))


def refused(code, said, sentence):
    """One sentence, no traceback, an exit code that says so."""
    assert code == 1
    assert said.startswith("reproduce.py: ")
    assert said.count("\n") == 1
    assert sentence in said


def test_old_python_is_refused(checkout):
    code, said = checkout.run(prelude="import sys; sys.version_info = (3, 9, 2)")
    refused(code, said, "Python 3.11 or newer is needed")
    assert "is Python 3.9" in said


def test_python_without_venv_is_refused(checkout):
    (checkout.calls.parent / "uv").unlink()
    code, said = checkout.run(
        prelude="import sys; sys.modules['ensurepip'] = None", PATH="/nowhere"
    )
    refused(code, said, "apt-get install python3-venv")
    assert not (checkout.folder / ".venv").exists()


def test_full_disk_is_refused_before_it_is_fuller(checkout):
    prelude = "import shutil, types; shutil.disk_usage = lambda _: types.SimpleNamespace(free=3e8)"
    code, said = checkout.run(prelude=prelude)
    refused(code, said, "has 300.0 MB left")
    assert checkout.builds() == (0, 0)


NEWER = "import sys; sys.version_info = (3, 99, 0)"


def test_a_python_for_which_a_package_is_not_built_needs_a_compiler(checkout):
    code, said = checkout.run(prelude=NEWER, CC="no-such-compiler")
    refused(code, said, "published built for Pythons up to 3.")
    assert "this is 3.99" in said
    assert checkout.builds() == (0, 0)


def test_a_newer_release_that_may_be_built_is_tried(checkout):
    lock = checkout.folder / "envs" / "run.lock"
    lock.write_text(lock.read_text().replace("\nimmutables==", "\nimmutables==1."))
    checkout.run("--", "--version", prelude=NEWER, CC="no-such-compiler")
    assert checkout.builds() == (1, 1)


def test_what_is_known_to_be_unbuilt_is_what_is_locked():
    """An entry that no lock has any more is to be removed."""
    lock = (ROOT / "envs" / "run.lock").read_text()
    assert UNBUILT
    assert all(f"\n{pin} " in lock for pin in UNBUILT)


def test_read_only_folder_is_refused(checkout):
    prelude = (
        "import os, errno\n"
        "def no(path, **_): raise OSError(errno.EROFS, 'Read-only file system', path)\n"
        "os.makedirs = no"
    )
    code, said = checkout.run(prelude=prelude)
    refused(code, said, "copy the folder to where you may write")


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("error sending request for url: dns error", "could not be downloaded"),
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError(...)'\n"
            "ERROR: No matching distribution found for click==8.4.0",
            "could not be downloaded",
        ),
        ("OSError: [Errno 28] No space left on device", "no space is left"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "not the one"),
        (
            "  error: command 'gcc' failed\nERROR: Failed building wheel for immutables",
            "immutables",
        ),
        ("noise\nERROR: something new\nmore noise", "(ERROR: something new)"),
        ("", "(no reason given)"),
    ],
)
def test_failed_installation_is_one_sentence(checkout, output, sentence):
    code, said = checkout.run(UV_SAYS=output, UV_FAILS="2")
    assert code == 1
    assert sentence in said.splitlines()[-1]
    assert "Traceback" not in said


def test_environment_is_built_once_and_again_when_its_lock_changes(checkout):
    version = ["--", "--version"]
    assert checkout.run(*version)[0] == 0
    assert checkout.run(*version)[0] == 0
    assert checkout.builds() == (1, 1)
    with (checkout.folder / "envs" / "run.lock").open("a") as lock:
        lock.write("# changed\n")
    code, said = checkout.run(*version)
    assert (code, checkout.builds()) == (0, (2, 2))
    assert "Making .venv anew" in said


def test_unfinished_environment_is_made_anew(checkout):
    assert checkout.run(UV_FAILS="1")[0] == 1
    code, said = checkout.run("--", "--version")
    assert code == 0
    assert "Making .venv anew" in said
    assert checkout.builds() == (2, 2)


def test_environment_of_a_moved_folder_is_made_anew(checkout):
    assert checkout.run("--", "--version")[0] == 0
    checkout.folder = checkout.folder.rename(checkout.folder.with_name("moved"))
    assert checkout.run("--", "--version")[0] == 0
    assert checkout.builds() == (2, 2)


def test_tests_add_to_the_environment_of_the_workflow_and_serve_it(checkout):
    checkout.run("--", "--version")
    code, said = checkout.run("test", "--", "--version")
    assert (code, checkout.builds()) == (0, (1, 2))
    assert said.splitlines()[-1].startswith("pytest ")
    assert checkout.run("--", "--version")[0] == 0
    assert checkout.builds() == (1, 2)


def test_installer_compiles_bytecode_whatever_the_variables_say(checkout):
    checkout.run("--", "--version", PYTHONDONTWRITEBYTECODE="1")
    install = checkout.calls.read_text().splitlines()[1]
    assert "--require-hashes" in install
    assert "--compile-bytecode" in install


def test_the_recipe_of_the_container_installs_the_lock_of_the_workflow_with_hashes(checkout):
    """Its own words, run here: they build .venv, and compute nothing."""
    recipe = (ROOT / "envs" / "Containerfile").read_text()
    (words,) = re.findall(r"(?m)^RUN python3 reproduce\.py (.*)$", recipe)
    code, said = checkout.run(*words.split())
    assert code == 0, said
    assert checkout.builds() == (1, 1)
    (installed,) = [c for c in checkout.calls.read_text().splitlines() if c.startswith("pip")]
    assert installed.endswith(f"--require-hashes -r {checkout.folder}/envs/run.lock")
    assert not (checkout.folder / "results").exists()


def test_run_shows_counts_and_a_second_run_does_nothing(checkout):
    code, said = checkout.run()
    assert code == 0, said
    assert "3 steps to do." in said
    assert "1 of 3 steps (33 %), 0:" in said
    assert "left: Write " in said
    assert "3 of 3 steps (100 %), 0:" in said
    assert "\r" not in said  # no terminal, no control characters
    assert "\033" not in said
    code, said = checkout.run()
    assert code == 0
    assert "Nothing to do: everything is there and up to date." in said
    assert "steps" not in said


def test_a_failed_run_ends_in_its_cause_what_to_do_and_where_to_look(checkout):
    (checkout.folder / "results").mkdir()
    (checkout.folder / "results" / "report.html").write_text("<html></html>")
    code, said = checkout.run(BAD="a", LINES_SAID="2000")
    assert code == 1
    assert (checkout.folder / "results" / "b.txt").exists()  # the others go on
    lines = said.splitlines()
    end = lines[lines.index("Failed: Write a.") :]
    assert end[1] == "The end of logs/a.log:"
    assert end[2:8] == [*(f"  {number}" for number in range(1996, 2001)), "  the cause"]
    assert "the same command goes on from here" in end[8]
    assert "logs/" in end[9]
    assert end[-1] == "The report (of an earlier run): results/report.html"
    assert len(end) <= 15
    assert len(lines) <= 25
    assert len(said) < 2000


def test_a_run_depends_on_no_variable_that_changes_what_python_or_figures_do(checkout):
    stray = {
        "SNAKEMAKE_PROFILE": "/no/such/profile", "PYTHONSAFEPATH": "1",
        "PYTHONSTARTUP": "/no/such.py",
        "PYTHONUSERBASE": "/no/such", "PYTHONWARNINGS": "error", "PYTHONOPTIMIZE": "2",
        "MPLBACKEND": "no-such-backend", "MPLCONFIGDIR": "/no/such", "LC_ALL": "tr_TR.UTF-8",
        "LANG": "de_DE.ISO-8859-1", "LANGUAGE": "de", "MATPLOTLIBRC": "/no/such",
    }  # fmt: skip
    (checkout.folder.parent / "path").mkdir()
    (checkout.folder.parent / "path" / "glob.py").write_text("raise SystemExit('another glob')")
    code, said = checkout.run(**stray, PYTHONPATH=str(checkout.folder.parent / "path"))
    assert code == 0, said
    lines = (checkout.folder / "logs" / "a.log").read_text().splitlines()
    seen = dict(line.split("=", 1) for line in lines if "=" in line)
    assert [name for name, value in stray.items() if seen.get(name) == value] == []
    assert seen["PYTHONNOUSERSITE"] == "1"
    assert seen["LC_ALL"] == "C.UTF-8"
    assert Path(seen["MATPLOTLIBRC"]).is_file()


def test_check_computes_nothing_and_names_what_is_not_what_was_made(checkout):
    code, said = checkout.run("check")
    assert code == 1
    assert said == "results/made.sha256: missing; nothing was made here, or nobody knows what\n"
    assert checkout.builds() == (0, 0)
    made = checkout.folder / "results"
    made.mkdir()
    digest = hashlib.sha256(b"well made").hexdigest()
    for name in ("report.html", "config.yaml", "manifest.sha256", "verdicts.txt"):
        (made / name).write_bytes(b"well made")
        with (made / "made.sha256").open("a") as ledger:
            ledger.write(f"{digest}  results/{name}\n")
    code, said = checkout.run("check")
    assert code == 0, said
    (made / "verdicts.txt").write_text("all is well\n")
    code, said = checkout.run("check")
    assert (code, said) == (1, "results/verdicts.txt: changed since it was made\n")


def test_arguments_are_passed_on(checkout):
    code, said = checkout.run("--", "results/b.txt", "--cores", "1")
    assert code == 0, said
    assert "1 of 1 steps" in said
    assert not (checkout.folder / "results" / "a.txt").exists()


def test_quick_is_another_configuration(checkout):
    (checkout.folder / "config").mkdir()
    (checkout.folder / "config" / "quick.yaml").write_text("size: small\n")
    with (checkout.folder / "Snakefile").open("a") as file:
        file.write('\nprint("size is", config.get("size", "full"))\n')
    assert "size is full" in checkout.run("--", "-n")[1]
    assert "size is small" in checkout.run("--quick", "--", "-n")[1]


def test_steps_find_extensions_wherever_they_run(checkout):
    """A folder given from elsewhere, beside those that the variable names; tests see none."""
    (checkout.folder.parent / "mine").mkdir()
    (checkout.folder.parent / "old").mkdir()
    old = str(checkout.folder.parent / "old")
    code, said = checkout.run("--extensions", "../mine", FREEWIDTH_EXTENSIONS=old)
    assert code == 0, said
    log = (checkout.folder / "logs" / "a.log").read_text()
    mine = str(checkout.folder.parent / "mine")
    assert f"FREEWIDTH_EXTENSIONS={old}{os.pathsep}{mine}\n" in log


def test_options_that_make_no_sense_are_refused(checkout):
    for words in ("tests", "test --quick", "--fast", "check -- -n", "check a_claim",
                  "verify -- -n", "docs --quick", "--quick --full", "check --extensions .",
                  "--extensions /no/such", "--extensions reproduce.py", "--on slrm",
                  "test --on s3", "--cache reproduce.py", "verify --cache ."):  # fmt: skip
        arguments = words.split()
        code, said = checkout.run(*arguments)
        assert code == 2
        usage = "[--quick] [--extensions DIR] [--on PROFILE] [--cache PLACE] "
        usage += "[check | verify [CLAIM ...] | docs | test] [-- ARGS]"
        assert usage in said
    assert checkout.builds() == (0, 0)


def test_steps_find_the_cache_wherever_they_run(checkout):
    """An option goes before the variable; what begins with a scheme is left as it is."""
    code, said = checkout.run("--cache", "../kept", FREEWIDTH_CACHE="/elsewhere")
    assert code == 0, said
    log = checkout.folder / "logs" / "a.log"
    assert f"FREEWIDTH_CACHE={checkout.folder.parent / 'kept'}\n" in log.read_text()


def test_what_is_made_anew_sees_no_cache(checkout):
    (checkout.folder / "figures").mkdir()
    (checkout.folder / "figures" / "manifest.json").write_text(REFERENCE)
    compare = checkout.folder / "scripts" / "publish" / "recomputed.py"
    compare.parent.mkdir(parents=True, exist_ok=True)
    compare.write_text("import os; print('cache', os.environ.get('FREEWIDTH_CACHE'))\n")
    assert "cache None" in checkout.run("verify", "--quick", FREEWIDTH_CACHE="/elsewhere")[1]


REFERENCE = """{"quick": {"claims": {"a_limit": {"study": "finite", "needs": []}}, "grids": []}}"""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["verify"], "holds no numbers of the paper profile to compare with (there: quick)"),
        (["verify", "--full", "a_limit"], "holds no numbers of the paper profile"),
        (["verify", "--quick", "a_limt"], "no claim a_limt in the quick part of"),
        (["verify", "a_limt", "--quick"], "did you mean a_limit?"),
    ],
)
def test_what_nothing_can_be_compared_with_is_refused(checkout, arguments, sentence):
    (checkout.folder / "figures").mkdir()
    (checkout.folder / "figures" / "manifest.json").write_text(REFERENCE)
    code, said = checkout.run(*arguments)
    assert code == 2
    assert sentence in said.splitlines()[-1]
    assert not (checkout.folder / "recomputed").exists()


COMPARED = "import sys; print('compared', *sys.argv[2:]); sys.exit(1)\n"


def test_verify_recomputes_beside_the_results_and_hands_on_what_the_comparison_says(checkout):
    (checkout.folder / "figures").mkdir()
    (checkout.folder / "figures" / "manifest.json").write_text(REFERENCE)
    publish = checkout.folder / "scripts" / "publish"
    publish.mkdir()
    (publish / "recomputed.py").write_text(COMPARED)
    (checkout.folder / "config").mkdir()
    (checkout.folder / "config" / "quick.yaml").write_text("size: small\n")
    snakefile = (checkout.folder / "Snakefile").read_text()
    target = snakefile.replace("results/{name}.txt", "results/alone/finite/{name}.json")
    (checkout.folder / "Snakefile").write_text(
        target.replace('"results/a.txt", "results/b.txt"', "")
    )
    code, said = checkout.run("verify", "--quick", "results/claims/finite/a_limit.json")
    assert code == 1, said
    assert said.splitlines()[-1] == "compared --profile quick --claims a_limit"
    made = checkout.folder / "recomputed/quick-claims/results/alone/finite/a_limit.json"
    assert made.exists()
    assert not (checkout.folder / "results").exists()


def test_docs_are_built_with_what_runs_the_workflow_and_say_where_they_are(checkout):
    script = checkout.folder / ".ci" / "docs"
    script.parent.mkdir()
    script.write_text('#!/bin/sh\necho "Sphinx with $*"; exit ${FAILS:-0}\n')
    script.chmod(0o755)
    code, said = checkout.run("docs", "--", "-v")
    assert code == 0, said
    assert said.endswith("Sphinx with -v\nThe site: docs/_build/html/index.html\n")
    assert checkout.builds() == (1, 1)
    assert "run.lock" in checkout.calls.read_text()
    code, said = checkout.run("docs", FAILS="3")
    assert (code, said) == (3, "Sphinx with \n")


def started(checkout):
    """A run whose only step has begun, and would take minutes."""
    process = checkout.start("--", "results/a.txt", NAP="300")
    log = checkout.folder / "logs" / "a.log"
    for _ in range(600):
        if log.exists() and process.poll() is None:
            return process
        time.sleep(0.1)
    raise AssertionError(process.communicate()[0])


def test_killed_run_leaves_nothing_that_stops_the_next(checkout):
    process = started(checkout)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    code, said = checkout.run()
    assert code == 0, said
    assert "removing its locks" in said


def test_locks_of_others_are_respected(checkout):
    """Snakemake's lock without a killed run of ours before: somebody else may be at work."""
    assert checkout.run("--", "--version")[0] == 0
    locks = checkout.folder / ".snakemake" / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    (locks / "0.output.lock").write_text("results/a.txt\n")
    code, said = checkout.run()
    assert code == 1
    assert "cannot be locked" in said


def test_second_run_at_the_same_time_is_refused(checkout):
    process = started(checkout)
    try:
        code, said = checkout.run()
        refused(code, said, "another run is at work")
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.mark.parametrize(
    ("received", "alone"),
    [(signal.SIGINT, False), (signal.SIGTERM, False), (signal.SIGINT, True)],
)
def test_interrupted_run_says_that_it_goes_on_from_here(checkout, received, alone):
    """Ctrl-C reaches all processes of a terminal, ``kill`` and supervisors ours alone."""
    checkout.run("--", "--version")
    process = started(checkout)
    (os.kill if alone else os.killpg)(process.pid, received)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert said.splitlines()[-1] == "reproduce.py: interrupted; the same command goes on from here."
    assert checkout.run()[0] == 0


DEAF = """
import os, signal, sys, threading
sys.path.insert(0, "envs")
import build
build.STUCK = 0.5
threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT)).start()
command = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(60)"
try:
    build.supervise([sys.executable, "-c", command])
except KeyboardInterrupt:
    print("interrupted")
"""


def test_a_program_that_waits_for_itself_after_an_interrupt_is_ended():
    begun = time.monotonic()
    seen = subprocess.run(
        [sys.executable, "-c", DEAF], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert seen.stdout == "interrupted\n"
    assert time.monotonic() - begun < 30  # a minute is what it would sleep
