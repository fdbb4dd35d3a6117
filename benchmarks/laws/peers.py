"""Other libraries on the laws they know, if installed: ``pip install freealg scikit-rmt``.

Errors are relative, in density, against closed forms; every library evaluates the same 200 points,
even in x between the quantiles 0.001 and 0.999.
"""

from importlib.util import find_spec

import numpy as np

from benchmarks.laws.speed import cold
from benchmarks.sampling.clock import race
from freewidth import Network, law

COUNT = 200


def rows() -> dict[str, dict[str, float]]:
    """A row for each law and library at hand."""
    table = {}
    for depth in (1, 2, 4):
        exact = law(Network("gaussian", "linear", depth))
        x = np.linspace(*exact.quantile(np.array([0.001, 0.999])), COUNT)
        truth = _fuss_catalan(x, depth)
        functions = {"freewidth": lambda d=depth, x=x: _ours(d, x)} | _peers(depth, x)
        times = race(functions, rounds=2)
        for name, function in functions.items():
            error = np.abs(np.asarray(function()) / truth - 1)
            table[f"Fuss-Catalan {depth}: {name}"] = {
                "time / freewidth": times[name] / times["freewidth"],
                "median relative error": float(np.median(error)),
                "largest relative error": float(np.max(error)),
                "points off by 1 % or more": int(np.sum(~(error < 0.01))),
            }
    return table


def _ours(depth, x):
    cold()
    return law(Network("gaussian", "linear", depth)).density(x)


def _peers(depth, x):
    found = {}
    if find_spec("freealg"):
        from freealg.distributions import FussCatalan, MarchenkoPastur

        found["freealg"] = lambda: (
            MarchenkoPastur(1.0) if depth == 1 else FussCatalan(depth)
        ).density(x)
    if find_spec("skrmt") and depth == 1:
        from skrmt.ensemble.spectral_law import MarchenkoPasturDistribution

        found["scikit-rmt"] = lambda: MarchenkoPasturDistribution(ratio=1.0).pdf(x)
    return found


def _fuss_catalan(x, depth):
    """The density by its parametrisation, inverted by bisection in t."""
    n = depth
    low, high = np.full(x.shape, 1e-12), np.full(x.shape, np.pi / (n + 1) * (1 - 1e-15))
    for _ in range(200):
        t = (low + high) / 2
        level = np.sin((n + 1) * t) ** (n + 1) / (np.sin(t) * np.sin(n * t) ** n)
        low, high = np.where(level > x, t, low), np.where(level > x, high, t)
    return np.sin(t) ** 2 * np.sin(n * t) ** (n - 1) / (np.pi * np.sin((n + 1) * t) ** n)
