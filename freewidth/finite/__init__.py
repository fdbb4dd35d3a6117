"""Finite networks in batches: outputs, tangent kernels, Jacobian moments, for any weights.

Sampling only; the limits of what is drawn here are in ``freewidth.scaling`` and
``freewidth.genus``.
"""

from freewidth.finite.forward import Layer, inputs, run
from freewidth.finite.jacobian import (
    eigenvalues,
    independent_jacobians,
    jacobians,
    trace_moments,
)
from freewidth.finite.kernel import tangent_kernels
from freewidth.finite.weights import Weights, sparse, weights

__all__ = [
    "Layer",
    "Weights",
    "eigenvalues",
    "independent_jacobians",
    "inputs",
    "jacobians",
    "run",
    "sparse",
    "tangent_kernels",
    "trace_moments",
    "weights",
]
