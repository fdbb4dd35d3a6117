r"""Independent entries uniform on :math:`[-\sqrt{3/n}, \sqrt{3/n}]`."""

import numpy as np

from freewidth.ensembles._base import iid

ensemble = iid(
    "uniform",
    "Pastur and Slavin (2023), arXiv:2011.11439 (general i.i.d. case)",
    lambda rng, shape: rng.uniform(-np.sqrt(3), np.sqrt(3), size=shape),
    fourth_moment=9 / 5,
)
