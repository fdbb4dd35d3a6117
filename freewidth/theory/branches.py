r"""Real branches of log z(m): where the axis is free of spectrum, and the edges that end it.

Off the support m and all w are real and :math:`dm/dx < 0`. The free interval on the right of the
spectrum is m from 0 upwards with w above each K; the one on its left, if 0 does not carry a hard
edge, is m below :math:`-\mu` with w below. Interior gaps run through gaps of the K. Each free
interval ends where :math:`d\log z/dm = 0` for the first time (a square-root edge) or where m
passes infinity (an atom of the law).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from freewidth.theory.product import Layer, Product

SAMPLES = 200
TIE = 1e-12  # mass of an atom below which it is the tie of a hard edge
CANCELLATION = 1e-13  # of terms of log z that cancel for large m: rounding and quadrature
ROUNDS = 12  # each narrows the bracket of an edge 31 times


@dataclass(frozen=True)
class Branch:
    """One real inverse of A for one layer: w in (low, high), where A falls with w."""

    layer: Layer
    low: float
    high: float

    def point(self, xi: NDArray) -> NDArray:
        """w as an increasing function of xi, all real xi."""
        if self.low == -np.inf:
            return self.high - np.exp(-xi)
        if self.high == np.inf:
            return self.low + np.exp(xi)
        return self.low + (self.high - self.low) / (1 + np.exp(-xi))

    def slope(self, w: NDArray) -> NDArray:
        """dw/dxi."""
        if self.low == -np.inf:
            return self.high - w
        if self.high == np.inf:
            return w - self.low
        return (w - self.low) * (self.high - w) / (self.high - self.low)

    @cached_property
    def _grid(self):
        """(xi, A) along the branch, A falling."""
        grid = np.linspace(-70.0, 70.0, 351)
        at = self.point(grid)
        grid = grid[(at > self.low) & (at < self.high)]
        value = self.layer.law.flow(self.point(grid))[0].real
        return grid, np.maximum.accumulate(value[::-1])[::-1]

    def invert(self, y: NDArray) -> NDArray:
        """w with A(w) = rho (y + delta), nan where the branch does not reach."""
        law, layer = self.layer.law, self.layer
        grid, value = self._grid
        target = layer.rho * (y + layer.delta)
        inside = (target < value[0]) & (target > value[-1])
        xi = np.interp(-target, -value, grid)
        for _ in range(30):
            w = self.point(xi)
            now, rate = law.flow(w)
            change = (target - now.real) / (rate.real / w * self.slope(w))
            xi = np.where(inside, xi + np.clip(change, -0.5, 0.5), xi)
            if not np.any(np.abs(change[inside]) > 1e-12):
                break
        return np.where(inside, self.point(xi), np.nan)


@dataclass(frozen=True)
class Free:
    """A stretch of the real y-axis, (start, stop) in either order, with one branch per layer."""

    product: Product
    branches: tuple[Branch, ...]

    def w(self, y: NDArray) -> NDArray:
        """The real w on this stretch, shape (..., G)."""
        y = np.asarray(y, dtype=float)
        if not self.branches:
            return np.zeros((*y.shape, 0))
        return np.stack([branch.invert(y) for branch in self.branches], axis=-1)

    def slope(self, y: NDArray) -> NDArray:
        """d log z/dy, real; nan where some branch does not reach."""
        y, w = np.asarray(y, dtype=float), self.w(y)
        parts = [self.product.power / (y - self.product.mu)]
        parts += [times / (y + delta) for delta, times, _ in self.product.factors]
        for g, layer in enumerate(self.product.layers):
            parts.append(layer.count * layer.rho / layer.law.flow(w[..., g])[1].real)
        noise = CANCELLATION * sum(np.abs(part) for part in parts)
        total = sum(parts)
        total = np.where(np.abs(total) > noise, total, -noise)  # no turn is made of rounding
        return np.where(np.isnan(w).any(axis=-1), np.nan, total)

    def level(self, y: NDArray) -> NDArray:
        """log |z|."""
        y, w = np.asarray(y, dtype=float), self.w(y)
        return self.product.log_z(y + 0j, w + 0j).real

    def first_turn(self, path: NDArray):
        """The first y along ``path`` at which d log z/dy changes from negative, or None."""
        slope = self.slope(path)
        reached = np.nonzero(~(slope < 0))[0]
        if reached.size == 0 or reached[0] == 0:
            return None
        i = reached[0]
        if np.isnan(slope[i]):
            return None
        return self._narrow(path[i - 1], path[i])

    def _narrow(self, inside, outside):
        for _ in range(ROUNDS):
            grid = np.linspace(inside, outside, 32)
            slope = self.slope(grid)
            beyond = np.nonzero(~(slope[1:-1] < 0))[0]
            i = beyond[0] + 1 if beyond.size else 31
            if grid[i] == grid[i - 1] or abs(grid[i] - grid[i - 1]) < 1e-15 * abs(grid[i]):
                break
            inside, outside = grid[i - 1], grid[i]
        return float((inside + outside) / 2)


def right_of_spectrum(product: Product) -> tuple[Free, NDArray]:
    """The stretch from z = +infinity inwards and a path of y along it, m growing from 0."""
    branches = tuple(Branch(layer, layer.law.top, np.inf) for layer in product.layers)
    return Free(product, branches), product.mu + np.exp(np.linspace(-25.0, 40.0, SAMPLES))


def left_of_spectrum(product: Product) -> tuple[Free, NDArray] | None:
    """The stretch from z = +0 to the right, y falling from 0; None for a hard edge at 0."""
    order = sum(times for delta, times, _ in product.factors if delta == 0)
    end = [delta for delta, times, _ in product.factors if delta > 0]
    for layer in product.layers:
        touches = layer.law.bottom <= 0
        if layer.delta == 0:
            order += layer.count
            if touches:
                return None
        elif touches:
            end.append(layer.delta)
    if order != 1:
        return None
    branches = tuple(
        Branch(layer, -np.inf, 0.0 if layer.law.bottom <= 0 else layer.law.bottom)
        for layer in product.layers
    )
    xi = np.linspace(-300.0 if end else -20.0, 40.0, 4 * SAMPLES)
    path = -np.exp(xi) if not end else -min(end) / (1 + np.exp(-xi))
    return Free(product, branches), path


@dataclass(frozen=True)
class Infinity:
    """The point m = infinity of a real branch: log x, all w, and the mass of the atom there."""

    u: float
    w: tuple[float, ...]
    mass: float


def at_infinity(product: Product, side: int) -> Infinity | None:
    """Where m reaches infinity along the outer branch above (side 1) or below (side -1) the slopes.

    log z = u + mass/m + ...; a negative mass says that the branch turns before. None if z itself
    runs to infinity, or some K does not end in an isolated atom.
    """
    if product.power + sum(times for _, times, _ in product.factors) != 0:
        return None
    mass = sum(times * (product.mu + delta) for delta, times, _ in product.factors)
    u, ends = product.constant, []
    for layer in product.layers:
        law = layer.law
        end = law.top if side > 0 else law.bottom
        weight = dict(law.atoms).get(end, 0.0)
        if weight == 0 or any(low <= end <= high for low, high in law.curved):
            return None
        mass += layer.count * weight / layer.rho
        u += layer.count * np.log(end)
        ends.append(end)
    return Infinity(float(u), tuple(ends), float(mass))


def next_to(product: Product, side: int) -> Free:
    """The stretch beyond an atom at the top (side 1) or bottom (side -1) of the spectrum."""
    parts = []
    for layer in product.layers:
        law, gaps = layer.law, layer.law.gaps
        if side > 0:
            inner = gaps and gaps[-1][1] == law.top
            part = gaps[-1] if inner else (-np.inf, law.bottom)
        else:
            inner = gaps and gaps[0][0] == law.bottom
            part = gaps[0] if inner else (law.top, np.inf)
        parts.append(Branch(layer, *part))
    return Free(product, tuple(parts))


def gap_around(product: Product, y: float, w: NDArray):
    """The stretch through a real solution, or None if some w lies inside the support of its K."""
    branches = []
    for layer, value in zip(product.layers, w, strict=True):
        law = layer.law
        parts = [(-np.inf, max(law.bottom, 0.0)), *law.gaps, (law.top, np.inf)]
        part = next(((a, b) for a, b in parts if a < value < b), None)
        if part is None:
            return None
        branches.append(Branch(layer, *part))
    return Free(product, tuple(branches))
