r"""Orthogonal convolutions: block-circulant weights that are orthogonal matrices.

The discrete Fourier transform of the filters over p = 4 positions gives Haar unitary c x c blocks
:math:`\hat F_k = \overline{\hat F_{-k}}`, orthogonal ones where k = -k. As c grows they are free
from the slopes, and the limit law is that of Haar weights. The kind has a name of its own because
the matrices are no Haar matrices at any finite width: exact moments of these would be wrong.
"""

from dataclasses import replace
from math import gcd

import numpy as np
from freewidth.extensions.block_circulant import POSITIONS, circulant

from freewidth.ensembles import EVERY, Ensemble
from freewidth.kinds import HAAR

kind = replace(HAAR, name="haar_blocks", label="Haar blocks")


def sample(rng, rows, columns):
    """Blocks are drawn in the order of frequencies, and transformed back to filters."""
    p = gcd(rows, columns, POSITIONS)
    found = np.empty((p, rows // p, columns // p), dtype=complex)
    for k in range(p // 2 + 1):
        field = "orthogonal" if 2 * k % p == 0 else "unitary"
        found[k] = EVERY[field].sample(rng, rows // p, columns // p)
        found[-k] = found[k].conj()
    return circulant(np.fft.ifft(found, axis=0).real)


ensemble = Ensemble("orthogonal convolution", "derived here", kind=kind, sample=sample)
