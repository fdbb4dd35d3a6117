"""Turning W about its input leaves the network alone and the law of the Jacobian unchanged."""

import numpy as np

from claims._base import Claim
from claims.finite._experiments import cases, entry
from freewidth.stats import Evidence, cautious, exact

NAMES = ("m_1", "m_2", "m_3", "tr 1/(1 + M/m)", "m_1 |y|^2/n")
INVARIANT = ("gaussian", "orthogonal")
ROUNDING = 1e-12  # relative to the largest y: a few layers of products of small matrices
WHY_ROUNDING = "U x = x in exact arithmetic; products of rounded matrices miss by this at most"
FREE = "D of other weights"


def entries(study):
    """Every ensemble, at every width: outputs and D, and the law of J."""
    for case, draws in cases(study, "rotations").items():
        if case in INVARIANT:
            evidence = [*unmoved(draws), *differences(draws, "fixed")]
            yield entry(draws, "U x = x", "theorem", evidence)
            note = "U free of x while D stays: D is that of other weights"
            yield entry(draws, "any U", "control", differences(draws, "free"), note)
        else:
            note = "the law of W changes under rotations, and that of J with it, at order 1/n"
            yield entry(draws, "U x = x", "control", differences(draws, "fixed"), note)


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


claim = Claim(
    statement=(
        "W -> W U, U Haar on the rotations that fix the layer's input: outputs and every D stay "
        "exactly what they are, and for Haar weights the law of the Jacobian does, too, at every "
        "width. So D depends on W through W x alone."
    ),
    source="the idea of Collins and Hayase (2023), Asymptotic freeness of layerwise Jacobians: the "
    "Haar orthogonal case, arXiv:2103.13466",
    hypotheses="weights whose law is invariant under rotations from the right: Haar or Gaussian",
    rival="U that does not fix the input, D being left as it is",
    entries=entries,
    blind="turned networks are compared with themselves: nothing is predicted but that",
)
