"""What the claims in this folder share: weights against a law that is not theirs."""

from claims._base import Claim, Source, entry
from claims.spectra._limits import covered, true


def false(ensemble, statement, why, rival):
    """The claim that networks with these weights have the law of their kind: to be refuted."""

    def entries(study):
        for (grid, name, *_), comparison in true(study, "main", own=True):
            if name == ensemble:
                _, note = covered(comparison)
                yield entry(comparison, "theorem", comparison.evidence(), note, grid)

    return Claim(
        statement=statement,
        source=Source("ours", (), f"false: {why}"),
        hypotheses={"bounded phi or not": "ours"},
        rival=rival,
        entries=entries,
        should="refuted",
    )
