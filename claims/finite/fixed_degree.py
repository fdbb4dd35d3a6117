"""With p n fixed the limit remembers how many weights a unit has."""

import re

import numpy as np

from claims._base import Claim, Source
from claims._papers import BORDENAVE2011, CIRONE2024
from claims.finite._experiments import cases, entry, error, ingredients
from freewidth import limits
from freewidth.limits import sparse_second_moment as second_moment
from freewidth.stats import at_infinite_width

FULL = "full weights"


def entries(study):
    """Linear networks: m_2 and the mass at 0, extrapolated in 1/n, for every mean degree."""
    draws = cases(study, "dilution").get("linear")
    for group, by_width in draws.observed.items() if draws else ():
        match = re.fullmatch(r"(corank|moments/L(\d+))/c(\d+)", group)
        if not match:
            continue
        degree = int(match[3]) * error(draws, "degree")
        if match[1] == "corank":
            names, expected = ["mass at 0"], [limits.corank(degree)]
            rivals = {FULL: [0.0], "units without weights alone": [np.exp(-degree)]}
            wrong = [limits.corank(degree + 1)]
        else:
            depth = int(match[2])
            names, expected = ["m_2"], [second_moment(depth, degree)]
            by_width = {n: values[:, 1:2] for n, values in by_width.items()}
            rivals = {FULL: [depth + 1.0]}
            wrong = [second_moment(depth, degree + 1)]
        yield entry(draws, group, "theorem", at_infinite_width(names, by_width, expected, rivals))
        note = f"tested against the value for p n = {degree + 1:g}"
        off = at_infinite_width(names, by_width, wrong, {})
        yield entry(draws, f"{group}, off", "control", off, note)


claim = Claim(
    statement=(
        "Sparse weights with p n = c fixed: the limit is not that of full weights. m_2 of a linear "
        "network depends on c and on the fourth moment of the entries, and one layer has an atom "
        "at 0, the corank of a random bipartite graph."
    ),
    formula=(
        r"m_2 = 1 + \sum_{l=1}^{L} d_l,\; d_l = 1 + \frac{\mathbb{E} X^4}{c}\,d_{l-1},\; d_0 "
        r"= 1 \qquad "
        r"w_0 = \max_u\,(u - 1 + e^{-cu} + c u\,e^{-cu}),\; u = \exp(-c\,e^{-cu})"
    ),
    source=Source(
        "ours",
        (BORDENAVE2011, CIRONE2024),
        "the moments derived in freewidth.limits.sparse; the corank from the first paper, read for"
        " bipartite graphs; the second has the limit of full weights",
    ),
    hypotheses={
        "diluted Gaussian weights with c entries per unit on average, linear activation": "ours",
        "c < e for the atom (beyond, its corrections are of order n^{-1/2})": "ours",
    },
    rival="full weights; only units that have no weight at all",
    entries=entries,
    ingredients=ingredients("degree"),
)
