r"""Haar unitary weights: :math:`W^* W = 1` (square), :math:`S_W(m) = 1`.

The complex counterpart of ``orthogonal``; rectangular weights are its first columns or rows.
:math:`\mathbb E|X|^4 = 2` in the limit of infinite width.
"""

from functools import partial

from freewidth.ensembles._base import Ensemble
from freewidth.ensembles._weights import haar
from freewidth.kinds import HAAR

ensemble = Ensemble(
    label="Haar unitary",
    source="Haar measure of the unitary group; sampling: Mezzadri (2007)",
    kind=HAAR,
    sample=lambda rng, rows, columns: haar([rng], rows, columns, complex).dense()[0],
    fourth_moment=2.0,
    field="complex",
    hold=partial(haar, dtype=complex),
)
