"""How far a finite network is from its limit depends on the fourth cumulant of its weights."""

from collections import defaultdict

import numpy as np

from claims._base import Claim, Entry, Source, shipped
from claims._papers import PASTUR2023
from freewidth.genus import fourth_cumulant_slope as predicted
from freewidth.stats import Evidence, Line, extrapolate, jointly
from freewidth.stats.extrapolation import squares, tail
from freewidth.stats.sensitivity import of_prediction

NONE = "b does not depend on kappa_4"
WHY = "sum over the ensembles of what a + b/n leaves to each, a quarter of its own correction"


def entries(study):
    """The slope of b of m_2 against kappa_4, over the ensembles of one network."""
    groups = defaultdict(list)
    for key in shipped(study):
        (grid, _, activation, depth, dependence), comparison = key, study[key]
        if grid == "kurtosis":
            groups[activation, depth, dependence].append(comparison)
    for (activation, depth, dependence), some in groups.items():
        net = some[0].net
        constant = not net.phi.kinks and net.phi.slopes[0] is not None  # phi'
        exact = constant or dependence == "independent"
        labels = {"activation": activation, "depth": depth, "grid": "kurtosis"}
        labels["ensembles"] = [c.net.ensemble for c in some]
        subject = f"{activation} L={depth}, {dependence} D"
        note = "" if exact else "D depends on the weights' law, too; expected: for independent D"
        evidence = slope(some, predicted(net)) if len(some) > 1 else ()
        yield Entry(subject, labels, "theorem" if exact else "empirical", evidence, note)
        if exact and evidence:
            yield Entry(subject, labels, "control", slope(some, 0.0), f"tested against: {NONE}")


def corrections(comparison):
    """b = lim n (E m_2 - its limit), its standard error, bias, freedom and fit."""
    k = comparison.names.index("m_2")
    limit = comparison.expected[k]
    scaled = {n: n * (values[:, k : k + 1] - limit) for n, values in comparison.observed.items()}
    found = extrapolate(scaled)
    numbers = found.value, found.error, found.bias
    return *(float(values[0]) for values in numbers), found.freedom, float(found.fit[0])


def slope(comparisons, expected):
    """Weighted least squares of b on the fourth cumulant."""
    kappa = [each.net.ensembles[0].fourth_moment - 3 for each in comparisons]
    b, sem, bias, freedom, fit = np.array([corrections(each) for each in comparisons]).T
    line = Line.through(kappa, b, 1 / sem**2)
    if len(kappa) > 2:  # b is linear in kappa, too
        columns = (np.array(values)[:, None] for values in (kappa, b, 1 / (sem**2 + bias**2)))
        linear = tail(squares(*columns), len(kappa) - 2, freedom.min())
        fit = np.append(fit, linear)
    lever = line.slope_coefficients
    item = Evidence(
        what="d b(m_2)/d kappa_4",
        observed=float(line.slope),
        expected=expected,
        sem=float(np.sqrt(lever**2 @ sem**2)),
        bias=float(abs(lever) @ bias),
        why_bias=WHY,
        rivals={NONE: 0.0} if expected else {},
        freedom=float(freedom.min()),
        at_width=float(line.slope),
        fit=jointly(*fit),
    )
    return (item,)


claim = Claim(
    statement=(
        "E m_2 = limit + b/n + ...: b grows linearly with the fourth cumulant of the weights' "
        "entries, by the number of layers in which one entry can occur four times."
    ),
    formula=(
        r"\mathbb{E}\,m_2 = m_2^\infty + \frac{b}{n} + \cdots \qquad "
        r"\frac{d b}{d \kappa_4} = \sigma_w^{4L} \sum_l \kappa_2^l\,\kappa_2^{l-1} \prod_{j "
        r"\ne l-1, l} (\kappa_1^j)^2"
    ),
    scope="finite size",
    source=Source(
        "ours",
        (PASTUR2023,),
        "derived for D independent of the weights, from the sum over gluings with one vertex of "
        "degree four; the limit is that of this paper",
    ),
    hypotheses={
        "i.i.d. weights with finite eighth moment": "ours",
        "D independent of them, or constant": "ours",
    },
    rival=NONE,
    entries=entries,
    ingredients={"fourth cumulant": of_prediction()},
)
