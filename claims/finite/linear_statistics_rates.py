"""How fast linear statistics of one network's spectrum concentrate, with D random and given."""

from claims._base import Claim, Source
from claims._papers import PASTUR2020, PASTUR2022, PASTUR2023
from claims.finite._experiments import entry
from claims.finite._rates import SMOOTH, fluctuations, slopes
from freewidth.stats.sensitivity import of_prediction

UNCONDITIONAL = {"rigid, as if D were given": -2.0, "half an order slower": -0.5}
FOURTH = {"rigid, as if D were given": -4.0, "one order slower": -1.0}
CONDITIONAL = {"as if D fluctuated": -1.0, "one order faster": -3.0}
LIGHT = ("m_1", "G(-m)")  # m_2 has heavy tails at these widths: its kurtosis still falls with n


def entries(study):
    """Every ensemble: D from the weights, D shared by several networks, D = 1."""
    for draws in fluctuations(study).values():
        own = slopes(draws, "true", -1.0, UNCONDITIONAL)
        own += slopes(draws, "true", -2.0, FOURTH, order=4, names=LIGHT)
        yield entry(draws, "D from the weights", "theorem", own)
        for kind, words in (("frozen", "D given"), ("linear", "linear phi")):
            if kind in draws.observed:
                yield entry(draws, words, "theorem", slopes(draws, kind, -2.0, CONDITIONAL))
        note = "tested against the exponent for networks that share D"
        wrong = slopes(draws, "true", -2.0, {}, names=SMOOTH)
        yield entry(draws, "D from the weights, off", "control", wrong, note)


claim = Claim(
    statement=(
        "The variance of n^{-1} tr f(J J^T) falls like 1/n, and its fourth central moment like "
        "n^{-2}, because the diagonal of D fluctuates like n independent numbers; given D, or for "
        "linear phi, the variance falls like n^{-2}."
    ),
    formula=(
        r"\operatorname{Var}\Bigl(\frac1n \operatorname{tr} f(JJ^\top)\Bigr) \propto n^{-1} "
        r"\qquad "
        r"D \text{ given: } \propto n^{-2}"
    ),
    scope="finite size",
    source=Source(
        "ours",
        (PASTUR2020, PASTUR2023, PASTUR2022),
        "from the fluctuations of D; these papers state convergence",
    ),
    hypotheses={
        "i.i.d. weights with finite fourth moment, or Haar weights": "ours",
    },
    rival="the other exponent; neighbouring ones",
    entries=entries,
    ingredients={"exponent": of_prediction()},
)
