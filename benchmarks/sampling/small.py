"""Many narrow networks against the time that their BLAS and LAPACK calls take alone."""

import numpy as np

from benchmarks.sampling.clock import race
from freewidth import sample
from freewidth.network import Network
from freewidth.rng import stream


def rows(
    widths: tuple[int, ...] = (64, 128, 256), depths: tuple[int, ...] = (3, 8), networks: int = 48
) -> dict[str, dict[str, float]]:
    """Processor time over that of the same products and eigensolves, with and without the draws."""
    table: dict[str, dict[str, float]] = {
        "time / LAPACK": {},
        "time / (LAPACK + draws)": {},
        "one by one / LAPACK": {},
    }
    for n in widths:
        for depth in depths:
            for name in ("gaussian", "orthogonal"):
                times = race(_functions(name, n, depth, networks), rounds=5)
                case, least = f"{name}, n={n}, L={depth}", times["lapack"]
                table["time / LAPACK"][case] = times["together"] / least
                least_drawn = least + times["draws"]
                table["time / (LAPACK + draws)"][case] = times["together"] / least_drawn
                table["one by one / LAPACK"][case] = times["one by one"] / least
    return table


def _functions(name, n, depth, networks):
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((2, n, n))
    gram = a @ a.T
    net = Network(name, "tanh", depth, sigma_b2=0.1)

    def lapack():
        for _ in range(networks):
            for _ in range(depth):
                a @ b
            np.linalg.eigvalsh(gram)

    def draws():
        for _ in range(networks * depth):
            rng.standard_normal((n, n) if name == "gaussian" else (n, n // 2))

    def together():
        sample.spectra(net, n, (stream(0, i) for i in range(networks)), floor=1e-9)

    def alone():
        for i in range(networks):
            sample.spectrum(net, n, stream(0, i), floor=1e-9)

    return {"lapack": lapack, "draws": draws, "together": together, "one by one": alone}
