r"""Expectations :math:`\mathbb E f(u)\,g(v)` over a centred Gaussian pair.

With :math:`u=\sqrt a\,x` and :math:`v=\sqrt b\,(\rho x+\sqrt{1-\rho^2}\,y)`, Gauss-Legendre panels
in x, and for every x panels in y that are split where v meets a kink of g. Averaged over y, a kink
of g is a smooth step in x of width :math:`\sqrt{1-\rho^2}/\rho`, around which x gets panels of its
own: nearly parallel inputs lose no digits. Panels in x are halved where they err, and those in y
all together (:mod:`freewidth.quadrature`).
"""

from collections.abc import Callable, Sequence
from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth import gaussian, quadrature
from freewidth.arguments import REAL, Shape, checked
from freewidth.errors import InvalidInputError, NotConvergedError

Function = Callable[[NDArray], NDArray]

REACH = 9.5  # exp(-REACH**2 / 2) = 3e-20: what lies beyond is below rounding
SLACK = 1e-12  # relative, by which a covariance may exceed what its variances allow
ROUNDING = 1e-15  # correlations this near to 1 are 1
INNER = 1e-13  # of E |g| given u: what panels in y may leave
MAX_PANELS = 400  # in each direction: 64 million points
STEP = np.arange(
    -8.0, 8.5, 2.0
)  # panels around a smooth step, in its widths: erfc(8/sqrt 2) = 1e-15


@checked
def expect(
    f: Function,
    g: Function,
    covariance: Annotated[ArrayLike, Shape(2, 2), REAL],
    kinks_f: Sequence[float] = (),
    kinks_g: Sequence[float] = (),
) -> float:
    r""":math:`\mathbb E f(u)g(v)` for (u, v) of the given 2 x 2 covariance.

    f and g are smooth between their kinks. Absolute error about 1e-14 for functions of size one,
    and 1e-12 of :math:`E|f(u)g(v)|` at most.

    Raises:
        InvalidInputError: the matrix is no covariance, or resolving it takes more than
            ``MAX_PANELS`` panels.
        NotConvergedError: finer panels still differ by more than that.
    """
    a, b, rho = _correlation(covariance)
    if a == 0 or b == 0:
        return gaussian.expect(f, a, kinks_f) * gaussian.expect(g, b, kinks_g)
    if abs(rho) == 1:
        factor = rho * np.sqrt(b / a)
        kinks = sorted({*kinks_f, *(kink / factor for kink in kinks_g)})
        return gaussian.expect(lambda u: f(u) * g(factor * u), a, kinks)
    spread = np.sqrt(1 - rho**2)
    cuts = _outer(a, b, rho, spread, kinks_f, kinks_g)

    def given(u):
        """E g(v) for given u, and E |g(v)|, both of the shape of u."""
        mean = np.sqrt(b / a) * rho * u.ravel()
        inner = _conditional(g, mean, np.sqrt(b) * spread, kinks_g)
        return inner.reshape(2, *u.shape)

    x, weights = _panels(cuts)
    u = np.sqrt(a) * x
    mean, size = given(u)
    terms = (weights * f(u) * mean).reshape(-1, quadrature.ORDER)
    floor = float(weights @ np.abs(f(u) * size))
    where = f"variances {a:.4g}, {b:.4g}, correlation {rho:.4g}"
    return quadrature.total(
        terms, cuts, lambda u: f(u) * given(u)[0], gaussian.density, where, np.sqrt(a), floor
    )


def _correlation(covariance):
    """Variances and correlation; a correlation beyond 1 by rounding is 1."""
    (a, c), (d, b) = np.asarray(covariance, dtype=float)
    scale = np.sqrt(max(a, 0.0) * max(b, 0.0))
    if not (np.isfinite([a, b, c]).all() and min(a, b) >= 0 and c == d):
        raise InvalidInputError(f"not a covariance: variances {a:g}, {b:g}, off it {c:g} and {d:g}")
    if abs(c) > scale * (1 + SLACK):
        raise InvalidInputError(f"|covariance| = {abs(c):.6g} exceeds sqrt({a:g} * {b:g})")
    rho = c / scale if scale > 0 else 0.0
    return a, b, np.sign(rho) if abs(rho) > 1 - ROUNDING else rho


def _outer(a, b, rho, spread, kinks_f, kinks_g):
    """Edges of the panels in x."""
    edges = [_grid(np.sqrt(a)), [kink / np.sqrt(a) for kink in kinks_f]]
    if rho != 0 and spread < abs(rho):
        edges += [kink / (np.sqrt(b) * rho) + spread / abs(rho) * STEP for kink in kinks_g]
    return np.unique(np.clip(np.concatenate(edges), -REACH, REACH))


def _conditional(g, mean, deviation, kinks):
    """E g(mean + deviation * y) and E |g| for every mean, shape (2, n): panels halve till good.

    Raises:
        InvalidInputError, NotConvergedError: as :func:`expect`.
    """
    grid = _grid(deviation)
    while True:
        y, weights = _panels(_cut(grid, mean, deviation, kinks))
        terms = weights * g(mean[:, None] + deviation * y)
        size = np.abs(terms).sum(axis=1)
        left = quadrature.errors(terms.reshape(-1, quadrature.ORDER)).reshape(mean.size, -1)
        error = left.sum(axis=1)
        if np.max(error) <= INNER * np.max(size):
            return np.stack([terms.sum(axis=1), size])
        if 2 * (grid.size - 1) > MAX_PANELS:
            worst = int(np.argmax(error))
            raise NotConvergedError(
                f"an expectation given h={mean[worst]:.4g} is not resolved by {grid.size - 1} "
                f"panels: {error[worst]:.1e} of {size[worst]:.3g} is left; declare kinks"
            )
        grid = np.linspace(-REACH, REACH, 2 * grid.size - 1)


def _cut(grid, mean, deviation, kinks):
    """Edges for every mean, shape (n, edges); the same for all, shape (1, edges), without kinks."""
    if not kinks:
        return grid[None]
    cuts = np.broadcast_to(grid, (mean.size, grid.size))
    own = (np.array(kinks) - mean[:, None]) / deviation
    return np.sort(np.concatenate([cuts, np.clip(own, -REACH, REACH)], axis=1), axis=1)


def _grid(deviation):
    """Edges in units of the standard deviation, no panel wider than two units of the argument."""
    panels = int(np.ceil(2 * REACH / min(1.0, 2.0 / deviation)))
    if panels > MAX_PANELS:
        raise InvalidInputError(
            f"a variance of {deviation**2:.4g} needs {panels} panels in each direction, more than "
            f"{MAX_PANELS}; lower sigma_w2 or sigma_b2"
        )
    return np.linspace(-REACH, REACH, panels + 1)


def _panels(cuts):
    """Nodes and Gaussian weights on the panels between cuts along the last axis."""
    x, w = quadrature.panel()
    half = np.diff(cuts)[..., None] / 2
    nodes = (cuts[..., 1:] + cuts[..., :-1])[..., None] / 2 + half * x
    weights = half * w * gaussian.density(nodes)
    shape = (*cuts.shape[:-1], -1)
    return nodes.reshape(shape), weights.reshape(shape)
