r"""An algebra of laws: free products made of others.

A limit law here is that of :math:`M = J J^\top`, J a product of free factors
(:class:`.FreeProduct`), and therefore a list of them. Applying one list after another concatenates
them; for square ends that is free multiplicative convolution,

.. math:: \nu_{J_2 J_1} = \nu_{J_2} \boxtimes \nu_{J_1}, \qquad S = S_2\,S_1,

because every W makes what follows free of what came before. So, with :func:`law`,

    law(multiply(marchenko_pastur(), marchenko_pastur()))   # Fuss-Catalan, L = 2
    law(power(projection(0.5), 2))                          # arcsine law

A network enters as ``freewidth.jacobian.free_product(net)``. Not covered: additive convolution,
powers that are no whole numbers, laws on the whole real line.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import fsum, isfinite

from freewidth.arguments import Depth, checked
from freewidth.errors import InvalidInputError
from freewidth.freeprob.factors import FreeProduct
from freewidth.freeprob.measure import Source, Values
from freewidth.kinds import HAAR, IID, Kind, SingularValues, biunitary

ONE = Values(((1.0, 1.0),))
TIE = 1e-12  # relative difference of sizes that are meant to be equal


@checked
def marchenko_pastur(ratio: float = 1.0) -> FreeProduct:
    r"""W W^T for W with i.i.d. entries of variance 1/n_0, ratio = n_1/n_0 (rows over columns).

    :math:`S(m) = 1/(1 + \text{ratio}\,m)`, mean 1.
    """
    _positive("ratio", ratio)
    return factor(f"Marchenko-Pastur({ratio:g})", IID, ratio=ratio)


@checked
def isometry(ratio: float = 1.0) -> FreeProduct:
    """W W^T for a Haar W with n_1/n_0 = ratio: the unit if square, a projection if tall."""
    _positive("ratio", ratio)
    return factor(f"isometry({ratio:g})", HAAR, ratio=ratio)


@checked
def bi_invariant(singular_values: SingularValues, ratio: float = 1.0) -> FreeProduct:
    """W W^T for W = U diag(s) V*, U and V Haar, n_1/n_0 = ratio; if square the law of s^2."""
    _positive("ratio", ratio)
    kind = biunitary("bi-invariant", "bi-invariant", singular_values)
    return factor(f"bi-invariant({ratio:g})", kind, ratio=ratio)


@checked
def discrete(values: Sequence[float], masses: Sequence[float]) -> FreeProduct:
    """The law of finitely many values >= 0 of total mass 1, square.

    Raises:
        InvalidInputError: values or masses are negative, or the masses do not add up to 1.
    """
    if len(values) != len(masses):
        raise InvalidInputError(f"{len(values)} values, but {len(masses)} masses")
    pairs = tuple(zip(map(float, values), map(float, masses), strict=True))
    if not all(a >= 0 and p > 0 and isfinite(a) for a, p in pairs):
        raise InvalidInputError(f"values must be finite and >= 0, masses > 0, got {pairs}")
    total = fsum(p for _, p in pairs)
    if abs(total - 1) > TIE:
        raise InvalidInputError(f"masses must add up to 1, got {total:.16g}")
    text = ", ".join(f"{p:g} at {a:g}" for a, p in pairs)
    return factor(f"discrete({text})", HAAR, Values(pairs))


@checked
def projection(rank: float) -> FreeProduct:
    """A projection of normalised trace ``rank`` in (0, 1]."""
    if not 0 < rank <= 1:
        raise InvalidInputError(f"a projection has a rank in (0, 1], got {rank!r}")
    if rank == 1:
        return discrete((1.0,), (1.0,))
    return discrete((0.0, 1.0), (1.0 - rank, rank))


@checked
def factor(label: str, kind: Kind, source: Source = ONE, ratio: float = 1.0) -> FreeProduct:
    """D W W^T D for one W of a kind, n_1/n_0 = ratio, and D^2 of the law from ``source``."""
    return FreeProduct(label, (kind,), (source,), (1.0,), (1.0, float(ratio)))


@checked
def scaled(product: FreeProduct, factor: float) -> FreeProduct:
    """The law of factor * M."""
    _positive("factor", factor)
    scales = (product.scales[0] * factor, *product.scales[1:])
    return replace(product, label=f"{factor:g} * [{product.label}]", scales=scales, origin=None)


@checked
def compose(first: FreeProduct, *rest: FreeProduct) -> FreeProduct:
    """J = ... J_2 J_1: the factors of ``first``, then those of the others in turn.

    Sizes are matched: those of a later list are scaled so that its n_0 is the n_L before it.
    """
    made = first
    for new in rest:
        match = made.ratios[-1] / new.ratios[0]
        made = FreeProduct(
            f"[{made.label}] then [{new.label}]",
            made.kinds + new.kinds,
            made.sources + new.sources,
            made.scales + new.scales,
            made.ratios + tuple(match * r for r in new.ratios[1:]),
        )
    return made


@checked
def multiply(first: FreeProduct, *rest: FreeProduct) -> FreeProduct:
    r"""Free multiplicative convolution :math:`\nu_1\boxtimes\nu_2\boxtimes\cdots`.

    Raises:
        InvalidInputError: a factor after the first has n_L != n_0, so that composing changes the
            size of M; ``compose`` does that.

    Examples:
        >>> from freewidth import freeprob
        >>> one = freeprob.marchenko_pastur()
        >>> law = freeprob.law(freeprob.multiply(one, one))
        >>> law.moments(3).round(10)
        array([ 1.,  3., 12.])
        >>> float(round(law.support[0][1], 10))
        6.75
    """
    for new in rest:
        ends = new.ratios[0], new.ratios[-1]
        if abs(ends[0] - ends[1]) > TIE * ends[1]:
            raise InvalidInputError(
                f"{new.label}: convolution needs n_L = n_0, got a ratio of "
                f"{ends[1] / ends[0]:g}; put it first, or use compose"
            )
    return compose(first, *rest)


@checked
def power(product: FreeProduct, times: Depth) -> FreeProduct:
    r""":math:`\nu^{\boxtimes k}` for whole k >= 1; conditions as in :func:`multiply`."""
    made = multiply(*(product,) * times)
    return replace(made, label=f"[{product.label}]^{times}", origin=None)


def _positive(name: str, value: float) -> None:
    if not (isfinite(value) and value > 0):
        raise InvalidInputError(f"{name} must be finite and > 0, got {value!r}")
