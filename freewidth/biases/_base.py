"""What a law of biases is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import checked

Rule = Callable[[float], tuple[NDArray, NDArray]]
ORDER = 20  # Gauss points per panel
WIDTH = 3.0  # of a panel, over the scale: exp(-x^2/2) on |x| < 1.5 is then off by 1e-24


@checked
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
        smoothed: ``smoothed(h, s)``, the density of b + s g at real or complex h, g Gaussian; None
            where the sum over the rule is as good.
    """

    label: str
    source: str
    sample: Callable[[np.random.Generator, tuple[int, ...]], NDArray]
    rule: Rule | None
    discrete: bool = False
    bounded: bool = True
    smoothed: Callable[[NDArray, float], NDArray] | None = None

    def __repr__(self) -> str:
        return f"Bias({self.label!r})"


@np.errstate(under="ignore", over="ignore", invalid="ignore")  # on the side not taken
def half_line(h: NDArray, s: float, rate: float) -> NDArray:
    r""":math:`\int_0^\infty \lambda e^{-\lambda b}\,\rho_s(h-b)\,db`, h real or complex, any shape.

    By the scaled complementary error function, :math:`\frac\lambda2 e^{-h^2/2s^2}
    \operatorname{erfcx}(z)`, :math:`z=(\lambda s^2-h)/(s\sqrt2)`, reflected where Re z < 0.
    """
    from scipy.special import erfcx  # takes longer to load than small networks to sample

    z = (rate * s**2 - h) / (s * np.sqrt(2))
    left = z.real < 0
    part = np.exp(-(h**2) / (2 * s**2)) * erfcx(np.where(left, -z, z))
    return rate / 2 * np.where(left, 2 * np.exp(rate**2 * s**2 / 2 - rate * h) - part, part)


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
