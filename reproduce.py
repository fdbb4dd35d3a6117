#!/usr/bin/env python3
"""Build the locked environment, then regenerate every result or run the tests.

  python3 reproduce.py            every figure, notebook, comparison and the report
  python3 reproduce.py --quick    the same at small sizes
  python3 reproduce.py --extensions DIR
                                  the same with the weights, activations, biases, claims and
                                  experiments that the Python files in DIR define
  python3 reproduce.py --on PROFILE
                                  the same on a cluster, or into a bucket: docs/cluster.md
  python3 reproduce.py --cache PLACE
                                  the same, taking what other runs have left in this folder or
                                  bucket, and leaving there what is new: docs/cache.md
  python3 reproduce.py check      whether what lies here is what was made; computes nothing
  python3 reproduce.py verify     compute everything once more, in recomputed/, and compare its
                                  numbers with those of figures/manifest.json; with --quick at
                                  small sizes; followed by names of claims, these alone
  python3 reproduce.py test       the tests
  python3 reproduce.py docs       the site of docs/, into docs/_build/html
  python3 reproduce.py --study FILE [--directory DIR]
                                  networks and models of your own, from a file (docs/own_study.md)
  python3 reproduce.py -- ARGS    any arguments for Snakemake (of test for pytest, docs for Sphinx)

Needs Python 3.11 or newer with its venv module, or uv, and nothing else. The environment goes
into .venv beside this file, once. What is finished is kept: an interrupted run goes on where it
stopped, and a second run with nothing changed does nothing.
"""

import os
import sys

if __name__ == "__main__" and not sys.flags.isolated:  # from here on without PYTHON*, user's site
    os.execv(sys.executable, [sys.executable, "-I", os.path.abspath(__file__), *sys.argv[1:]])

import argparse
import contextlib
import errno
import shutil
import subprocess
import time

if sys.version_info < (3, 11):  # this file stays readable to Python 3.6, to be able to say so
    sys.exit(
        "reproduce.py: Python 3.11 or newer is needed, and {} is Python {}.{}. Install a newer one "
        "and call it by name, for instance: python3.12 reproduce.py".format(
            sys.executable, *sys.version_info[:2]
        )
    )
if os.name != "posix":
    sys.exit("reproduce.py: Linux or macOS is needed. On Windows, run it in WSL.")

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # which -I leaves out
from envs.build import PYTHON, ROOT, Problem, build, environment, overlay, supervise

STATE = os.path.join(ROOT, ".snakemake")
REPORT = os.path.join("results", "report.html")
EXTENSIONS = "FREEWIDTH_EXTENSIONS"  # environment variable: folders of one's own entries
CACHE = "FREEWIDTH_CACHE"  # environment variable: what runs keep for one another
CROWDED = 50  # megabytes: a run that fails with less than this left failed for want of space


def main(argv):
    options, extra = arguments(argv)
    try:
        with alone() as lock:
            if options.task == "check":
                return check()
            build("test" if options.task == "test" else "run", hold=[lock.fileno()])
            if options.task:  # what is verified or tested is what ships, and made anew
                os.environ.pop(EXTENSIONS, None)
                os.environ.pop(CACHE, None)
            if options.task == "verify":
                return verify(options, lock)
            if not options.task:
                extend(options.extensions)
                remember(options.cache)
            if options.study:
                return own_study(options, extra, lock)
            if not options.task:
                return workflow(options, extra, lock)
        return docs(extra) if options.task == "docs" else tests(extra)
    except Problem as problem:
        return complain(problem)
    except OSError as error:
        return complain(trouble(error))
    except KeyboardInterrupt:
        return complain("interrupted; the same command goes on from here.", 130)


def arguments(argv):
    """Our options, and what follows ``--`` for Snakemake or pytest."""
    cut = argv.index("--") if "--" in argv else len(argv)
    parser = argparse.ArgumentParser(
        prog="reproduce.py",
        usage="python3 reproduce.py [--quick] [--extensions DIR] [--on PROFILE] [--cache PLACE] "
        "[check | verify [CLAIM ...] | docs | test] [-- ARGS]"
        "\n       python3 reproduce.py --study FILE [--directory DIR] [--extensions DIR] [-- ARGS]",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    tasks = ["check", "verify", "docs", "test"]
    parser.add_argument("task", nargs="?", choices=tasks, help="instead of a run")
    parser.add_argument("claims", nargs="*", metavar="CLAIM", help="after verify: these alone")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="small sizes: config/quick.yaml")
    size.add_argument("--full", action="store_true", help="those of the report, as without it")
    parser.add_argument(
        "--extensions", metavar="DIR", action="append", default=[], help="of one's own; repeatable"
    )
    parser.add_argument("--study", metavar="FILE", help="a study of your own")
    parser.add_argument("--directory", metavar="DIR", help="its folder, if not beside the file")
    parser.add_argument("--cache", metavar="PLACE", help="a folder, or s3://BUCKET/FOLDER")
    parser.add_argument("--on", choices=profiles(), help="a folder of workflow/profiles")
    options = parser.parse_intermixed_args(argv[:cut])
    if options.study and (options.task or options.quick or options.full):
        parser.error(
            "--study says what is run, and its file how large: leave out what is beside it"
        )
    if options.directory and not options.study:
        parser.error("--directory goes with --study; the replication lies in its own folder")
    if options.claims and options.task != "verify":
        parser.error(f"only verify takes names of claims, not {' '.join(options.claims)}")
    if options.task == "verify" and argv[cut + 1 :]:
        parser.error("verify runs what it needs: leave out what follows --")
    if options.quick and options.task in ("docs", "test"):
        parser.error(f"{options.task}: there is one size only; leave out --quick")
    if options.on and (options.task or options.study):
        parser.error(f"--on is for whole runs: leave it out with {options.task or '--study'}")
    if options.extensions and options.task:
        parser.error(f"--extensions is for runs: leave it out with {options.task}")
    if options.cache and os.path.isfile(options.cache):
        parser.error(f"--cache {options.cache} is a file: name a folder, or s3://BUCKET/FOLDER")
    if options.cache is not None and options.task:
        parser.error(f"--cache is for runs: {options.task} leaves it out, so that all is made anew")
    for folder in options.extensions:
        if not os.path.isdir(folder):
            said = "is a file: name its folder" if os.path.exists(folder) else "does not exist"
            parser.error(f"--extensions {folder} {said}")
    if options.task == "check" and argv[cut + 1 :]:
        parser.error("check looks at everything: leave out what follows --")
    return options, argv[cut + 1 :]


def extend(folders):
    """Have the workflow, and all its steps, find what these folders and those named before hold."""
    named = [os.environ.get(EXTENSIONS, ""), *map(os.path.abspath, folders)]
    if folders:
        os.environ[EXTENSIONS] = os.pathsep.join(filter(None, named))


def remember(place):
    """Have all steps take from a cache, and add to it; as steps call it wherever they run."""
    place = os.environ.get(CACHE, "") if place is None else place
    if place and "://" not in place:
        place = os.path.abspath(os.path.expanduser(place))
    os.environ[CACHE] = place


def check():
    """Say which files are not what was made; needs no environment."""
    from pathlib import Path

    from scripts import gate

    lines = gate.check(Path(ROOT))
    print(
        "\n".join(lines) or "All is as it was made: results, figures, notebooks, claims, manifest."
    )
    return 1 if lines else 0


def verify(options, lock):
    """Recompute in a folder of its own and compare: 0 if all agrees, 1 if not, 2 if it cannot."""
    from pathlib import Path

    from scripts import review

    profile = "quick" if options.quick else "paper"
    try:
        plan = review.plan(Path(ROOT), profile, options.claims)
    except review.Unplanned as reason:
        return complain(reason, 2)
    plan.prepare()
    env = {**environment(), "PYTHONPATH": os.path.join(ROOT, "workflow", "plugins")}
    how = {"hold": [lock.fileno()], "cwd": ROOT, "env": env}
    supervise(snakemake(options.quick, plan.words()), **how)  # what it fails to make, differs
    compare = [PYTHON, "-m", "scripts.publish.recomputed", ROOT, "--profile", profile]
    how["env"] = {**environment(), **pinned()}
    code = supervise([*compare, "--claims", *plan.claims], **how)
    return code if code >= 0 else 128 - code


def pinned():
    """What makes results the same bits on many machines: see workflow/numerics.py."""
    sys.path.insert(0, os.path.join(ROOT, "workflow"))
    import numerics

    return numerics.pinned()


def complain(text, code=1):
    print("reproduce.py:", text, file=sys.stderr)
    return code


def trouble(error):
    """What an error of the operating system means here."""
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"cannot write {error.filename}: copy the folder to where you may write."
    if error.errno == errno.ENOSPC:
        return f"the disk that holds {ROOT} is full: make room, then run the same command again."
    return f"{error.strerror}: {error.filename}" if error.strerror else str(error)


@contextlib.contextmanager
def alone():
    """Hold this folder for as long as we, or children that survive us, are at work in it."""
    import fcntl

    os.makedirs(STATE, exist_ok=True)
    with open(os.path.join(STATE, "reproduce.lock"), "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(f"another run is at work in {ROOT}: wait until it ends.") from None
        yield lock


def mark(lock, text):
    """What the lock file said, and what it says from now on.

    It says "busy" while Snakemake runs. Who holds the lock and finds that follows a run that was
    killed, and may remove what Snakemake has locked.
    """
    lock.seek(0)
    before = lock.read()
    lock.truncate(0)
    lock.write(text)
    lock.flush()
    return before


def profiles():
    """What a run may be on, beside this machine alone."""
    found = os.listdir(os.path.join(ROOT, "workflow", "profiles"))
    return sorted(name for name in found if name != "default")


def workflow(options, extra, lock):
    """Run Snakemake."""
    how = {"hold": [lock.fileno()], "cwd": ROOT, "env": planning()}
    locks = os.path.join(STATE, "locks")
    if mark(lock, "busy") and os.path.isdir(locks) and os.listdir(locks):
        print("The last run was killed; removing its locks.", flush=True)
        supervise([PYTHON, "-m", "snakemake", "--unlock"], stderr=subprocess.DEVNULL, **how)
    begun = time.time()
    python = interpreter(options, lock)
    code = supervise(snakemake(options.quick, extra, python, options.on or "default"), **how)
    if code >= 0:
        mark(lock, "")
    if code and shutil.disk_usage(ROOT).free < CROWDED * 10**6:
        raise OSError(errno.ENOSPC, "full")
    if (code or not extra) and os.path.exists(os.path.join(ROOT, REPORT)):
        old = code and os.path.getmtime(os.path.join(ROOT, REPORT)) < begun
        print(f"The report{' (of an earlier run)' if old else ''}: {REPORT}")
    return code if code >= 0 else 128 - code


def interpreter(options, lock):
    """The Python with what this needs: buckets and clusters have an environment of their own."""
    apart = options.on or os.environ.get(CACHE, "").startswith("s3://")
    return overlay("cluster", hold=[lock.fileno()]) if apart else PYTHON


def planning():
    """Snakemake's environment: one thread is enough to plan; steps are told how many they have."""
    plugins = os.path.join(ROOT, "workflow", "plugins")
    return {**environment(), "PYTHONPATH": plugins, "OPENBLAS_NUM_THREADS": "1"}


def own_study(options, extra, lock):
    """Run Snakemake for a file of the user's; paths start where we were called."""
    folder = ["--directory", os.path.abspath(options.directory)] if options.directory else []
    python = interpreter(options, lock)
    command = [python, "-m", "workflow.study", os.path.abspath(options.study), *folder, *extra]
    code = supervise(command, hold=[lock.fileno()], cwd=ROOT, env=planning())
    return code if code >= 0 else 128 - code


def snakemake(quick, extra, python=PYTHON, profile="default"):
    """The command. Of an option given twice Snakemake takes the later one, so users have theirs."""
    size = ["--configfile", os.path.join("config", "quick.yaml")] if quick else []
    profile = ["--workflow-profile", os.path.join("workflow", "profiles", profile)]
    # the profile comes last because it takes one value only: targets may follow
    # workflow/__main__.py: Snakemake, once configuration files have been read strictly
    return [python, "-m", "workflow", *size, "--logger", "progress", *profile, *extra]


def tests(extra):
    """Run pytest, with one process per core and one thread in each."""
    env = {**environment(), **pinned(), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [PYTHON, "-m", "pytest", "-n", str(cores()), *extra]
    code = supervise(command, cwd=ROOT, env=env)
    return code if code >= 0 else 128 - code


def docs(extra):
    """Build the site, in an environment that has Sphinx and what .venv has."""
    code = supervise([os.path.join(ROOT, ".ci", "docs"), *extra], cwd=ROOT, env=environment())
    if not code:
        print("The site:", os.path.join("docs", "_build", "html", "index.html"))
    return code if code >= 0 else 128 - code


def cores():
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
