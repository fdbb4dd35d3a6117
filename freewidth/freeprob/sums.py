r"""Sums :math:`A(w) = \sum_j c_j w/(w-k_j)` over a rule for K, at the price of the near nodes.

Far above K little is left of :math:`\psi(w) = A(w) - \sum_j c_j = \sum_j c_j k_j/(w-k_j)`, which
is then summed itself.

Rules reach over many powers of ten towards k = 0. Nodes far below or far above :math:`|w|` enter
by power series, :math:`w/(w-k) = \sum_p (k/w)^p = -\sum_{p\ge1} (w/k)^p`, whose coefficients are
summed beforehand for every power of ten.
"""

import numpy as np
from numpy.typing import NDArray

BLOCK = 30_000  # arguments times nodes at once: stays in the cache
MARGIN = 2  # powers of ten between an argument and far nodes
TERMS = 8  # of each series: leaves 10**(-2 * 8) of the far nodes
DEEPEST = -300  # power of ten of the least node and argument told apart from 0
SMALL = 64  # rules of so few nodes are summed as they are
WIDEST = 100.0  # powers of ten in a block: squares of 1/(w - k) in its units neither over- nor
# underflow
TOGETHER = 10  # rules for which one product of matrices costs less than picking their weights


class Sums:
    """For rules that share their nodes: k (n,), c (m, n); :meth:`flow` takes pairs (rule, w).

    ``excess``: psi takes the place of A.
    """

    def __init__(self, k: NDArray, c: NDArray, excess: bool = False):
        self.excess = excess
        order = np.argsort(np.abs(k), kind="stable")
        self.k, self.c = k[order], c[:, order]
        self.small = k.size <= SMALL
        if not self.small:
            self._prepare()

    def _prepare(self):
        size = np.log10(np.abs(self.k))
        self.first = max(int(np.floor(size[0])), DEEPEST)
        last = int(np.floor(size[-1])) + 1
        marks = np.arange(self.first, last + 1)
        self.cut = np.searchsorted(size, marks)  # nodes from here on are above 10**mark
        self.cut[0], self.cut[-1] = np.count_nonzero(size < self.first), self.k.size
        self.below = np.zeros((marks.size, len(self.c), TERMS), dtype=complex)
        self.above = np.zeros_like(self.below)
        self.below[0, :, 0] = self.c[:, : self.cut[0]].sum(axis=1)
        inner = slice(self.cut[0], None)
        k, c = self.k[inner], self.c[:, inner]
        mark = np.repeat(marks[:-1], np.diff(self.cut))
        powers, starts = np.arange(TERMS), np.unique(self.cut[:-1] - self.cut[0])
        full = np.diff(self.cut) > 0
        up = (k / 10.0 ** (mark + 1))[:, None] ** powers
        down = (10.0**mark / k)[:, None] ** (powers + 1)
        parts = np.zeros((2, marks.size - 1, len(self.c), TERMS), dtype=complex)
        for part, terms in zip(parts, (up, down), strict=True):
            sums = np.add.reduceat(c[:, :, None] * terms, starts[starts < k.size], axis=1)
            part[full] = sums.transpose(1, 0, 2)
        for i in range(marks.size - 1):
            self.below[i + 1] = self.below[i] * 10.0**-powers + parts[0, i]
        for i in range(marks.size - 2, -1, -1):
            self.above[i] = self.above[i + 1] * 10.0 ** (-powers - 1) + parts[1, i]
        if self.excess:
            self.below[:, :, 0] = 0.0
            masses = [self.c[:, cut:].sum(axis=1) for cut in self.cut]
            self.masses = np.stack(masses)  # of the nodes above every mark

    @np.errstate(all="ignore")  # what is no number, or 0 next to a node at 0, gives none
    def flow(self, member: NDArray, w: NDArray) -> tuple[NDArray, NDArray]:
        """A, or psi, and dA/dlog w for rules ``member`` (N,) at w (N,)."""
        value, slope = np.empty_like(w), np.empty_like(w)
        for here, low, high in self._blocks(w):
            value[here], slope[here] = self._block(member[here], w[here], low, high)
        return value, slope

    def _blocks(self, w):
        """Triples: indices of arguments of similar size, and the marks between which k is near."""
        n = len(w)
        if self.small:
            step = max(1, BLOCK // self.k.size)
            yield from ((slice(i, i + step), 0, -1) for i in range(0, n, step))
            return
        size = np.log10(np.abs(w))
        size = np.clip(np.where(np.isnan(size), 0.0, size), DEEPEST, -DEEPEST)
        order = np.argsort(size)
        size = size[order] - self.first
        top = self.cut.size - 1
        wide = (size[-1] - size[0]) * BLOCK / (BLOCK + n * self.k.size) if n else 0.0
        width = 2 * MARGIN + min(wide, WIDEST)  # few long blocks cost less than many short ones
        start = 0
        while start < n:
            low = int(np.clip(np.floor(size[start] - MARGIN), 0, top))
            high = int(np.clip(np.ceil(size[start] + width + MARGIN), 0, top))
            end = n if high == top else int(np.searchsorted(size, high - MARGIN))
            end = min(end, start + max(1, BLOCK // max(1, self.cut[high] - self.cut[low])))
            yield order[start:end], low, high
            start = end

    def _block(self, member, w, low, high):
        if self.small:
            share = np.reciprocal(w[:, None] - self.k)
            part = w[:, None] * share  # of order one, unlike share, of any size
            inner = self.k * share if self.excess else part
            value = self._weighted(inner, self.c, member)
            return value, -self._weighted(part * (self.k * share), self.c, member)
        near, value, slope = self._far(member, w, low, high)
        unit = 10.0 ** (self.first + (low + high) // 2)
        k, w = self.k[near] / unit, w / unit
        share = np.reciprocal(w[:, None] - k)
        if self.excess:
            value = value + self._weighted(share, self.c[:, near] * k, member)
        else:
            value = value + w * self._weighted(share, self.c[:, near], member)
        np.square(share, out=share)
        return value, slope - w * self._weighted(share, self.c[:, near] * k, member)

    @staticmethod
    def _weighted(terms, c, member):
        """Sums over nodes of terms (N, n), each with the weights of its own rule."""
        if len(c) == 1:
            return terms @ c[0]
        if len(c) <= TOGETHER:
            return (terms @ c.T)[np.arange(len(terms)), member]
        return np.einsum("ij,ij->i", terms, c[member])

    def _far(self, member, w, low, high):
        """The near nodes, and A and its slope without them."""
        near = slice(self.cut[low], self.cut[high])
        if near.start == 0 and near.stop == self.k.size:
            return near, 0.0, 0.0
        powers = np.arange(TERMS)
        down = 10.0 ** (self.first + low) / w if low else np.zeros_like(w)  # beyond all nodes
        up = w / 10.0 ** (self.first + high) if high < self.cut.size - 1 else np.zeros_like(w)
        small = down[:, None] ** powers * self.below[low][member]
        large = up[:, None] ** (powers + 1) * self.above[high][member]
        value = small.sum(axis=1) - large.sum(axis=1)
        if self.excess:
            value = value - self.masses[high][member]
        return near, value, -small @ powers - large @ (powers + 1)
