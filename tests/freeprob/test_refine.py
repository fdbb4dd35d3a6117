"""Adaptive refinement: what is resolved tiles the interval, and what stops it is told."""

from itertools import pairwise

import pytest

from freewidth.freeprob.refine import HALVINGS, MOST, refine


def bisect(pair):
    left, right = pair
    return [(left, (left + right) / 2), ((left + right) / 2, right)]


def run(wide, goes_on=lambda fits: True, most=MOST, kink=0.3):
    """Intervals of [0, 1], resolved where they are off a kink or narrower than ``wide``."""

    def resolved(pair):
        return not pair[0] < kink < pair[1] or pair[1] - pair[0] < wide

    return refine([(0.0, 1.0)], list, resolved, bisect, goes_on, most)


def test_resolved_segments_tile_the_interval():
    found = run(1e-6)
    assert found.rest == []
    tiles = sorted(found.resolved)
    assert (tiles[0][0], tiles[-1][1]) == (0.0, 1.0)
    assert all(a[1] == b[0] for a, b in pairwise(tiles))
    widths = [b - a for a, b in tiles if a < 0.3 < b]
    assert len(widths) == 1
    assert 1e-6 / 2 <= widths[0] < 1e-6


def test_it_ends_after_so_many_halvings_with_a_rest():
    found = run(0.0)
    assert [right - left for left, right in found.rest] == [0.5 ** (HALVINGS - 1)]
    assert sum(b - a for a, b in found.resolved + found.rest) == 1.0


def test_it_ends_where_too_many_are_unresolved():
    found = refine([(0.0, 1.0)], list, lambda pair: False, bisect, most=5)
    assert (len(found.resolved), len(found.rest)) == (0, 8)


@pytest.mark.parametrize("rounds", [0, 3])
def test_it_stops_when_told_with_the_fits_of_that_round(rounds):
    seen = []
    found = run(0.0, lambda fits: (seen.append(fits), len(seen) <= rounds)[1])
    assert len(seen) == rounds + 1
    assert found.rest == seen[-1]
