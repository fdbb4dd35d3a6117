"""Order and chaos part where sigma_w^2 mu_1 = 1."""

import numpy as np

from claims._base import Claim, Source
from claims._papers import PENNINGTON2017, POOLE2016
from claims.finite._experiments import cases, entry, error, ingredients, mistakes
from freewidth.limits.critical import (
    critical_weight,
    gradient_and_outputs,
    near_critical,
    slope_moment,
)
from freewidth.stats import Evidence, at_infinite_width, jointly

OFF = 0.05  # relative error of sigma_w that must be noticed
RIVALS = {f"sigma_w {OFF:.0%} larger": 1 + OFF, f"sigma_w {OFF:.0%} smaller": 1 - OFF}
STEP = 1e-4  # of the logarithms, for derivatives by differences
GRADIENTS = "mean |J v|^2/|v|^2"
WHY_CROSSING = "a parabola through log growth has no error here; that of a + b/n, carried on"


def entries(study):
    """Every activation and bias variance: gradients and correlations on the line and off it."""
    for draws in cases(study, "phases").values():
        for sigma_b2 in draws.settings["sigma_b2"]:
            items = [crossing(draws, sigma_b2)]
            for factor in draws.settings["factors"]:
                items += point(draws, sigma_b2, factor)
            part = f"sigma_b2={sigma_b2:g}"
            yield entry(draws, part, "theorem", items)
            note = "tested against sigma_w = 1, where linear networks are critical"
            wrong = [crossing(draws, sigma_b2, naive=True)]
            yield entry(draws, f"{part}, off", "control", wrong, note)


def predicted(draws, sigma_b2, factor):
    """Growth of gradients through all layers, and second moments of the outputs for two inputs."""
    depth, correlation = draws.settings["depth"], draws.settings["correlation"]
    factor *= error(draws, "sigma_w2") ** 0.5
    found = gradient_and_outputs(draws.case, depth, sigma_b2, factor, correlation)
    slope, off = error(draws, "slope"), error(draws, "q")
    if off != 1:
        q = near_critical(draws.case, depth, sigma_b2, factor).q[0]
        slope *= slope_moment(draws.case, off * q, 1) / slope_moment(draws.case, q, 1)
    return found[0] * slope**depth, *(off * each for each in found[1:])


def point(draws, sigma_b2, factor):
    """Statistics at one point against their limits."""
    names = (GRADIENTS, "E y y'", "E y^2", "E y'^2")
    rivals = {} if mistakes(draws) else RIVALS
    rivals = {name: predicted(draws, sigma_b2, factor * off) for name, off in rivals.items()}
    return at_infinite_width(
        [f"{name} at {factor:g} sigma_w*" for name in names],
        draws.observed[f"b{sigma_b2:g}/w{factor:g}"],
        predicted(draws, sigma_b2, factor),
        rivals,
    )


def crossing(draws, sigma_b2, naive=False):
    """sigma_w at which measured gradients neither grow nor shrink, over the predicted one."""
    factors = np.array(sorted(draws.settings["factors"]))
    items = [point(draws, sigma_b2, f)[0] for f in factors]
    logs = np.log([item.observed for item in items])
    errors = np.array([item.sem / item.observed for item in items])
    bias = np.array([item.bias / item.observed for item in items])
    zero = root(factors, logs)
    steps = STEP * np.eye(len(factors))
    lever = np.array([(root(factors, logs + step) - zero) / STEP for step in steps])
    sigma_w = critical_weight(draws.case, sigma_b2)[0] ** 0.5
    return Evidence(
        what="critical sigma_w" + (" of linear networks" if naive else ""),
        observed=float(zero * sigma_w),
        expected=1.0 if naive else sigma_w,
        sem=float(sigma_w * np.sqrt(lever**2 @ errors**2)),
        bias=float(sigma_w * np.abs(lever) @ bias),
        why_bias=WHY_CROSSING,
        rivals={} if naive else {name: sigma_w * off for name, off in RIVALS.items()},
        freedom=items[0].freedom,
        at_width=float(zero * sigma_w),
        fit=jointly(*(item.fit for item in items)),
    )


def root(x, y):
    """Where the parabola through three points (or the best one) vanishes, nearest to x = 1."""
    roots = np.roots(np.polyfit(x, y, 2))
    return float(roots[np.argmin(np.abs(roots - 1))].real)


claim = Claim(
    statement=(
        "sigma_w^2 mu_1 = 1 at the fixed point of the variance is the line between order, where "
        "gradients and the distance of neighbouring inputs shrink from layer to layer, and chaos, "
        "where they grow; off it gradients change by sigma_w^2 mu_1 per layer."
    ),
    formula=(
        r"\chi = \sigma_w^2 \mu_1 = 1 \qquad "
        r"\mu_1 = \mathbb{E}\,\phi'(\sqrt{q^*}\,g)^2 \qquad "
        r"m_1(JJ^\top) = \chi^L"
    ),
    source=Source("recalled", (PENNINGTON2017, POOLE2016)),
    hypotheses={
        "Gaussian weights and biases": "recalled",
        "input of the fixed point's length": "ours",
    },
    rival="a line where sigma_w is 5 % larger or smaller",
    entries=entries,
    ingredients=ingredients("q", "slope", "sigma_w2"),
)
