"""What networks of a width cost: processor time of one, bytes that it leaves, and 10^4 of them."""

import time

from benchmarks.tables import Table
from freewidth import sample
from freewidth.network import Network
from freewidth.rng import stream
from scripts.spectra.sample import FLOOR

WIDTHS = (1024, 2048, 4096, 8192)
MANY = 10_000


def rows(depth: int = 3) -> Table:
    """As the workflow draws them; a width once, the widest takes minutes."""
    table = {}
    for name in ("gaussian", "orthogonal"):
        net = Network(name, "tanh", depth, sigma_b2=0.1)
        sample.spectrum(net, 256, stream(0), floor=FLOOR)  # loads what is to be loaded
        for n in WIDTHS:
            start = time.process_time()
            values = sample.spectrum(net, n, stream(0, name), floor=FLOOR)
            seconds = time.process_time() - start
            table[f"{name}, n={n}, L={depth}"] = {
                "seconds of a core": seconds,
                "nanoseconds / n^3": seconds / n**3 * 1e9,
                "core hours of 10^4": seconds * MANY / 3600,
                "gigabytes of 10^4": values.nbytes * MANY / 1e9,
            }
    return table
