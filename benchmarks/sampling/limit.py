"""One wide network against what no implementation can avoid: L products and one eigensolve."""

import os
import subprocess
import sys

import numpy as np

from benchmarks.sampling.clock import race
from freewidth import sample
from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from freewidth.rng import stream

MEMORY = """
import resource, sys
import numpy as np
from freewidth import sample
from freewidth.network import Network
from freewidth.rng import stream

name, method, n = sys.argv[1], sys.argv[2], int(sys.argv[3])
net = Network(name, "tanh", 8, sigma_b2=0.1)
sample.spectrum(net, 300, stream(0), method=method)  # loads what is to be loaded
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
sample.spectrum(net, n, stream(0), method=method)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(peak * 1024 / (8 * n * n))
"""


def rows(n: int = 2048, depth: int = 8, rounds: int = 2) -> dict[str, dict[str, float]]:
    """Processor time by ensemble, over that of the limit; and of the plain way for two of them."""
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((2, n, n))
    gram = a @ a.T

    def limit():
        for _ in range(depth):
            a @ b
        np.linalg.eigvalsh(gram)

    def ours(name, method="auto", activation="tanh"):
        net = Network(name, activation, depth, sigma_b2=0.1)
        return lambda: sample.spectrum(net, n, stream(0, name), method=method, floor=1e-9)

    functions = {"limit": limit} | {name: ours(name) for name in ENSEMBLES}
    functions |= {f"{name}, relu": ours(name, activation="relu") for name in KINDS}
    functions |= {f"{name}, single": ours(name, "single") for name in KINDS}
    functions |= {f"{name}, svd": ours(name, "svd") for name in KINDS}
    functions |= {f"{name}, plain NumPy": plain(name, n, depth) for name in KINDS}
    times = race(functions, rounds)
    return {"time / limit": {k: t / times["limit"] for k, t in times.items()}}


KINDS = ("gaussian", "orthogonal")


def plain(name, n, depth):
    """What one writes first: explicit matrices, an explicit Jacobian, its singular values."""

    def weights(rng):
        g = rng.standard_normal((n, n))
        if name == "gaussian":
            return g / np.sqrt(n)
        q, r = np.linalg.qr(g)
        return q * np.sign(np.diagonal(r))

    def function():
        rng = np.random.default_rng(0)
        x, jacobian = rng.standard_normal(n), np.eye(n)
        for _ in range(depth):
            w = weights(rng)
            y = w @ x + np.sqrt(0.1) * rng.standard_normal(n)
            x = np.tanh(y)
            jacobian = np.diag(1 - x**2) @ w @ jacobian
        return np.linalg.svd(jacobian, compute_uv=False) ** 2

    return function


def memory(n: int = 2048) -> dict[str, dict[str, float]]:
    """Peak resident memory above that of a small network, in n^2 doubles."""

    def peak(name, method):
        command = [sys.executable, "-c", MEMORY, name, method, str(n)]
        return float(
            subprocess.run(command, capture_output=True, check=True, env=os.environ).stdout
        )

    cases = [(name, method) for name in KINDS for method in ("gram", "svd", "graded")]
    return {"peak memory / n^2 doubles": {f"{n}, {m}": peak(n, m) for n, m in cases}}
