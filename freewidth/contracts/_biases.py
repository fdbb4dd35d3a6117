r"""Whether a law of biases is what it declares: sampler, rule, tails.

A rule :math:`(b_j, w_j)` says all moments; the sampler is held to mean, variance and characteristic
function that follow from it, and the rule to itself on other scales.
"""

from collections.abc import Iterator
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from freewidth.biases import Bias, check
from freewidth.contracts import _bounds, _ranks
from freewidth.contracts._fault import Fault
from freewidth.contracts._sampling import impure
from freewidth.errors import InvalidInputError
from freewidth.rng import stream

GAUSSIAN = "gaussian"  # the one law without a rule
SHAPE = (160, 240)
T = (0.25, 0.5, 1.0, 2.0, 4.0)  # arguments of the characteristic function
SCALES = (0.05, 0.3, 1.0, 4.0)
PLACES = (-1.0, -0.35, 0.0, 1.3)  # where the rule is looked at
ROUNDING = 1e-10  # of sums over a rule, which are good to 1e-14
WIDEST = 2.0  # standard deviation of a Gaussian whose tails are heavier than bounded ones
SEEN = 1e-13  # of mass in a tail: less is rounding


def faults(bias: Bias, name: str) -> Iterator[Fault]:
    """What is wrong with the law registered as ``name``."""
    if bias.rule is None and name != GAUSSIAN:
        yield Fault("rule(scale) gives points and weights", "rule is None", "give a rule")
        return
    found = list(_pure(bias))
    yield from found
    if not found:
        found = list(_sampled(bias))
        yield from found or _rule(bias)


def _rng(*labels: str | int) -> np.random.Generator:
    return stream(0, "contract of biases", *labels)


def _pure(bias: Bias) -> Iterator[Fault]:
    for shape in ((7,), SHAPE):
        b = np.asarray(bias.sample(_rng("form"), shape))
        if b.shape != shape or b.dtype.kind not in "fi" or not np.isfinite(b).all():
            yield Fault(
                f"sample(rng, {shape}) gives finite real numbers of this shape",
                f"shape {b.shape}, {b.dtype}, {np.mean(~np.isfinite(b)):.1%} not finite",
                "hand the shape on to the generator",
            )
            return
    yield from impure(
        "sample(rng, shape)",
        lambda rng: bias.sample(rng, (64, 4)),
        lambda: _rng("pure", 0),
        _rng("pure", 1),
    )


def _rule(bias: Bias) -> Iterator[Fault]:
    """Mass, mean and variance, and what a finer rule says of a Gaussian."""
    if bias.rule is None:
        return
    try:
        check(bias)
    except InvalidInputError as error:
        yield Fault("sample, rule and smoothed are of one law", str(error), "correct what is wrong")
        return
    b, w = _points(bias, min(SCALES))
    for scale in SCALES:
        own, weights = _points(bias, scale)
        for at in PLACES:
            fine = w @ np.exp(-((b - at) ** 2) / (2 * scale**2))
            seen = weights @ np.exp(-((own - at) ** 2) / (2 * scale**2))
            if not abs(seen - fine) <= ROUNDING:
                yield Fault(
                    f"rule({scale:g}) integrates what varies on that scale, to rounding",
                    f"{seen:.12g} for E exp(-(b - {at:g})^2/(2 {scale:g}^2)), where a finer rule "
                    f"gives {fine:.12g}",
                    "take more points, or panels(density, cuts) with all kinks as cuts",
                )
                return
    yield from _tails(bias, b, w)


def _points(bias: Bias, scale: float) -> tuple[NDArray, NDArray]:
    assert bias.rule is not None
    b, w = bias.rule(scale)
    return np.asarray(b, dtype=float), np.asarray(w, dtype=float)


def _tails(bias: Bias, b: NDArray, w: NDArray) -> Iterator[Fault]:
    if not bias.bounded:
        return
    order = np.argsort(-np.abs(b))
    beyond, at = np.cumsum(w[order]), np.abs(b[order])
    heavy = (beyond > 2 * np.exp(-(at**2) / (2 * WIDEST**2))) & (beyond > SEEN)
    if heavy.any():
        i = int(np.argmax(heavy))
        yield Fault(
            "bounded is True: tails are no heavier than Gaussian",
            f"P(|b| >= {at[i]:.3g}) is {beyond[i]:.2g} by the rule",
            "set bounded=False",
        )


def _sampled(bias: Bias) -> Iterator[Fault]:
    x = np.asarray(bias.sample(_rng("sampled"), SHAPE), dtype=float)
    following = np.asarray(bias.sample(_rng("sampled", 1), SHAPE), dtype=float)
    over = f"over {x.size:,} draws"
    yield from _two_moments(bias, x.ravel(), over)
    yield from _characteristic(bias, x.ravel(), over)
    yield from _finely(bias, x.ravel(), over)
    yield from _points_of(bias, x.ravel(), over)
    ties = _rng("ties")
    scored = _ranks.scores(x, ties), _ranks.scores(following, ties)
    signs = [*_ranks.within(scored[0]), *_ranks.between(*scored, "two networks (two generators)")]
    for sign in signs[:1]:
        yield Fault(
            "biases are independent",
            f"{sign.between} depend on each other: {sign.statistic:.3g} standard deviations {over}",
            "draw every number anew from rng",
        )


def _two_moments(bias: Bias, x: NDArray, over: str) -> Iterator[Fault]:
    fourth = 3.0
    if bias.rule is not None:
        b, w = _points(bias, 1.0)
        fourth = float(w @ b**4)
    mean, allowed = _bounds.centred(x, 1.0, fourth)
    low, least = _bounds.below(x**2, 1.0, fourth)
    high, greatest = _bounds.above(x**2, 1.0, fourth)
    if abs(mean) > allowed:
        yield Fault(
            "biases have mean 0",
            f"{mean:.4g} {over}; chance allows {allowed:.2g}",
            "subtract the mean",
        )
    if low < least or high > greatest:
        yield Fault(
            "biases have variance 1",
            f"{np.mean(x**2):.4g} {over}; chance allows {least:.4g} to {greatest:.4g}",
            "divide by the standard deviation: sigma_b is applied to them",
        )


def _characteristic(bias: Bias, x: NDArray, over: str) -> Iterator[Fault]:
    """E exp(itb), a mean of numbers of modulus 1: Bernstein's bound for each of its parts."""
    for t in T:
        if bias.rule is None:
            expected = complex(np.exp(-(t**2) / 2))
        else:
            b, w = _points(bias, min(1.0, 1 / t))
            expected = complex(w @ np.exp(1j * t * b))
        seen = complex(np.mean(np.exp(1j * t * x)))
        allowed = sqrt(2) * _bounds.bernstein(x.size, 1 - abs(expected) ** 2, 2.0)
        if abs(seen - expected) > allowed:
            yield Fault(
                f"sample and rule are of one law: E exp({t:g}ib) is {expected:.4f}",
                f"{seen:.4f} {over}; chance allows {allowed:.2g}",
                "make both of the same law",
            )
            return


def _finely(bias: Bias, x: NDArray, over: str) -> Iterator[Fault]:
    """E exp(-(b-a)^2/2s^2) at a small s, of numbers in (0, 1)."""
    if bias.rule is None:
        return
    scale = min(SCALES)
    b, w = _points(bias, scale)
    for at in PLACES:
        expected = float(w @ np.exp(-((b - at) ** 2) / (2 * scale**2)))
        seen = float(np.mean(np.exp(-((x - at) ** 2) / (2 * scale**2))))
        if abs(seen - expected) > _bounds.bernstein(x.size, max(seen, expected), 1.0):
            yield Fault(
                f"rule({scale:g}) integrates what varies on that scale",
                f"{expected:.4g} for E exp(-(b - {at:g})^2/(2 {scale:g}^2)), which is {seen:.4g} "
                f"{over}",
                "take more points on small scales: panels(density, cuts) does",
            )
            return


def _points_of(bias: Bias, x: NDArray, over: str) -> Iterator[Fault]:
    """Of a discrete law points are drawn, of another one hardly any twice."""
    if bias.rule is not None and bias.discrete:
        b, _ = _points(bias, 1.0)
        apart = np.abs(x[:5000, None] - b).min(axis=1) if b.size < 1000 else np.zeros(1)
        if apart.max() > 1e-9:
            yield Fault(
                "discrete is True: what is drawn are the points of the rule",
                f"{np.mean(apart > 1e-9):.1%} of {apart.size} draws are none of them",
                "set discrete=False",
            )
    elif (distinct := np.unique(x).size) < x.size / 2:
        yield Fault(
            "discrete is False: the law has a density",
            f"{distinct:,} different values {over}",
            "set discrete=True, with the values as the rule",
        )
