"""Non-crossing partitions: how many, what they are, and their complements."""

from collections import Counter
from itertools import combinations
from math import comb, factorial, prod

import pytest

from freewidth.genus import kreweras, noncrossing


def crosses(partition):
    """Whether a < b < c < d exist with a, c in one block and b, d in another."""
    return any(
        a < b < c < d or b < a < d < c
        for one, other in combinations(partition, 2)
        for a, c in combinations(one, 2)
        for b, d in combinations(other, 2)
    )


@pytest.mark.parametrize("k", range(1, 11))
def test_there_are_catalan_many_and_none_twice(k):
    found = list(noncrossing(k))
    assert len(found) == len(set(found)) == comb(2 * k, k) // (k + 1)


@pytest.mark.parametrize("k", range(1, 8))
def test_each_is_a_partition_that_does_not_cross(k):
    for partition in noncrossing(k):
        assert sorted(point for block in partition for point in block) == list(range(k))
        assert not crosses(partition)


def test_crossing_is_noticed():
    assert crosses(((0, 2), (1, 3)))
    assert ((0, 2), (1, 3)) not in set(noncrossing(4))


@pytest.mark.parametrize("k", range(1, 8))
def test_the_complement_interlaces_without_crossing_and_is_the_coarsest(k):
    for partition in noncrossing(k):
        complement = kreweras(partition)
        both = [tuple(2 * i for i in block) for block in partition]
        both += [tuple(2 * i + 1 for i in block) for block in complement]
        assert not crosses(both)
        # coarsest: a non-crossing pair of complements has k + 1 blocks together, no pair has fewer
        assert len(partition) + len(complement) == k + 1


@pytest.mark.parametrize("k", range(1, 8))
def test_the_complement_is_a_bijection_and_twice_is_a_rotation(k):
    partitions = list(noncrossing(k))
    assert {tuple(sorted(kreweras(p))) for p in partitions} == set(partitions)
    for partition in partitions:
        turned = {tuple(sorted((i - 1) % k for i in block)) for block in partition}
        assert set(kreweras(kreweras(partition))) == turned


def aut(lengths):
    return prod(factorial(count) for count in Counter(lengths).values())


@pytest.mark.parametrize("k", range(1, 9))
def test_pairs_of_types_are_counted_by_goulden_and_jackson(k):
    """The closed formula on which the fast sum rests, against the partitions themselves."""

    def kind(partition):
        return tuple(sorted(map(len, partition)))

    seen = Counter((kind(p), kind(kreweras(p))) for p in noncrossing(k))
    for (one, other), count in seen.items():
        predicted = k * factorial(len(one) - 1) * factorial(len(other) - 1)
        assert count * aut(one) * aut(other) == predicted
