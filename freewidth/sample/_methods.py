r"""Eigenvalues of J J^T by the cheapest method that resolves them.

====== ================================================ ====================== ==============
method how                                              error of one singular  cost beyond
                                                        value s                the product
====== ================================================ ====================== ==============
gram   multiply J out; symmetric eigenvalues of J J^T   eps s_max^2 / s        1 eigensolve
svd    multiply J out; singular values                  eps s_max              3 eigensolves
graded stratified product, one-sided Jacobi rotations   eps s                  a QR per layer
single gram in single precision                         2^29 times gram's      half of gram's
====== ================================================ ====================== ==============

The *floor* of a method says what this means for eigenvalues: those above floor times the largest
are right to ``RELATIVE`` of themselves; those below are noise, of the floor's size at most.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from freewidth.arrays import Array, adjoint, host, namespace

Method = Literal["gram", "svd", "graded", "single"]
METHODS: tuple[Method, ...] = ("gram", "svd", "graded", "single")
EPS = float(np.finfo(float).eps)
EPS_SINGLE = float(np.finfo(np.float32).eps)
RELATIVE = 1e-3  # of an eigenvalue: no statistic of interest sees less, on any axis


def accuracy_floor(method: Method, size: int, depth: int) -> float:
    r"""The fraction of the largest eigenvalue below which eigenvalues are noise.

    For networks of largest width n = ``size`` and depth L. Multiplying J out costs up to
    :math:`(20 + 5\sqrt n) \sqrt{1 + L/4}\,\epsilon` of its norm: L roundings that partly cancel.
    Gram sees it as an error of the eigenvalue, svd as one of its square root. The constants leave
    a margin over the most that is seen in all ensembles, n from 6 to 1024 and L from 1 to 100
    (``benchmarks/sampling/accuracy.py``).
    """
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
    """The same as squared singular values."""
    return host(namespace(product).linalg.svdvals(product))[..., ::-1] ** 2


SOLVERS: dict[Method, Callable[[Array], NDArray]] = {"gram": gram, "svd": svd, "single": gram}


def masked(values: NDArray, rank: NDArray) -> NDArray:
    """Zeros instead of what rounding made of the structural ones."""
    count = values.shape[-1]
    return np.where(np.arange(count) < count - rank[:, None], 0.0, values)
