"""Powers of series and free cumulants, on floats, fractions and symbols alike."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Any

from freewidth.adding import added
from freewidth.arguments import Exact, Length, checked

MOST = 101  # coefficients: the work grows like their third power
Numbers = list[Any]  # floats, :class:`~fractions.Fraction` or SymPy expressions


@checked
def powers(coefficients: Annotated[Sequence[Exact], Length(0, MOST)]) -> list[Numbers]:
    """Coefficients 0..k of the powers 0..k of the series sum_s coefficients[s-1] x^s."""
    order = len(coefficients)
    found: list[Numbers] = [[1] + [0] * order]
    for _ in range(order):
        last = found[-1]
        found.append(
            [
                added((last[i - s] * coefficients[s - 1] for s in range(1, i + 1)), 0)
                for i in range(order + 1)
            ]
        )
    return found


@checked
def free_cumulants(moments: Annotated[Sequence[Exact], Length(0, MOST)]) -> Numbers:
    r"""Free cumulants (b_1, ..., b_k) of moments: :math:`m_k = \sum_{\pi\in NC(k)} b_\pi`.

    Sorting the partitions by the block of the first point, of size s, whose s gaps are partitioned
    on their own, gives :math:`m_k = \sum_s b_s\,[x^k] (x + m_1 x^2 + m_2 x^3 + \ldots)^s`.
    """
    table = powers([1, *moments])
    found: Numbers = []
    for k, moment in enumerate(moments, 1):
        found.append(moment - added(b * table[s][k] for s, b in enumerate(found, 1)))
    return found


def compressed(cumulants: Sequence[Any], ratio: Any) -> Numbers:
    """b_s c^(1-s), s = 1, 2, ...: cumulants of a corner; exact where b and c are."""
    return [
        b if s == 1 else (Fraction(1) / ratio) ** (s - 1) * b for s, b in enumerate(cumulants, 1)
    ]
