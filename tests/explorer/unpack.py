"""A packed law, unpacked by another program than the page's: a law of the library again."""

import struct
from dataclasses import replace

import numpy as np

from freewidth.freeprob.edge import EdgeType, Side
from freewidth.freeprob.piecewise import assemble
from freewidth.freeprob.segment import SIZE, Segment

POWERS = (0.0, 0.5, -0.5)


class Bytes:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        found = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return found if len(found) > 1 else found[0]


def unpacked(data, like):
    """The law in ``data``, of what the law ``like`` is of; the rest of ``data``."""
    r = Bytes(data)
    count, atoms = r.take("BB")
    base, (_, m1, spread), (low, tail, exponent) = r.take("d"), r.take("3f"), r.take("3f")
    places = tuple(r.take("df") for _ in range(atoms))
    segments, series = [], np.zeros((count, SIZE))
    for i in range(count):
        kind, size = r.take("BB")
        left, right, scale = r.take("3f")
        series[i, :size] = np.array(r.take(f"{size}h")) * scale / 32767
        side = Side.RIGHT if kind & 8 else Side.LEFT
        edge = EdgeType(POWERS[kind & 3], bool(kind & 4))
        segments.append(Segment(left, right, edge, side, base))
    found = replace(
        like,
        atoms=places,
        pieces=assemble(segments, series, tail),
        tail=(low + base, tail, exponent),
    )
    return found, (m1, spread), data[r.at :]
