"""False: that the moments converge with the law where the weights have no fourth moment."""

import numpy as np
from scipy.stats import binom

from claims._base import Claim, Entry, entry
from claims.spectra._limits import true
from freewidth.stats import Evidence
from freewidth.stats.evidence import SECOND_ORDER

ORDERS = (3, 4)  # the largest eigenvalue grows like n^{1/3} and adds n^{k/3 - 1} to m_k
WHY = "a quarter of what the fit a + b/n puts down to the width at the largest one"


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
            yield Entry(subject, labels, role, tuple(pooled(found.values())), "means over networks")


def pooled(some):
    """Deviations from the limit, averaged over networks, which are independent."""
    for items in zip(*some, strict=True):
        count = len(items)
        yield Evidence(
            what=f"{items[0].what} less its limit",
            observed=sum(item.observed - item.expected for item in items) / count,
            expected=0.0,
            sem=sum(item.sem**2 for item in items) ** 0.5 / count,
            bias=sum(item.bias for item in items) / count,
            why_bias=WHY,
            freedom=min(item.freedom for item in items),
            at_width=sum(item.at_width - item.expected for item in items) / count,
        )


def medians(comparison):
    """Extrapolated medians against the moments of the limit law."""
    found = []
    for order in ORDERS:
        k = comparison.names.index(f"m_{order}")
        some = [median(np.log(comparison.observed[n][:, k])) for n in comparison.widths]
        level, sem, slope = line(1 / np.array(comparison.widths), *np.array(some).T)
        found.append(
            Evidence(
                what=f"median of log m_{order}",
                observed=level,
                expected=float(np.log(comparison.expected[k])),
                sem=sem,
                bias=SECOND_ORDER * abs(slope) / comparison.widths[-1],
                why_bias=WHY,
                freedom=min(len(values) for values in comparison.observed.values()) - 1,
                at_width=some[-1][0],
            )
        )
    return found


def median(values):
    """The median, and half the width of its central 68 % interval by order statistics."""
    low, high = binom.ppf([0.1587, 0.8413], len(values), 0.5).astype(int)
    ordered = np.sort(values)
    return float(np.median(values)), float(ordered[high] - ordered[low - 1]) / 2


def line(x, y, error):
    """Value at 0, its standard error, and slope of the weighted least-squares line."""
    weight = 1 / error**2
    centre = weight @ x / weight.sum()
    lever = weight * (x - centre)
    lever /= lever @ x
    coefficient = weight / weight.sum() - centre * lever
    sem = np.sqrt(coefficient**2 @ error**2)
    return float(coefficient @ y), float(sem), float(lever @ y)


claim = Claim(
    statement=(
        "I.i.d. weights with finite variance and infinite fourth moment: the moments m_3 and m_4 "
        "of the spectrum converge to those of the limit law."
    ),
    source="beyond Pastur and Slavin (2023), arXiv:2011.11439, who assume a finite fourth moment",
    hypotheses="i.i.d. weights with finite variance (this is what is wrong)",
    rival="m_3 and m_4 carried off by the largest eigenvalues",
    entries=entries,
    should="refuted",
)
