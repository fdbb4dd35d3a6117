r"""Independent entries of mean 0 and variance :math:`1/n_{l-1}`: :math:`S_W(m) = 1/(1+m)`.

Also dependent entries with the same limit (sparse, Wigner): :math:`W A W^\top` is a compound free
Poisson matrix, :math:`b_s = c^{1-s} m_s(A)`, c = columns over rows.
"""

from math import log

from freewidth.kinds._base import Factor, Kind
from freewidth.kinds._series import compressed

kind = Kind(
    name="iid",
    label="i.i.d.",
    gain=lambda columns, rows: 1.0,
    factor=lambda inner, outer: Factor(log(inner / outer), ((outer, 1),)),
    atoms=lambda law, ratio: {},  # none is left but the one at 0
    cumulants=compressed,
    rivals=("haar",),
)
