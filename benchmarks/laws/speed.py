"""How long laws take: ours, Newton lilypads at the same accuracy, and growth with depth."""

import numpy as np

from benchmarks.laws.lilypads import Lilypads
from benchmarks.sampling.clock import race
from freewidth import ACTIVATIONS, Network, law
from freewidth.theory import contour, slopes

COUNT = 1000
ACCURACY = 1e-8  # relative, in the bulk: Im z that costs lilypads no more than that
CASES = tuple((name, depth) for name in ("relu", "hardtanh") for depth in (1, 3, 6, 12))
DEPTHS = (1, 2, 4, 8, 16, 32, 64, 100)


def cold() -> None:
    """Forget what earlier laws left in caches."""
    for cached in (slopes.slope_law, contour.path):
        cached.cache_clear()


def fresh(net, low=0.001, high=0.999):
    """A function that builds the law from nothing and evaluates it at 1000 points of its bulk.

    They are even in the logarithm between two quantiles of the continuous part.
    """
    found = law(net)
    zero = dict(found.atoms).get(0.0, 0.0)
    ends = found.quantile(zero + (1 - zero) * np.array([low, high]))
    x = np.geomspace(*np.maximum(ends, 1e-290), COUNT)

    def run():
        cold()
        return law(Network(**vars_of(net))).density(x)

    return run, x


def vars_of(net):
    """Arguments of an equal network without its cached variances."""
    return {name: getattr(net, name) for name in net.__dataclass_fields__}


def lilypads() -> dict[str, dict[str, float]]:
    """Ours against lilypads on the networks these know: i.i.d., slopes 0 or 1."""
    table = {}
    for name, depth in CASES:
        net = Network(
            "gaussian", name, depth, sigma_w2=2.0 if name == "relu" else 1.0, sigma_b2=0.1
        )
        for part, (low, high) in {"bulk": (0.1, 0.9), "all": (0.001, 0.999)}.items():
            run, x = fresh(net, low, high)
            phi = ACTIVATIONS[name]
            on = phi.pieces[phi.slopes.index(1.0)]
            peer = Lilypads([y.between(*on) for y in net.preactivations], net.sigma_w2**depth)
            row = table[f"{name}, L={depth}, {part}"] = {}
            try:
                row |= _race(peer, net, run, x)
            except ArithmeticError:
                row["lilypads fail"] = 1.0
    return table


def _race(peer, net, run, x):
    ours, found = run(), law(net)
    height = _height(peer, x, ours)
    functions = {
        "build": run,
        "lilypads": lambda: peer.density(x, height),
        "again": lambda: found.density(x),
    }
    times = race(functions, rounds=5)
    error = np.abs(peer.density(x, height) / ours - 1)
    return {
        "ours, from nothing / ms": 1e3 * times["build"],
        "lilypads / ours": times["lilypads"] / times["build"],
        "lilypads / ours, 1000 points more": times["lilypads"] / times["again"],
        "lilypads: median relative difference": float(np.median(error)),
        "lilypads: largest relative difference": float(error.max()),
    }


def _height(peer, x, ours):
    """The largest Im z over x at which lilypads have the accuracy asked for, at the median."""
    for height in 10.0 ** -np.arange(6, 12):
        if np.median(np.abs(peer.density(x[::10], height) / ours[::10] - 1)) < ACCURACY:
            return height
    return 1e-12  # none: the table shows the error


def build() -> dict[str, dict[str, float]]:
    """Build a law and evaluate 1000 points, from cold caches; then 10^6 points more."""
    table = {}
    for ensemble in ("gaussian", "orthogonal"):
        for name in ("relu", "hardtanh", "leaky_relu", "tanh", "erf", "gelu", "sin"):
            net = Network(ensemble, name, 32, sigma_b2=0.1)
            run, _ = fresh(net)
            found = law(net)
            many = found.quantile(np.linspace(0.001, 0.999, 10_000))
            many = np.tile(many[many > 0], 1 + 1_000_000 // many.size)[:1_000_000]
            times = race({"build": run, "many": lambda f=found, x=many: f.density(x)}, rounds=2)
            table[f"{ensemble} {name}, L=32"] = {
                "build and 1000 points / ms": 1e3 * times["build"],
                "10^6 points / ms": 1e3 * times["many"],
            }
    return table


def depth() -> dict[str, dict[str, float]]:
    """Build and 1000 points against depth."""
    table = {}
    for name in ("relu", "hardtanh", "tanh", "erf"):
        runs = {str(n): fresh(Network("gaussian", name, n, sigma_b2=0.1))[0] for n in DEPTHS}
        times = race(runs, rounds=2)
        table[f"gaussian {name}"] = {f"L={n} / ms": 1e3 * times[str(n)] for n in DEPTHS}
    return table
