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
from dataclasses import astuple, dataclass
from itertools import islice
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.errors import InvalidInputError
from freewidth.network import Network
from freewidth.simulate import graded
from freewidth.simulate.forward import run
from freewidth.simulate.product import compressed, stack

Method = Literal["gram", "svd", "graded"]
METHODS: tuple[Method, ...] = ("gram", "svd", "graded")
EPS = np.finfo(float).eps
SMALL = 200  # up to this width networks are multiplied in stacks: calls cost more than dead units
CHUNK = 2**18  # entries of one stack: few enough for a processor's cache
RELATIVE = 1e-3  # of an eigenvalue: no statistic of interest sees less, on any axis


@dataclass(frozen=True)
class Sample:
    """Spectra of several networks, and how far they can be trusted.

    Attributes:
        eigenvalues: of J J^T, sorted, shape (replicates, n_L); structural zeros are exactly 0.
        methods: the method that gave each spectrum, shape (replicates,).
        floors: of that method, shape (replicates,).
    """

    eigenvalues: NDArray
    methods: NDArray
    floors: NDArray

    @classmethod
    def empty(cls, replicates: int, size: int) -> "Sample":
        """Nothing found yet."""
        shape = (replicates, size)
        return cls(np.zeros(shape), np.full(replicates, "", dtype="U6"), np.zeros(replicates))

    def put(self, index: ArrayLike, values: NDArray, method: Method, floor: float) -> None:
        """Set the largest eigenvalues of some networks; the others stay 0."""
        self.eigenvalues[index, self.eigenvalues.shape[1] - values.shape[1] :] = values
        self.methods[index] = method
        self.floors[index] = floor


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
    sizes = net.sizes(width)
    together = max(1, CHUNK // max(sizes) ** 2) if max(sizes) <= SMALL else 1
    parts = [Sample.empty(0, sizes[-1])]
    with np.errstate(over="ignore", invalid="ignore"):  # _finite() says it better
        for some in _some(rngs, together):
            parts.append(_chunk(net, width, some, input, independent, method, floor))
    whole = Sample(*(np.concatenate(arrays) for arrays in zip(*map(astuple, parts), strict=True)))
    _finite(net, width, "J J^T", whole.eigenvalues)
    return whole


def _some(rngs, count):
    """Lists of up to ``count`` generators; itertools.batched needs Python 3.12."""
    rngs = iter(rngs)
    while some := list(islice(rngs, count)):
        yield some


def _chunk(net, width, rngs, input, independent, method, wanted):
    """Spectra of a few networks."""
    found = Sample.empty(len(rngs), net.sizes(width)[-1])
    states = [rng.bit_generator.state for rng in rngs]
    left = np.arange(len(rngs))
    if method != "graded":
        product, rank, scale = _multiplied(net, width, rngs, input, independent)
        for name in ("gram", "svd") if method == "auto" else (method,):
            values = _masked(SOLVERS[name](product[left]), rank[left])
            reached = accuracy_floor(name, net.depth)
            found.put(left, values * scale[left, None] ** 2, name, reached)
            if method == name or reached <= wanted:
                return found
            first = np.minimum(values.shape[1] - rank[left], values.shape[1] - 1)
            smallest = values[np.arange(left.size), first]
            left = left[smallest < reached * values[:, -1]]
    for i in left:
        rng = rngs[i] if method == "graded" else _again(rngs[i], states[i])
        values = graded.singular_values(run(net, width, [rng], input, independent))
        found.put([i], values[None, ::-1] ** 2, "graded", 0.0)
    return found


def _multiplied(net, width, rngs, input, independent):
    """Stacked products, bounds on their ranks, and powers of two taken out of them.

    Without the scale, J J^T would over- or underflow long before J does.
    """
    steps = run(net, width, rngs, input, independent)
    if max(net.sizes(width)) <= SMALL:
        product, rank = stack(steps)
    else:
        product, rank = compressed(steps)
        product, rank = product[None], np.array([rank])
    largest = _finite(net, width, "J", np.abs(product).max(axis=(-1, -2)))
    scale = np.exp2(np.floor(np.log2(np.where(largest > 0, largest, 1.0))))
    product /= scale[:, None, None]
    return product, rank, scale


def _again(rng, state):
    """A generator that draws the same numbers again."""
    fresh = deepcopy(rng)
    fresh.bit_generator.state = state
    return fresh


def _gram(product):
    if product.shape[-2] <= product.shape[-1]:
        gram = product @ product.conj().swapaxes(-1, -2)
    else:
        gram = product.conj().swapaxes(-1, -2) @ product
    return np.maximum(np.linalg.eigvalsh(gram), 0.0)


def _svd(product):
    return np.linalg.svd(product, compute_uv=False)[..., ::-1] ** 2


SOLVERS = {"gram": _gram, "svd": _svd}


def _masked(values, rank):
    """Zeros instead of what rounding made of the structural ones."""
    count = values.shape[-1]
    return np.where(np.arange(count) < count - rank[:, None], 0.0, values)


def _finite(net, width, name, values):
    if np.all(np.isfinite(values)):
        return values
    raise InvalidInputError(
        f"{net.label}: {name} of a network of width {width} overflows double precision; lower "
        f"sigma_w2 or the depth, or take an ensemble with lighter tails"
    )
