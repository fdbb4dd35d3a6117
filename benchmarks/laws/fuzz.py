"""``python -m benchmarks.laws.fuzz START STOP``: random networks, each solved right or refused.

Network i depends on i alone. A law that is returned is judged by what does not share the solver:
its moments by sums over non-crossing partitions, its transform on the negative axis by bisection,
and quantiles by its own distribution function. Counts add up in ``benchmarks/results/fuzz.json``.
"""

import json
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

from benchmarks.laws import witness
from freewidth import ACTIVATIONS, InvalidInputError, Network, NotConvergedError, genus, law
from freewidth.biases import BIASES
from freewidth.rng import stream
from scripts.fingerprint import fingerprint

RESULTS = Path(__file__).parents[1] / "results" / "fuzz.json"
ENSEMBLES = ("gaussian", "rademacher", "orthogonal")
BESIDE = 2e-15  # relative: some roundings of log x
ALLOWED = 1e-9  # defects: ten times what a law promises, as relative errors of small numbers


def network(index: int) -> Network:
    """Network number ``index`` of the sweep."""
    rng = stream(0, "fuzz", index)
    depth = int(np.exp(rng.uniform(0, np.log(65))))
    ensemble = str(rng.choice(ENSEMBLES))
    if rng.random() < 0.3:
        ensemble = tuple(str(name) for name in rng.choice(ENSEMBLES, depth))
    widths = None
    if rng.random() < 0.5:  # any two widths within a factor 5
        widths = tuple(float(w) for w in np.exp(rng.uniform(0, np.log(5), depth + 1)))
    bias = str(rng.choice(list(BIASES))) if rng.random() < 0.2 else "gaussian"
    sigma_b2 = 0.0 if rng.random() < 0.2 else float(rng.uniform(0, 1))
    return Network(
        ensemble,
        str(rng.choice(list(ACTIVATIONS))),
        depth,
        sigma_w2=float(np.exp(rng.uniform(np.log(0.3), np.log(4)))),
        sigma_b2=sigma_b2,
        q0=float(np.exp(rng.uniform(np.log(0.1), np.log(10)))),
        widths=widths,
        bias=bias,
    )


def judge(net: Network) -> tuple[str, str]:
    """("right" | "refused" | "wrong" | "no network", what was seen)."""
    try:
        found = law(net)
    except InvalidInputError as error:  # its variances overflow
        return "no network", str(error)
    except NotConvergedError as error:
        return "refused", str(error)
    defects = {
        "moments": _moments(found),
        "transform": witness.defect(found),
        "quantiles": _quantiles(found),
    }
    # "not (<=)": nan is wrong too
    bad = {name: value for name, value in defects.items() if not value <= ALLOWED}
    verdict = "wrong" if bad else "right"
    return verdict, ", ".join(f"{name} {value:.1e}" for name, value in defects.items())


def _moments(found):
    """k <= 4, by partitions against integration; larger ones are the certificate's business."""
    exact = genus.moments(found.net, 4)
    sums = [found.expect(lambda x, k=k: x**k) for k in range(1, 5)]
    return float(np.max(np.abs(np.array(sums) / exact - 1)))


def _quantiles(found):
    """F(F^{-1}(p)) - p off the atoms, where the quantile does not underflow.

    What lies between p and F of the numbers next to the quantile is no defect.
    """
    p = np.linspace(0.005, 0.995, 100)
    x = found.quantile(p)
    off = ~np.isin(x, [a for a, _ in found.atoms]) & (x > witness.TINY)
    below, above = (found.cdf(x * (1 + sign * BESIDE)) for sign in (-1, 1))
    return float(np.max(np.maximum(below - p, p - above)[off], initial=0.0))


def main(start: int, stop: int) -> None:
    """Judge networks start..stop-1, print what is not right, and keep counts.

    Verdicts on another solver are forgotten.
    """
    RESULTS.parent.mkdir(exist_ok=True)
    solver = fingerprint("freewidth.jacobian")
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    known = kept["verdicts"] if kept.get("solver") == solver else {}
    for index in range(start, stop):
        if str(index) in known:
            continue
        net = network(index)
        clock = time.process_time()
        verdict, seen = judge(net)
        seconds = time.process_time() - clock
        known[str(index)] = {"verdict": verdict, "seconds": round(seconds, 3)}
        if verdict != "right":
            known[str(index)]["seen"] = f"{net}: {seen}"
            print(f"{index} {verdict}: {net}\n    {seen}", flush=True)
        kept = {"solver": solver, "verdicts": known}
        RESULTS.write_text(json.dumps(kept, indent=0, sort_keys=True))
    print(dict(Counter(row["verdict"] for row in known.values())))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
