"""How statistics concentrate, read from the experiment on fluctuations."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from claims.finite._experiments import Experiments, cases
from freewidth.sample import Draws
from freewidth.stats import Evidence, log_slope

COLUMNS = {"m_1": 0, "m_2": 1, "G(-m)": 2, "F(median)": 3}
SMOOTH = ("m_1", "m_2", "G(-m)")
DISTANCE = 4  # column of the Kolmogorov distance
MOST = 0.9  # of the variance: beyond, too little is left for its slope to be known
WHY_LOG = (
    "; a count of eigenvalues fluctuates like the square root of log n, which adds to the slope as "
    "much as the slope of log log n"
)
WHY_ADDED = (
    "; besides D the weights fluctuate, with the variance measured at given D, of the next order: "
    "allowed is what it adds to the slope"
)


def fluctuations(study: Experiments) -> dict[str, Draws]:
    """The draws by ensemble."""
    return cases(study, "fluctuations")


def column(draws: Draws, kind: str, name: str) -> dict[int, np.ndarray]:
    """One statistic by width; for frozen D, what it differs from the mean at the same D."""
    found = {n: values[:, COLUMNS[name]] for n, values in draws.observed[kind].items()}
    if kind != "frozen":
        return found
    same = draws.settings["same"]
    return {n: _within(values, same) for n, values in found.items()}


def _within(values, same):
    """Deviations from the mean of each run of ``same``, with the variance of one of them."""
    runs = values.reshape(-1, same)
    return ((runs - runs.mean(axis=1, keepdims=True)) * np.sqrt(same / (same - 1))).ravel()


def slopes(
    draws: Draws,
    kind: str,
    expected: float,
    rivals: dict[str, float],
    order: int = 2,
    names: tuple[str, ...] = tuple(COLUMNS),
) -> list[Evidence]:
    """Exponents of the central moments of one kind of networks, statistic by statistic."""
    moment = {2: "Var", 4: "fourth moment of"}[order]
    found = []
    for name in names:
        observed = column(draws, kind, name)
        item = log_slope(f"slope of log {moment} {name}", observed, expected, rivals, order)
        if kind == "true":
            more, why = order / 2 * added(draws, name), WHY_ADDED
        else:
            more, why = (0.0, "") if name in SMOOTH else (loglog_slope(observed), WHY_LOG)
        found.append(replace(item, bias=item.bias + more, why_bias=item.why_bias + why))
    return found


def added(draws: Draws, name: str) -> float:
    """What the variance at given D changes in the slope of the log of the whole variance."""
    own, given = (column(draws, kind, name) for kind in ("true", "frozen"))
    share = [min(given[n].var() / own[n].var(), MOST) for n in own]
    return float(abs(np.polyfit(np.log(list(own)), np.log1p(-np.array(share)), 1)[0]))


def loglog_slope(observed: Mapping[int, np.ndarray]) -> float:
    """Slope of log log n against log n over the widths observed, each counting the same."""
    x = np.log(sorted(observed))
    return float(np.polyfit(x, np.log(x), 1)[0])


def needed(item: Evidence, networks: int, limit: float) -> float:
    """How many networks, instead of ``networks``, would have excluded the expected value."""
    return networks * (limit / item.distance()) ** 2 if item.distance() > 0 else np.inf
