"""Finite networks: draw them, run them, and measure their input-output Jacobians.

One network per random stream, its Jacobian as spectrum, matrix or operator:
``spectrum``, ``spectra``, ``singular_values``, ``jacobian``, ``operator``, ``quadrature``,
``layers``; of given factors ``factored_spectrum``, ``factored_operator``. Batches of small networks
that share a stream, with several inputs and any weights: ``inputs``, ``weights``, ``forward``,
``jacobians``, ``tangent_kernels`` and what is measured of them. Both run the same forward pass;
batches of residual networks run their own: ``residual_jacobians``,
``residual_eigenvalues``. Nothing here knows a limit law.
"""

from freewidth.sample._batch import WeightLaw, diluted, forward, inputs, weights
from freewidth.sample._draws import Draws, batches, hermite_means
from freewidth.sample._factored import factored_operator, factored_spectrum
from freewidth.sample._forward import Layer
from freewidth.sample._given import (
    given_spectrum,
    product_eigenvalues,
    product_moments,
    shuffled_eigenvalues,
)
from freewidth.sample._jacobians import (
    applied,
    drawn_slopes,
    eigenvalues,
    fixed_jacobians,
    independent_jacobians,
    jacobians,
    trace_moments,
    typical_slopes,
)
from freewidth.sample._kernel import tangent_kernels
from freewidth.sample._methods import METHODS, accuracy_floor
from freewidth.sample._operator import operator
from freewidth.sample._product import jacobian
from freewidth.sample._quadrature import Estimate, Quadrature, quadrature
from freewidth.sample._residual import residual_eigenvalues, residual_jacobians
from freewidth.sample._rotations import displacement, rotations, stabilisers, turned
from freewidth.sample._spectra import Sample, singular_values, spectra, spectrum
from freewidth.sample._streams import delocalised_input, layers
from freewidth.sample._words import word_traces

__all__ = [
    "METHODS",
    "Draws",
    "Estimate",
    "Layer",
    "Quadrature",
    "Sample",
    "WeightLaw",
    "accuracy_floor",
    "applied",
    "batches",
    "delocalised_input",
    "diluted",
    "displacement",
    "drawn_slopes",
    "eigenvalues",
    "factored_operator",
    "factored_spectrum",
    "fixed_jacobians",
    "forward",
    "given_spectrum",
    "hermite_means",
    "independent_jacobians",
    "inputs",
    "jacobian",
    "jacobians",
    "layers",
    "operator",
    "product_eigenvalues",
    "product_moments",
    "quadrature",
    "residual_eigenvalues",
    "residual_jacobians",
    "rotations",
    "shuffled_eigenvalues",
    "singular_values",
    "spectra",
    "spectrum",
    "stabilisers",
    "tangent_kernels",
    "trace_moments",
    "turned",
    "typical_slopes",
    "weights",
    "word_traces",
]
