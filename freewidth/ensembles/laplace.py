r"""Independent Laplace entries of variance 1/n (scale :math:`1/\sqrt{2n}`): all moments finite."""

import numpy as np

from freewidth.ensembles._base import iid

ensemble = iid(
    "Laplace",
    "Pastur and Slavin (2023), arXiv:2011.11439 (general i.i.d. case)",
    lambda rng, shape: rng.laplace(scale=1 / np.sqrt(2), size=shape),
    fourth_moment=6.0,
)
