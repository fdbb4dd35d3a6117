r"""Eigenvalues of J J^T by the cheapest method that resolves them.

====== ================================================ ====================== ==============
method how                                              error of one singular  cost beyond
                                                        value s                the product
====== ================================================ ====================== ==============
gram   multiply J out; symmetric eigenvalues of J J^T   eps s_max^2 / s        1 eigensolve
svd    multiply J out; QR; eigenvalues of R R^*         eps s_max              a QR, 1 eigensolve
graded stratified product; QR; eigenvalues of R R^*     eps s                  2 QR per two layers
single gram in single precision                         2^29 times gram's      half of gram's
====== ================================================ ====================== ==============

The *floor* of a method says what this means for eigenvalues: those above floor times the largest
are right to ``RELATIVE`` of themselves; those below are noise, of the floor's size at most.
"""

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import checked
from freewidth.arrays import Array, adjoint, host, namespace
from freewidth.network import Network

Method = Literal["gram", "svd", "graded", "single"]
METHODS: tuple[Method, ...] = ("gram", "svd", "graded", "single")
MULTIPLIED: tuple[Method, ...] = ("gram", "svd")  # those on J multiplied out, the cheaper first
EPS = float(np.finfo(float).eps)
EPS_SINGLE = float(np.finfo(np.float32).eps)
RELATIVE = 1e-3  # of an eigenvalue: no statistic of interest sees less, on any axis


@checked
def accuracy_floor(method: Method, size: int, depth: int) -> float:
    r"""The fraction of the largest eigenvalue below which eigenvalues are noise.

    For networks of largest width n = ``size`` and depth L. Multiplying J out costs up to
    :math:`(20 + 5\sqrt n) \sqrt{1 + L/4}\,\epsilon` of its norm: L roundings that partly cancel.
    Gram sees it as an error of the eigenvalue, svd as one of its square root. The constants leave
    a margin over the most that is seen in all ensembles, n from 6 to 1024 and L from 1 to 100
    (``benchmarks/sampling/accuracy.py``).
    """
    return noise_floor(method, size, depth)


def noise_floor(method: Method, size: int, depth: int) -> float:
    """The same of arguments that are right."""
    noise = (20 + 5 * np.sqrt(size)) * np.sqrt(1 + depth / 4) / RELATIVE
    return {
        "gram": noise * EPS,
        "svd": (2 * noise * EPS) ** 2,
        "graded": 0.0,
        "single": min(1.0, noise * EPS_SINGLE),
    }[method]


def gram(product: Array) -> NDArray:
    """Eigenvalues of product product*, or of product* product where that is smaller."""
    wide = product.shape[-2] <= product.shape[-1]
    square = product @ adjoint(product) if wide else adjoint(product) @ product
    values = host(namespace(square).linalg.eigvalsh(square))
    return np.sort(np.abs(values), axis=-1)  # noise may be negative


def svd(product: Array) -> NDArray:
    """The same as squared singular values: where there is NumPy, of the R of a QR.

    :math:`RR^*` is graded enough for its eigenvalues to keep what R knows: absolute errors of
    singular values are those of LAPACK's ``gesdd`` (10 to 20 eps s_max at n = 512, L from 2 to 8),
    at two thirds of its cost. Where their product is not that of the diagonal of R squared (W is
    singular), ``gesdd`` it is.
    """
    if not isinstance(product, np.ndarray):
        return host(namespace(product).linalg.svdvals(product))[..., ::-1] ** 2
    tall = product if product.shape[-2] >= product.shape[-1] else adjoint(product)
    r = np.linalg.qr(tall, mode="r")
    values = gram(r)
    with np.errstate(all="ignore"):
        diagonal = 2 * np.log(np.abs(np.diagonal(r, axis1=-2, axis2=-1)))
        off = ~(np.abs(np.sum(np.log(values) - diagonal, axis=-1)) < RELATIVE)
    if off.any():
        values[off] = np.linalg.svdvals(product[off])[..., ::-1] ** 2
    return values


SOLVERS: dict[Method, Callable[[Array], NDArray]] = {"gram": gram, "svd": svd, "single": gram}


def likely_ratio(net: Network, sizes: Sequence[int]) -> float:
    """The smallest eigenvalue over the largest, guessed before anything is drawn.

    A wrong guess costs time alone. Weights without structure lose about n^-1.6 a layer (seen: tanh,
    n = 128 and 512, L from 2 to 8). Products of rectangles and of layers with dead units are far
    better conditioned, and of isometries the slopes decide: 1 for these.
    """
    dead = any(0.0 in phi.slopes for phi in net.phis)
    if dead or min(sizes) < max(sizes):
        return 1.0
    loose = sum(not kind.isometry for kind in net.kinds)
    return float(max(sizes)) ** -(1.6 * loose + 1) if loose else 1.0


def masked(values: NDArray, rank: NDArray) -> NDArray:
    """Zeros instead of what rounding made of the structural ones."""
    count = values.shape[-1]
    return np.where(np.arange(count) < count - rank[:, None], 0.0, values)
