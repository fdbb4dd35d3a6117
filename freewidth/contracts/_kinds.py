r"""Whether the parts of a kind of weights say the same, to seven orders.

A kind is checked when it is made, to second order. Here its cumulants for A = 1 give moments of
:math:`WW^\top`, these :math:`\psi(z)=\sum_k m_k z^k` of :math:`W^\top W`, and its inverse
:math:`\chi` the series :math:`1/S(m) = m/((1+m)\chi(m))`, which has to be that of the factor.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from freewidth.adding import added
from freewidth.contracts._fault import Fault
from freewidth.kinds import Factor, Kind, powers

ORDER = 7
SIZES = ((Fraction(1), Fraction(1)), (Fraction(2), Fraction(1)), (Fraction(2), Fraction(5)))
ROUNDING = 1e-9  # of coefficients, sums of some dozen terms of their size


def faults(kind: Kind, name: str, others: Sequence[str]) -> Iterator[Fault]:
    """What is wrong with a kind registered as ``name`` beside ``others``."""
    if kind.name != name:
        yield Fault(
            f"the kind in {name}.py is called {name!r} in results",
            f"it is called {kind.name!r}",
            "give both the same name: files of its laws carry it",
        )
    if unknown := sorted(set(kind.rivals) - set(others)):
        yield Fault(
            f"rivals are kinds: {', '.join(kind.rivals)}",
            f"there is no kind {', '.join(unknown)}",
            f"choose among {', '.join(others)}",
        )
    yield from parts(kind)


def parts(kind: Kind) -> Iterator[Fault]:
    """What its parts say differently, whether it is registered or not."""
    yield from _atoms(kind)
    if kind.frame is None:  # else its factor is that of the frame
        for columns, rows in SIZES:
            yield from _series(kind, columns, rows)


def _atoms(kind: Kind) -> Iterator[Fault]:
    for ratio in (0.5, 1.0, 2.0):
        found = kind.atoms({0.0: 0.25, 1.5: 0.5}, ratio)
        total = added(mass for mass in found.values() if mass > 0)
        if total > 1 + ROUNDING or any(not at >= 0 for at in found):
            yield Fault(
                "atoms(law, ratio) maps atoms of A to those of W A W^T: masses of 1 at most, at "
                "x >= 0",
                f"{found} for atoms 0 (mass 1/4) and 1.5 (mass 1/2), ratio {ratio:g}",
                "check masses and positions; no atom at all is {}",
            )
            return


def _series(kind: Kind, columns: Fraction, rows: Fraction) -> Iterator[Fault]:
    outer = moments(kind.cumulants([Fraction(1)] * ORDER, columns / rows))
    inner = [float(m * rows / columns) for m in outer]
    said = expanded(kind.factor(1 / float(columns), 1 / float(rows)), 1 / float(columns))
    found = one_over_s(inner)
    off = np.abs(np.subtract(found, said)) / np.maximum(1.0, np.abs(said))
    if off.max() > ROUNDING:
        order = int(np.argmax(off > ROUNDING))
        yield Fault(
            f"factor: 1/S of W^T W has {said[order]:.8g} at m^{order}, {rows} x {columns}",
            f"cumulants make it {found[order]:.8g}",
            "compare both with docs/adding.md; kinds.iid has an example",
        )


def moments(cumulants: Sequence) -> list:
    r"""Moments by free cumulants: :math:`m_k = \sum_s b_s [x^k] (x + m_1x^2 + \ldots)^s`."""
    found: list = []
    for k in range(1, len(cumulants) + 1):
        table = powers([1, *found, *[0] * (k - len(found) - 1)][:k])
        found.append(added(cumulants[s - 1] * table[s][k] for s in range(1, k + 1)))
    return found


def one_over_s(inner: Sequence[float]) -> list[float]:
    """Coefficients of 1/S at m^0, m^1, ... of the law with moments ``inner``."""
    table = powers(inner)
    chi: list[float] = []
    for k in range(1, len(inner) + 1):  # sum_j chi_j [z^k] psi^j is 1 for k = 1, else 0
        rest = added(c * table[j][k] for j, c in enumerate(chi, 1))
        chi.append(((k == 1) - rest) / table[k][k])
    s = [a + b for a, b in zip(chi, [0.0, *chi], strict=False)]  # chi (1 + m) / m
    return reciprocal(s)


def reciprocal(series: Sequence[float]) -> list[float]:
    """Coefficients of one over a series."""
    found: list[float] = []
    for k in range(len(series)):
        rest = added(series[k - j] * found[j] for j in range(k))
        found.append(((k == 0) - rest) / series[0])
    return found


def expanded(factor: Factor, inner: float) -> list[float]:
    """Coefficients of the factor's exponential in m_{l-1} = inner m."""
    found = np.zeros(ORDER)
    found[0] = np.exp(factor.constant)
    for rho, times in factor.powers:
        ratio = rho / inner
        one = [1.0]
        for k in range(1, ORDER):  # (1 + ratio m)^times
            one.append(one[-1] * ratio * (times - k + 1) / k)
        found = np.convolve(found, one)[:ORDER]
    return found.tolist()
