"""Build .venv from a hash-locked file in this folder, with uv if it is there and pip otherwise."""

import contextlib
import glob
import hashlib
import importlib.util
import math
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LOG = os.path.join(VENV, "install.log")
SPACE = {"run": 1000, "test": 1800}  # megabytes: .venv takes 620 or 1250, the rest is for downloads
# Pins that are published built only up to some Python; later ones have to compile them. Snakemake
# needs this one, and it is the newest.
UNBUILT = {"immutables==0.21": (3, 13)}


class Problem(Exception):
    """Something the user can do something about, in one sentence."""


def lock_file(kind):
    return os.path.join(ROOT, "envs", f"{kind}.lock")


def stamp_file(kind):
    return os.path.join(VENV, f"{kind}.stamp")


def digest(kind):
    """What an environment follows from: the lock, the version of Python, and where it lies."""
    with open(lock_file(kind), "rb") as lock:
        parts = [lock.read(), "{}.{}".format(*sys.version_info).encode(), ROOT.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def complete(kind):
    """Whether .venv was built from today's lock, and to the end, where the stamp is written."""
    if not os.path.exists(PYTHON) or not os.path.exists(stamp_file(kind)):
        return False
    with open(stamp_file(kind)) as stamp:
        return stamp.read() == digest(kind)


def build(kind, hold=()):
    """Make .venv hold what the lock of that kind lists: "run", or "test", which includes it.

    ``hold`` are file descriptors that an installer keeps open even if it survives us.

    Raises:
        Problem: there is no way to make environments, no space, no network, or a wrong download.
    """
    if complete(kind):
        return
    uv = shutil.which("uv")
    check(uv, kind)
    if not (kind == "test" and complete("run")):
        if os.path.lexists(VENV):
            print("Making .venv anew: it is unfinished, out of date, or was made elsewhere.")
            shutil.rmtree(VENV)
        create(uv)
    install(uv, kind, hold)
    for name in ["run", "test"] if kind == "test" else ["run"]:
        with open(stamp_file(name), "w") as stamp:
            stamp.write(digest(name))


def check(uv, kind):
    """What can be known to be missing before anything is done."""
    if not uv and importlib.util.find_spec("ensurepip") is None:
        raise Problem(
            "this Python cannot make environments. On Debian and Ubuntu: apt-get install "
            "python3-venv; elsewhere install Python with ensurepip, or uv."
        )
    free = shutil.disk_usage(ROOT).free // 10**6
    if free < SPACE[kind]:
        raise Problem(f"the environment needs {SPACE[kind]} MB, and {ROOT} has {free} MB left.")
    pin = None if compiles() else unbuilt(kind)
    if pin:
        raise Problem(
            "{0} is published built for Pythons up to {1}.{2} only, and this is {3}.{4}: use an "
            "older one (python{1}.{2} reproduce.py), or install a C compiler and Python's headers "
            "(Debian: gcc python3-dev).".format(
                pin.split("==")[0], *UNBUILT[pin], *sys.version_info[:2]
            )
        )


def unbuilt(kind):
    """A pin of the lock that this Python would have to compile, or None."""
    with open(lock_file(kind)) as lock:
        pins = re.findall(r"(?m)^[\w.-]+==[\w.]+", lock.read())
    return next((p for p in pins if p in UNBUILT and sys.version_info[:2] > UNBUILT[p]), None)


def compiles():
    """Whether a C compiler and the headers of this Python are here."""
    compiler = os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc"
    header = os.path.join(sysconfig.get_path("include"), "Python.h")
    return bool(shutil.which(compiler.split()[0])) and os.path.exists(header)


def create(uv, home=VENV, python=sys.executable):
    """An empty environment of this Python."""
    tool = [uv, "venv", "--quiet", "--python", python] if uv else None
    command = [*(tool or [python, "-m", "venv"]), home]
    out = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8"}
    made = subprocess.run(command, env=environment(), **out)
    if made.returncode:
        raise Problem(diagnose(made.stdout))


def install(uv, kind, hold):
    """Install the lock, compiled to bytecode, and show how far that is."""
    if uv:
        tool = [uv, "pip", "install", "--python", PYTHON, "--compile-bytecode"]
    else:
        tool = [PYTHON, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    command = [*tool, "--require-hashes", "-r", lock_file(kind)]
    print(f"Building .venv from envs/{kind}.lock with {'uv' if uv else 'pip'}.", flush=True)
    meter = Meter(kind, rounds=1 if uv else 2)
    with open(LOG, "w") as log:
        code = supervise(command, hold, meter.look, stdout=log, stderr=log, env=environment())
    if code:
        meter.end("stopped after")
        with open(LOG, errors="replace") as log:
            raise Problem(diagnose(log.read()))
    meter.end("took")


def overlay(kind, hold=()):
    """The Python of .venv-KIND, which has what the lock of that kind lists over what .venv holds.

    It is made once for each lock; .venv stays as it is.

    Raises:
        Problem: it cannot be made.
    """
    home = os.path.join(ROOT, f".venv-{kind}")
    python, stamp = os.path.join(home, "bin", "python"), os.path.join(home, "made.stamp")
    if os.path.exists(stamp):
        with open(stamp) as file:
            if file.read() == digest(kind):
                return python
    if os.path.lexists(home):
        shutil.rmtree(home)
    uv = shutil.which("uv")
    create(uv, home, PYTHON)
    os.symlink(os.path.join(VENV, "share"), os.path.join(home, "share"))  # templates of notebooks
    libraries = glob.glob(os.path.join(VENV, "lib", "python3.*", "site-packages"))
    (own,) = glob.glob(os.path.join(home, "lib", "python3.*", "site-packages"))
    with open(os.path.join(own, "locked.pth"), "w") as file:
        file.write("\n".join(libraries) + "\n")
    print(f"Building .venv-{kind} from envs/{kind}.lock.", flush=True)
    tool = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    command = [*tool, "--quiet", "--require-hashes", "-r", lock_file(kind)]
    log = os.path.join(home, "install.log")
    with open(log, "w") as out:
        code = supervise(command, hold, stdout=out, stderr=out, env=environment())
    if code:
        with open(log, errors="replace") as out:
            raise Problem(diagnose(out.read()))
    with open(stamp, "w") as file:
        file.write(digest(kind))
    return python


# What would lead Python, Snakemake or Matplotlib elsewhere, change what they do, or slow them:
# without bytecode (PYTHONDONTWRITEBYTECODE) Snakemake starts in 9 s, not in 2.
FOREIGN = ("PYTHON", "SNAKEMAKE_", "MPL", "MATPLOTLIBRC", "LC_", "LANG")
OWN = {
    "VIRTUAL_ENV": VENV,
    "PYTHONNOUSERSITE": "1",
    "PYTHONUTF8": "1",
    "LC_ALL": "C.UTF-8",
    "MATPLOTLIBRC": os.path.join(ROOT, "envs", "matplotlibrc"),
}


def environment():
    """Our own variables without those of the user that could change a result; see ``FOREIGN``."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)}
    path = os.pathsep.join([os.path.dirname(PYTHON), env.get("PATH", os.defpath)])
    return {**env, **OWN, "PATH": path}


GRACE = 2.0  # seconds after which who got SIGINT by itself has ended
STUCK = 15.0  # seconds without a step after a signal; to end by itself takes a second or two


def supervise(command, hold=(), look=None, **how):
    """Run a command to its end; its exit code. Meanwhile call ``look`` every half second.

    SIGTERM is handed on to it, and it then ends in its own time. Ctrl-C reaches it and what it
    started by itself; but a SIGINT to us alone is handed on to all of them, which is seen from
    steps that still run after a while (Snakemake makes a fuss about a second SIGINT). Snakemake may
    then wait for itself for ever; it is killed if no step has been at work for ``STUCK`` seconds.

    Raises:
        KeyboardInterrupt: SIGINT or SIGTERM came.
    """
    received, busy = [], time.monotonic()
    process = subprocess.Popen(command, pass_fds=hold, **how)
    signal.signal(signal.SIGINT, lambda *_: received.append(time.monotonic()))
    signal.signal(signal.SIGTERM, lambda *_: (received.append(math.inf), process.terminate()))
    while process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.5)
        if received and time.monotonic() > received[0] + GRACE and interrupt(process.pid):
            received[0] = math.inf
        if not received or len(family(process.pid)) > 1:
            busy = time.monotonic()
        elif time.monotonic() > busy + STUCK:  # no step is at work any more: it waits for itself
            process.kill()
        if look:
            look()
    if received:
        raise KeyboardInterrupt
    return process.returncode


def interrupt(pid):
    """Send SIGINT to a process and its descendants, if it has any; whether it has."""
    every = family(pid)
    if len(every) == 1:
        return False
    for each in every:
        with contextlib.suppress(OSError):  # it has ended
            os.kill(each, signal.SIGINT)
    return True


def family(pid):
    """A process and its descendants, as they are now."""
    return descent(pid, parents())


def descent(pid, parent):
    """A process and its descendants, of processes with their parents."""
    found = [pid]
    for each in found:  # which grows
        found += [child for child, its in parent.items() if its == each]
    return found


def parents():
    """Parents of all processes that have not ended: a mapping from PID to PID."""
    if os.path.isdir("/proc/self"):
        rows = map(stat, filter(str.isdigit, os.listdir("/proc")))
    else:
        command = ["ps", "-A", "-o", "pid=,stat=,ppid="]
        rows = (line.split() for line in subprocess.check_output(command, text=True).splitlines())
    return {int(row[0]): int(row[2]) for row in rows if row and not row[1].startswith("Z")}


def stat(pid):
    """A process, its state and its parent, in words; nothing if it is gone."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/stat") as file:
        state, parent = file.read().rpartition(")")[2].split()[:2]  # its name may have brackets
        return pid, state, parent
    return None


FOUND = re.compile("(?m)^(?:Collecting|Processing|Requirement already) ")


class Meter:
    """How far an installation is, from the traces that it leaves."""

    def __init__(self, kind, rounds):
        with open(lock_file(kind)) as lock:
            self.total = len(re.findall(r"(?m)^[\w.-]+==[^;\n]*$", lock.read()))
        self.rounds = rounds  # pip names each package before it puts any in place
        self.live = sys.stdout.isatty()
        self.start = self.spoke = time.monotonic()

    def counts(self):
        """How many packages pip has found, and how many are in place."""
        with open(LOG, errors="replace") as log:
            found = len(
                re.findall(r"(?m)^(?:Collecting|Processing|Requirement already) ", log.read())
            )
        folder = os.path.join(glob.escape(VENV), "lib", "*", "site-packages", "*.dist-info")
        return min(found, self.total), min(len(glob.glob(folder)), self.total)

    def look(self):
        now = time.monotonic()
        if self.live or now - self.spoke > 10:
            self.spoke = now
            found, placed = self.counts()
            self.show(self.line(found, placed, now - self.start))

    def line(self, found, placed, elapsed):
        """Building .venv: 12 of 118 packages in place, 0:31, about 0:20 left"""
        share = placed / self.total if self.rounds == 1 else (found + placed) / (2 * self.total)
        rest = f", about {clock(elapsed * (1 / share - 1))} left" if share > 0.05 else ""
        what = "found" if self.rounds == 2 and found < self.total else "in place"
        count = found if what == "found" else placed
        return f"Building .venv: {count} of {self.total} packages {what}, {clock(elapsed)}{rest}"

    def end(self, how):
        self.show(f"Building .venv {how} {clock(time.monotonic() - self.start)}.")
        if self.live:
            print(flush=True)

    def show(self, text):
        print("\r\033[K" + text if self.live else text, end="" if self.live else "\n", flush=True)


def clock(seconds):
    return "{}:{:02}".format(*divmod(round(seconds), 60))


OFFLINE = re.compile(
    "NewConnectionError|Max retries exceeded|Name or service not known|name resolution|"
    "Network is unreachable|[Tt]imed out|ProxyError|dns error|error sending request|"
    "Connection refused|SSLError|CERTIFICATE_VERIFY_FAILED"
)


def diagnose(text):
    """One sentence for what an installer said."""
    if "No space left on device" in text:
        return "no space is left, here or where temporary files go: make room, then try again."
    if "DO NOT MATCH THE HASHES" in text or "Hash mismatch" in text:
        return f"a downloaded package is not the one locked under envs/; see {LOG}"
    if OFFLINE.search(text):
        return (
            "the packages could not be downloaded: check the network or the proxy (pip's and uv's "
            "own settings are honoured), then run the same command again."
        )
    compiled = re.search(r"Failed (?:to build|building wheel for)[:` ]+([\w.-]+)", text)
    if compiled:
        return (
            f"{compiled[1]} is not available built for this Python, and could not be compiled: use "
            f"Python 3.11 to 3.13, or install a C compiler (Debian: gcc python3-dev); see {LOG}"
        )
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if re.match("(?i)error", line)] or lines or ["no reason given"]
    return f"the environment could not be built ({errors[-1]}); see {LOG}"
