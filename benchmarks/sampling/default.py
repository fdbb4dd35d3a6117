"""One network as anyone calls it, over what cannot be avoided: L products and one eigensolve."""

import numpy as np

from benchmarks.sampling.clock import race
from freewidth import sample
from freewidth.network import Network
from freewidth.rng import stream

CASES = (  # ensemble, n, L, floor
    ("gaussian", 1024, 8, 0.0),
    ("orthogonal", 1024, 8, 0.0),
    ("gaussian", 1024, 3, 0.0),
    ("gaussian", 1024, 8, 1e-18),
    ("orthogonal", 1024, 8, 1e-18),
    ("gaussian", 256, 3, 0.0),
    ("orthogonal", 256, 3, 0.0),
)


def rows(rounds: int = 3) -> dict[str, dict[str, float]]:
    """Processor time of ``sample.spectrum``, tanh, over the floor of its size and depth."""
    table = {}
    for name, n, depth, floor in CASES:
        label = f"{name}, n={n}, L={depth}" + (f", floor {floor:g}" if floor else "")
        table[label] = _ratio(name, n, depth, floor, rounds)
    return {"sample.spectrum / floor": table}


def _ratio(name, n, depth, floor, rounds):
    a, b = np.random.default_rng(0).standard_normal((2, n, n))
    gram = a @ a.T
    net = Network(name, "tanh", depth, sigma_b2=0.1)

    def limit():
        for _ in range(depth):
            a @ b
        np.linalg.eigvalsh(gram)

    def ours():
        sample.spectrum(net, n, stream(0, name), floor=floor)

    times = race({"limit": limit, "ours": ours}, rounds)
    return times["ours"] / times["limit"]
