r"""Whether the parts of a law of biases say the same.

The rule has mean 0 and variance 1, its characteristic function :math:`\mathbb E\,e^{itb}` is that
of what is sampled, and ``smoothed`` is the sum over the rule, along the real axis and off it.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import checked
from freewidth.biases._base import Bias
from freewidth.errors import InvalidInputError
from freewidth.rng import stream

SCALE = 1.0  # standard deviation of a Gaussian next to which rules are looked at
ROUNDING = 1e-10  # of means over a rule, which are good to 1e-14
DRAWS, SIGMAS = 20_000, 8.0  # a mean that far off is no chance
T = (0.5, 1.0, 2.0)  # arguments of the characteristic function
POINTS = np.array([-3.0, -0.7, 0.0, 0.4, 2.5, 0.3 + 0.5j, -1.0 - 0.5j])  # of the density


@checked
@lru_cache(maxsize=256)
def check(bias: Bias) -> None:
    """Look at a law of biases before it is used.

    Raises:
        InvalidInputError: its parts contradict each other; the message says which.
    """
    if bias.rule is None:
        raise InvalidInputError(
            f"{bias.label}: biases without a rule are Gaussian; say bias='gaussian', or give a rule"
        )
    b, w = (np.asarray(part, dtype=float) for part in bias.rule(SCALE))
    mass, mean, square = (float(w @ b**k) for k in range(3))
    if not np.allclose((mass, mean, square), (1, 0, 1), rtol=0, atol=ROUNDING):
        raise InvalidInputError(
            f"{bias.label}: the rule has mass {mass:.10g}, mean {mean:.10g} and mean square "
            f"{square:.10g}, not 1, 0 and 1; standardise it"
        )
    drawn = np.asarray(bias.sample(stream(0, "check of biases"), (DRAWS // 2, 2)))
    if drawn.shape != (DRAWS // 2, 2) or not np.all(np.isfinite(drawn)):
        raise InvalidInputError(
            f"{bias.label}: sample(rng, shape) gives finite numbers of that shape, got shape "
            f"{drawn.shape} for {(DRAWS // 2, 2)}"
        )
    _same_law(bias.label, drawn.ravel(), b, w)
    if bias.smoothed is not None:
        _same_density(bias.label, np.asarray(bias.smoothed(POINTS, SCALE)), b, w)


def _same_law(label: str, drawn: NDArray, b: NDArray, w: NDArray) -> None:
    for t in T:
        seen = np.exp(1j * t * drawn)
        off = abs(seen.mean() - w @ np.exp(1j * t * b))
        if off > SIGMAS * np.std(seen) / np.sqrt(drawn.size):
            raise InvalidInputError(
                f"{label}: E exp({t:g}i b) is {seen.mean():.4f} over {drawn.size} draws, but "
                f"{w @ np.exp(1j * t * b):.4f} by the rule; sample and rule are of two laws"
            )


def _same_density(label: str, found: NDArray, b: NDArray, w: NDArray) -> None:
    apart = POINTS[:, None] - b
    rule = np.exp(-(apart**2) / (2 * SCALE**2)) @ w / np.sqrt(2 * np.pi * SCALE**2)
    off = np.abs(found - rule)
    if not np.all(off <= ROUNDING * np.abs(rule).max()):
        worst = int(np.argmax(np.where(np.isnan(off), np.inf, off)))
        raise InvalidInputError(
            f"{label}: smoothed is {found[worst]:.6g} at h={POINTS[worst]:.3g}, s={SCALE:g}, but "
            f"the rule gives {rule[worst]:.6g}"
        )
