"""What multiplying J out costs in accuracy, as a share of what the floors allow for."""

import numpy as np

from freewidth import sample
from freewidth.ensembles import EVERY
from freewidth.network import Network
from freewidth.rng import stream
from freewidth.sample._methods import RELATIVE

CASES = ((6, 1), (6, 100), (60, 3), (60, 30), (210, 1), (210, 10), (500, 4), (500, 40), (1024, 8))


def rows() -> dict[str, dict[str, float]]:
    """Largest error over all ensembles: of an eigenvalue (gram), of a singular value (svd)."""
    table: dict[str, dict[str, float]] = {"gram: error / allowed": {}, "svd: error / allowed": {}}
    for n, depth in CASES:
        names = EVERY if n < 500 else ("gaussian", "orthogonal", "cauchy")
        shares = np.array([_shares(name, n, depth) for name in names])
        for row, share in zip(table.values(), shares.max(axis=0), strict=True):
            row[f"n={n}, L={depth}"] = float(share)
    return table


def _shares(name, n, depth):
    phi = "linear" if EVERY[name].field == "complex" else "sin"  # a complex sine explodes
    net = Network(name, phi, depth, 1.1, 0.05, 0.5)
    exact, gram, svd = (
        sample.spectrum(net, n, stream(0, name, n, depth), method=m)
        for m in ("graded", "gram", "svd")
    )
    allowed = RELATIVE * sample.accuracy_floor("gram", n, depth)
    roots = np.sqrt(exact)
    return (
        np.max(np.abs(gram - exact)) / (allowed * exact[-1]),
        np.max(np.abs(np.sqrt(svd) - roots)) / (allowed * roots[-1]),
    )
