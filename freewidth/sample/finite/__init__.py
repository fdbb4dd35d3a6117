"""Finite networks in batches: outputs, tangent kernels, Jacobian moments, for any weights.

Sampling only; the limits of what is drawn here are in ``freewidth.limits`` and
``freewidth.genus``.
"""

from freewidth.sample.finite.fixed import drawn_slopes, fixed_jacobians, typical_slopes
from freewidth.sample.finite.forward import Layer, inputs, run
from freewidth.sample.finite.jacobian import (
    eigenvalues,
    independent_jacobians,
    jacobians,
    trace_moments,
)
from freewidth.sample.finite.kernel import tangent_kernels
from freewidth.sample.finite.turns import displacement, rotations, stabilisers, turned
from freewidth.sample.finite.weights import Weights, sparse, weights
from freewidth.sample.finite.words import word_traces

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
    "word_traces",
]
