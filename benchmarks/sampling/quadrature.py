"""Golub-Kahan quadrature against all eigenvalues, where these can still be had."""

from typing import Any

import numpy as np

from benchmarks.sampling.clock import race
from freewidth import sample
from freewidth.network import Network
from freewidth.rng import stream

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def rows(
    n: int = 4096, depth: int = 3, probes: int = 10, steps: int = 80
) -> dict[str, dict[str, float]]:
    """Errors of the distribution function and of moments, next to their error bars."""
    table = {}
    for name in ("gaussian", "orthogonal"):
        net = Network(name, "tanh", depth, sigma_b2=0.1)
        found: dict[str, Any] = {}

        def dense(net=net, found=found):
            found["values"] = sample.spectrum(net, n, stream(0, net.ensemble), floor=1e-9)

        def free(net=net, found=found):
            operator = sample.operator(net, n, stream(0, net.ensemble))
            found["rule"] = sample.quadrature(operator, stream(0, "probes"), probes, steps)

        times = race({"dense": dense, "free": free}, rounds=1)
        row = _agreement(found["rule"], found["values"])
        table[f"{name}, n={n}, L={depth}"] = row | {"time / dense": times["free"] / times["dense"]}
    return table


def _agreement(rule, values):
    x = np.quantile(values, LEVELS)
    exact = np.searchsorted(values, x, side="right") / values.size
    seen, row = rule.cdf(x), {}
    for i, level in enumerate(LEVELS):
        row[f"F({level:g}) error"] = seen.value[i] - exact[i]
        row[f"F({level:g}) sem"] = seen.sem[i]
        row[f"F({level:g}) resolution"] = seen.resolution[i]
    for k, (value, sem) in enumerate(zip(*rule.moments(3), strict=True), start=1):
        truth = np.mean(values**k)
        row[f"m_{k} relative error"] = value / truth - 1
        row[f"m_{k} relative sem"] = sem / truth
    return row
