"""False: that the moments converge with the law where the weights have no fourth moment."""

import numpy as np

from claims._base import Claim, Entry, Source, entry
from claims._papers import PASTUR2023
from claims.spectra._limits import true
from freewidth.stats import Evidence, Line, pooled
from freewidth.stats.extrapolation import WHY_BIAS, lack_of_fit, left_out
from freewidth.stats.samples import median_and_error

ORDERS = (3, 4)  # the largest eigenvalue grows like n^{1/3} and adds n^{k/3 - 1} to m_k


def entries(study):
    """Medians over networks of log m_3 and log m_4, which exist whatever the moments of weights.

    One network of moderate width hardly shows the drift; all of them together do.
    """
    for heavy in (True, False):
        found = {}
        for (grid, *_), comparison in true(study, "main"):
            ensemble = comparison.net.ensembles[0]
            if 2 < ensemble.finite_moments <= 4 if heavy else comparison.net.ensemble == "gaussian":
                found[comparison.net.activation, comparison.net.depth] = medians(comparison)
                note = "fourth moment infinite" if heavy else "Gaussian weights"
                yield entry(comparison, "empirical", medians(comparison), note, grid)
        if found:
            labels = {"networks": [f"{activation} L={depth}" for activation, depth in found]}
            subject = f"{'heavy-tailed' if heavy else 'Gaussian'} networks together"
            role = "theorem" if heavy else "empirical"
            evidence = tuple(pooled(items, WHY_BIAS) for items in zip(*found.values(), strict=True))
            yield Entry(subject, labels, role, evidence, "means over networks")


def medians(comparison):
    """Extrapolated medians against the moments of the limit law."""
    found = []
    for order in ORDERS:
        k = comparison.names.index(f"m_{order}")
        some = [median_and_error(np.log(comparison.observed[n][:, k])) for n in comparison.widths]
        y, error = np.array(some).T
        x, weight = 1 / np.array(comparison.widths), 1 / error**2
        line = Line.through(x, y, weight)
        freedom = min(len(values) for values in comparison.observed.values()) - 1
        (fit,) = lack_of_fit(x[:, None], y[:, None], error[:, None] ** 2, freedom)
        found.append(
            Evidence(
                what=f"median of log m_{order}",
                observed=float(line.at(0.0)),
                expected=float(np.log(comparison.expected[k])),
                sem=float(np.sqrt(line.at_coefficients(0.0) ** 2 @ error**2)),
                bias=float(abs(line.slope) * left_out(x[:, None], weight[:, None], 0.0)[0]),
                why_bias=WHY_BIAS,
                freedom=freedom,
                at_width=float(y[-1]),
                fit=float(fit),
            )
        )
    return found


claim = Claim(
    statement=(
        "I.i.d. weights with finite variance and infinite fourth moment: the moments m_3 and m_4 "
        "of the spectrum converge to those of the limit law."
    ),
    formula=r"\mathbb{E}\,W_{ij}^4 = \infty:\; m_k(JJ^\top) \to m_k(\nu),\; k = 3, 4",
    source=Source(
        "ours",
        (PASTUR2023,),
        "false: weak convergence taken for convergence of moments, without the finite fourth "
        "moment that this paper assumes",
    ),
    hypotheses={
        "i.i.d. weights with finite variance: this is what is wrong": "ours",
    },
    rival="m_3 and m_4 carried off by the largest eigenvalues",
    entries=entries,
    should="refuted",
)
