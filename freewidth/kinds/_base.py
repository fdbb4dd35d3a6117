r"""What a kind of weights is: all that a limit law needs to know of a weight matrix.

A layer maps A to :math:`M = D W A W^\top D`, W of ``rows`` times ``columns`` entries, normalised
traces on both sides. In the limit W is free from A and D, and of W a law sees the S-transform of
:math:`W^\top W` alone. Sizes enter by their ratios: with :math:`\rho_l = n_L/n_l` and
:math:`m_l=\rho_l m`,

.. math:: \log\frac{1}{S_{W^\top W}(m_{l-1})} = \text{constant} + \sum_j f_j \log(1 + \rho_j m) .

Weights :math:`W = U \mathrm{diag}(s) V^*`, U and V Haar and s given, are Haar weights, a diagonal
matrix of the smaller size, and Haar weights once more: see :attr:`Kind.stages`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isclose, log
from typing import Any

from freewidth.arguments import Exact, checked
from freewidth.errors import InvalidInputError
from freewidth.kinds._singular import SingularValues

Atoms = Mapping[float, float]  # position -> mass
SIZES = ((1.0, 1.0), (2.0, 1.0), (1.0, 3.0))  # (columns, rows) at which a kind is checked
TOLERANCE = 1e-12  # of what should be equal to rounding


@checked
@dataclass(frozen=True)
class Factor:
    r"""A factor of z(m) in logarithms, :math:`\text{constant} + \sum_j f_j \log(1+\rho_j m)`.

    Attributes:
        constant: its value at m = 0.
        powers: pairs (rho_j, f_j); several of one rho add up.
    """

    constant: float
    powers: tuple[tuple[float, int], ...]


@checked
@dataclass(frozen=True, eq=False)
class Kind:
    r"""A kind of weights; two kinds are the same if they are the same object.

    Attributes:
        name: what results, files and messages call it.
        label: what a legend calls its weights.
        gain: ``gain(columns, rows)`` is :math:`|Wx|^2/n_l` over :math:`|x|^2/n_{l-1}`.
        factor: ``factor(inner, outer)`` is :math:`\log 1/S_{W^\top W}(m_{l-1})` for
            :math:`\rho_{l-1}` and :math:`\rho_l`, singular values of one.
        atoms: ``atoms(law, ratio)`` maps the atoms of A to those of :math:`W A W^\top`,
            ratio = columns over rows.
        cumulants: ``cumulants(moments, ratio)`` maps moments (m_1, ..., m_k) of A to the free
            cumulants of :math:`W A W^\top`, exactly where they are fractions or symbols.
        rivals: names of kinds whose law a test of this one should exclude.
        isometry: whether W or its transpose preserves lengths.
        singular_values: their law, if it is given; else the kind determines it.
        frame: the kind W would be if all of these were one.

    Raises:
        InvalidInputError: the parts contradict each other; see :func:`check`.
    """

    name: str
    label: str
    gain: Callable[[float, float], float]
    factor: Callable[[float, float], Factor]
    atoms: Callable[[Atoms, float], dict[float, float]]
    cumulants: Callable[[Sequence[Any], Any], list[Any]]
    rivals: tuple[str, ...] = ()
    isometry: bool = False
    singular_values: SingularValues | None = None
    frame: Kind | None = None

    def __post_init__(self) -> None:
        check(self)

    def __repr__(self) -> str:
        return f"Kind({self.name!r})"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str):  # else what selects by a name selects nothing, in silence
            raise TypeError(
                f"{self!r} is an object: compare it with freewidth.kinds.IID or HAAR by `is`, or "
                f"its name with {other!r}"
            )
        return self is other

    def __hash__(self) -> int:
        return id(self)

    @checked
    def stages(self, columns: Any, rows: Any) -> tuple[Stage, ...]:
        """W as a product, first factor first: one stage, or two if singular values are given.

        They are at the smaller size: after a wide W's compression, before a tall one's extension.
        """
        if self.singular_values is None or self.frame is None:
            return (Stage(self, columns, rows, None),)
        middle = min(columns, rows)
        return (
            Stage(self.frame, columns, middle, self.singular_values),
            Stage(self.frame, middle, rows, None),
        )


@checked
@dataclass(frozen=True)
class Stage:
    """Weights of a kind without given singular values, and the diagonal matrix of those, if any.

    Attributes:
        kind: of the weights.
        columns, rows: relative sizes of the weights.
        singular_values: law of the diagonal behind them, None if there is none.
    """

    kind: Kind
    columns: Exact
    rows: Exact
    singular_values: SingularValues | None


def check(kind: Kind) -> None:
    r"""That gain, factor and cumulants say the same of the first two moments of W W^T, A = 1.

    With f(m) the factor, :math:`f(0) = \log(\text{gain}\,n_l/n_{l-1})` and
    :math:`f'(0)/\rho_{l-1} = m_2/m_1^2 - 1` for :math:`W^\top W`.

    Raises:
        InvalidInputError: they do not, at some sizes.
    """
    for columns, rows in SIZES:
        found = kind.factor(1 / columns, 1 / rows)
        mean = kind.gain(columns, rows)  # of W W^T; that of W^T W is rows/columns times it
        if not isclose(found.constant, log(mean * rows / columns), abs_tol=TOLERANCE):
            raise InvalidInputError(
                f"kind {kind.name}: the factor is exp({found.constant:.6g}) at m = 0, but a gain "
                f"of {mean:.6g} makes W^T W a mean of {mean * rows / columns:.6g} at sizes "
                f"{rows:g} x {columns:g}. Check the normalisation."
            )
        first, second = (float(b) for b in kind.cumulants([1.0, 1.0], columns / rows))
        slope = columns * fsum(times * rho for rho, times in found.powers)
        variance = (second / first**2 + 1) * columns / rows - 1  # of W^T W over its squared mean
        if not isclose(first, mean, rel_tol=TOLERANCE) or not isclose(
            slope, variance, abs_tol=TOLERANCE
        ):
            raise InvalidInputError(
                f"kind {kind.name}: at sizes {rows:g} x {columns:g} the cumulants give W W^T the "
                f"mean {first:.6g} and W^T W the relative variance {variance:.6g}, gain and factor "
                f"{mean:.6g} and {slope:.6g}"
            )
