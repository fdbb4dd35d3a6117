"""With D given, n sup|F_n - F| grows like log n, with the constant of real or complex matrices."""

from dataclasses import replace

import numpy as np

from claims._base import Claim, Source
from claims._papers import CLAEYS2021
from claims.finite._experiments import cases, entry
from freewidth.ensembles import EVERY
from freewidth.limits import rigidity_growth, rigidity_slope
from freewidth.stats import growth
from freewidth.stats.sensitivity import of_prediction

WHAT = "slope of n E sup|F_n - F| along log n - 3/4 log log n"
CLASSES = {1: "that of real matrices", 2: "that of complex matrices"}
CURVES = {"c/n": np.ones_like, "c n^{-1/2}": np.sqrt}
ALIKE = {"c n^{-5/6}": lambda n: n ** (1 / 6), "c log n / n": np.log}
WHY_LOGLOG = (
    "the next terms are of the order of 1/(log n)^{1/2}, at these widths as large as 3/4 log log n "
    "is: allowed is what leaving that off changes"
)


def entries(study):
    """Every ensemble: its own constant; the other one, as a control; power laws beside it."""
    for draws in cases(study, "rigidity").values():
        own = beta(draws.case)
        right, wrong = rigidity_slope(own), rigidity_slope(3 - own)
        item = measured(draws, right, {CLASSES[3 - own]: wrong})
        yield entry(draws, "", "theorem", [item])
        note = f"tested against {CLASSES[3 - own]}"
        yield entry(draws, "other constant", "control", [against(item, wrong)], note)
        for name, slope in measured(draws, right, {}, ALIKE).rivals.items():
            note = f"tested against {name} with the best c: is it told apart?"
            yield entry(draws, name, "empirical", [against(item, slope)], note)


def beta(case):
    """1 for real weights, 2 for complex ones."""
    return 2 if EVERY[case].field == "complex" else 1


def growing(draws):
    """n times the distances by width."""
    return {n: n * values[:, 0] for n, values in draws.observed["distances"].items()}


def measured(draws, expected, rivals, curves=CURVES):
    """The slope."""
    return growth(
        WHAT, growing(draws), expected, rigidity_growth, np.log, WHY_LOGLOG, rivals, curves
    )


def against(item, expected):
    """The same, tested against another slope."""
    return replace(item, expected=expected, rivals={})


claim = Claim(
    statement=(
        "With D given (and as regular as its limit), n times the mean Kolmogorov distance grows "
        "like (2/beta)^{1/2}/pi (log n - 3/4 log log n) + const, beta = 1 for real and 2 for "
        "complex weights; at the widths drawn c n^{-5/6} is not told apart from it."
    ),
    formula=(
        r"n\,\mathbb{E} \sup_x |F_n(x) - F(x)| = \frac{1}{\pi} "
        r"\sqrt{\frac{2}{\beta}}\,\Bigl(\log n - \frac34 \log\log n\Bigr) + O(1)"
    ),
    scope="finite size",
    source=Source(
        "ours",
        (CLAEYS2021,),
        "the factor 1/pi recalled of the Gaussian unitary ensemble, of whose optimal rigidity the "
        "abstract of this paper speaks; beta, log log n and networks by local universality and the "
        "maxima of fields with logarithmic correlations",
    ),
    hypotheses={
        "i.i.d. weights with finite fourth moment, or Haar weights": "ours",
        "D deterministic, within 1/n of its limit": "ours",
    },
    rival="the constant of the other class; a bare 1/n; n^{-1/2}",
    entries=entries,
    ingredients={"constant": of_prediction()},
)
