r"""Hermitian Gaussian weights: :math:`W = W^*`, entries of mean square modulus 1/n. Square only."""

from freewidth.ensembles._base import Ensemble, hermitian
from freewidth.kinds import IID

ensemble = Ensemble(
    label="Wigner (GUE)",
    source="Granziol (2020), arXiv:2006.07721 (products of Wigner matrices)",
    kind=IID,
    sample=hermitian(complex),
    hermitian=True,
    fourth_moment=2.0,
    field="complex",
)
