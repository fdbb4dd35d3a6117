"""Where spectra are probed: levels of the continuous part, whatever atoms lie between."""

import numpy as np
from numpy.testing import assert_allclose

from freewidth.compare.probes import continuous_quantiles


class TwoAtoms:
    """Half of the mass uniform on [0, 4], three tenths at 1 and two tenths at 2."""

    atoms = ((2.0, 0.2), (1.0, 0.3))

    def cdf(self, x):
        return x / 8 + 0.3 * (x >= 1) + 0.2 * (x >= 2)

    def quantile(self, p):
        x = np.linspace(0, 4, 40_001)
        return x[np.minimum(np.searchsorted(self.cdf(x), np.asarray(p) - 1e-12), x.size - 1)]


def test_levels_are_those_of_the_continuous_part_alone():
    """On both sides of each atom: quantiles of the uniform law, none of them an atom."""
    levels = (0.1, 0.2, 0.3, 0.45, 0.55, 0.6, 0.9)
    found = continuous_quantiles(TwoAtoms(), levels)
    assert_allclose(found, 4 * np.array(levels), rtol=0, atol=2e-4)  # steps of the grid
