r"""Symmetric Gaussian weights: :math:`W = W^\top`, entries of variance 1/n (2/n on the diagonal).

Square only. The entries are not independent, but :math:`W^2` has the limit of :math:`W W^\top` for
independent ones, so products have the i.i.d. law.
"""

from freewidth.ensembles._base import Ensemble, hermitian
from freewidth.kinds import IID

ensemble = Ensemble(
    label="Wigner (GOE)",
    source="Granziol (2020), arXiv:2006.07721 (products of Wigner matrices)",
    kind=IID,
    sample=hermitian(float),
    hermitian=True,
)
