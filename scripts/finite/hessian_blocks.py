"""How small off-diagonal blocks of the Hessian are at random weights. Cases are sorts of blocks."""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from freewidth.symmetric.trained.curvature import hessian
from freewidth.symmetric.trained.data import Dataset
from freewidth.symmetric.trained.mlp import MLP
from scripts.finite import _settings as s
from scripts.finite._points import Cases, Figure, common, inverse, points, styled

CLASSES, UNITS = "classes", "units"
MEANT = {CLASSES: "of classes, linear model", UNITS: "of hidden units, one hidden layer"}

Sorts = Annotated[s.Names, s.among(MEANT, "sort of blocks")]
Classes = Annotated[int, s.at_least(2), s.at_most(100, "a Hessian of more fills a gigabyte")]


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: blocks of the classes of a linear model, or of the linear units of a hidden layer.
        classes: numbers of classes C.
        samples: number of samples per input.
        widths: inputs, which are as many as hidden units, and how many networks are drawn.
    """

    cases: Sorts
    classes: Annotated[tuple[Classes, ...], s.length(2), s.distinct]
    samples: s.Units
    widths: s.Widths

    def __post_init__(self):
        s.check(self)


PAPER = Settings(
    cases=(CLASSES, UNITS),
    classes=(4, 8, 16, 32),
    samples=4,
    widths=((12, 64), (18, 40), (28, 24)),
)
QUICK = replace(PAPER, classes=(4, 8, 16), widths=((8, 40), (12, 24), (16, 16)))


def sample(case: str, settings: Settings, stream: s.Streams) -> s.Observed:
    """By inputs, in groups called like ``C8``: the ratio of root mean square Frobenius norms.

    Of the blocks off the diagonal over those on it, without biases; of the exact Hessian of the
    mean cross-entropy, whose labels are random.
    """
    return {
        f"C{count}": {
            d: np.array([_ratio(case, count, d, settings, rng) for _ in range(networks)])[:, None]
            for d, networks in settings.widths
            for rng in [stream(count, d)]
        }
        for count in settings.classes
    }


def _ratio(case, count, d, settings, rng) -> float:
    sizes = (d, count) if case == CLASSES else (d, d, count)
    mlp, n = MLP(sizes, "linear"), settings.samples * d
    data = Dataset("random", rng.standard_normal((n, d)), rng.integers(0, count, n), count)
    first = mlp.slices[0]
    return _off_diagonal(hessian(mlp, mlp.initial(rng), data)[first, first], d + 1)


def _off_diagonal(matrix: NDArray, size: int) -> float:
    """The ratio for blocks of this size, the last row and column of each left out."""
    count = len(matrix) // size
    blocks = matrix.reshape(count, size, count, size)[:, :-1, :, :-1]
    squares = (blocks**2).sum(axis=(1, 3))
    diagonal = np.trace(squares)
    return float(np.sqrt((squares.sum() - diagonal) / (count - 1) / diagonal))


@styled
def draw(draws: Cases) -> Figure:
    """The ratio against the number of classes; and how it comes to its limit."""
    from claims.finite.dong2025_hessian_blocks import OUTPUTS, RATIO
    from scripts.finite import _pictures as p

    figure, samples = p.page(2.9), common(draws)["samples"]
    left, right = figure.subplots(1, 2)
    counts = np.array([3, 4, 6, 8, 12, 16, 24, 32, 45])
    for look, (case, own) in zip(p.looks(len(draws)), draws.items(), strict=True):
        limit = [RATIO[case](c, OUTPUTS, samples) for c in counts]
        left.plot(counts, limit, color=look["color"], label=f"blocks {MEANT[case]}")
        places = p.aside(len(own.observed))
        for place, (group, by_width) in zip(places, own.observed.items(), strict=True):
            c = int(group[1:])
            at, mean, error = points(by_width, 0, inverse)
            level = RATIO[case](c, OUTPUTS, samples)
            p.marks(left, (np.array([c]), mean[-1:], error[-1:]), look)
            moved = at * (1 + 0.02 * place)
            p.marks(right, (moved, mean / level, error / level), look)
    left.plot(counts, 1 / (counts - 1), ":", color=p.BAND, label="many samples")
    left.plot(counts, (counts + 1) ** -0.5, ":", color=p.BAND)
    left.set(xscale="log", yscale="log", xlabel="classes $C$", ylabel="off-diagonal over diagonal")
    p.ticks(left, [4, 8, 16, 32])
    p.decades(left)
    p.diamond(right, 1.0)
    right.set(xlabel="1 over inputs", ylabel="the same over its limit")
    right.set_xlim(0, None)
    figure.legend(loc="outside upper center", ncols=3)
    return figure


def caption(draws: Cases) -> str:
    """What is drawn, at what sizes."""
    some = common(draws)
    return (
        "Root mean square of the Frobenius norms of off-diagonal blocks of the cross-entropy's "
        "Hessian at random weights, over that of diagonal ones, against the number of classes C: "
        "blocks of the classes of a linear model, and of the hidden units of a network with one "
        f"linear hidden layer; Gaussian inputs, {some['samples']} samples for each of them. Lines: "
        "limits of many inputs; dotted, of many samples, 1/(C - 1) and (C + 1)^(-1/2). Marks: "
        f"{max(n for n, _ in some['widths'])} inputs. Right: over the limit, for all C, against "
        "1 over the number of inputs; two standard errors."
    )
