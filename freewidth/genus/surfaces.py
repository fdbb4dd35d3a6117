r"""One layer's gluings made visible: which ones give a sphere, and what each contributes.

:math:`\operatorname{tr} (D W A W^\top D)^k` is a 2k-gon whose edges are the copies of W; corners
alternate between A (inside) and D^2 (outside). A pairing glues the edges, corners become vertices,
and

.. math:: \mathbb E\,m_k = \sum_{\text{pairings}} n^{\chi-2} \prod_{\text{inner vertices}} a_s
          \prod_{\text{outer vertices}} \kappa_s

where :math:`\chi = V - E + F` with E = k edges and F = 1 face: a vertex is an index that is summed,
n times a mean; an edge and the normalised trace give 1/n each. Exact at every n if A and D are
fixed, :math:`a_s = n^{-1}\operatorname{tr} A^s` and :math:`\kappa_s = n^{-1}\operatorname{tr}
D^{2s}`. (For random D, loops that share an index correlate; see ``wick.power_sums``.) Only spheres,
that is planar pairings, survive.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from freewidth.arguments import Bounds, Exact, checked
from freewidth.errors import InvalidInputError
from freewidth.genus.wick import MAX_ORDER, pairings

SURFACES = {
    (2, True): "sphere",
    (1, False): "projective plane",
    (0, True): "torus",
    (0, False): "Klein bottle",
}

Corner = tuple[int, ...]


@checked
@dataclass(frozen=True)
class Gluing:
    """A pairing of the edges 0..2k-1 of the polygon, up to rotation by two edges and reflection.

    Edge 2j is a copy of W, edge 2j+1 one of its transpose; the corner after edge 2j is an inner one
    (A), the corner after edge 2j+1 an outer one (D^2).

    Attributes:
        pairs: the edges glued to one another, for one representative.
        count: how many pairings look the same.
    """

    pairs: tuple[tuple[int, int], ...]
    count: int = 1

    @property
    def order(self) -> int:
        """k, half the number of edges."""
        return len(self.pairs)

    @property
    def inner(self) -> tuple[Corner, ...]:
        """Inner vertices: each the tuple of inner corners (0..k-1) that the gluing identifies."""
        return self._vertices(0)

    @property
    def outer(self) -> tuple[Corner, ...]:
        """Outer vertices, each a tuple of outer corners (0..k-1)."""
        return self._vertices(1)

    @property
    def euler(self) -> int:
        """Euler characteristic V - E + F of the glued surface."""
        return len(self.inner) + len(self.outer) - self.order + 1

    @property
    def orientable(self) -> bool:
        """Whether every copy of W is glued to a transposed one."""
        return all((a + b) % 2 for a, b in self.pairs)

    @property
    def surface(self) -> str:
        """Name of the glued surface."""
        return SURFACES.get((self.euler, self.orientable), f"surface of chi = {self.euler}")

    @property
    def edges(self) -> tuple[tuple[int, int], ...]:
        """The operator graph: for each glued pair its (inner, outer) vertex numbers."""
        inner = {corner: i for i, vertex in enumerate(self.inner) for corner in vertex}
        outer = {corner: i for i, vertex in enumerate(self.outer) for corner in vertex}
        k = self.order
        return tuple((inner[a // 2], outer[_outer_end(a, k)]) for a, _ in self.pairs)

    @checked
    def weight(self, inner: Sequence[Exact], kappa: Sequence[Exact]) -> Any:
        """The product of vertex factors, without the power n^(chi-2), for moments a_s, kappa_s.

        Raises:
            InvalidInputError: a vertex is of a higher order than there are moments.
        """
        for side, moments in ((self.inner, inner), (self.outer, kappa)):
            needed = max(map(len, side))
            if len(moments) < needed:
                raise InvalidInputError(f"needs {needed} moments, got {len(moments)}")
        product: Any = 1
        for vertex in self.inner:
            product = product * inner[len(vertex) - 1]
        for vertex in self.outer:
            product = product * kappa[len(vertex) - 1]
        return product

    def _vertices(self, side):
        """Corners joined by the gluing: each pair of edges identifies its two ends on this side."""
        k = self.order
        parent = list(range(k))

        def root(corner):
            while parent[corner] != corner:
                corner = parent[corner]
            return corner

        for a, b in self.pairs:
            ends = [edge // 2 if side == 0 else _outer_end(edge, k) for edge in (a, b)]
            parent[root(ends[0])] = root(ends[1])
        groups = {}
        for corner in range(k):
            groups.setdefault(root(corner), []).append(corner)
        return tuple(sorted(tuple(group) for group in groups.values()))


@checked
def gluings(k: Annotated[int, Bounds(least=1, most=MAX_ORDER["real"])]) -> Iterator[Gluing]:
    """The pairings for m_k up to symmetry of the polygon, spheres first; counts sum to (2k-1)!!."""
    classes = Counter(_canonical(pairs, k) for pairs in pairings(tuple(range(2 * k))))
    found = [Gluing(pairs, count) for pairs, count in classes.items()]
    return iter(sorted(found, key=lambda g: (-g.euler, not g.orientable, -len(g.inner), g.pairs)))


def _outer_end(edge, k):
    """Outer corner at one end of an edge: corner j lies between edges 2j+1 and 2j+2."""
    return (edge - 1) // 2 % k


def _canonical(pairs, k):
    """The smallest image under rotations by two edges and the reflection that swaps W and W^T."""
    images = []
    for shift in range(0, 2 * k, 2):
        for flip in (False, True):
            moved = ((2 * k - 1 - a if flip else a) + shift for pair in pairs for a in pair)
            ends = [a % (2 * k) for a in moved]
            both = zip(ends[::2], ends[1::2], strict=True)
            images.append(tuple(sorted(tuple(sorted(pair)) for pair in both)))
    return min(images)
