"""Products of rectangular random matrices, and what of their spectra is 0. Cases are ensembles."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from freewidth.ensembles import EVERY
from freewidth.sample import weights
from freewidth.symmetric.trained.nullity import counted, visible_nullity
from scripts.finite import _settings as s
from scripts.finite._points import Cases, Figure, common, styled

WIGNER = "wigner"  # what stands in the middle of a sandwich, whatever X is made of

Ratios = Annotated[tuple[s.Positive, ...], s.length(1)]  # n_1, ..., n_k over n_0


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: ensembles that factors X are drawn from.
        products: sizes n_1, ..., n_k over n_0 of X_1 ... X_k (X_1 ... X_k)^T, with X_i of size
            n_{i-1} x n_i.
        sandwiches: sizes m over n of X^T W X, with a Gaussian symmetric W of size m.
        points: x of the mean of x^2/(x^2 + t^2) over eigenvalues t, which have mean (those of
            sandwiches mean square) one.
        widths: outer sizes n_0 and n, and how many matrices of each are drawn.
    """

    cases: s.Ensembles
    products: Annotated[tuple[Ratios, ...], s.length(1), s.distinct]
    sandwiches: Annotated[tuple[s.Positive, ...], s.length(1), s.distinct]
    points: Annotated[tuple[s.Positive, ...], s.length(1), s.distinct]
    widths: s.Widths

    def __post_init__(self):
        s.check(self)


PAPER = Settings(
    cases=("gaussian", "rademacher", "student_t5", "sparse_fixed"),
    products=((0.5,), (2.0,), (0.75, 1.5), (1.5, 0.25), (1.5, 1.25), (0.5, 0.75, 2.0),
              (2.0, 0.5, 1.25), (1.25, 1.5, 0.75)),
    sandwiches=(0.25, 0.5, 1.5),
    points=(0.1, 0.5, 1.0, 2.0),
    widths=((64, 240), (96, 120), (160, 60)),
)  # fmt: skip
QUICK = replace(PAPER, widths=((40, 60), (56, 40), (80, 30)))


def sample(case: str, settings: Settings, stream: s.Streams) -> s.Observed:
    """By outer size, in groups called like ``zeros/product/0.75-1.5`` and ``zeros/sandwich/0.5``.

    In zeros/ the number of zeros, and whether a gap in the spectrum decides it (else it is the
    number of eigenvalues at the level of rounding); in means/ the means at each of the points.
    They are -x Im G(i x), smooth in t: no gap in the spectrum leaves them without a spread.
    """
    observed: s.Observed = {}
    for name, inner in shapes(settings):
        zeros, means = {}, {}
        for n, matrices in settings.widths:
            values = np.linalg.eigvalsh(_draw(case, name, sizes(inner, n), matrices, stream))
            zeros[n] = np.array([_zeros(some) for some in values], dtype=float)
            means[n] = _means(values, np.array(settings.points))
        observed |= {f"zeros/{name}": zeros, f"means/{name}": means}
    return observed


def shapes(settings: Settings) -> Iterator[tuple[str, tuple[float, ...]]]:
    """The name of every product, and its sizes n_1, ..., n_k over n_0."""
    for ratios in settings.products:
        yield f"product/{'-'.join(f'{r:g}' for r in ratios)}", ratios
    for ratio in settings.sandwiches:
        yield f"sandwich/{ratio:g}", (ratio, ratio, 1.0)


def sizes(inner: tuple[float, ...], n: int) -> tuple[int, ...]:
    """Whole numbers (n_0, ..., n_k)."""
    return (n, *(max(1, round(ratio * n)) for ratio in inner))


def _draw(case, name, dims, matrices, stream) -> NDArray:
    rng, law = stream(name, dims[0]), weights(EVERY[case])
    if name.startswith("sandwich"):
        n, m = dims[:2]
        x, _ = law.draw(rng, matrices, m, n)
        w, _ = weights(EVERY[WIGNER]).draw(rng, matrices, m, m)
        return np.sqrt(n / m) * x.transpose(0, 2, 1) @ w @ x
    product, _ = law.draw(rng, matrices, *dims[:2])
    for rows, columns in pairwise(dims[1:]):
        product = product @ law.draw(rng, matrices, rows, columns)[0]
    return product @ product.transpose(0, 2, 1)


def _zeros(values: NDArray) -> tuple[int, bool]:
    found = visible_nullity(values)
    return (counted(values), False) if found is None else (found, True)


def _means(values: NDArray, points: NDArray) -> NDArray:
    return (points**2 / (points**2 + values[..., None] ** 2)).mean(axis=1)


@styled
def draw(draws: Cases) -> Figure:
    """Weights at 0 against the least ratio of sizes; and product by product, with rivals."""
    from scripts.finite import _pictures as p

    figure = p.page(3.4)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.35))
    limit = np.array([0.0, 1.0, 2.1])
    left.plot(limit, np.maximum(0, 1 - limit), color=p.INK)
    handles = [p.handle("predicted", p.INK, line="-")]
    for aside, look, own in zip(
        p.aside(len(draws)), p.looks(len(draws)), draws.values(), strict=True
    ):
        names, least, weight = _weights(own)
        style = {"color": look["color"], "marker": look["marker"], "linestyle": "", "ms": 3.5}
        left.plot(least, weight, **style, zorder=3)
        right.plot(weight, -np.arange(len(names)) - 0.25 * aside, **style, zorder=3)
        handles.append(p.handle(EVERY[own.case].label, look["color"], look["marker"]))
    handles += _rivals(right, p, names)
    left.set(xlabel=r"least ratio, $\min_{i \geq 1} n_i/n_0$", ylabel="weight at 0", xlim=(0, 2.1))
    right.set(xlabel="weight at 0", xlim=(-0.03, 1))
    right.set_yticks(-np.arange(len(names)), [_spelled(name) for name in names])
    figure.legend(handles=handles, loc="outside upper center", ncols=4)
    return figure


def _weights(own):
    """Names of all products, the least ratio of each, the mean weight at 0 over all sizes."""
    found = []
    for group, by_width in own.observed.items():
        sort, _, name = group.partition("/")
        if sort == "zeros":
            shares = [v[:, 0].mean() / n for n, v in by_width.items()]
            found.append((name, min(_inner(name)), np.mean(shares)))
    names, least, weight = zip(*found, strict=True)
    return names, np.array(least), np.array(weight)


def _rivals(ax, p, names):
    """What wrong ratios predict, drawn; and their entries of the legend."""
    from claims.finite.granziol2020_rectangular_products import LAST, RATIOS

    handles = []
    sizes = [(1.0, *_inner(name)) for name in names]
    shown = {"|": LAST, "x": "the least ratio of neighbours", "+": "ratios multiply"}
    for marker, rival in shown.items():
        wrong = np.array([min(1.0, RATIOS[rival](some)) for some in sizes])
        rows = np.flatnonzero(wrong != [min(some) for some in sizes])
        ax.plot(1 - wrong[rows], -rows, marker, color=p.BAND, ms=6, mew=1.2)
        handles.append(p.handle(rival, p.BAND, marker))
    return handles


def _inner(name):
    """Sizes n_1, ..., n_k over n_0 of a product by its name."""
    kind, _, text = name.partition("/")
    ratios = tuple(map(float, text.split("-")))
    return ratios if kind == "product" else (*ratios, *ratios, 1.0)


def _spelled(name):
    """Its sizes in words, as a tick has them."""
    sizes = [f"{ratio:g}" for ratio in (1.0, *_inner(name))]
    return " : ".join(sizes) if name.startswith("product") else f"$X^\\top W X$, {sizes[1]} : 1"


def caption(draws: Cases) -> str:
    """What is drawn, at what sizes."""
    some = common(draws)
    return (
        "Left: share of eigenvalues that are 0 of products X_1 ... X_k (X_1 ... X_k)^T and of "
        "X^T W X, against the least of their inner sizes over the outer one, and the prediction, "
        "a line. Right: the same product by product, named by n_0 : n_1 : ... : n_k (of X^T W X "
        "by the size of W over the outer one), with what other ratios would predict where that "
        "differs. Means over all matrices of outer size "
        f"{', '.join(str(n) for n, _ in some['widths'])}; those with few entries per row lose rank "
        "beyond their dimensions."
    )
