r"""Expectations over a centred Gaussian: :math:`\mathbb E f(\sqrt q\,g)`, :math:`g\sim N(0,1)`.

Gauss-Legendre panels in g, split where f has kinks and no wider than two units of
:math:`h=\sqrt q\,g`, so that activations varying on the scale of one unit are resolved at every q.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import InvalidInputError

REACH = 12.0  # exp(-REACH**2 / 2) = 5e-32: what lies beyond is below rounding
ORDER = 20  # per panel; a pole at distance pi/2 (tanh) then errs by 3.4**(-2 * 20) = 2e-21
MAX_PANELS = 20_000
KEPT = 500  # panels up to which rules are remembered: 256 of them take 41 MB


@lru_cache(maxsize=1)
def panel() -> tuple[NDArray, NDArray]:
    """Gauss-Legendre points and weights on [-1, 1], shape (ORDER,)."""
    return np.polynomial.legendre.leggauss(ORDER)


def nodes(q: float, kinks: tuple[float, ...] = ()) -> tuple[NDArray, NDArray]:
    r"""Points ``h`` and weights with :math:`\sum_i w_i f(h_i) \approx \mathbb E f(\sqrt q\,g)`.

    Both of shape (k,), read-only; weights sum to 1. ``kinks`` are the points h where f or its
    derivatives jump. q = 0 gives the single point 0.

    Raises:
        InvalidInputError: q is negative, not finite, or so large that resolving it takes more than
            ``MAX_PANELS`` panels.
    """
    if not (np.isfinite(q) and q >= 0):
        raise InvalidInputError(f"a Gaussian variance must be finite and >= 0, got q={q!r}")
    if q == 0:
        return np.zeros(1), np.ones(1)
    panels = int(np.ceil(2 * REACH / min(1.0, 2.0 / np.sqrt(q))))
    if panels > MAX_PANELS:
        raise InvalidInputError(
            f"variance q={q:.4g} needs {panels} quadrature panels, more than {MAX_PANELS}. "
            f"The network is far in the chaotic phase: lower sigma_w2, sigma_b2 or q0."
        )
    return (_kept if panels <= KEPT else _nodes)(q, kinks, panels)


def _nodes(q: float, kinks: tuple[float, ...], panels: int) -> tuple[NDArray, NDArray]:
    width = np.sqrt(q)
    cuts = [c / width for c in kinks if abs(c / width) < REACH]
    edges = np.unique(np.concatenate([np.linspace(-REACH, REACH, panels + 1), cuts]))
    x, w = panel()
    half = np.diff(edges)[:, None] / 2
    g = ((edges[1:] + edges[:-1])[:, None] / 2 + half * x).ravel()
    weights = (half * w).ravel() * np.exp(-(g**2) / 2) / np.sqrt(2 * np.pi)
    weights /= weights.sum()
    points = width * g
    points.flags.writeable = weights.flags.writeable = False
    return points, weights


_kept = lru_cache(maxsize=256)(_nodes)


def expect(f: Callable[[NDArray], NDArray], q: float, kinks: Sequence[float] = ()) -> float:
    r""":math:`\mathbb E f(\sqrt q\,g)` for real f that is smooth between its ``kinks``.

    Raises:
        InvalidInputError: as :func:`nodes`, or f is not finite at some point, which is named.
    """
    h, w = nodes(float(q), tuple(kinks))
    values = np.asarray(f(h), dtype=float)
    if not np.all(np.isfinite(values)):
        worst = h[~np.isfinite(values)][0]
        raise InvalidInputError(f"the integrand is not finite at h={worst:.4g} (variance {q:.4g})")
    return float(w @ values)


def expect_complex(f: Callable[[NDArray], NDArray], q: float) -> float:
    r""":math:`\mathbb E f(y)` for real f of y ~ CN(0, q), that is :math:`\mathbb E|y|^2 = q`.

    Raises:
        InvalidInputError: as :func:`expect`.
    """
    h, w = nodes(float(q) / 2)
    values = np.asarray(f(h[:, None] + 1j * h), dtype=float)
    if not np.all(np.isfinite(values)):
        raise InvalidInputError(
            f"the integrand is not finite everywhere (complex variance {q:.4g})"
        )
    return float(w @ values @ w)
