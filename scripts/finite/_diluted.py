"""Kinds of weights that experiments on outputs and kernels share: ensembles, and diluted ones."""

from typing import Annotated

from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from freewidth.sample import WeightLaw, diluted, weights
from scripts.finite._settings import Names, among

SPARSE = "sparse"  # Gaussian entries of which 2 sqrt(n) per unit are kept

Kinds = Annotated[Names, among((*ENSEMBLES, SPARSE), "kind of weights")]


def network(case: str, activation: str, depth: int, sigma_w2: float, sigma_b2: float) -> Network:
    """The network a case stands for; diluted weights start from Gaussian ones."""
    ensemble = "gaussian" if case == SPARSE else case
    return Network(ensemble, activation, depth, sigma_w2, sigma_b2)


def drawn(case: str, width: int) -> WeightLaw:
    """Weights of a case at a width."""
    if case == SPARSE:
        return diluted(ENSEMBLES["gaussian"], degree(case, width) / width)
    return weights(ENSEMBLES[case])


def degree(case: str, width: int) -> int:
    """Weights per unit: what corrections are inversely proportional to, and what n stands for."""
    return round(2 * width**0.5) if case == SPARSE else width
