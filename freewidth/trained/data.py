"""Real data that ship with a dependency: nothing is downloaded."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import InvalidInputError

LOADERS = {"digits": "load_digits", "breast_cancer": "load_breast_cancer", "wine": "load_wine"}


@dataclass(frozen=True)
class Dataset:
    """Inputs and labels of a classification problem.

    Attributes:
        name: which data, for legends and messages.
        x: inputs, shape (n, d).
        y: labels 0..classes-1, shape (n,).
        classes: number of classes C.
    """

    name: str
    x: NDArray
    y: NDArray
    classes: int

    def __post_init__(self):
        if self.x.ndim != 2 or self.y.shape != self.x.shape[:1] or not len(self.y):
            raise InvalidInputError(
                f"{self.name}: x must have shape (n, d) and y (n,), got {self.x.shape}, "
                f"{self.y.shape}"
            )
        if self.y.min() < 0 or self.y.max() >= self.classes:
            raise InvalidInputError(
                f"{self.name}: labels run from {self.y.min()} to {self.y.max()}, "
                f"outside 0..{self.classes - 1}"
            )

    def __len__(self) -> int:
        return len(self.y)

    @property
    def augmented_rank(self) -> int:
        """Rank of [X, 1]: what a linear layer with bias can see of the inputs."""
        return int(np.linalg.matrix_rank(np.column_stack([self.x, np.ones(len(self))])))

    @property
    def onehot(self) -> NDArray:
        """Labels as unit vectors, shape (n, C)."""
        return np.eye(self.classes)[self.y]

    def head(self, size: int) -> "Dataset":
        """The first ``size`` samples (the order of :func:`load` is random but fixed)."""
        return Dataset(self.name, self.x[:size], self.y[:size], self.classes)


def load(name: str, size: int | None = None) -> Dataset:
    """One of scikit-learn's bundled data sets, at most ``size`` samples of it.

    Columns are centred and scaled to variance one, except the pixels of ``digits``, which are
    brought to [0, 1] by one common factor, so that pixels that are always blank stay 0. The
    samples are shuffled once and for all: any ``size`` takes the first of the same order.

    Raises:
        InvalidInputError: no such data set, or it has fewer samples than ``size``.
    """
    if name not in LOADERS:
        raise InvalidInputError(f"no data set named {name!r}; available: {', '.join(LOADERS)}")
    from sklearn import datasets  # takes a second to import, and only training needs it

    x, y = getattr(datasets, LOADERS[name])(return_X_y=True)
    x = x / 16.0 if name == "digits" else (x - x.mean(axis=0)) / x.std(axis=0)
    if size is not None and not 1 <= size <= len(y):
        raise InvalidInputError(f"{name} has {len(y)} samples, {size} cannot be taken")
    order = np.random.default_rng(20200613).permutation(len(y))[:size]
    return Dataset(name, np.ascontiguousarray(x[order]), y[order], int(y.max()) + 1)
