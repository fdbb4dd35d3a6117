r"""Non-crossing partitions of k points on a circle, and their Kreweras complements.

The points 1..k of :math:`\pi` and the points 1'..k' of its complement alternate around the circle,
1, 1', 2, 2', ...; :math:`\mathrm{Kr}(\pi)` is the coarsest partition of the primed points such
that the union still does not cross. With permutations, blocks read as increasing cycles,
:math:`\mathrm{Kr}(\pi) = \pi^{-1}(1\,2\ldots k)`.
"""

from collections.abc import Iterator
from typing import Annotated

from freewidth.arguments import Bounds, checked, shown
from freewidth.errors import InvalidInputError

MOST = 16  # points: 35 million partitions

Block = tuple[int, ...]
Partition = tuple[Block, ...]


@checked
def noncrossing(k: Annotated[int, Bounds(least=0, most=MOST)]) -> Iterator[Partition]:
    """Every non-crossing partition of {0, ..., k-1}, Catalan(k) in all; blocks sorted.

    The block of the first point cuts the rest into intervals, which are partitioned independently.

    Examples:
        >>> from freewidth import genus
        >>> [sum(1 for _ in genus.noncrossing(k)) for k in range(1, 7)]
        [1, 2, 5, 14, 42, 132]
    """
    return (tuple(sorted(blocks)) for blocks in _within(tuple(range(k))))


@checked
def kreweras(partition: Partition) -> Partition:
    """The Kreweras complement of a non-crossing partition of {0, ..., k-1}; it does not cross.

    Raises:
        InvalidInputError: it is no partition of these.
    """
    k = sum(map(len, partition))
    if sorted(point for block in partition for point in block) != list(range(k)):
        raise InvalidInputError(f"blocks must hold each of 0..{k - 1} once, got {shown(partition)}")
    before: dict[int, int] = {}
    for block in partition:
        before |= dict(zip(block, block[-1:] + block[:-1], strict=True))
    return _cycles({i: before[(i + 1) % k] for i in range(k)})


def _within(points):
    if not points:
        yield ()
        return
    first, *rest = points
    yield from _grow((first,), tuple(rest))


def _grow(block, rest):
    """Partitions in which ``block`` is completed by points of ``rest``."""
    for others in _within(rest):
        yield (block, *others)
    for i, point in enumerate(rest):
        for inside in _within(rest[:i]):
            for outside in _grow((*block, point), rest[i + 1 :]):
                yield (*inside, *outside)


def _cycles(image):
    seen, cycles = set(), []
    for start in sorted(image):
        if start in seen:
            continue
        cycle, point = [], start
        while point not in seen:
            seen.add(point)
            cycle.append(point)
            point = image[point]
        cycles.append(tuple(sorted(cycle)))
    return tuple(cycles)
