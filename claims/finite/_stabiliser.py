"""Turning W about the input of its layer: what it leaves alone, and what any turn changes."""

from collections.abc import Iterator

import numpy as np

from claims._base import Entry
from claims.finite._experiments import entry
from freewidth.sample import Draws
from freewidth.stats import Evidence, cautious, exact

NAMES = ("m_1", "m_2", "m_3", "tr 1/(1 + M/m)", "m_1 |y|^2/n")
ROUNDING = 1e-12  # relative to the largest y: a few layers of products of small matrices
WHY_ROUNDING = "U x = x in exact arithmetic; products of rounded matrices miss by this at most"
FREE = "D of other weights"


def invariant(draws: Draws) -> Iterator[Entry]:
    """At every width: outputs and D, and the law of J; as control, turns that move the input."""
    evidence = [*unmoved(draws), *differences(draws, "fixed")]
    yield entry(draws, "U x = x", "theorem", evidence)
    note = "U free of x while D stays: D is that of other weights"
    yield entry(draws, "any U", "control", differences(draws, "free"), note)


def unmoved(draws):
    """What the turned network changes in any y or phi'(y), at most; rival: what any U changes."""
    return [
        Evidence(
            what=f"largest change of y and D at n={n}",
            observed=float(values.max()),
            expected=0.0,
            sem=0.0,
            bias=ROUNDING,
            why_bias=WHY_ROUNDING,
            rivals={FREE: float(np.median(draws.observed["moved/free"][n]))},
            at_width=float(values.max()),
        )
        for n, values in draws.observed["moved/fixed"].items()
    ]


def differences(draws, kind):
    """Turned less untouched, network by network: mean 0 if the laws agree, at each width."""
    found = []
    for n, own in draws.observed["own"].items():
        names = [f"turned less own: {name} at n={n}" for name in NAMES]
        values = draws.observed[kind][n] - own
        rivals = {FREE: cautious(draws.observed["free"][n] - own)} if kind == "fixed" else {}
        found += exact(names, values, np.zeros(len(names)), rivals)
    return found
