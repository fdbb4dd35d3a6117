"""Fits a + b/n to narrow networks foretell wide ones: convergence seen, not extrapolated."""

import numpy as np

from claims._base import Claim, entry
from claims.spectra._limits import true
from freewidth.stats import Evidence, extrapolate
from freewidth.stats.evidence import WHY_BIAS, WHY_ROOT


def entries(study):
    """Every statistic at every width of the wide grid; the fit to other weights as a control."""
    for (grid, ensemble, *rest), wide in true(study, "wide"):
        narrow = study.get(("main", ensemble, *rest))
        if narrow is None:
            continue
        yield entry(wide, "theorem", forecast(narrow, wide) + nearing(narrow, wide), grid=grid)
        for other in ("gaussian", "orthogonal"):
            foreign = study.get(("main", other, *rest))
            if foreign and foreign.net.ensembles[0].kind != wide.net.ensembles[0].kind:
                note = f"foretold from {other} weights"
                yield entry(wide, "control", forecast(foreign, wide), note, grid)


def forecast(narrow, wide):
    """The statistics that both have, foretold from the one and measured in the other."""
    both = [name for name in wide.names if name in narrow.names]
    mine, theirs = ([list(each.names).index(name) for name in both] for each in (wide, narrow))
    found = []
    for width, values in wide.observed.items():
        level, error, bias, freedom = extrapolate(narrow.observed, at=width)
        mean, sem = _mean(values)
        for what, i, j in zip(both, mine, theirs, strict=True):
            step = level[j] - narrow.expected[j]  # what the width makes of the limit
            rivals = {name: float(v[i] + step) for name, v in wide.rivals.items()}
            found.append(
                _evidence(
                    f"{what} at n={width}", mean[i], level[j], (sem[i], error[j]), bias[j],
                    WHY_BIAS, rivals, min(freedom, len(values) - 1),
                )
            )  # fmt: skip
    return found


def nearing(narrow, wide):
    """The distances of single networks to the limit law, which fall like n^{-1/2}.

    To a rival's law they could come no closer than as far as it is apart.
    """
    found = []
    for k, what in enumerate(("kolmogorov", "wasserstein")):
        before = {n: values[:, None] for n, values in getattr(narrow, what).items()}
        for width, values in getattr(wide, what).items():
            level, error, bias, freedom = extrapolate(before, 0.5, at=width)
            mean, sem = _mean(values[:, None])
            rivals = {r: max(float(apart[k]), float(level[0])) for r, apart in wide.apart.items()}
            found.append(
                _evidence(
                    f"{what} at n={width}", mean[0], level[0], (sem[0], error[0]), bias[0],
                    WHY_ROOT, rivals, min(freedom, len(values) - 1),
                )
            )  # fmt: skip
    return found


def _mean(values):
    return values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(len(values))


def _evidence(what, observed, expected, errors, bias, why, rivals, freedom):
    sem, observed = float(np.hypot(*errors)), float(observed)
    numbers = float(expected), sem, float(bias)
    return Evidence(what, observed, *numbers, why, rivals, freedom, at_width=observed)


claim = Claim(
    statement=(
        "What a + b/n, fitted to networks of moderate width, says of networks several times wider "
        "is what these show; their distance to the limit law falls on like n^{-1/2}."
    ),
    source="what convergence with corrections of order 1/n amounts to; the limits are those of "
    "Pastur (2020, 2022) and of Pastur and Slavin (2023)",
    hypotheses="Gaussian, i.i.d. or Haar weights; bounded phi",
    rival="the law of the other kind of weights; the law with every layer variance off by one",
    entries=entries,
)
