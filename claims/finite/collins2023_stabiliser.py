"""Turning W about its input leaves the network alone and the law of the Jacobian unchanged."""

from claims._base import Claim, Source
from claims._papers import COLLINS2023
from claims.finite._experiments import cases
from claims.finite._stabiliser import invariant

ENSEMBLE = "orthogonal"


def entries(study):
    """Haar weights, at every width."""
    draws = cases(study, "rotations").get(ENSEMBLE)
    return invariant(draws) if draws else iter(())


claim = Claim(
    statement=(
        "W -> W U, U Haar on the rotations that fix the layer's input: outputs and every D stay "
        "exactly what they are, and for Haar weights the law of the Jacobian does, too, at every "
        "width. So D depends on W through W x alone."
    ),
    formula=(
        r"U x^{l-1} = x^{l-1} \qquad "
        r"W^l \mapsto W^l U:\; y^l, D^l \text{ stay} \qquad "
        r"\mathrm{law}(J(WU)) = \mathrm{law}(J(W))"
    ),
    scope="finite size",
    source=Source("abstract", (COLLINS2023,)),
    hypotheses={
        "Haar orthogonal weights": "abstract",
    },
    rival="U that does not fix the input, D being left as it is",
    entries=entries,
    blind="turned networks are compared with themselves: nothing is predicted but that",
)
