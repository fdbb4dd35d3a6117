"""Networks too wide for their matrix: quadrature of J in single precision, against the limit law.

Run as a program it measures one: ``python -m benchmarks.scale.large gaussian 32768``.
"""

import json
import resource
import subprocess
import sys
import time

import numpy as np
from numpy.typing import NDArray

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
    apart, apart_m1 = fluctuations(net, x, n)
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
    for level, each in zip(LEVELS, apart, strict=True):
        found[f"networks differ by, at {level:g}"] = each
    found["networks differ by, m_1"] = apart_m1 / limit.moments(1)[0]
    for k, (value, sem) in enumerate(zip(*rule.moments(3), strict=True), start=1):
        found[f"m_{k} / law - 1"] = value / limit.moments(3)[k - 1] - 1
        found[f"its standard error, {k}"] = sem / value
    return found


def fluctuations(net: Network, x: NDArray, n: int) -> tuple[NDArray, float]:
    """Standard deviations of F(x) and of m_1 among networks of width n.

    Those of a hundred networks of width 256, and the law that they fall like n^{-1/2}: an average
    over the n slopes of a layer does.
    """
    streams = [stream(0, "fluctuations", net.ensemble, i) for i in range(100)]
    values = sample.spectra(net, 256, streams, floor=1e-9).eigenvalues
    scale = np.sqrt(256 / n)
    below = (values[:, :, None] <= x).mean(axis=1)
    return scale * below.std(axis=0, ddof=1), float(scale * values.mean(axis=1).std(ddof=1))


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
