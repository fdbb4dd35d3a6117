"""False: that weights without a variance have the limit law."""

from claims._base import Claim, Source, entry
from claims._papers import PASTUR2023
from claims.spectra._limits import true


def entries(study):
    """Cauchy weights against the law of the i.i.d. theorem; Gaussian ones beside them."""
    for (grid, *_), comparison in true(study, "main"):
        evidence = comparison.evidence(rivals=("haar", "shifted"))
        if comparison.net.ensembles[0].finite_moments <= 2:
            yield entry(comparison, "theorem", evidence, "no variance", grid)
        elif comparison.net.ensemble == "gaussian":
            yield entry(comparison, "empirical", evidence, "the same with Gaussian weights", grid)


claim = Claim(
    statement="Networks with independent Cauchy weights have the limit law of i.i.d. weights.",
    formula=(
        r"W_{ij} \sim \text{Cauchy}:\; S_{JJ^\top}(m) = \prod_{l=1}^{L} "
        r"\frac{S_{K_l}(m)}{\sigma_w^2\,(1 + m)}"
    ),
    source=Source(
        "ours",
        (PASTUR2023,),
        "false: what this paper states, without the finite fourth moment that it assumes",
    ),
    hypotheses={
        "none on the moments of the entries: this is what is wrong": "ours",
        "bounded phi or not": "ours",
    },
    rival="no limit, or another one",
    entries=entries,
    should="refuted",
)
