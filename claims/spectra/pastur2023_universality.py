"""All entry laws with a finite fourth moment share one limit, and not with Haar weights."""

from claims._base import Claim, Source, entry
from claims._ensembles import haar
from claims._papers import PASTUR2022, PASTUR2023
from claims.spectra._ingredients import STORED
from claims.spectra._limits import covered, outside, true

REFERENCE = "gaussian"


def entries(study):
    """Two samples, no limit law: every ensemble against Gaussian weights."""
    for (grid, ensemble, *rest), comparison in true(study, "main"):
        other = study.get((grid, REFERENCE, *rest))
        if ensemble == REFERENCE or other is None:
            continue
        evidence = comparison.difference(other, rivals=("haar", "shifted"))
        bounded = comparison.net.phi.bounded
        if haar(
            comparison.net.ensembles[0]
        ):  # quantiles of another law: moments alone are the same statistics
            moments = [item for item in evidence if item.what.startswith("difference in m_")]
            role = "control" if bounded else "empirical"
            yield entry(comparison, role, moments, "Haar weights have another limit")
        elif comparison.net.ensembles[0].has_finite_fourth_moment:
            role, note = covered(comparison)
            yield entry(comparison, role, evidence, note)
        else:
            role, note = outside(comparison.net.ensembles[0], bounded)
            yield entry(comparison, role, evidence, note)


claim = Claim(
    statement=(
        "Networks whose weights have whatever law with finite fourth moment have spectra with the "
        "same limit as with Gaussian weights; Haar orthogonal weights have another."
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
