r"""Traces of words in free families, from the traces of words within each family.

Families are free if products of centred elements have trace 0 where neighbours (the last and the
first included) are of different families. Write every block of a word as its mean and the rest:
what is left is a sum over shorter words,

.. math:: \tau(a_1\cdots a_n) = -\sum_{\emptyset\ne S\subset\{1..n\}} (-1)^{|S|}
    \prod_{i\in S}\tau(a_i)\;\tau\Bigl(\prod_{i\notin S} a_i\Bigr)

for blocks a_i of different families next to each other, down to words of one family. Voiculescu
(1985); Nica and Speicher (2006), Lectures on the combinatorics of free probability, lecture 5.
"""

from collections.abc import Callable, Hashable, Sequence
from functools import cache
from itertools import combinations, groupby
from math import prod
from typing import Annotated, Any, Literal

from freewidth.adding import added
from freewidth.arguments import Length, checked, number_of

Block = tuple[Hashable, tuple[Any, ...]]  # a family, and a word in it
Word = Sequence[tuple[Hashable, Any]]  # pairs (family, letter)
Signs = Annotated[Sequence[Literal[1, -1]], Length(0, 1000)]
Moment = Callable[[Hashable, tuple[Any, ...]], float]


@checked
def mixed_moment(word: Word, moment: Moment) -> float:
    """The trace of a word in free families, given as pairs (family, letter).

    ``moment(family, letters)`` is the trace of a word in one family. The time doubles with every
    change of family along the word.
    """

    def trace_of(family: Hashable, letters: tuple[Any, ...]) -> Any:
        return number_of(moment, family, letters, name="moment")

    @cache
    def trace(blocks: tuple[Block, ...]) -> float:
        if len(blocks) < 2:
            return prod(trace_of(*block) for block in blocks)
        means = [trace_of(*block) for block in blocks]
        total = 0.0
        for size in range(1, len(blocks) + 1):
            for taken in combinations(range(len(blocks)), size):
                factor = prod(means[i] for i in taken)
                if factor:
                    rest = [block for i, block in enumerate(blocks) if i not in taken]
                    total -= (-1) ** size * factor * trace(_joined(rest))
        return total

    return trace(_joined((family, (letter,)) for family, letter in word))


def _joined(blocks) -> tuple[Block, ...]:
    """Neighbours of one family as one block, the last and the first included."""
    runs = groupby(blocks, key=lambda block: block[0])
    found = [(family, added((letters for _, letters in run), ())) for family, run in runs]
    if len(found) > 1 and found[0][0] == found[-1][0]:
        (family, last), (_, first) = found.pop(), found[0]
        found[0] = family, last + first
    return tuple(found)


@checked
def commuting_moment(word: Word, moment: Moment) -> float:
    """The same if letters of different families commute and are independent."""
    families = dict.fromkeys(family for family, _ in word)
    return prod(
        number_of(moment, f, tuple(letter for g, letter in word if g == f), name="moment")
        for f in families
    )


@checked
def haar_moment(letters: Signs) -> float:
    """Trace of a word in a Haar unitary u: letters 1 for u, -1 for its adjoint."""
    return float(sum(letters) == 0)


@checked
def circular_moment(letters: Signs) -> float:
    """Trace of a word in a circular element c with tr c c* = 1: letters 1 for c, -1 for c*.

    The limit of square matrices of i.i.d. entries: the number of non-crossing pairings that join
    every c to a c*.
    """
    if not letters:
        return 1.0
    first, *rest = letters
    ends = (i for i, letter in enumerate(rest) if letter == -first)
    return added(circular_moment(rest[:i]) * circular_moment(rest[i + 1 :]) for i in ends)
