"""Former names of :mod:`freewidth.sample`, until their last user is renamed."""

from freewidth.sample import (
    Layer,
    displacement,
    drawn_slopes,
    eigenvalues,
    fixed_jacobians,
    independent_jacobians,
    inputs,
    jacobians,
    rotations,
    stabilisers,
    tangent_kernels,
    trace_moments,
    turned,
    typical_slopes,
    weights,
)
from freewidth.sample import WeightLaw as Weights
from freewidth.sample import diluted as sparse
from freewidth.sample import forward as run

__all__ = [
    "Layer",
    "Weights",
    "displacement",
    "drawn_slopes",
    "eigenvalues",
    "fixed_jacobians",
    "independent_jacobians",
    "inputs",
    "jacobians",
    "rotations",
    "run",
    "sparse",
    "stabilisers",
    "tangent_kernels",
    "trace_moments",
    "turned",
    "typical_slopes",
    "weights",
]
