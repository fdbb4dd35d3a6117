r"""Expectations over a centred Gaussian: :math:`\mathbb E f(\sqrt q\,g)`, :math:`g\sim N(0,1)`.

Gauss-Legendre panels in g, split where f has kinks and no wider than two units of
:math:`h=\sqrt q\,g`, so that activations varying on the scale of one unit are resolved at every q.
Expectations measure the error of every panel and halve those that err (:mod:`.quadrature`).
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import fsum

import numpy as np
from numpy.typing import NDArray

from freewidth import quadrature
from freewidth.errors import InvalidInputError, NotConvergedError

REACH = 12.0  # exp(-REACH**2 / 2) = 5e-32: what lies beyond is below rounding
FURTHER, FARTHEST = 1.5, 30.0  # for what grows in the plane; exp(-30**2 / 2) is not yet 0
MAX_PANELS = 20_000
MOST_COMPLEX = 200  # panels in each direction of the plane: 16 million points
KEPT = 500  # panels up to which rules are remembered: 256 of them take 41 MB


def nodes(q: float, kinks: tuple[float, ...] = ()) -> tuple[NDArray, NDArray]:
    r"""Points ``h`` and weights with :math:`\sum_i w_i f(h_i) \approx \mathbb E f(\sqrt q\,g)`.

    Both of shape (k,), read-only; weights sum to 1. ``kinks`` are the points h where f or its
    derivatives jump. q = 0 gives the single point 0.

    Raises:
        InvalidInputError: q is negative, not finite, or so large that resolving it takes more than
            ``MAX_PANELS`` panels.
    """
    return _rule(q, kinks)[:2]


def _rule(q, kinks):
    """Points, weights, and edges of the panels in g; none if q = 0."""
    if not (np.isfinite(q) and q >= 0):
        raise InvalidInputError(f"a Gaussian variance must be finite and >= 0, got q={q!r}")
    if q == 0:
        return np.zeros(1), np.ones(1), np.zeros(0)
    panels = int(np.ceil(2 * REACH / min(1.0, 2.0 / np.sqrt(q))))
    if panels > MAX_PANELS:
        raise InvalidInputError(
            f"variance q={q:.4g} needs {panels:.3g} quadrature panels, more than {MAX_PANELS}. "
            f"The network is far in the chaotic phase: lower sigma_w2, sigma_b2 or q0."
        )
    return (_kept if panels <= KEPT else _panels)(q, kinks, panels)


def _panels(
    q: float, kinks: tuple[float, ...], panels: int, reach: float = REACH
) -> tuple[NDArray, NDArray, NDArray]:
    width = np.sqrt(q)
    cuts = [c / width for c in kinks if abs(c / width) < reach]
    edges = np.unique(np.concatenate([np.linspace(-reach, reach, panels + 1), cuts]))
    g, weights = (values.ravel() for values in quadrature.points(edges[:-1], edges[1:]))
    weights *= density(g)
    weights /= weights.sum()
    points = width * g
    points.flags.writeable = weights.flags.writeable = False
    return points, weights, edges


_kept = lru_cache(maxsize=256)(_panels)


def density(g: NDArray) -> NDArray:
    """Of a standard Gaussian."""
    return np.exp(-(g**2) / 2) / np.sqrt(2 * np.pi)


def expect(f: Callable[[NDArray], NDArray], q: float, kinks: Sequence[float] = ()) -> float:
    r""":math:`\mathbb E f(\sqrt q\,g)` for real f, to ``quadrature.TOLERANCE`` of :math:`E|f|`.

    f is smooth between its ``kinks``, or panels are halved until nothing shows that it is not. They
    reach ``REACH`` standard deviations, and ``FARTHEST`` where what is beyond shows at the last one
    or f is 0 up to there and has a kink beyond.

    Raises:
        InvalidInputError: as :func:`nodes`, or f is not finite at some point, which is named.
        NotConvergedError: as :func:`freewidth.quadrature.total`.
    """
    q = float(q)
    rule = _rule(q, tuple(kinks))
    panels = int(np.ceil(len(rule[2]) * FARTHEST / REACH))
    try:
        value = _total(f, q, *rule)
    except quadrature.BeyondError as beyond:
        try:
            return _total(f, q, *_panels(q, tuple(kinks), panels, FARTHEST))
        except (InvalidInputError, NotConvergedError):
            raise beyond from None
    begins = any(REACH < abs(k) / np.sqrt(q) < FARTHEST for k in kinks) if q else False
    if value == 0 and begins and not f(rule[0]).any():
        return _total(f, q, *_panels(q, tuple(kinks), panels, FARTHEST))
    return value


def _total(f, q, h, w, edges):
    """The integral by a rule, with panels halved where they err."""
    where = f"variance {q:.4g}"
    terms = w * quadrature.finite(f(h), h, where)
    if not edges.size:
        return float(terms.sum())
    terms = terms.reshape(-1, quadrature.ORDER)
    return quadrature.total(terms, edges, f, density, where, float(np.sqrt(q)))


def expect_complex(f: Callable[[NDArray], NDArray], q: float) -> float:
    r""":math:`\mathbb E f(y)` for real f of y ~ CN(0, q), that is :math:`\mathbb E|y|^2 = q`.

    Panels in both directions, halved together until the integrals over rows and columns are
    resolved, and carried on where f grows so fast that ``REACH`` standard deviations are too few.

    Raises:
        InvalidInputError: as :func:`expect`.
        NotConvergedError: they are not, with ``MOST_COMPLEX`` panels in each direction or up to
            ``FARTHEST`` standard deviations.
    """
    h, w, edges = _rule(float(q) / 2, ())
    panels, reach = max(1, len(edges) - 1), REACH
    while True:
        values = np.asarray(f(h[:, None] + 1j * h), dtype=float)
        if not np.all(np.isfinite(values)):
            raise InvalidInputError(
                f"the integrand is not finite everywhere (complex variance {q:.4g})"
            )
        error, beyond = _shares(values, w) if edges.size else (0.0, 0.0)
        if max(error, beyond) <= quadrature.TOLERANCE:
            return float(w @ values @ w)
        reach *= FURTHER if beyond > quadrature.TOLERANCE else 1.0
        panels *= 2
        if panels > MOST_COMPLEX or reach > FARTHEST:
            raise NotConvergedError(
                f"the integrand is not resolved by {panels // 2} panels in each direction (complex "
                f"variance {q:.4g}): {error:.1e} of the integral is left, {beyond:.1e} is beyond"
            )
        h, w, edges = _panels(float(q) / 2, (), panels, reach)


def _shares(values: NDArray, w: NDArray) -> tuple[float, float]:
    """Estimated error of sums over rows and columns, and what is beyond; shares of |values|'s."""
    sums = w * (values @ w), w * (w @ values)
    terms = [t.reshape(-1, quadrature.ORDER) for t in sums]
    size = float(w @ np.abs(values) @ w) or 1.0
    error = fsum(float(quadrature.errors(t).sum()) for t in terms)
    return error / size, max(quadrature.ends(t) for t in terms) / size
