r"""Weights :math:`W = U \mathrm{diag}(s) V^*`, U and V Haar, s of any given law.

W is bi-invariant, hence free from what it meets, and :math:`S_{W^\top W} = S_{s^2}` if square.
Of rectangular weights, the smaller size many singular values are given: s = 1 are Haar weights.
"""

from dataclasses import replace

from freewidth.arguments import checked
from freewidth.kinds._base import Kind
from freewidth.kinds._singular import SingularValues
from freewidth.kinds.haar import kind as haar


@checked
def biunitary(name: str, label: str, singular_values: SingularValues) -> Kind:
    """The kind of weights with Haar singular vectors and these singular values."""
    return replace(
        haar,
        name=name,
        label=label,
        rivals=("iid", "haar"),
        isometry=False,
        singular_values=singular_values,
        frame=haar,
    )
