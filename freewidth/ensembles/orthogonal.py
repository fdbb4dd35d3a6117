r"""Haar orthogonal weights: :math:`W^\top W = 1` (square), :math:`S_W(m) = 1`.

Rectangular weights are the first columns (tall, :math:`W^\top W = 1`) or the first rows (wide,
:math:`W W^\top = 1`) of a Haar orthogonal matrix: an extension of Pastur's square case.
"""

from freewidth.ensembles._base import Ensemble
from freewidth.ensembles._weights import haar
from freewidth.kinds import HAAR

ensemble = Ensemble(
    label="Haar orthogonal",
    source="Pastur (2022), arXiv:2201.04543; sampling: Stewart (1980), Mezzadri (2007)",
    kind=HAAR,
    sample=lambda rng, rows, columns: haar([rng], rows, columns).dense()[0],
    hold=haar,
)
