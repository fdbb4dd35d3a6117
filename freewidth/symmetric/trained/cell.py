"""A trained network as it counts in a comparison of spectra: its Hessian, and what is known of it.

A cell is a data set and an architecture. Which of its runs count is decided by how well they have
learnt and by their units, before any spectrum is looked at.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import InvalidInputError
from freewidth.symmetric.trained.curvature import hessian
from freewidth.symmetric.trained.data import Dataset
from freewidth.symmetric.trained.lanczos import Quadrature, quadrature
from freewidth.symmetric.trained.mlp import MLP, accuracy
from freewidth.symmetric.trained.nullity import Nullity, nullity_bounds

LEARNT = 0.97  # training accuracy from which a network counts as trained
PROBES, STEPS = 2, 100  # of Lanczos: few, as spectra of large networks are looked at
SAME = 1e-5  # of the largest modulus: rounding of 32 bits, 1e-7, over 100 steps
PRECISIONS = {"single": np.float32, "double": np.float64}


@dataclass(frozen=True, repr=False)
class Run:
    """One trained network.

    Attributes:
        data: name of the data set.
        sizes, activation: the architecture.
        samples, classes: of the data.
        replicate: which of several runs, told apart by their random numbers.
        accuracy: on the training data.
        nullity: what must vanish.
        hessian: all eigenvalues of the Hessian, sorted, with their signs.
        nearest: weight of the Ritz value nearest to 0, mean over probes, by precision, and under
            ``"zeros"`` the weight that the same probes have in the known null space.
    """

    data: str
    sizes: tuple[int, ...]
    activation: str
    samples: int
    classes: int
    replicate: int
    accuracy: float
    nullity: Nullity
    hessian: NDArray
    nearest: Mapping[str, float]

    def __repr__(self) -> str:
        return f"Run({self.case}, run {self.replicate}, accuracy {self.accuracy:.3f})"

    @property
    def case(self) -> str:
        """The cell: data and architecture."""
        return f"{self.data} {self.activation} {'-'.join(map(str, self.sizes))}"

    @property
    def bulk(self) -> NDArray:
        """The spectrum without its trivial part, see :func:`trimmed`."""
        return trimmed(self.hessian, self.nullity.hessian, self.classes - 1)

    def params(self) -> dict:
        """Everything but the eigenvalues, as plain data."""
        return {name: value for name, value in asdict(self).items() if name != "hessian"}

    @classmethod
    def restore(cls, params: Mapping, eigenvalues: NDArray) -> "Run":
        """Inverse of :meth:`params`."""
        found: dict[str, Any] = {
            **params,
            "sizes": tuple(params["sizes"]),
            "nullity": Nullity(**params["nullity"]),
            "hessian": eigenvalues,
        }
        return cls(**found)


def counts(mlp: MLP, theta: NDArray, data: Dataset) -> bool:
    """Whether a network has learnt its data and has no dead unit: all that is asked of a run."""
    known = nullity_bounds(mlp, theta, data)
    return accuracy(mlp, theta, data) >= LEARNT and not known.dead


def look(mlp: MLP, theta: NDArray, data: Dataset, replicate: int, rng: np.random.Generator) -> Run:
    """A network with parameters ``theta``: its exact spectrum; costs O(P^2 n + P^3)."""
    matrix, known = hessian(mlp, theta, data), nullity_bounds(mlp, theta, data)
    values, vectors = np.linalg.eigh(matrix)
    return Run(
        data=data.name,
        sizes=mlp.sizes,
        activation=mlp.activation,
        samples=len(data),
        classes=data.classes,
        replicate=replicate,
        accuracy=accuracy(mlp, theta, data),
        nullity=known,
        hessian=values,
        nearest=nearest_weights(matrix, least(values, vectors, known.hessian), rng),
    )


def nearest_weight(found: Quadrature) -> float:
    """Weight of the Ritz value nearest to 0, and of those that are the same but for rounding.

    Mean over probes. In single precision an atom appears as several Ritz values.
    """
    size = np.abs(found.nodes)
    nearest = size.min(axis=1, keepdims=True)
    same = size - nearest <= SAME * size.max(axis=1, keepdims=True)
    return float((found.weights * same).sum(axis=1).mean())


def nearest_weights(matrix: NDArray, null: NDArray, rng: np.random.Generator) -> dict[str, float]:
    """:func:`nearest_weight` of a symmetric matrix in single and in double precision.

    Under ``"zeros"`` the mean weight of the same probes in the space spanned by the columns of
    ``null``, which are orthonormal.
    """
    found = {
        name: nearest_weight(_quadrature(matrix, deepcopy(rng), dtype))
        for name, dtype in PRECISIONS.items()
    }
    probes = deepcopy(rng).standard_normal((PROBES, len(matrix)))  # as `quadrature` draws them
    inside = ((probes @ null) ** 2).sum(axis=1) / (probes**2).sum(axis=1)
    return {**found, "zeros": float(inside.mean())}


def least(values: NDArray, vectors: NDArray, count: int) -> NDArray:
    """The eigenvectors, columns of ``vectors``, of the ``count`` values of least modulus."""
    return vectors[:, np.argsort(np.abs(values), kind="stable")[:count]]


def trimmed(eigenvalues: NDArray, zeros: int, outliers: int) -> NDArray:
    """Sorted, without the ``zeros`` least and ``outliers`` largest, over their mean modulus.

    Raises:
        InvalidInputError: fewer than two would be left, or what is left is all 0.
    """
    count = len(eigenvalues)
    if zeros + outliers > count - 2:
        raise InvalidInputError(
            f"{zeros} zeros and {outliers} outliers of {count} eigenvalues leave fewer than two"
        )
    order = np.argsort(np.abs(eigenvalues), kind="stable")
    kept = np.sort(eigenvalues[order[zeros : count - outliers]])
    unit = np.abs(kept).mean()
    if not unit:
        raise InvalidInputError(f"all {len(kept)} eigenvalues that are left are 0")
    return kept / unit


def _quadrature(matrix: NDArray, rng: np.random.Generator, dtype: type) -> Quadrature:
    some: NDArray = matrix.astype(dtype)
    steps = min(STEPS, len(matrix))
    return quadrature(lambda v: v @ some, len(matrix), rng, PROBES, steps, dtype=dtype)
