"""Haar weights with tanh near the origin keep singular values bounded, Gaussian ones do not."""

from dataclasses import replace
from typing import cast

import numpy as np

from claims._base import Claim, Source
from claims._papers import PENNINGTON2017, PENNINGTON2018
from claims.finite._experiments import cases, entry, error, ingredients
from claims.finite.pennington2017_moment_growth import OTHER, depths
from freewidth.limits.deep import DeepLaw
from freewidth.sample import Draws
from freewidth.stats import Evidence, at_infinite_width

LARGEST, TUNED = 2, 1  # column of the statistics, and of the edges
EDGE = 2 / 3  # the largest eigenvalue is n^{-2/3} from a soft edge
WHY_EDGE = (
    "the extrapolation a + b n^{-2/3} leaves terms of order 1/n; allowed: a quarter of b n^{-2/3}"
)


def entries(study):
    """The largest eigenvalue at every depth, extrapolated, against the edge of the limit law."""
    found = cases(study, "deep")
    for case, draws in found.items():
        other = found.get(OTHER[case])
        items = [edge(draws, draws, other, depth) for depth in depths(draws)]
        if case == "orthogonal":
            items += [bounded(draws, other, depth) for depth in depths(draws)]
        yield entry(draws, "largest eigenvalue", "theorem", items)
        if other:
            note = f"tested against the edges for {OTHER[case]} weights"
            wrong = [edge(draws, other, None, depth) for depth in depths(draws)]
            yield entry(draws, "largest eigenvalue, off", "control", wrong, note)


def edge(draws: Draws, expected: Draws, other: Draws | None, depth: int) -> Evidence:
    """The largest eigenvalue over m_1 against the right edge of a law."""
    by_width = draws.observed[f"tuned/L{depth}"]
    observed = {n**EDGE: np.log(v[:, LARGEST : LARGEST + 1]) for n, v in by_width.items()}
    rivals = {f"{other.case} weights": [np.log(edge_of(other, depth))]} if other else {}
    name = f"log of largest eigenvalue over m_1 at L={depth}"  # its logarithm is less skewed
    edges = [np.log(edge_of(expected, depth) * error(draws, "edge"))]
    (item,) = at_infinite_width([name], observed, edges, rivals, why_bias=WHY_EDGE)
    return item


def bounded(draws: Draws, other: Draws | None, depth: int) -> Evidence:
    """The same against the edge of the limit law at infinite depth."""
    item = edge(draws, draws, other, depth)
    s2 = cast(float, draws.settings["s2"])
    bound = float(np.log(DeepLaw("smooth", s2).support[1]))
    return replace(item, what=f"{item.what}, bounded", expected=bound, side="at most")


def edge_of(draws: Draws, depth: int) -> float:
    """The right end of the support of the limit law at this depth."""
    return float(draws.observed["edges"][depth][0, TUNED])


claim = Claim(
    statement=(
        "Haar weights, tanh and a variance of order L^{-1/2} at criticality: the largest "
        "eigenvalue of J J^T stays bounded as the depth L grows. With Gaussian weights at the "
        "same point it grows in proportion to L."
    ),
    formula=(
        r"\lambda_{\max}(JJ^\top) = O(1) \text{ (Haar)} \qquad "
        r"\lambda_{\max}(JJ^\top) \propto L \text{ (Gaussian)}"
    ),
    source=Source(
        "abstract",
        (PENNINGTON2017, PENNINGTON2018),
        "That sigmoidal networks achieve isometry with orthogonal weights alone says the abstract;"
        " how fast the largest eigenvalue grows is ours.",
    ),
    hypotheses={
        "critical networks, L (mu_2/mu_1^2 - 1) fixed": "recalled",
        "input of the fixed point's length": "ours",
    },
    rival="the edge for the other kind of weights",
    entries=entries,
    ingredients=ingredients("edge"),
)
