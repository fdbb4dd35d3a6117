"""Real data that ship with a dependency: nothing is downloaded."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import InvalidInputError

SHUFFLE = 20200613  # fixes the order of samples, once and for all
FILES = {"digits": "digits.csv.gz", "breast_cancer": "breast_cancer.csv", "wine": "wine_data.csv"}
HEADERS = {"digits": 0, "breast_cancer": 1, "wine": 1}  # lines before the first sample


@dataclass(frozen=True, repr=False)
class Dataset:
    """Inputs and labels of a classification problem.

    Attributes:
        name: which data, for legends and messages.
        x: inputs, shape (n, d).
        y: labels 0..classes-1, shape (n,).
        classes: number of classes C.

    Raises:
        InvalidInputError: shapes do not fit, or labels are out of range.
    """

    name: str
    x: NDArray
    y: NDArray
    classes: int

    def __post_init__(self) -> None:
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

    def __repr__(self) -> str:
        n, d = self.x.shape
        return f"Dataset({self.name}: {n} samples, {d} inputs, {self.classes} classes)"

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
        FileNotFoundError: scikit-learn is not installed.
    """
    if name not in FILES:
        raise InvalidInputError(f"no data set named {name!r}; available: {', '.join(FILES)}")
    table = np.loadtxt(_folder() / FILES[name], delimiter=",", skiprows=HEADERS[name])
    x, y = table[:, :-1], table[:, -1].astype(int)
    x = x / 16.0 if name == "digits" else (x - x.mean(axis=0)) / x.std(axis=0)
    if size is not None and not 1 <= size <= len(y):
        raise InvalidInputError(f"{name} has {len(y)} samples, {size} cannot be taken")
    order = np.random.default_rng(SHUFFLE).permutation(len(y))[:size]
    return Dataset(name, np.ascontiguousarray(x[order]), y[order], int(y.max()) + 1)


def _folder() -> Path:
    """Where scikit-learn keeps its tables, found without importing it: that takes a second."""
    spec = find_spec("sklearn")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the data sets come with scikit-learn: install scikit-learn")
    return Path(spec.origin).parent / "datasets" / "data"
