"""How long laws take: ours, Newton lilypads at the same accuracy, and growth with depth."""

import numpy as np

from benchmarks.laws.lilypads import Lilypads, Program, Published
from benchmarks.sampling.clock import race
from freewidth import Network, law
from freewidth.freeprob import measure, singular
from freewidth.jacobian import contour, integrand, slopes

COUNT = 1000
ACCURACY = 1e-8  # relative, in the bulk: Im z that costs lilypads no more than that
CASES = tuple((name, depth, None) for name in ("relu", "hardtanh") for depth in (1, 3, 6, 12))
CASES += (("relu", 3, (600, 1200, 400, 900)),)
PEERS = {"lilypads as published": Published, "lilypads, longer strides": Lilypads}
DEPTHS = (1, 2, 4, 8, 16, 32, 64, 100)


def cold() -> None:
    """Forget what earlier laws left in caches."""
    rules = (slopes.slope_rule, slopes._masses, measure._values_rule, singular._rule)
    for cached in (*rules, contour.path, integrand.of_piece):
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
    for name, depth, widths in CASES:
        sigma_w2 = 2.0 if name == "relu" else 1.0
        net = Network("gaussian", name, depth, sigma_w2=sigma_w2, sigma_b2=0.1, widths=widths)
        shape = "" if widths is None else ", rectangular"
        for part, (low, high) in {"bulk": (0.1, 0.9), "all": (0.001, 0.999)}.items():
            table[f"{name}, L={depth}{shape}, {part}"] = _duel(net, low, high)
    return table


def _duel(net, low, high):
    """One row: medians over rounds of ratios to ours, and errors of the published algorithm."""
    run, x = fresh(net, low, high)
    ours, found = run(), law(net)
    on = net.phi.pieces[net.phi.slopes.index(1.0)]
    known = [y.between(*on) for y in net.preactivations], net.sigma_w2**net.depth
    known = (*known, [net.ratios[-1] / size for size in net.ratios])
    functions, row = {"ours": run, "again": lambda: found.density(x)}, {}
    for name, peer in PEERS.items():
        solver = peer(*known)
        height, error = _height(solver, x, ours)
        if height is None:
            row[f"{name}: no lilypad found"] = 1.0
            continue
        row[f"{name}: Im z"], row[f"{name}: median relative difference"] = height, np.median(error)
        row[f"{name}: largest relative difference"] = error.max()
        functions[name] = lambda s=solver, h=height: s.density(x, h)
        if peer is Published and Program.at_hand and solver.stalls == 0:
            functions["the published program"] = lambda h=height: Program(*known).density(x, h)
    times = _turns(functions, rounds=5)
    row |= {"ours, from nothing / ms": 1e3 * np.median(times["ours"])}
    for name in set(functions) - {"ours", "again"}:
        row[f"{name} / ours"] = np.median(times[name] / times["ours"])
        row[f"{name} / ours, 1000 points more"] = np.median(times[name] / times["again"])
    return {entry: float(row[entry]) for entry in sorted(row)}


def _turns(functions, rounds):
    """Seconds of processor time of every function in every round, in turns: arrays (rounds,)."""
    times = [race(functions, rounds=1) for _ in range(rounds)]
    return {name: np.array([one[name] for one in times]) for name in functions}


def _height(solver, x, ours):
    """The largest Im z with the accuracy asked for, at the median, and the errors it leaves.

    Else the one with the least median; None if there is no chain of lilypads at any.
    """
    best = None, np.full(x.shape, np.inf)
    for height in 10.0 ** -np.arange(5, 21):
        try:
            error = np.abs(solver.density(x, height) / ours - 1)
        except ArithmeticError:
            continue
        if np.median(error) < np.median(best[1]):
            best = float(height), error
        if np.median(error) < ACCURACY:
            break
    return best


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
