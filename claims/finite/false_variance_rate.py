"""False: that spectra are rigid although D is random. Measured, and refuted."""

from claims._base import Claim, Source
from claims._papers import PASTUR2020
from claims.finite._experiments import entry
from claims.finite._rates import SMOOTH, fluctuations, needed, slopes

LIMIT = 5.0  # standard errors that a verdict asks for, about


def entries(study):
    """Every ensemble with D from the weights; networks that share D, where it is true."""
    for draws in fluctuations(study).values():
        items = slopes(draws, "true", -2.0, {"Var = O(1/n)": -1.0}, names=SMOOTH)
        few = min(items, key=lambda item: needed(item, 1, LIMIT))
        share = needed(few, 1, LIMIT)
        widths = sorted(draws.observed["true"])
        note = (
            f"widths {widths[0]} to {widths[-1]}: {share:.2g} times as many networks would do"
            if share < 1
            else "too few networks to see it"
        )
        yield entry(draws, "D from the weights", "theorem", items, note)
        given = slopes(draws, "frozen", -2.0, {"Var = O(1/n)": -1.0}, names=SMOOTH)
        note = "D shared by several networks: here it is true"
        yield entry(draws, "D given", "empirical", given, note)


claim = Claim(
    statement="The variance of n^{-1} tr f(J J^T) is O(n^{-2}) for every network.",
    formula=(r"\operatorname{Var}\Bigl(\frac1n \operatorname{tr} f(JJ^\top)\Bigr) = O(n^{-2})"),
    scope="finite size",
    source=Source(
        "ours",
        (PASTUR2020,),
        "false: true of W D W^T with D given, and denied here of networks as in this paper, whose "
        "D is random",
    ),
    hypotheses={
        "i.i.d. or Haar weights, any phi: this is what is wrong": "ours",
    },
    rival="Var = O(1/n)",
    entries=entries,
    should="refuted",
)
