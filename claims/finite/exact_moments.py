"""The sampler itself: means at finite width that are known exactly, for every ensemble."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from math import prod

import numpy as np

from claims._base import Claim, Source
from claims.finite._experiments import cases, entry, error, ingredients, mistaken, mistakes
from freewidth import genus
from freewidth.ensembles import EVERY
from freewidth.network import Network
from freewidth.stats import Evidence, exact, without_rivals

NARROW = "variance 1/(n + 1)"
OTHER = "Gaussian weights, or Haar if these are Gaussian"
DENSER = "2 % more entries"
SHARE = "share of entries"
MORE = 1.02  # times the density of sparse weights
EIGHT = 8  # moments of an entry that m_2 and |W|^4 need for a standard error
WEIGHTS = {  # statistic of a matrix -> what it is called, its degree in W
    "share": ("share of entries", 0),
    "square": ("n |W|^2", 2),
    "fourth": ("n^2 |W|^4", 4),
    "trace": ("tr W", 1),
    "squared_trace": ("|tr W|^2", 2),
    "trace_of_square": ("tr W^2", 2),
}


def entries(study):
    """Every ensemble: all sizes and sorts of networks, and the weights; then what rivals say."""
    for case, draws in cases(study, "exact_moments").items():
        ensemble = EVERY[case]
        if not ensemble.known_at_width:
            continue
        every = [*networks(draws), *matrices(draws)]
        evidence = [item for some in every for item in some]
        yield entry(draws, "", "theorem", evidence)
        for name in () if mistakes(draws) else (NARROW, DENSER):
            wrong = [replace(i, expected=i.rivals[name]) for i in evidence if name in i.rivals]
            if wrong:
                note = f"tested against {name}"
                yield entry(draws, name, "control", without_rivals(wrong), note)


def networks(draws) -> Iterator[list[Evidence]]:
    """m_1 and m_2 at every size of every sort of networks; m_1 alone where tails are heavy."""
    orders = 2 if light(EVERY[draws.case]) else 1
    for group, by_width in draws.observed.items():
        phi, text = group.split("/")
        if phi == "weights":
            continue
        sizes = tuple(map(int, text.split("x")))
        net = network(draws, phi, sizes)
        own = np.array(at_width(mistaken(net, draws), sizes[0], orders))
        rivals = {}
        if not mistakes(draws):
            other = replace(net, ensemble=another(draws.case))
            theirs = np.array(at_width(other, sizes[0], orders))
            rivals = {NARROW: own * less(sizes) ** np.arange(1, orders + 1), OTHER: theirs}
        names = [f"m_{k} at {text}, {phi}" for k in range(1, orders + 1)]
        yield exact(names, by_width[sizes[0]][:, :orders], own, rivals)


at_width = lru_cache(maxsize=4096)(genus.finite_moments)  # errors may change nothing


def another(case) -> str:
    """Weights of the same field to be told apart from: Gaussian ones, or Haar ones from these."""
    real = EVERY[case].field == "real"
    plain, turned = ("gaussian", "orthogonal") if real else ("complex_gaussian", "unitary")
    return turned if case == plain else plain


def light(ensemble) -> bool:
    """Whether m_2 has a variance at finite width, as diluted Gaussian entries have it."""
    return ensemble.finite_moments > EIGHT or ensemble.density is not None


def network(draws, phi, sizes) -> Network:
    """The network of one group."""
    numbers = {name: draws.settings[name] for name in ("sigma_w2", "sigma_b2")}
    return Network(draws.case, phi, len(sizes) - 1, **numbers, widths=sizes)


def less(sizes) -> float:
    """What m_1 is multiplied by if every variance is 1/(n + 1)."""
    return prod(columns / (columns + 1) for columns, _ in pairwise(sizes))


def matrices(draws) -> Iterator[list[Evidence]]:
    """Statistics of the weights at every size; no fourth moment where tails are heavy."""
    for group, by_width in draws.observed.items():
        what, text = group.split("/")
        if what == "weights":
            columns, rows = map(int, text.split("x"))
            yield _of_matrices(draws, rows, columns, by_width)


def _of_matrices(draws, rows, columns, by_width):
    ensemble, other = EVERY[draws.case], EVERY[another(draws.case)]
    names = list(genus.weight_means(ensemble, rows, columns))
    at = [i for i, name in enumerate(names) if name != "fourth" or light(ensemble)]

    def means(of):
        return np.array([*genus.weight_means(of, rows, columns).values()])[at]

    called, degrees = zip(*(WEIGHTS[names[i]] for i in at), strict=True)
    half = np.array(degrees) / 2
    rivals = {}
    if not mistakes(draws):
        rivals[NARROW] = means(ensemble) * (columns / (columns + 1)) ** half
        rivals[OTHER] = means(other)
        if ensemble.density is not None:
            rivals[DENSER] = means(denser(ensemble, MORE))
    labels = [f"{name} at {rows} x {columns}" for name in called]
    expected = means(denser(ensemble, error(draws, SHARE))) * error(draws, "sigma_w2") ** half
    return exact(labels, by_width[columns][:, at], expected, rivals)


def denser(ensemble, factor):
    """The ensemble with that many times more entries, of the same variance; others as they are."""
    if ensemble.density is None:
        return ensemble
    return replace(
        ensemble,
        density=lambda columns: min(1.0, factor * ensemble.density(columns)),
        fourth_moment_at=lambda columns: ensemble.fourth_moment_at(columns) / factor,
    )


claim = Claim(
    statement=(
        "The sampler draws what it says: at finite width the means of m_1 and m_2 of J J^T, of "
        "linear networks, with D independent of the weights, and of ReLU networks, and the means "
        "of the weights' own statistics are the exact ones, for square and rectangular layers."
    ),
    formula=(
        r"\mathbb{E} \operatorname{tr} (W M W^\top)^2 = \frac{P(P-1)\,a + P\,(b + 2a + (\mu - "
        r"3)\,c)}{N^2} \qquad "
        r"a = \mathbb{E} \operatorname{tr} M^2 \qquad "
        r"b = \mathbb{E} (\operatorname{tr} M)^2 \qquad "
        r"c = \mathbb{E} \sum_i M_{ii}^2"
    ),
    scope="finite size",
    source=Source(
        "ours",
        note="derived by carrying tr M, tr M^2, (tr M)^2 and the squares of the diagonal from "
        "layer to layer (freewidth.genus.quadratic)",
    ),
    hypotheses={
        "independent entries with a known fourth moment, Haar singular vectors with given singular "
        "values, or Gaussian Hermitian weights": "ours",
        "linear phi, D independent of the weights, or ReLU and weights whose rows may change signs "
        "(Gaussian, or Haar singular vectors)": "ours",
    },
    rival="weights of variance 1/(n + 1); Gaussian weights, or Haar weights for these; 2 % more "
    "entries in sparse weights",
    entries=entries,
    ingredients=ingredients("q", "slope", "sigma_w2", SHARE),
)
