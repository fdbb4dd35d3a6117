"""Lengths of J u by network, and what laws of their logarithm predict."""

from collections.abc import Iterator, Mapping
from math import erf
from typing import cast

import numpy as np
import scipy  # its parts are loaded at first use
from numpy.typing import NDArray

from claims.finite._experiments import cases
from freewidth.network import Network
from freewidth.sample import Draws

NAMES = ("E log R", "E (log R + beta/2)^2", "E He_3(z)")
BELOW = ("P(z < -1)", "P(z < 0)")
POINTS = (-1.0, 0.0)


def groups(study, *shapes: str) -> Iterator[tuple[Draws, str, str, Mapping[int, NDArray]]]:
    """Draws, group, activation and R by width, of networks of the given shapes."""
    for draws in cases(study, "log_norms").values():
        for group, by_width in draws.observed.items():
            shape, activation, *_ = group.split("/")
            if shape in shapes:
                yield draws, group, activation, by_width


def deep(draws: Draws, group: str, width: int) -> Network:
    """The network of n_0 = ``width`` of a group, whose depth grows with the width."""
    shape, activation, ratio = group.split("/")
    sizes = [width] * (round(float(ratio) * width) + 1)
    if shape == "alternating":
        sizes[1::2] = [2 * width] * len(sizes[1::2])
    if shape == "bottleneck":
        sizes[len(sizes) // 2] = cast(int, draws.settings["bottleneck"])
    return Network(draws.case, activation, len(sizes) - 1, widths=tuple(sizes))


def logs(values: NDArray) -> NDArray:
    """log R of networks where it is not 0, shape (R, 1)."""
    return np.log(values[values > 0])[:, None]


def hermite(x: NDArray, center: float, variance: float) -> NDArray:
    """x, its square about the center, and He_3 of the standardised x, shape (R, 3)."""
    z = (x - center) / np.sqrt(variance)
    return np.concatenate([x, (x - center) ** 2, z**3 - 3 * z], axis=1)


def below(x: NDArray, center: float, variance: float) -> NDArray:
    """Whether the standardised x is below each of the ``POINTS``, shape (R, 2)."""
    return ((x - center) / np.sqrt(variance) < POINTS).astype(float)


def normal(mean: float, variance: float, center: float, scale: float) -> list[float]:
    """Expected ``hermite`` about ``center`` for the variance ``scale``, of normal log R."""
    off, share = (mean - center) / scale**0.5, variance / scale
    return [mean, variance + (mean - center) ** 2, off**3 + 3 * off * share - 3 * off]


def normal_below(mean: float, variance: float, center: float, scale: float) -> list[float]:
    """The same of ``below``."""
    points = [(center + z * scale**0.5 - mean) / (2 * variance) ** 0.5 for z in POINTS]
    return [(1 + erf(point)) / 2 for point in points]


def log_gamma_skewness(variance: float) -> float:
    """Skewness of the logarithm of a Gamma variable, where that has the given variance."""
    polygamma = scipy.special.polygamma
    shape = scipy.optimize.brentq(lambda k: polygamma(1, k) - variance, 1e-3, 1e6)
    return float(polygamma(2, shape) / variance**1.5)


def other(activation: str) -> str:
    """Linear networks, or those with ReLU beside these."""
    return "relu" if activation == "linear" else "linear"
