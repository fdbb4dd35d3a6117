"""Case by activation by depth, all on one page."""

from scipy.special import stdtrit

from freewidth.plotting.breadth import breadth
from freewidth.stats import ALPHA

ENSEMBLES = ("gaussian", "rademacher", "orthogonal")


def draw(study):
    """Every square network with Gaussian biases or none, and its own D."""
    some = shown(study)
    panels = sorted({panel for panel, *_ in some}, reverse=True)
    return breadth({key: cell(c) for key, c in some.items()}, limit(some), panels)


def shown(study):
    """Comparisons by (panel, ensemble, activation, depth); panels are variances of the biases."""
    found = {}
    for (grid, ensemble, activation, depth, dependence), c in sorted(study.items()):
        usual = (
            c.net.widths is None and c.net.bias == "gaussian" and grid not in ("wide", "precise")
        )
        if usual and dependence == "true" and ensemble in ENSEMBLES and grid != "kurtosis":
            found[rf"$\sigma_b^2$ = {c.net.sigma_b2:g}", ensemble, activation, depth] = c
    return found


def cell(comparison):
    """Distance from the law; from the nearest rival, at the statistic that tells it best."""
    evidence = comparison.evidence(rivals=("iid", "haar", "shifted"))
    rivals = {rival for item in evidence for rival in item.rivals}
    away = [max(e.distance(e.rivals[r]) for e in evidence if r in e.rivals) for r in rivals]
    return max(item.distance() for item in evidence), min(away, default=float("inf"))


def limit(some):
    """The distance that all of these tests together exceed by chance once in 1/ALPHA times."""
    evidence = [item for c in some.values() for item in c.evidence(rivals=())]
    freedom = min(item.freedom for item in evidence)
    return float(-stdtrit(freedom, ALPHA / len(evidence) / 2))


def caption(study):
    """What is drawn."""
    some = shown(study)
    tests = sum(len(c.evidence(rivals=())) for c in some.values())
    return (
        f"{len(some)} kinds of networks, {tests} statistics. Large number and colour: the worst "
        f"distance of a network's statistics from its limit law, beyond the bias allowed for, in "
        f"standard errors; the mark on the scale is what {tests} tests exceed by chance once in "
        f"ten thousand times. Small number: distance from the nearest rival (the law of the other "
        f"kind of weights, variances off by one), which must be large. †: unbounded, outside the "
        f"theorems' hypotheses. Dot: not sampled."
    )
