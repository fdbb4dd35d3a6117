"""Gaussian weights may be turned about their input like Haar weights; other i.i.d. ones not."""

from claims._base import Claim, Source
from claims._papers import COLLINS2023
from claims.finite._experiments import cases, entry
from claims.finite._stabiliser import differences, invariant

ENSEMBLE, HAAR = "gaussian", "orthogonal"


def entries(study):
    """Gaussian weights, at every width; other independent entries as controls."""
    for case, draws in cases(study, "rotations").items():
        if case == ENSEMBLE:
            yield from invariant(draws)
        elif case != HAAR:
            note = "the law of W changes under rotations, and that of J with it, at order 1/n"
            yield entry(draws, "U x = x", "control", differences(draws, "fixed"), note)


claim = Claim(
    statement=(
        "W -> W U, U Haar on the rotations that fix the layer's input: for Gaussian weights, too, "
        "outputs and every D stay exactly what they are, and so does the law of the Jacobian, at "
        "every width; for other independent entries it does not."
    ),
    formula=(
        r"U x^{l-1} = x^{l-1} \qquad "
        r"W^l \mapsto W^l U:\; y^l, D^l \text{ stay} \qquad "
        r"\mathrm{law}(J(WU)) = \mathrm{law}(J(W))"
    ),
    scope="finite size",
    source=Source(
        "ours",
        (COLLINS2023,),
        "the argument of this paper, which has Haar weights, for another law that is invariant "
        "under rotations from the right",
    ),
    hypotheses={"independent Gaussian weights": "ours"},
    rival="U that does not fix the input, D being left as it is",
    entries=entries,
    blind="turned networks are compared with themselves: nothing is predicted but that",
)
