"""The child process that looks at entries: ``python -m freewidth.contracts`` (see ``_child``).

Reads one JSON list of [registry, module, name, extra] from standard input; writes a line when it
begins with an entry and a line of faults when it is done. What an entry prints goes nowhere.
"""

import json
import os
import signal
import sys
from dataclasses import astuple

from freewidth.contracts._check import loaded


def main() -> None:
    """Look at all of them, one after the other; each has its own allowance of processor time."""
    seconds, entries = json.load(sys.stdin)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # ends with its parent, whatever an entry catches
    told = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    for number, entry in enumerate(entries):
        os.write(told, f"{json.dumps([number, None])}\n".encode())
        signal.setitimer(signal.ITIMER_PROF, seconds)  # kills the process if it is not stopped
        found = [astuple(fault) for fault in loaded(*entry)]
        signal.setitimer(signal.ITIMER_PROF, 0)
        os.write(told, f"{json.dumps([number, found])}\n".encode())
    os._exit(0)  # whatever threads an entry has left running


if __name__ == "__main__":
    main()
