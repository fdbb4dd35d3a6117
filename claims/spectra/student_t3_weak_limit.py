"""Weights with a variance but no fourth moment: the spectrum still finds the limit law."""

from claims._base import Claim, Source, entry
from claims._papers import PASTUR2023
from claims.spectra._limits import true

FAR = "sup|dF|"  # bounded, as nothing else is that a few large weights can carry off


def entries(study):
    """The Kolmogorov distance of single networks, extrapolated to infinite width."""
    for (grid, *_), comparison in true(study, "main"):
        moments = comparison.net.ensembles[0].finite_moments
        evidence = [e for e in comparison.evidence(rivals=("haar", "shifted")) if e.what == FAR]
        if 2 < moments <= 4:
            yield entry(comparison, "theorem", evidence, grid=grid)
            if "haar" in comparison.rivals:
                wrong = [e for e in comparison.evidence(against="haar") if e.what == FAR]
                yield entry(comparison, "control", wrong, "tested against the haar law", grid)
        elif moments <= 2:
            yield entry(comparison, "control", evidence, "no variance", grid)


claim = Claim(
    statement=(
        "I.i.d. weights with finite variance and infinite fourth moment: the eigenvalue "
        "distribution of J J^T converges weakly to the law of the i.i.d. theorem."
    ),
    formula=(
        r"S_{JJ^\top}(m) = \prod_{l=1}^{L} \frac{S_{K_l}(m)}{\sigma_w^2\,(1 + m)} \qquad "
        r"\mathbb{E}\,W_{ij}^2 = \sigma_w^2/n,\; \mathbb{E}\,W_{ij}^4 = \infty"
    ),
    source=Source(
        "ours",
        (PASTUR2023,),
        "by truncating the entries; the paper assumes a finite fourth moment",
    ),
    hypotheses={
        "i.i.d. weights with finite variance": "ours",
    },
    rival="the law of Haar weights; the law with every layer variance off by one",
    entries=entries,
    blind="Kolmogorov distances alone are judged, which are not computed for wrong laws",
)
