r"""The genus expansion at finite width: exact means of moments, by Wick's formula.

The trace :math:`\operatorname{tr} M^k`, :math:`M = D^L W^L \cdots D^1 W^1 {W^1}^\top D^1 \cdots`,
contains every :math:`W^l` 2k times. Wick pairs these copies, one pairing :math:`p_l` per layer, and
each index of layer l becomes a loop of :math:`p_l \cup p_{l+1}`:

.. math::
    \mathbb E \operatorname{tr} M^k = \prod_{l=1}^{L} n_{l-1}^{-k} \sum_{p_1,\ldots,p_L}
        f_0(e, p_1)\, f_1(p_1, p_2) \cdots f_L(p_L, t), \qquad f_l(p, p') = \mathbb E
        \prod_{\text{loops of length } s} \sum_{i=1}^{n_l} (d^l_i)^{2s}

(a loop of length s has 2s points; e joins the two copies inside one M, t closes the trace; for
linear networks f_l is :math:`n_l` to the number of loops). The :math:`f_l` depend on the loop
lengths alone and so commute with relabelling: instead of the :math:`(2k-1)!!^L` pairings it takes
one vector over the integer partitions of k. With complex weights permutations take the place of
pairings.

Gluing the 2kL edges of a polygon by the pairings gives a closed surface; for square linear networks
its weight is :math:`n^{\chi-2}`: sphere 1, projective plane 1/n, torus and Klein bottle 1/n^2.
Complex weights glue orientably: only even powers.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import permutations
from math import prod
from typing import Annotated, Any, Literal

import numpy as np

from freewidth.adding import added
from freewidth.arguments import Bounds, Exact, Length, Whole, checked
from freewidth.errors import InvalidInputError

Field = Literal["real", "complex"]
Type = tuple[int, ...]  # loop lengths, decreasing: an integer partition of k
Weight = Callable[[Type], object]
MAX_ORDER = {"real": 6, "complex": 8}  # 10395 pairings, 40320 permutations: about a second


@checked
def mean_moments(
    sizes: Annotated[Sequence[Exact], Length(2)],
    k: int,
    field: Field = "real",
    kappas: Sequence[Sequence[Exact]] | None = None,
) -> list:
    r"""Exact :math:`\mathbb E\, n_L^{-1}\operatorname{tr} M^s`, s = 1..k, for Gaussian weights.

    ``sizes`` are (n_0, ..., n_L); weights have variance 1/n_{l-1}. ``kappas[l-1]`` holds the first
    k or more moments of D^2 in layer l, its entries i.i.d. and **independent of the weights**; None
    means linear. Sizes may be integers (exact Fractions come out if kappas are exact) or SymPy
    symbols (a rational function comes out).

    Raises:
        InvalidInputError: k is beyond ``MAX_ORDER``, or kappas do not fit the sizes.

    Examples:
        >>> import sympy
        >>> from freewidth import genus
        >>> n = sympy.Symbol("n")
        >>> [sympy.expand(m) for m in genus.mean_moments([n, n], 3)]
        [1, 2 + 1/n, 5 + 6/n + 4/n**2]
    """
    _check(k, field)
    if kappas is not None and (
        len(kappas) != len(sizes) - 1 or any(len(kappa) < k for kappa in kappas)
    ):
        raise InvalidInputError(f"need {k} moments of D^2 for each of {len(sizes) - 1} layers")
    exact = [Fraction(n) if isinstance(n, int) else n for n in sizes]
    found = []
    for s in range(1, k + 1):
        weights = [_linear(exact[0])] + [
            _linear(n) if kappas is None else _slopes(n, kappas[layer])
            for layer, n in enumerate(exact[1:])
        ]
        total = _chain(weights, s, field)
        found.append(total / exact[-1] / prod(n**s for n in exact[:-1]))
    return found


@checked
def census(
    k: int, depth: Annotated[int, Bounds(least=1, most=1000)], field: Field = "real"
) -> dict[int, int]:
    r"""How many gluings of the 2kL-gon have Euler characteristic chi: {chi: count}.

    For square linear networks :math:`\mathbb E\,m_k = \sum_\chi \mathrm{count}_\chi\, n^{\chi-2}`.

    Examples:
        >>> from freewidth import genus
        >>> genus.census(3, depth=1)
        {2: 5, 1: 6, 0: 4}
        >>> genus.census(3, depth=1, field="complex")
        {2: 5, 0: 1}
    """
    _check(k, field)
    total = len(_objects(k, field)) ** depth
    digit = total.bit_length() + 1  # so wide that counts, put in as digits, cannot carry
    value = _chain([_linear(1 << digit)] * (depth + 1), k, field)
    counts, vertices = {}, 0
    while value:
        value, count = divmod(value, 1 << digit)
        if count:
            counts[vertices - k * depth + 1] = count
        vertices += 1
    return dict(sorted(counts.items(), reverse=True))


@checked
def power_sums(lengths: tuple[Whole, ...], n: Exact, kappa: Sequence[Exact]) -> Any:
    r""":math:`\mathbb E \prod_j \sum_{i=1}^n x_i^{s_j}` for i.i.d. x with moments ``kappa``.

    Loops that meet in the same index are merged: the sum runs over set partitions of the loops,
    with the falling factorial of n for the number of distinct indices.

    Raises:
        InvalidInputError: there are fewer moments than the loops are long together.
    """
    if len(kappa) < sum(lengths):
        raise InvalidInputError(f"needs {sum(lengths)} moments of x, got {len(kappa)}")
    total = 0
    for blocks in _set_partitions(tuple(lengths)):
        choices = prod((n - i for i in range(len(blocks))), start=1)
        total += choices * prod(kappa[sum(block) - 1] for block in blocks)
    return total


def _check(k, field):
    if not 1 <= k <= MAX_ORDER[field]:
        raise InvalidInputError(
            f"{field} moments are counted for 1 <= k <= {MAX_ORDER[field]}, got k={k!r}; "
            f"there are too many gluings beyond"
        )


def _linear(n) -> Weight:
    return lambda lengths: n ** len(lengths)


def _slopes(n, kappa) -> Weight:
    return lambda lengths: power_sums(lengths, n, kappa)


def _chain(weights, k, field):
    """(e| f_0 f_1 ... f_L |t): f_0 as a vector over types, then one product per layer."""
    types, constants = _constants(k, field)
    state = {kind: weights[0](kind) for kind in types}
    for weight in weights[1:]:
        values = {kind: weight(kind) for kind in types}
        state = {
            kind: added(count * (values[far] * state[near]) for (near, far), count in table.items())
            for kind, table in constants.items()
        }
    return state[(k,)]


@lru_cache(maxsize=32)
def _constants(k, field):
    """For a representative p of each type: how many p' have type near to e and type far to p."""
    objects = _objects(k, field)
    near = _types(objects, _reference(k, field), field)
    first = {}
    for index, kind in enumerate(near):
        first.setdefault(kind, index)
    constants = {
        kind: Counter(zip(near, _types(objects, objects[index], field), strict=True))
        for kind, index in first.items()
    }
    return tuple(first), constants


def _types(objects, one, field):
    """Type of each object relative to one: cycle lengths of the product with its inverse.

    The number of cycles of length d follows from the numbers of fixed points of the powers. For
    pairings every loop of length s shows as two cycles of length s.
    """
    order = objects.shape[1]
    step = np.argsort(one)[objects]
    power, counts = step, np.zeros((len(objects), order + 1), dtype=int)
    for length in range(1, order + 1):
        fixed = (power == np.arange(order)).sum(axis=1)
        shorter = [d for d in range(1, length) if length % d == 0]
        counts[:, length] = (fixed - added(d * counts[:, d] for d in shorter)) // length
        power = np.take_along_axis(step, power, axis=1)
    if field == "real":
        counts //= 2
    lengths = range(order, 0, -1)
    return [tuple(s for s in lengths for _ in range(row[s])) for row in counts.tolist()]


@lru_cache(maxsize=32)
def _objects(k, field):
    """All pairings of 2k points as involutions (real), all permutations of k points (complex)."""
    if field == "complex":
        return np.array(list(permutations(range(k))))
    return np.array([_involution(pairs) for pairs in pairings(tuple(range(2 * k)))])


def pairings(points: tuple[int, ...]):
    """All ways to pair up the points, as tuples of pairs."""
    if not points:
        yield ()
        return
    first, *rest = points
    for i, partner in enumerate(rest):
        for others in pairings(tuple(rest[:i] + rest[i + 1 :])):
            yield ((first, partner), *others)


def _involution(pairs):
    image = {a: b for pair in pairs for a, b in (pair, pair[::-1])}
    return [image[i] for i in range(len(image))]


def _reference(k, field):
    return np.arange(k) if field == "complex" else np.arange(2 * k) ^ 1


def _set_partitions(items):
    if not items:
        yield ()
        return
    first, rest = items[0], items[1:]
    for blocks in _set_partitions(rest):
        yield ((first,), *blocks)
        for i, block in enumerate(blocks):
            yield (*blocks[:i], (first, *block), *blocks[i + 1 :])
