"""Entry laws against each other, and what their fourth cumulant does at finite width."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from scipy.special import stdtrit

from claims.spectra.fourth_cumulant_correction import corrections, predicted
from freewidth.ensembles import EVERY
from freewidth.kinds import HAAR
from freewidth.plotting.style import BAND, MARKERS, PAGE, PALETTE, RIVAL, style
from freewidth.stats import ALPHA

ABOUT = ("pastur2023_universality", "fourth_cumulant_correction", "student_t3_weak_limit")
REFERENCE = "gaussian"


def draw(study):
    """Differences from Gaussian weights of all bounded networks; corrections of all."""
    found = differences(study)
    return picture(found, limit(study), *small(study))


def pairs(study):
    """(ensemble, its comparison, that of Gaussian weights) of bounded networks, Haar ones too."""
    for (grid, ensemble, *rest), c in sorted(study.items()):
        if grid == "main" and rest[-1] == "true" and ensemble != REFERENCE and c.net.phi.bounded:
            yield ensemble, c, study[grid, REFERENCE, *rest]


def differences(study):
    """Ensemble -> signed standardised differences of all statistics that both have."""
    found = {}
    for ensemble, one, two in pairs(study):
        items = one.difference(two, rivals=())
        if one.net.ensembles[0].kind is HAAR:  # quantiles of another law
            items = [item for item in items if item.what.startswith("difference in m_")]
        signed = [np.sign(item.observed) * min(item.distance(), 1e4) for item in items]
        found.setdefault(ensemble, []).extend(signed)
    return {ensemble: np.array(values) for ensemble, values in found.items()}


def limit(study):
    """The distance that all of these tests together exceed by chance once in 1/ALPHA times."""
    items = [item for _, one, two in pairs(study) for item in one.difference(two, rivals=())]
    return float(-stdtrit(min(item.freedom for item in items), ALPHA / len(items) / 2))


def small(study):
    """b by network and ensemble, and the slope predicted by network: of independent D."""
    by_network, slopes = {}, {}
    for (grid, ensemble, activation, depth, dependence), c in sorted(study.items()):
        if grid == "kurtosis" and dependence == "independent":
            name = f"{activation}, L = {depth}, independent D"
            b, sem, *_ = corrections(c)
            by_network.setdefault(name, {})[ensemble] = b, sem
            slopes[name] = predicted(c.net)
    return by_network, slopes


def caption(study):
    """What is drawn."""
    widths = sorted({n for k, c in study.items() if k[0] == "kurtosis" for n in c.widths})
    return (
        "Left: moments, distribution function, resolvent and distances of networks with bounded "
        "activations, extrapolated to infinite width, minus the same with Gaussian weights; grey: "
        "what all tests together allow. Weights with a fourth moment share the limit, Haar and "
        "Cauchy weights do not; of Student t (3) none is claimed. Right: the correction of order "
        f"1/n to the mean of m_2, from widths {widths}, with two standard errors; lines have the "
        "slope predicted for independent D, and the height of the points."
    )


@style()
def picture(
    differences: Mapping[str, NDArray],
    limit: float,
    corrections: Mapping[str, Mapping[str, tuple[float, float]]],
    slopes: Mapping[str, float],
) -> Figure:
    """Left: every statistic of every ensemble minus that of Gaussian weights, in standard errors.

    Right: b in E m_2 = limit + b/n against the fourth cumulant. ``corrections[network][ensemble]``
    is (b, standard error), ``slopes[network]`` what theory says for its slope.
    """
    figure = Figure(figsize=(PAGE, 3.3), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1.15, 1))
    _strips(left, differences, limit)
    for i, (network, points) in enumerate(corrections.items()):
        _correction(right, network, points, slopes[network], PALETTE[i], MARKERS[i])
    right.axhline(0, color=BAND, lw=0.6, zorder=0)
    right.set_xlabel(r"fourth cumulant $\kappa_4$ of the entries")
    right.set_ylabel(r"$b$ in $\mathbb{E}\,m_2 = \mathrm{limit} + b/n$")
    right.legend(loc="upper left", title="lines: slope predicted")
    return figure


def _strips(ax, differences, limit):
    for y, values in enumerate(differences.values()):
        good = np.abs(values) <= limit
        jitter = y + 0.5 * ((np.arange(values.size) * 0.618) % 1 - 0.5)
        shown = np.clip(values, -1e3, 1e3)
        ax.plot(shown[good], jitter[good], "o", color=PALETTE[0], ms=2.5, mew=0, alpha=0.6)
        ax.plot(shown[~good], jitter[~good], "X", color=RIVAL, ms=3, mew=0, alpha=0.7)
    ax.set_yticks(range(len(differences)), [EVERY[e].label for e in differences])
    ax.set_ylim(len(differences) - 0.5, -0.5)
    ax.axvspan(-limit, limit, color=BAND, alpha=0.15, lw=0, zorder=0)
    ax.set_xscale("asinh", linear_width=3)
    ticks = [-1000, -100, -10, 0, 10, 100, 1000]
    ax.set_xticks(ticks, [f"{t:g}".replace("-", "\N{MINUS SIGN}") for t in ticks])
    ax.set_xticks([], minor=True)
    ax.set_xlabel("difference from Gaussian weights, in standard errors")


def _correction(ax, network, points, slope, color, marker):
    kappa = np.array([EVERY[e].fourth_moment - 3 for e in points])
    b, error = np.array(list(points.values())).T
    look = {"color": color, "marker": marker, "ls": "none", "capsize": 1.5, "ms": 4}
    ax.errorbar(kappa, b, 2 * error, label=network, **look)
    weight = 1 / error**2
    centre = weight @ kappa / weight.sum(), weight @ b / weight.sum()
    x = np.array([kappa.min() - 0.4, kappa.max() + 0.4])
    ax.plot(x, centre[1] + slope * (x - centre[0]), color=color, lw=0.9)
    order = np.argsort(kappa)
    names = [EVERY[list(points)[i]].label for i in order]
    labels = [f"{n} ({k:.3g})" for k, n in zip(kappa[order], names, strict=True)]
    shown = [label.replace("-", "\N{MINUS SIGN}") for label in labels]
    ax.set_xticks(kappa[order], shown, rotation=90)
