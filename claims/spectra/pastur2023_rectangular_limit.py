"""Layers of unequal size have the limit law of their ratios."""

from claims._base import Claim, Source, entry
from claims._ensembles import iid, iid_with_fourth_moment
from claims._papers import PASTUR2022, PASTUR2023
from claims.spectra._ingredients import STORED
from claims.spectra._limits import UNBOUNDED, true

RIVALS = ("iid", "haar", "shifted")
EXTENSION = "semi-orthogonal weights: an extension of the theorem on square ones"


def entries(study):
    """True networks of every ensemble, and the same against the law of the other kind."""
    for (grid, *_), comparison in true(study, "rectangular"):
        net = comparison.net
        independent = iid(net.ensembles[0])
        covered = iid_with_fourth_moment(net.ensembles[0]) and net.phi.bounded
        note = "" if covered else UNBOUNDED if independent else EXTENSION
        evidence = comparison.evidence(rivals=RIVALS)
        yield entry(comparison, "theorem" if covered else "empirical", evidence, note, grid)
        if covered:
            wrong = comparison.evidence(against="haar")
            yield entry(comparison, "control", wrong, "tested against the haar law", grid)


claim = Claim(
    statement=(
        "Layers of sizes n_0, ..., n_L in fixed ratios: the eigenvalue distribution of J J^T "
        "converges to the law that composes the layers with their ratios n_{l-1}/n_l."
    ),
    formula=(
        r"z = \frac{1 + m_0}{m_0} \prod_{l=1}^{L} \frac{\sigma_w^2\,m_{l-1} (1 + "
        r"m_l)}{m_l\,S_{K_l}(m_l)} \qquad "
        r"m_l = \frac{n_L}{n_l}\,m"
    ),
    source=Source(
        "abstract",
        (PASTUR2023, PASTUR2022),
        "That weights may be rectangular says the abstract of the later paper; the law in terms of"
        " the ratios is derived here.",
    ),
    hypotheses={
        "i.i.d. entries, mean 0, finite fourth moment": "abstract",
        "delocalised input": "recalled",
        "bounded phi": "recalled",
    },
    rival="the law of semi-orthogonal weights; the law with every layer variance off by one",
    entries=entries,
    ingredients=STORED,
)
