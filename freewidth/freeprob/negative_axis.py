r"""The real solution on the negative axis, where there is one and all is monotone.

At z = -r, y runs through (0, mu) and every w through the negative numbers as r falls. A table of
log r against the logit of y/mu needs no equation but that of each layer for itself; it gives
guesses for Newton's method, and says how small w becomes.
"""

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import NotConvergedError
from freewidth.freeprob.newton import TINIEST, Solution, newton
from freewidth.freeprob.product import Product

DEEPEST_LOG = -745.0  # log of the smallest number there is
FARTHEST = -690.0  # log of the smallest |w| guessed
STEEP, PARTS, ROUNDS = 30.0, 16, 4  # steps of log|z| in tables: what is wider is cut in parts
PACE = 7.0  # in log w: over it the last power is taken
FLATTEST = 1e-3  # least growth of the logit of A over PACE: the power stays finite
LOW, HIGH = -45.0, 30.0  # logits with even steps: y/mu to rounding, and m to 3 digits
EVEN, FAR = 301, 100  # rows between these, and below
MARGIN, LARGEST = 60.0, 700.0  # logits beyond any log|z| asked for, and what exp allows
NEGLIGIBLE = -41.5  # logit of y/mu = 1e-18
COARSE, FINE = 24, 400  # rows of a table up to y = mu/2


def on_negative_axis(product: Product, u: NDArray) -> Solution:
    """The real solution at z = -exp(u), u any real array (N,): y in (0, mu), w < 0."""
    far = -(np.linspace(np.sqrt(-LOW), np.sqrt(_span(product, u)), FAR)[:0:-1] ** 2)
    logit = np.concatenate([far, np.linspace(LOW, HIGH, EVEN)])
    level, logit, table_w = _refined(
        product, logit, np.min(u, initial=np.inf), np.max(u, initial=0)
    )
    falls = np.nonzero(np.diff(level) <= 0)[0]  # below the floor of some quadrature
    start = falls[-1] + 1 if falls.size else 0
    level, logit, table_w = level[start:], logit[start:], table_w[start:]
    guess = np.interp(u, level, logit)
    y = product.mu / (1 + np.exp(-guess))
    w = np.empty((u.size, len(product.layers)))
    for g in range(w.shape[1]):
        w[:, g] = -np.exp(np.interp(u, level, np.log(-table_w[:, g])))
    return newton(product, u + 1j * np.pi, y, w, real=True)


def _refined(product, logit, low, high):
    """(log|z|, logit, w) of :func:`negative_table`, log|z| in ``low``..``high`` in small steps."""
    level, _, w = negative_table(product, logit)
    for _ in range(ROUNDS):
        wide = (np.diff(level) > STEEP) & (level[1:] > low) & (level[:-1] < high)
        if not wide.any():
            break
        more = np.linspace(logit[:-1][wide], logit[1:][wide], PARTS + 1)[1:-1].ravel()
        new_level, _, new_w = negative_table(product, more)
        logit, order = np.unique(np.concatenate([logit, more]), return_index=True)
        level, w = np.concatenate([level, new_level])[order], np.concatenate([w, new_w])[order]
    return level, logit, w


def _span(product, u):
    """Logits of y/mu that reach beyond every log|z| asked for."""
    largest = float(np.max(np.abs(u), initial=0.0))
    return min(LARGEST, MARGIN + 2 * largest + abs(product.constant))


def negative_table(product: Product, logit: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """(log|z|, y, w) on the negative axis at y = mu/(1 + exp(-logit)), no outer solve needed."""
    y, rest = product.mu / (1 + np.exp(-logit)), product.mu / (1 + np.exp(logit))  # -m
    w = np.zeros((y.size, len(product.layers)))
    order, grid = product.negative_grid
    for g, layer in enumerate(product.layers):  # to two digits
        share = np.maximum(layer.rho * (y + layer.delta), TINIEST)
        at = np.log(share) - np.log(layer.rho * rest)  # mass = rho (mu + delta)
        w[:, g] = -np.exp(_extrapolated(at, order[:, g], grid[:, g]))
    level = product.log_z(y + 0j, w + 0j).real
    if product.power:  # m is known better than y less mu
        with np.errstate(divide="ignore"):
            level += product.power * (np.log(rest) - np.log(np.abs(y - product.mu)))
    return level, y, w


def _extrapolated(at, order, grid):
    """log(-w) where the logit of A is ``at``; below the grid A goes on as its last power of w.

    Above it 1 - A goes on as 1/w: far above, where other measures have far less mass off 0.
    """
    high = np.searchsorted(grid, grid[0] + PACE)
    rate = (grid[high] - grid[0]) / max(order[high] - order[0], FLATTEST)
    below = np.maximum(grid[0] + rate * (at - order[0]), FARTHEST)
    above = grid[-1] + (at - order[-1])
    inside = np.interp(at, order, grid)
    return np.where(at < order[0], below, np.where(at > order[-1], above, inside))


def lowest_level(
    product: Product, deepest: float, least: float | None = None
) -> tuple[float, float]:
    """(u, |w|): where y/mu = 1e-18, at least ``deepest``, and the smallest |w| met down to there.

    Only layers count whose K is not negligible at such w; without any, |w| is infinite. If
    ``least`` is given, u stays where their |w| exceeds it.

    Raises:
        NotConvergedError: it does so nowhere.
    """
    logit = np.linspace(NEGLIGIBLE, 0.0, COARSE if least is None else FINE)
    u, _, w = _refined(product, logit, deepest, np.inf)
    counted = [not layer.law.negligible_at_floor for layer in product.layers]
    if least is not None:
        deep = np.nonzero(np.any(-w[:, counted] < least, axis=1))[0]
        if deep.size and deep[-1] == u.size - 1:
            raise NotConvergedError(
                f"half of the mass is where |w| < {least:.1e}: slopes are too small to be resolved"
            )
        if deep.size:
            u, w = u[deep[-1] + 1 :], w[deep[-1] + 1 :]
    low = max(float(u[0]), deepest)
    first = max(0, int(np.argmax(u >= low)) - 1)  # w in between is larger than at the point before
    return low, float(np.min(-w[first:, counted], initial=np.inf))
