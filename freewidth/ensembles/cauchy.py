"""Independent standard Cauchy entries over the square root of the width: the negative control.

Neither mean nor variance exists, and with them no limit law: spectra must *not* converge to that of
i.i.d. weights with the same sigma_w^2, and a comparison that says they do is broken.
"""

from freewidth.ensembles._base import iid
from freewidth.ensembles._student import cauchy

ensemble = iid(
    "Cauchy",
    "negative control: no variance; Pastur and Slavin (2023), arXiv:2011.11439, assume more",
    cauchy,
    third_moment=float("nan"),
    fourth_moment=float("inf"),
    finite_moments=1,
)
