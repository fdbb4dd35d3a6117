r"""Eigenvalues at 0 that follow from the architecture, the data and the active units alone.

Call a unit *live* on a sample if phi' or its output is not 0 there, and let :math:`S_j` be the
samples on which unit j *matters*: :math:`\phi'(y_j) \neq 0` there, and on some unit above as well,
up to the outputs. In the space of each :math:`W^l` the Hessian vanishes on

* l = 1: :math:`e_j \otimes \ker [X_{S_j}, 1]`: weights that unit j never hears on samples where it
  matters, among them those of blank and collinear inputs (then for every j);
* 1 < l < L: :math:`e_j \otimes e_b` if unit b below is live on no sample of :math:`S_j` (the two
  are never active together), and the bias of a unit that never matters;
* l = L: :math:`\mathbf 1 \otimes v` for all v (a common shift of the outputs, which the softmax
  ignores) and :math:`u \otimes e_b` for all u if unit b is never live.

Layers add up. For activations without flat pieces this is
:math:`(d + 1 - \mathrm{rank}[X, 1])\, n_1 + n_{L-1} + 1`. The Gauss-Newton matrix vanishes there
too, and along each rescaling of a ReLU-like unit's input against its output weights.

Its rank is moreover bounded by ratios of dimensions. Let :math:`R_l` be the dimension of what first
order changes of :math:`W^1, \dots, W^l` can do to :math:`y^l` on all n samples. Of its
:math:`n_l` components :math:`r = \min(n_l, n_{l-1})` see the layer below, the others only
:math:`W^l`, whose inputs have rank :math:`k = \min(n, n_{l-1} + 1)`:

.. math:: R_l \le (n_l - r)\, k + \min(n r, \, r k + R_{l-1}), \qquad R_0 = 0

with rank[X, 1] for k in the first layer and, since the softmax ignores shifts, C - 1 for
:math:`n_L`: hence n (C - 1) where no layer is narrower than that.

All of these are lower bounds for the nullity; whether they are attained is a question for
measurement.
"""

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.adding import added
from freewidth.symmetric.trained.data import Dataset
from freewidth.symmetric.trained.mlp import MLP, Pass, propagate

FAINT = 1e-9  # of the largest eigenvalue: what is above is not 0
VISIBLE = 100.0  # ratio of neighbours across a gap: two decades without any eigenvalue
RESOLVED = 1e-12  # of the largest eigenvalue: rounding leaves about 1e-16 times sqrt(P) there


@dataclass(frozen=True)
class Nullity:
    """Dimensions of the null space that are known beforehand.

    Attributes:
        parameters: P.
        hessian: lower bound for the Hessian's nullity.
        gauss_newton: lower bound for that of the Gauss-Newton matrix.
        inputs: part of ``hessian`` that any activation would have: blank and collinear inputs.
        softmax: part that any activation would have: the shift of the outputs.
        units: the rest: units that are never active, or never together.
        dead: number of units that matter on no sample.
        rank_bound: what the dimensions of the layers and of the data leave to the rank of the
            Gauss-Newton matrix, n (C - 1) at most.
    """

    parameters: int
    hessian: int
    gauss_newton: int
    inputs: int
    softmax: int
    units: int
    dead: int
    rank_bound: int


def nullity_bounds(mlp: MLP, theta: NDArray, data: Dataset) -> Nullity:
    """Count what must vanish, without looking at any second derivative."""
    done = propagate(mlp, theta, data)
    hessian = added(_layer(mlp, done, layer) for layer in range(mlp.depth))
    blank = mlp.sizes[0] + 1 - data.augmented_rank
    inputs = blank * (mlp.sizes[1] - (mlp.depth == 1))  # one of them is a softmax shift already
    responding = sum(int(on.any(axis=0).sum()) for on in _matters(done))
    rescalings = responding if _homogeneous(mlp) else 0
    bound = rank_bound(mlp.sizes, len(data), data.augmented_rank)
    return Nullity(
        parameters=mlp.parameters,
        hessian=hessian,
        gauss_newton=max(mlp.parameters - bound, hessian + rescalings),
        inputs=inputs,
        softmax=mlp.sizes[-2] + 1,
        units=hessian - inputs - mlp.sizes[-2] - 1,
        dead=sum(mlp.sizes[1:-1]) - responding,
        rank_bound=bound,
    )


def rank_bound(sizes: tuple[int, ...], samples: int, augmented_rank: int) -> int:
    """The bound R_L of the module's docstring."""
    reach = 0
    for layer, (below, above) in enumerate(itertools.pairwise(sizes)):
        outputs = above - 1 if layer == len(sizes) - 2 else above
        seen = min(outputs, below) if layer else 0
        inputs = min(samples, below + 1) if layer else augmented_rank
        reach = (outputs - seen) * inputs + min(samples * seen, seen * inputs + reach)
    return reach


def counted(eigenvalues: NDArray, resolved: float = RESOLVED) -> int:
    """Number of eigenvalues within ``resolved`` times the largest modulus of 0."""
    size = np.abs(eigenvalues)
    return int((size <= resolved * size.max()).sum())


def visible_nullity(eigenvalues: NDArray) -> int | None:
    """How many eigenvalues are 0, if a gap in the spectrum says so; else None.

    Moduli are sorted, relative to the largest, rounding (2e-16) the least. A gap is visible where
    neighbours, the lower one below ``FAINT``, have a ratio of more than ``VISIBLE``. It decides if
    there is one only; a matrix of zeros needs none. A tail of small eigenvalues that reaches down
    to rounding has none or several, and then no threshold says which of them are 0.
    """
    size = np.sort(np.abs(eigenvalues))
    if not size[-1]:
        return len(size)
    size = np.maximum(size / size[-1], np.finfo(float).eps)
    faint = int((size < FAINT).sum())
    if not faint:
        return 0
    visible = np.flatnonzero((size[1:] / size[:-1])[:faint] > VISIBLE)
    return int(visible[0]) + 1 if len(visible) == 1 else None


def _layer(mlp: MLP, done: Pass, layer: int) -> int:
    rows, columns = mlp.shapes[layer]
    if layer == mlp.depth - 1:
        heard = _rank(done.inputs[0]) if layer == 0 else 1 + int(_live(done, layer).any(0).sum())
        return rows * columns - (rows - 1) * heard
    matters = _matters(done)[layer]
    if layer == 0:
        return added(columns - _rank(done.inputs[0][on]) for on in matters.T)
    together = matters.T.astype(float) @ _live(done, layer).astype(float)
    return int((together == 0).sum() + (~matters.any(axis=0)).sum())


def _matters(done: Pass) -> list[NDArray]:
    """On which samples a change of y^l can reach the outputs, shape (n, n_l), for l < L."""
    reach: list[NDArray] = []
    for slope in done.slopes[::-1]:
        on = slope != 0
        reach.insert(0, on & reach[0].any(axis=1, keepdims=True) if reach else on)
    return reach


def _live(done: Pass, layer: int) -> NDArray:
    """Which units below ``layer`` are live on which samples."""
    return (done.slopes[layer - 1] != 0) | (done.inputs[layer][:, :-1] != 0)


def _rank(x: NDArray) -> int:
    return int(np.linalg.matrix_rank(x)) if len(x) else 0


def _homogeneous(mlp: MLP) -> bool:
    """phi(a h) = a phi(h) for a > 0: straight pieces that meet at 0 only."""
    return mlp.depth > 1 and mlp.phi.piecewise_linear and set(mlp.phi.kinks) <= {0.0}
