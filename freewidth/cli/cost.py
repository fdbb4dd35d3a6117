"""What a command would cost, said before it starts.

Times are orders of magnitude on one core; they decide what needs to be insisted on, nothing else.
"""

import os
from collections.abc import Sequence
from itertools import pairwise
from math import fsum

import click

from freewidth.cli.errors import USAGE, failure

LONGEST = 300.0  # seconds that need no --long
SOLVED_LAYER = 1e-2  # seconds for the variance and slopes of one layer
SAMPLED_LAYER = 1e-3  # seconds, at small width
CRITICAL_LAYER = 1e-3  # seconds: layers are alike
FLOPS = 1e10  # per second
MOST_LAYERS = MOST_NETWORKS = 10**7  # that a list can hold

long = click.option(
    "--long", is_flag=True, help=f"Start even what may take over {LONGEST:g} seconds."
)


def bearable(seconds: float, work: str, insist: bool) -> None:
    """Refuse what takes long, unless insisted on.

    Raises:
        click.ClickException: it would take more than :data:`LONGEST`.
    """
    if seconds > LONGEST and not insist:
        raise failure(f"{work} may take about {duration(seconds)}; to start it, add --long", USAGE)


def fits(size: float, work: str) -> None:
    """Refuse arrays larger than the memory there is.

    Raises:
        click.ClickException: ``size`` bytes are more than all of it.
    """
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    if size > memory:
        raise failure(
            f"{work} needs about {size / 2**30:.3g} GiB, the machine has {memory / 2**30:.3g}; "
            f"take a smaller width or fewer replicates",
            USAGE,
        )


def sampling(sizes: Sequence[int], networks: int) -> tuple[float, float]:
    """Seconds and bytes for spectra of networks of layer sizes n_0, ..., n_L.

    A layer costs a random matrix (its QR factors at most) and a product with n_0 columns; the
    spectrum about ten products of J.
    """
    pairs = list(pairwise(sizes))
    layers = fsum(2.0 * m * n * (sizes[0] + 2 * min(m, n)) for m, n in pairs)
    spectrum = 10.0 * sizes[0] * sizes[-1] * min(sizes[0], sizes[-1])
    seconds = len(pairs) * SAMPLED_LAYER + (layers + spectrum) / FLOPS
    size = 8.0 * (2 * max(m * n for m, n in pairs) + networks * sizes[-1])
    return networks * seconds, size


def duration(seconds: float) -> str:
    """In the largest unit that fits."""
    for unit, length in (("years", 3.2e7), ("days", 86400.0), ("hours", 3600.0)):
        if seconds >= 2 * length:
            return f"{seconds / length:.2g} {unit}"
    return f"{seconds / 60:.0f} minutes"
