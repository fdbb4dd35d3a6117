r"""Haar orthogonal weights: :math:`W^\top W = 1` (square), :math:`S_W(m) = 1`.

Rectangular weights are the first columns (tall, :math:`W^\top W = 1`) or the first rows (wide,
:math:`W W^\top = 1`) of a Haar orthogonal matrix: an extension of Pastur's square case.
"""

import numpy as np

from freewidth.ensembles._base import Ensemble


def sample(rng, rows, columns):
    q, r = np.linalg.qr(rng.standard_normal((max(rows, columns), min(rows, columns))))
    q *= np.where(np.diag(r) < 0, -1.0, 1.0)  # Mezzadri: without the signs QR is not Haar
    return q if rows >= columns else q.T


ensemble = Ensemble(
    label="Haar orthogonal",
    source="Pastur (2022), arXiv:2201.04543; sampling: Mezzadri (2007), arXiv:math-ph/0609050",
    kind="haar",
    sample=sample,
)
