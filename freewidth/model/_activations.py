r"""Activations that frameworks have and the registry has not: bounded slopes, but no study of them.

Where the registry has one of a name here, it is taken, and what is here is not used. They are
objects, made when they are asked for: the same arguments give the same object. Analytic
continuations go with them, as limit laws need those (:class:`freewidth.activations.Activation`).
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from freewidth.activations import EVERY, Activation

SELU = 1.0507009873554805, 1.6732632423543772  # scale and alpha of Klambauer et al. (2017)


def _logistic(h: NDArray) -> NDArray:
    """1/(1 + exp(-h)), with no overflow on either side."""
    left = np.real(h) < 0
    e = np.exp(np.where(left, h, -h))
    return np.where(left, e, 1.0) / (1 + e)


@lru_cache
def sigmoid() -> Activation:
    """1/(1 + exp(-h))."""
    df = lambda h: _logistic(h) * _logistic(-h)  # noqa: E731
    return Activation("sigmoid", _logistic, df, bounded=True)


@lru_cache
def silu() -> Activation:
    """h/(1 + exp(-h)), also called swish."""
    return Activation(
        "SiLU",
        lambda h: h * _logistic(h),
        lambda h: _logistic(h) * (1 + h * _logistic(-h)),
        bounded=False,
    )


@lru_cache
def softplus() -> Activation:
    """log(1 + exp(h))."""

    def f(h: NDArray) -> NDArray:
        right = np.real(h) > 0
        return np.where(right, h, 0.0) + np.log1p(np.exp(np.where(right, -h, h)))

    return Activation("softplus", f, _logistic, bounded=False)


@lru_cache
def elu(alpha: float = 1.0, scale: float = 1.0) -> Activation:
    """scale h for h > 0, scale alpha (exp(h) - 1) on the left."""

    def f(h: NDArray) -> NDArray:
        right = np.real(h) > 0
        return scale * np.where(right, h, alpha * np.expm1(np.where(right, 0.0, h)))

    def df(h: NDArray) -> NDArray:
        right = np.real(h) > 0
        return scale * np.where(right, 1.0, alpha * np.exp(np.where(right, 0.0, h)))

    name = "SELU" if (scale, alpha) == SELU else f"ELU({alpha:g})"
    return Activation(name, f, df, bounded=False, kinks=(0.0,), slopes=(None, scale))


def selu() -> Activation:
    """ELU with the scale and alpha of self-normalising networks."""
    return elu(SELU[1], SELU[0])


@lru_cache
def leaky_relu(slope: float) -> str | Activation:
    """h for h > 0, slope h on the left; the registered one where that is it."""
    from freewidth.activations import leaky_relu as known

    if slope == known.LEAK:
        return "leaky_relu"
    if slope == 0:
        return "relu"
    return Activation(
        f"leaky ReLU({slope:g})",
        lambda h: np.where(h > 0, h, slope * h),
        lambda h: np.where(h > 0, 1.0, slope),
        bounded=False,
        kinks=(0.0,),
        slopes=(slope, 1.0),
    )


@lru_cache
def clipped(low: float, high: float) -> str | Activation:
    """h clipped to [low, high]: hard-tanh, ReLU6."""
    if (low, high) == (-1.0, 1.0):
        return "hardtanh"
    return Activation(
        f"clip({low:g}, {high:g})",
        lambda h: np.clip(h, low, high),
        lambda h: ((h > low) & (h < high)).astype(float),
        bounded=True,
        kinks=(low, high),
        slopes=(0.0, 1.0, 0.0),
    )


def named(name: str) -> str | Activation:
    """The name where the registry has it, else the object.

    Raises:
        KeyError: neither has.
    """
    return name if name in EVERY else NAMES[name]()


def relu6() -> str | Activation:
    """ReLU clipped at 6."""
    return clipped(0.0, 6.0)


# Those without arguments, by the name that frameworks have for them.
NAMES: dict[str, Callable[[], str | Activation]] = {
    "sigmoid": sigmoid,
    "silu": silu,
    "softplus": softplus,
    "elu": elu,
    "selu": selu,
    "relu6": relu6,
}
