"""Zeros of products of random matrices, counted: what their dimensions leave no rank for."""

from collections.abc import Sequence

from freewidth.arguments import checked
from freewidth.errors import InvalidInputError


@checked
def product_nullity(sizes: Sequence[float]) -> int:
    r"""How many eigenvalues of a product of rectangular random matrices are 0.

    For :math:`X_1 \cdots X_k (X_1 \cdots X_k)^\top`, :math:`X_i` of size :math:`n_{i-1} \times
    n_i`, and ``sizes`` :math:`(n_0, \dots, n_k)` it is

    .. math:: n_0 - \min_i n_i,

    so that the weight at 0 is :math:`\max(0, 1 - \min_{i \ge 1} n_i / n_0)`. No product has a
    larger rank than its narrowest place leaves. That rank is attained by one choice of factors
    (ones on all diagonals), hence some minor is no zero polynomial in the entries, hence it is
    attained almost surely if the entries have a joint density: at every size, and whatever their
    variances. So, too, for symmetric products as :math:`X^\top W X`, whose sizes are
    :math:`(n, m, m, n)` for W of size m.

    Raises:
        InvalidInputError: fewer than two sizes, or one that is no whole number >= 1.
    """
    wrong = [n for n in sizes if n < 1 or n != int(n)]
    if len(sizes) < 2 or wrong:
        raise InvalidInputError(
            f"sizes = {list(sizes)}: a product has the sizes (n_0, ..., n_k) of one factor or "
            "more, whole numbers >= 1"
        )
    return int(sizes[0] - min(sizes))
