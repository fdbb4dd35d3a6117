"""What is kept of a trained network: exact spectra, known zeros, how well it does."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from freewidth.activations import ACTIVATIONS, Activation
from freewidth.symmetric.trained.curvature import blocks, gauss_newton, hessian
from freewidth.symmetric.trained.data import Dataset
from freewidth.symmetric.trained.mlp import MLP, accuracy, gradient, propagate
from freewidth.symmetric.trained.nullity import Nullity, nullity_bounds

MATRICES = {"hessian": "Hessian", "gauss_newton": "Gauss-Newton"}  # name -> what a title prints


@dataclass(frozen=True, repr=False)
class Snapshot:
    """One network at one time.

    Attributes:
        data: name of the data set.
        sizes, activation: the architecture.
        samples: number of samples of the loss.
        replicate: which of several runs, told apart by their random numbers.
        epoch: passes through the data so far; 0 is the start.
        accuracy, loss, gradient: on the training data; the gradient's norm.
        nullity: what must vanish.
        hessian, gauss_newton: all eigenvalues, sorted, with their signs.
        blocks: eigenvalues of the Hessian's diagonal block of each layer.
    """

    data: str
    sizes: tuple[int, ...]
    activation: str
    samples: int
    replicate: int
    epoch: int
    accuracy: float
    loss: float
    gradient: float
    nullity: Nullity
    hessian: NDArray
    gauss_newton: NDArray
    blocks: tuple[NDArray, ...]

    def __repr__(self) -> str:
        return (
            f"Snapshot({self.case}, {self.samples} samples, run {self.replicate}, "
            f"epoch {self.epoch}, accuracy {self.accuracy:.3f})"
        )

    @property
    def architecture(self) -> str:
        """Activation and sizes, for legends; without hidden layers there is no activation."""
        kind = self.activation if self.depth > 1 else "logistic"
        return f"{kind} {'-'.join(map(str, self.sizes))}"

    @property
    def case(self) -> str:
        """All but replicate and epoch."""
        return f"{self.data} {self.architecture}"

    @property
    def depth(self) -> int:
        """Number of weight matrices."""
        return len(self.sizes) - 1

    @property
    def phi(self) -> Activation:
        """The activation."""
        return ACTIVATIONS[self.activation]

    @property
    def classes(self) -> int:
        """Number of outputs."""
        return self.sizes[-1]

    def params(self) -> dict:
        """Everything but the eigenvalues, as plain data."""
        spectra = (*MATRICES, "blocks")
        return {k: v for k, v in asdict(self).items() if k not in spectra}

    def arrays(self) -> dict[str, NDArray]:
        """The eigenvalues, by name."""
        layers = {f"block{layer}": values for layer, values in enumerate(self.blocks)}
        return {**{name: getattr(self, name) for name in MATRICES}, **layers}

    @classmethod
    def restore(cls, params: Mapping, arrays: Mapping[str, NDArray]) -> "Snapshot":
        """Inverse of :meth:`params` and :meth:`arrays`."""
        sizes = tuple(params["sizes"])
        found: dict[str, Any] = {
            **params,
            "sizes": sizes,
            "nullity": Nullity(**params["nullity"]),
            "blocks": tuple(arrays[f"block{layer}"] for layer in range(len(sizes) - 1)),
            **{name: arrays[name] for name in MATRICES},
        }
        return cls(**found)


def take(mlp: MLP, theta: NDArray, data: Dataset, replicate: int, epoch: int) -> Snapshot:
    """A network with parameters ``theta``: all spectra, exactly; costs O(P^2 n + P^3)."""
    full = hessian(mlp, theta, data)
    return Snapshot(
        data=data.name,
        sizes=mlp.sizes,
        activation=mlp.activation,
        samples=len(data),
        replicate=replicate,
        epoch=int(epoch),
        accuracy=accuracy(mlp, theta, data),
        loss=float(propagate(mlp, theta, data).loss.real),
        gradient=float(np.linalg.norm(gradient(mlp, theta, data))),
        nullity=nullity_bounds(mlp, theta, data),
        blocks=tuple(np.linalg.eigvalsh(block) for block in blocks(mlp, full)),
        hessian=np.linalg.eigvalsh(full),
        gauss_newton=np.linalg.eigvalsh(gauss_newton(mlp, theta, data)),
    )
