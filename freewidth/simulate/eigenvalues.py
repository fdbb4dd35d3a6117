r"""Eigenvalues of J J^T by the cheapest method that resolves them.

====== ================================================ ====================== ==============
method how                                              error of one singular  cost beyond
                                                        value s                the product
====== ================================================ ====================== ==============
gram   multiply J out; symmetric eigenvalues of J J^T   eps s_max^2 / s        1 eigensolve
svd    multiply J out; singular values                  eps s_max              3 eigensolves
graded stratified product, one-sided Jacobi rotations   eps s                  a QR per layer
====== ================================================ ====================== ==============

The *floor* of a method says what this means for eigenvalues: those above floor times the largest
are right to ``RELATIVE`` of themselves; those below are noise, of the floor's size at most.
"""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.errors import InvalidInputError
from freewidth.network import Network
from freewidth.simulate import graded
from freewidth.simulate.forward import run
from freewidth.simulate.product import compressed

Method = Literal["gram", "svd", "graded"]
METHODS: tuple[Method, ...] = ("gram", "svd", "graded")
EPS = np.finfo(float).eps
RELATIVE = 1e-3  # of an eigenvalue: no statistic of interest sees less, on any axis


@dataclass(frozen=True)
class Sample:
    """Spectra of several networks, and how far they can be trusted.

    Attributes:
        eigenvalues: of J J^T, sorted, shape (replicates, n_L); structural zeros are exactly 0.
        methods: the method that gave each spectrum.
        floors: relative to the largest eigenvalue, below what eigenvalues are noise.
    """

    eigenvalues: NDArray
    methods: tuple[Method, ...]
    floors: tuple[float, ...]


def accuracy_floor(method: Method, depth: int) -> float:
    r"""Below this fraction of the largest, eigenvalues of a product of ``depth`` layers are noise.

    A product of L factors carries a rounding error of about :math:`L\,\epsilon` of its norm
    (measured: at most 1/4 of the constant used, for all ensembles, n <= 1024, L <= 100), which gram
    sees as an error of the eigenvalue and svd as one of its square root.
    """
    noise = 20 * (depth + 1) * EPS
    return {"gram": noise / RELATIVE, "svd": (noise / RELATIVE) ** 2, "graded": 0.0}[method]


def spectrum(
    net: Network,
    width: int,
    rng: np.random.Generator,
    input: ArrayLike | None = None,
    independent: bool = False,
    method: Method | Literal["auto"] = "auto",
    floor: float = 0.0,
) -> NDArray:
    """Sorted eigenvalues of J J^T of one random network, shape (n_L,), with n_0 = ``width``.

    None is negative. Those that vanish because of dead units or narrow layers are exactly 0.

    Args:
        net, width, rng: which network, how wide, and its random numbers.
        input: of shape (n_0,) with |x|^2/n_0 = q0; by default uniform on that sphere (delocalised,
            as the i.i.d. theorem needs).
        independent: replace each D^l by an independent copy (see :func:`layers`).
        method: how (see the module); ``"auto"`` takes the cheapest that resolves the spectrum.
        floor: what ``"auto"`` may neglect: eigenvalues below this fraction of the largest need not
            be right. 0 asks for all of them; 1e-10 suffices for moments, distances and resolvents,
            and is several times faster for deep networks.

    Raises:
        InvalidInputError: bad width, input or method, or the Jacobian overflows double precision.
    """
    return sample(net, width, [rng], input, independent, method, floor).eigenvalues[0]


def sample(
    net: Network,
    width: int,
    rngs: Iterable[np.random.Generator],
    input: ArrayLike | None = None,
    independent: bool = False,
    method: Method | Literal["auto"] = "auto",
    floor: float = 0.0,
) -> Sample:
    """Spectra of one network per random generator, with the method and floor of each.

    Arguments and errors are those of :func:`spectrum`.
    """
    if method not in (*METHODS, "auto"):
        names = ", ".join(("auto", *METHODS))
        raise InvalidInputError(f"no method named {method!r}; available: {names}")
    if not 0 <= floor < 1:
        raise InvalidInputError(f"floor is a fraction of the largest eigenvalue, got {floor!r}")
    drawn = [_one(net, width, rng, input, independent, method, floor) for rng in rngs]
    values = [v for v, _, _ in drawn]
    return Sample(
        np.stack(values) if values else np.empty((0, net.sizes(width)[-1])),
        tuple(m for _, m, _ in drawn),
        tuple(f for _, _, f in drawn),
    )


def _one(net, width, rng, input, independent, method, wanted):
    """Non-zero eigenvalues of one network, padded, with the method used and its floor."""
    size = net.sizes(width)[-1]
    replay = deepcopy(rng) if method == "auto" else rng
    values = None
    if method != "graded":
        with np.errstate(over="ignore", invalid="ignore"):  # reported just below
            product, rank = compressed(run(net, width, rng, input, independent))
        _check(product, net, width)
        names = ("gram", "svd") if method == "auto" else (method,)
        for name in names:
            with np.errstate(over="ignore", invalid="ignore"):
                values = _gram(product, rank) if name == "gram" else _svd(product, rank)
            _check(values, net, width)
            reached = accuracy_floor(name, net.depth)
            enough = rank == 0 or values[0] >= reached * values[-1] or reached <= wanted
            if method != "auto" or enough:
                return _pad(values, size), name, reached
    with np.errstate(over="ignore", invalid="ignore"):
        steps = run(net, width, replay, input, independent)
        values = graded.singular_values(steps)[::-1] ** 2
    _check(values, net, width)
    return _pad(values, size), "graded", 0.0


def _gram(product, rank):
    rows, columns = product.shape
    gram = product @ product.conj().T if rows <= columns else product.conj().T @ product
    if not np.all(np.isfinite(gram)):
        return np.array([np.inf])  # for _check
    values = np.linalg.eigvalsh(gram)
    return np.maximum(values[values.size - rank :], 0.0)


def _svd(product, rank):
    return np.linalg.svd(product, compute_uv=False)[:rank][::-1] ** 2


def _pad(values, size):
    return np.concatenate([np.zeros(size - values.size), values])


def _check(product, net, width):
    if not np.all(np.isfinite(product)):
        raise InvalidInputError(
            f"{net.label}: the Jacobian of a network of width {width} overflows double "
            f"precision; lower sigma_w2 or the depth, or take an ensemble with lighter tails"
        )
