"""Networks too wide for their matrix: quadrature of J in single precision, against the limit law.

Run as a program it measures one: ``python -m benchmarks.scale.large gaussian 32768``.
"""

import json
import resource
import subprocess
import sys
import time

import numpy as np

from benchmarks.tables import Table
from freewidth import law, sample
from freewidth.network import Network
from freewidth.rng import stream
from scripts.fingerprint import ROOT

WIDTHS = (4096, 32768)
LEVELS = np.array([0.25, 0.5, 0.75, 0.95])
PROBES, STEPS = 10, 60


def rows(depth: int = 3) -> Table:
    """Processor time, memory, and how far the distribution is from the law, with its error bars."""
    table = {}
    for name in ("gaussian", "orthogonal"):
        for n in WIDTHS:
            words = [sys.executable, "-m", "benchmarks.scale.large", name, str(n), str(depth)]
            done = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
            table[f"{name}, n={n}, L={depth}"] = json.loads(done.stdout)
    return table


def measure(name: str, n: int, depth: int) -> dict[str, float]:
    """One network; the law is solved first, and its memory is not counted."""
    net = Network(name, "tanh", depth, sigma_b2=0.1)
    limit = law(net)
    x = limit.quantile(LEVELS)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    operator = sample.operator(net, n, stream(0, name), single=True)
    drawn = time.process_time() - start
    rule = sample.quadrature(operator, stream(0, "probes"), PROBES, STEPS)
    total = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    seen = rule.cdf(x)
    found = {"seconds of drawing": drawn, "seconds in all": total, "gigabytes": peak / 1e6}
    for level, value, sem, far in zip(LEVELS, *seen, strict=True):
        found[f"F - law at {level:g}"] = value - level
        found[f"standard error at {level:g}"] = sem
        found[f"resolution at {level:g}"] = far
    for k, (value, sem) in enumerate(zip(*rule.moments(3), strict=True), start=1):
        found[f"m_{k} / law - 1"] = value / limit.moments(3)[k - 1] - 1
        found[f"its standard error, {k}"] = sem / value
    return found


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
