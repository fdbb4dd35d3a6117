"""The weight at 0 of products of rectangular random matrices is a ratio of their dimensions."""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from math import prod

import numpy as np

from claims._base import Claim, Source
from claims._papers import GRANZIOL2020
from claims.finite._experiments import cases, entry, error, ingredients, mistakes
from freewidth.ensembles import EVERY
from freewidth.jacobian import law
from freewidth.limits import product_nullity
from freewidth.network import Network
from freewidth.stats import Evidence, at_infinite_width, counted
from freewidth.symmetric.laws import MATRIXLAWS

LAST = "the last ratio alone"
ONE = "one factor with the same atom"
RATIOS = {  # rival -> what it takes for 1 less the weight at 0, of sizes n_0, ..., n_k
    LAST: lambda n: n[-1] / n[0],
    "the first ratio alone": lambda n: n[1] / n[0],
    "the least ratio of neighbours": lambda n: min(b / a for a, b in pairwise(n)),
    "ratios multiply": lambda n: prod(min(1, each / n[0]) for each in n[1:]),
    "no atom": lambda n: 1.0,
}


def entries(study):
    """Every ensemble: zeros of all products at all sizes, and their laws; then a wrong ratio."""
    for draws in cases(study, "rectangular_products").values():
        if mistakes(draws):
            if full(draws):
                yield entry(draws, "", "theorem", means(draws))
            continue
        if not full(draws):
            note = "O(1) entries per row: some are empty, and rank is lost beyond the dimensions"
            yield entry(draws, "few entries", "control", zeros(draws), note)
            continue
        note = undecided(draws)
        yield entry(draws, "", "theorem", [*zeros(draws, RATIOS), *means(draws)], note)
        wrong = zeros(draws, instead=LAST)
        yield entry(draws, LAST, "control", wrong, f"tested against {LAST}")


def full(draws) -> bool:
    """Whether the number of entries per row grows: only then has every row one."""
    return not EVERY[draws.case].no_law


def zeros(draws, rivals=(), instead="") -> Iterator[Evidence]:
    """The fewest and the most zeros of any matrix, at each size of each product.

    Only matrices whose spectrum has the gap that tells zeros from small eigenvalues.
    """
    for name, by_width in products(draws, "zeros"):
        for n, values in by_width.items():
            known = values[values[:, 1] >= 1, 0]
            dims = sizes(name, n)
            wrong = {rival: missing(rival, dims) for rival in rivals}
            expected = missing(instead, dims) if instead else product_nullity(dims)
            for what, number in zip(("fewest", "most"), extremes(known), strict=False):
                yield counted(f"{what} zeros of {name}, n = {n}", number, expected, rivals=wrong)


def extremes(values) -> list[float]:
    """Least and largest, if there are any."""
    return [float(values.min()), float(values.max())] if len(values) else []


def missing(rival, dims) -> float:
    """How many zeros a rival predicts."""
    return max(0.0, dims[0] * (1 - RATIOS[rival](dims)))


def means(draws) -> Iterator[Evidence]:
    """The mean of x^2/(x^2 + t^2) over eigenvalues t of every product, extrapolated."""
    points, factor = draws.settings["points"], error(draws, "ratio")
    for name, by_width in products(draws, "means"):
        names = [f"mean of x^2/(x^2 + t^2) at x = {x:g}, {name}" for x in points]
        own = [solved(name, x, factor) for x in points]
        rivals = {} if mistakes(draws) else {ONE: [alone(name, x) for x in points]}
        yield from at_infinite_width(names, by_width, own, rivals)


def undecided(draws) -> str:
    """How many spectra had no gap that decides, in words."""
    every = np.concatenate([v[:, 1] for _, some in products(draws, "zeros") for v in some.values()])
    open_ = int((every < 1).sum())
    return f"{open_} of {len(every)} spectra without a gap that decides" if open_ else ""


def products(draws, what):
    """Name of each product, and statistics of one sort by outer size."""
    for group, by_width in draws.observed.items():
        sort, _, name = group.partition("/")
        if sort == what:
            yield name, by_width


def ratios(name) -> tuple[float, ...]:
    """Sizes over the outer one that the name of a product says: n_1, ..., n_k; m of a sandwich."""
    return tuple(float(ratio) for ratio in name.partition("/")[2].split("-"))


def sizes(name, n) -> tuple[int, ...]:
    """Whole numbers n_0, ..., n_k."""
    inner = tuple(max(1, round(ratio * n)) for ratio in ratios(name))
    return (n, *inner, *inner, n) if name.startswith("sandwich") else (n, *inner)


@cache
def solved(name, x, factor=1.0):
    """The limit of a mean, all ratios times ``factor``."""
    inner = tuple(factor * ratio for ratio in ratios(name))
    if name.startswith("sandwich"):
        return softened(MATRIXLAWS["sandwich"].stieltjes(1j * x, *inner), x)
    return linear(inner, x)


@cache
def alone(name, x):
    """The same of ``ONE``: a Wishart matrix; a Wigner matrix of size m, on m of n dimensions."""
    least = min(ratios(name))
    if not name.startswith("sandwich"):
        return linear((least,), x)
    share = min(1.0, least)
    near = share**0.5 * x  # of mean square one with the zeros, hence 1/share without
    return 1 - share + share * softened(MATRIXLAWS["wigner"].stieltjes(1j * near), near)


def linear(inner, x):
    """The limit of a mean for a product of sizes n_1, ..., n_k over n_0."""
    return softened(of_product(inner).stieltjes(1j * x), x)


@cache
def of_product(inner):
    """The law of a product of these sizes over n_0."""
    return law(Network("gaussian", "linear", len(inner), widths=(*inner[::-1], 1.0)))


def softened(stieltjes, x):
    """The mean of x^2/(x^2 + t^2), from G(i x)."""
    return float(-x * np.imag(stieltjes))


claim = Claim(
    statement=(
        "Products of rectangular random matrices have an atom at 0 that a ratio of dimensions "
        "decides: X_1 ... X_k (X_1 ... X_k)^T, with X_i of size n_(i-1) x n_i, has exactly "
        "n_0 - min n_i zeros, at every finite size, and its eigenvalues follow the law of a free "
        "product; likewise X^T W X with a Wigner matrix W."
    ),
    formula=r"\dim\,\ker X_1 \cdots X_k (X_1 \cdots X_k)^\top = n_0 - \min_i n_i",
    source=Source(
        "abstract",
        (GRANZIOL2020,),
        "That the weight at 0 of a product depends on the ratio of the dimensions says the "
        "abstract; which ratio, that it is exact, and the laws are ours (freewidth.limits.ranks).",
    ),
    hypotheses={
        "independent entries with a density, or random signs (m rows of n > m of them lose rank "
        "with a probability of about m^2/2^n: below 1e-4 for all matrices drawn here)": "ours",
        "independent entries with a finite fourth moment, for the law": "ours",
    },
    rival="the first or the last ratio alone, the least ratio of neighbours, ratios that multiply, "
    "no atom; one factor with the same atom",
    entries=entries,
    ingredients=ingredients("ratio"),  # of the laws: an error of a count is seen at any size
)
