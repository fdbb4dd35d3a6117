"""Entries looked at in a child process, which may crash, hang or end itself.

One child looks at many, as starting Python costs more than most entries. Who stops it is known by
the last line it wrote; the next child goes on behind. What is refused is looked at once more
without what has passed, lest it be for what another entry has done to the process.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence

from freewidth.contracts._entries import PACKAGE, Entry
from freewidth.contracts._fault import Fault

CPU, WALL = 10.0, 120.0  # seconds for one entry, of which most take less than .1
ALONE = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

Found = dict[Entry, list[Fault]]


def examined(entries: Iterable[Entry], cpu: float = CPU, wall: float = WALL) -> Found:
    """What is wrong with each of some entries; an empty list if nothing is.

    Args:
        entries: all are looked at.
        cpu: seconds of processor time that one may take.
        wall: seconds that may pass meanwhile.

    Raises:
        OSError: no child process can be started.
    """
    wanted = list(entries)
    found, stopped = _all(wanted, cpu, wall)
    refused = [entry for entry in wanted if found[entry] and entry not in stopped]
    if 0 < len(refused) < len(wanted):
        found |= _all(refused, cpu, wall)[0]
    return found


def _all(entries: Sequence[Entry], cpu: float, wall: float) -> tuple[Found, set[Entry]]:
    """What as many children as it takes have found, and the entries that have stopped one."""
    found, stopped = Found(), set()
    while waiting := [entry for entry in entries if entry not in found]:
        seen, last = _round(waiting, cpu, wall)
        found |= seen
        stopped |= {last} if last else set()
    return found, stopped


def _round(entries: Sequence[Entry], cpu: float, wall: float) -> tuple[Found, Entry | None]:
    """What one child found, and the entry that stopped it, if any."""
    with _start(entries, cpu) as child:
        found, begun, late = _listen(child, entries, wall)
        if late:
            child.kill()
        code = child.wait()
    if begun is not None:
        found[begun] = [_ending(code, late, cpu, wall)]
    elif len(found) < len(entries):
        raise OSError(f"python -m freewidth.contracts cannot be run: exit code {code}")
    return found, begun


def _start(entries: Sequence[Entry], cpu: float) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(PACKAGE.parent), *filter(None, [os.environ.get("PYTHONPATH")])])
    child = subprocess.Popen(
        [sys.executable, "-m", "freewidth.contracts"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path} | dict.fromkeys(ALONE, "1"),
    )
    assert child.stdin is not None
    told = [[each.registry, each.module, each.name, each.extra] for each in entries]
    child.stdin.write(json.dumps([cpu, told]).encode())
    child.stdin.close()
    return child


def _listen(
    child: subprocess.Popen[bytes], entries: Sequence[Entry], wall: float
) -> tuple[Found, Entry | None, bool]:
    """What the child says; the entry that it had begun with when it fell silent; whether late."""
    found, begun, rest = Found(), None, b""
    assert child.stdout is not None
    until = time.monotonic() + wall
    while len(found) < len(entries):
        ready, _, _ = select.select([child.stdout], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return found, begun or entries[len(found)], True
        piece = os.read(child.stdout.fileno(), 65536)
        if not piece:
            return found, begun, False
        *lines, rest = (rest + piece).split(b"\n")
        for number, faults in map(json.loads, lines):
            entry = entries[number]
            begun = entry if faults is None else None
            if faults is not None:
                found[entry] = [Fault(*fault) for fault in faults]
            until = time.monotonic() + wall
    return found, None, False


def _ending(code: int, late: bool, cpu: float, wall: float) -> Fault:
    declared = "it is loaded and drawn from in a process that goes on"
    if late or code == -signal.SIGPROF:
        spent = f"{wall:g} s" if late else f"{cpu:g} s of processor time"
        return Fault(
            f"its checks, some hundred thousand numbers, take less than {cpu:g} s",
            f"stopped after {spent}",
            "look for a loop without end; draw whole arrays at once",
        )
    if code < 0:
        name = signal.Signals(-code).name
        return Fault(declared, f"it crashed ({name})", "look at the compiled code that it calls")
    return Fault(
        declared,
        f"it ended the process, with exit code {code}",
        "call neither os._exit nor exit; raise an exception where something is wrong",
    )
