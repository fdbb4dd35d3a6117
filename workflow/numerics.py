"""Environment variables that make one result out of many machines.

The bits of an eigenvalue depend on the instruction set that OpenBLAS and NumPy choose at start.
Where AVX2 exists they are held to it, so that all such machines agree; elsewhere results agree
within tolerances only. Set before NumPy is imported; only children of the process see them.
"""

import platform
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")  # Linux only: what cannot be read is not pinned


def pinned() -> dict[str, str]:
    """What to put into the environment of every process that computes, here."""
    if platform.machine().lower() not in ("x86_64", "amd64") or "avx2" not in _flags():
        return {}  # asking for instructions that the processor lacks ends in a crash
    newer = ["X86_V4", "AVX512_ICL", "AVX512_SPR"]
    return {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": " ".join(newer)}


def _flags() -> set[str]:
    try:
        lines = CPUINFO.read_text().splitlines()
    except OSError:
        return set()
    return set(next((line for line in lines if line.startswith("flags")), "").split())
