"""Fits a + b/n to narrow networks predict wide ones: convergence seen, not extrapolated."""

from dataclasses import replace

import numpy as np

from claims._base import Claim, Source, entry
from claims._ensembles import alike
from claims._papers import PASTUR2020, PASTUR2022, PASTUR2023
from claims.spectra._ingredients import stored
from claims.spectra._limits import true
from freewidth.stats import forecast
from freewidth.stats.extrapolation import WHY_ROOT


def entries(study):
    """Every statistic at every width of the wide grid; the fit to other weights as a control."""
    for (grid, ensemble, *rest), wide in true(study, "wide"):
        narrow = study.get(("main", ensemble, *rest))
        if narrow is None:
            continue
        yield entry(wide, "theorem", carried_on(narrow, wide) + nearing(narrow, wide), grid=grid)
        for other in ("gaussian", "orthogonal"):
            foreign = study.get(("main", other, *rest))
            if foreign and not alike(foreign.net, wide.net):
                note = f"predicted from {other} weights"
                yield entry(wide, "control", carried_on(foreign, wide), note, grid)


def carried_on(narrow, wide):
    """The statistics that both have, measured in the one and fitted in the other."""
    both = [name for name in wide.names if name in narrow.names]
    mine, theirs = ([list(each.names).index(name) for name in both] for each in (wide, narrow))
    fitted = {n: values.take(theirs, axis=1) for n, values in narrow.observed.items()}

    def rivals(level):
        step = level - narrow.expected[theirs]  # what the width makes of the limit
        return {name: values[mine] + step for name, values in wide.rivals.items()}

    found = [
        (k, item)
        for width, values in wide.observed.items()
        for k, item in enumerate(
            forecast(
                _at(both, width),
                fitted,
                width,
                values.take(mine, axis=1),
                rivals,
                steps=narrow.steps(both) | wide.steps(both),
            )
        )
    ]
    if narrow.error is None:
        return [item for _, item in found]
    wrong = narrow.error[theirs]
    return [replace(item, expected=float(item.expected + wrong[k])) for k, item in found]


def nearing(narrow, wide):
    """The distances of single networks to the limit law, which fall like n^{-1/2}.

    To a rival's law they could come no closer than as far as it is apart.
    """
    found = []
    for k, what in enumerate(("kolmogorov", "wasserstein")):
        fitted = {n: values[:, None] for n, values in getattr(narrow, what).items()}

        def rivals(level, k=k):
            return {name: np.maximum(apart[k], level) for name, apart in wide.apart.items()}

        for width, values in getattr(wide, what).items():
            names = _at([what], width)
            found += forecast(
                names, fitted, width, values[:, None], rivals, power=0.5, why_bias=WHY_ROOT
            )
    return found


def _at(names, width):
    return [f"{name} at n={width}" for name in names]


claim = Claim(
    statement=(
        "What a + b/n (of distances to the limit law: a + b n^{-1/2}), fitted to networks of "
        "moderate width, says of networks several times wider is what these show."
    ),
    formula=(
        r"T(n) = a + \frac{b}{n} \qquad "
        r"d(n) = a + \frac{b}{\sqrt{n}}"
    ),
    scope="finite size",
    source=Source(
        "ours",
        (PASTUR2020, PASTUR2022, PASTUR2023),
        "what convergence with corrections of order 1/n amounts to; the limits are those of these "
        "papers",
    ),
    hypotheses={
        "Gaussian, i.i.d. or Haar weights": "ours",
        "bounded phi": "ours",
    },
    rival="the law of the other kind of weights; the law with every layer variance off by one",
    entries=entries,
    ingredients=stored(others=True),
)
