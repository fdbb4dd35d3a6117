"""All entry laws with a finite fourth moment share one limit, and not with Haar weights."""

from dataclasses import replace

from claims._base import Claim, Source, entry
from claims._ensembles import haar
from claims._papers import PASTUR2022, PASTUR2023
from claims.spectra._ingredients import STORED
from claims.spectra._limits import covered, outside, true

REFERENCE = "gaussian"
LAWS = "the difference of the two limit laws"


def entries(study):
    """Two samples, no limit law: every ensemble against Gaussian weights."""
    for (grid, ensemble, *rest), comparison in true(study, "main", "precise"):
        other = study.get((grid, REFERENCE, *rest))
        if ensemble == REFERENCE or other is None:
            continue
        evidence = comparison.difference(other, rivals=("haar", "shifted"))
        bounded = comparison.net.phi.bounded
        if haar(comparison.net.ensembles[0]):
            role = "control" if bounded else "empirical"
            note = "Haar weights have another limit"
            yield entry(comparison, role, apart(comparison, other), note, grid)
        elif comparison.net.ensembles[0].has_finite_fourth_moment:
            role, note = covered(comparison)
            yield entry(comparison, role, evidence, note, grid)
        else:
            role, note = outside(comparison.net.ensembles[0], bounded)
            yield entry(comparison, role, evidence, note, grid)


def apart(comparison, other):
    """Moments of Haar networks less those of Gaussian ones; what the limits differ by as rival.

    Quantiles are those of another law; moments alone are the same statistics.
    """
    laws = dict(zip(other.names, other.expected, strict=True))
    own = dict(zip(comparison.names, comparison.expected, strict=True))
    return [
        replace(item, rivals={LAWS: own[name] - laws[name]})
        for item in comparison.difference(other, rivals=())
        if (name := item.what.removeprefix("difference in ")).startswith("m_")
    ]


claim = Claim(
    statement=(
        "Networks whose weights have whatever law with finite fourth moment have spectra with the "
        "same limit as with Gaussian weights; Haar orthogonal weights have another."
    ),
    formula=(
        r"\nu_{JJ^\top}(W) - \nu_{JJ^\top}(G) \to 0 \qquad "
        r"\mathbb{E}\,W_{ij} = 0 \qquad "
        r"\mathbb{E}\,W_{ij}^4 < \infty"
    ),
    source=Source("abstract", (PASTUR2023, PASTUR2022)),
    hypotheses={
        "i.i.d. entries, mean 0, finite fourth moment": "abstract",
        "delocalised input": "recalled",
        "bounded phi": "recalled",
    },
    rival="a difference as large as to the law of Haar weights, or to variances off by one",
    entries=entries,
    ingredients=STORED,
)
