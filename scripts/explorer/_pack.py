r"""A solved law in some 200 bytes: the solver's own pieces, their coefficients cut and rounded.

On each piece B, the density with the factor of its edge divided out, keeps the coefficients that
matter: those left out add up to less than ``CUT`` of the largest, those kept are whole multiples of
``1 / STEPS`` of it. So B is off by at most :data:`DENSITY` of that, and F by :data:`CDF` in all,
as pieces at the left end with less mass than ``TAIL`` become part of a power tail. Everything is
little-endian; ``workflow/templates/explorer.js`` reads it.

    u8 pieces, u8 atoms, f64 base, f32 worst defect of the certificate, f32 m_1, f32 m_2/m_1^2,
    f32 low, f32 mass below it, f32 exponent of the tail (u = log x is given less base)
    atoms: f64 position, f32 mass
    pieces: u8 factor of B (see ``_kind``), u8 k, f32 left, f32 right, f32 scale, k times i16

A law that was refused is ``REFUSED``, and the number of its reason as u16.
"""

import struct

import numpy as np

from freewidth.freeprob import Law

CUT = 1e-4  # of the largest coefficient: a tenth of the width of a line on a screen
STEPS = 32767  # a coefficient is a whole number of these parts of the largest one: i16
TAIL = 1e-5  # mass below which pieces at the left end are drawn as one power
SIZE = 20  # coefficients of a piece at most (freewidth.freeprob.segment.SIZE)
DENSITY = CUT + SIZE / (2 * STEPS)  # of B, over the largest coefficient: what is left out, rounding
CDF = 5e-4  # of F: DENSITY of the mass of each piece, whose B is 0.9 of its coefficients or more
REFUSED = 255


def packed(law: Law) -> bytes:
    """The record of a law."""
    pieces, first = law.pieces, 0
    ends = pieces.below + pieces.mass
    while first < len(ends) - 1 and ends[first] < TAIL:
        first += 1
    base = float(pieces.right[-1]) if len(ends) else 0.0
    head = struct.pack("<BBd", len(ends) - first, len(law.atoms), base)
    m1, m2 = law.moments(2)
    head += struct.pack("<3f", law.certificate.worst, m1, m2 / m1**2)
    head += struct.pack("<3f", *_tail(law, first, base))
    atoms = b"".join(struct.pack("<df", *atom) for atom in law.atoms)
    return head + atoms + b"".join(_piece(pieces, i, base) for i in range(first, len(ends)))


def refused(reason: int) -> bytes:
    """The record of a law that the solver refused."""
    return struct.pack("<BH", REFUSED, reason)


def _tail(law, first, base):
    """u less base, mass below, and the exponent with which it falls there."""
    low, mass, exponent = law.tail
    if first:
        low, mass = float(law.pieces.left[first]), float(law.pieces.below[first])
        exponent = float(law.pieces.per_log(np.array([low]))[0]) / mass if mass else 0.0
    return (low - base, mass, exponent) if mass > 0 else (0.0, 0.0, 0.0)


def _piece(pieces, i, base):
    scale = float(np.abs(pieces.density[i]).max())
    rest = np.cumsum(np.abs(pieces.density[i][::-1]))[::-1]
    count = max(1, int(np.sum(rest > CUT * scale)))
    whole = np.round(pieces.density[i][:count] / (scale or 1.0) * STEPS).astype("<i2")
    ends = pieces.left[i] - base, pieces.right[i] - base
    return struct.pack("<BB3f", _kind(pieces, i), count, *ends, scale) + whole.tobytes()


def _kind(pieces, i):
    """Bits 0, 1: the power of the distance v from the edge, 0, 1/2 or -1/2; bit 2: B is a series in
    the root of v; bit 3: the edge is the right end."""
    power = {0.0: 0, 0.5: 1, -0.5: 2}[float(pieces.power[i])]
    return power | int(pieces.in_root[i]) << 2 | int(pieces.edge_right[i]) << 3
