"""What a law of biases is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Rule = Callable[[float], tuple[NDArray, NDArray]]
ORDER = 20  # Gauss points per panel
WIDTH = 3.0  # of a panel, over the scale: exp(-x^2/2) on |x| < 1.5 is then off by 1e-24


@dataclass(frozen=True)
class Bias:
    r"""A law of mean 0 and variance 1; the biases are :math:`\sigma_b b_j`, independent.

    Attributes:
        label: what a legend prints.
        source: where the law comes from.
        sample: ``sample(rng, shape)`` draws b.
        rule: ``rule(scale)`` gives points and weights with :math:`\sum_j w_j f(b_j) = \mathbb E
            f(b)` to rounding for functions like :math:`\exp(-b^2/2s^2)`, s >= ``scale``; None for
            Gaussian biases, which need none: a sum of Gaussians is Gaussian.
        discrete: whether the rule is the law itself, for any scale.
        bounded: whether tails are no heavier than Gaussian.
    """

    label: str
    source: str
    sample: Callable[[np.random.Generator, tuple[int, ...]], NDArray]
    rule: Rule | None
    discrete: bool = False
    bounded: bool = True


def panels(density: Callable[[NDArray], NDArray], cuts: Sequence[float]) -> Rule:
    """Gauss-Legendre rule of a law whose density is analytic (on the scale 1) between ``cuts``."""

    def rule(scale: float) -> tuple[NDArray, NDArray]:
        x, w = np.polynomial.legendre.leggauss(ORDER)
        width = min(1.0, scale) * WIDTH
        ends = [np.linspace(a, b, int(np.ceil((b - a) / width)) + 1) for a, b in pairwise(cuts)]
        left = np.concatenate([e[:-1] for e in ends])[:, None]
        right = np.concatenate([e[1:] for e in ends])[:, None]
        points = ((left + right) / 2 + (right - left) / 2 * x).ravel()
        weights = ((right - left) / 2 * w).ravel() * density(points)
        return points, weights / weights.sum()

    return rule
