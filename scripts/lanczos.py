"""Stochastic Lanczos quadrature of Hessians, beside the exact spectra where these are wanted."""

import numpy as np

from freewidth.rng import stream
from freewidth.symmetric.trained.curvature import hessian
from freewidth.symmetric.trained.data import load
from freewidth.symmetric.trained.lanczos import Quadrature, quadrature
from freewidth.symmetric.trained.products import hessian_operator
from freewidth.symmetric.trained.training import train
from scripts import artifact
from scripts._entry import run
from scripts.trained import network


def restore(path: str) -> tuple[dict, dict[str, Quadrature]]:
    """Parameters with exact eigenvalues (may be empty), and the quadratures by name."""
    params, arrays = artifact.load(path)
    found = {
        name: Quadrature(params["size"], *(arrays[f"{name}/{k}"] for k in PARTS))
        for name in params["ways"]
    }
    return {**params, "exact": arrays["exact"]}, found


PARTS = ("outliers", "nodes", "weights")


def estimate(
    case: dict, exact: bool, ways: dict[str, dict], epochs: int, rate: float, seed: int, path: str
) -> None:
    """One network; ``ways`` maps names to probes, steps and the number of outliers to deflate."""
    data, mlp = load(case["data"], case["samples"]), network(case)
    trained = train(mlp, data, stream(seed, "lanczos", mlp.label), [epochs], rate)
    theta = trained.thetas[-1]
    apply = hessian_operator(mlp, theta, data)
    arrays = {"exact": np.linalg.eigvalsh(hessian(mlp, theta, data)) if exact else np.empty(0)}
    for name, way in ways.items():
        found = quadrature(apply, mlp.parameters, stream(seed, "probes", mlp.label, name), **way)
        arrays |= {f"{name}/{k}": getattr(found, k) for k in PARTS}
    params = {
        "label": f"{data.name} {mlp.label}",
        "size": mlp.parameters,
        "ways": ways,
        "accuracy": float(trained.accuracies[-1]),
    }
    artifact.save(path, params, **arrays)


def main(*, networks: dict[str, dict], rate: float, seed: int) -> None:
    """Each of ``networks``, which are listed by the path of their artifact."""
    for path, settings in networks.items():
        estimate(**settings, rate=rate, seed=seed, path=path)


if __name__ == "__main__":
    run(main)
