"""A user's own study: ``python -m workflow.study FILE [--directory DIR] [ARGS for Snakemake]``.

Results go into a folder beside the file that has its name (``my_study.yaml``: ``my_study/``), or
into DIR. A folder that holds anything but a study is refused.
"""

import fcntl
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workflow.__main__ import main as snakemake
from workflow.reading import Unreadable, read

ROOT = Path(__file__).resolve().parents[2]
SNAKEFILE = ROOT / "workflow" / "study" / "Snakefile"
PROFILE = ROOT / "workflow" / "profiles" / "default"
ENDINGS = (".yaml", ".yml", ".json")
OURS = ("results", "figures", "recomputed", ".snakemake")  # folders of the replication
STATE = ".snakemake"  # what a folder has where Snakemake has worked
REPORT = "report.html"


def refused(file: Path, folder: Path) -> str:
    """Why a study is not begun; empty if it is."""
    if file.suffix not in ENDINGS:
        return f"{file}: needs a file {', '.join(ENDINGS)}"
    if folder.exists() and not folder.is_dir():
        return f"{folder} is no folder: choose another by --directory"
    if folder == ROOT or any(folder.is_relative_to(ROOT / name) for name in OURS):
        return f"{folder} belongs to the replication: choose another by --directory"
    if folder.exists() and any(folder.iterdir()) and not (folder / STATE).is_dir():
        return f"{folder} holds something else than a study: choose another by --directory"
    return ""


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Hold a folder; whether whoever held it last was killed. None where another run holds it.

    Raises:
        BlockingIOError: another run is at work in it.
    """
    (folder / STATE).mkdir(parents=True, exist_ok=True)
    with (folder / STATE / "study.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        lock.seek(0)
        killed = lock.read() == "busy"
        lock.truncate(0)
        lock.write("busy")
        lock.flush()
        yield killed
        lock.truncate(0)


def run(file: Path, folder: Path, extra: Sequence[str]) -> int:
    """Snakemake's status."""
    where = ["-s", str(SNAKEFILE), "--configfile", str(file), "--directory", str(folder)]
    with alone(folder) as killed:
        if killed and any((folder / STATE / "locks").glob("*")):
            print("The last run was killed; removing its locks.", flush=True)
            snakemake([*where, "--unlock"])
        # the profile comes last because it takes one value only: targets may follow
        look = ["--logger", "progress", "--workflow-profile", str(PROFILE)]
        code = snakemake([*where, *look, *extra])
    if (code or not extra) and (folder / REPORT).exists():
        print(f"The report{' (of an earlier run)' if code else ''}: {folder / REPORT}")
    return code


def main(words: Sequence[str]) -> int:
    """Run the study of a file."""
    parser = ArgumentParser(prog="python -m workflow.study", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--directory", type=Path, help="where results go")
    given, extra = parser.parse_known_args(words)
    file = given.file.absolute()
    folder = (given.directory or file.with_suffix("")).absolute()
    try:
        read(file)
        if why := refused(file, folder):
            raise Unreadable(why)
        return run(file, folder, extra)
    except Unreadable as error:
        print(f"study: {error}", file=sys.stderr)
    except BlockingIOError:
        print(f"study: another run is at work in {folder}: wait until it ends", file=sys.stderr)
    except OSError as error:
        print(f"study: {error.filename or folder}: {error.strerror}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
