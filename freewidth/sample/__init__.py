"""Finite networks: draw one, and take the spectrum of its input-output Jacobian."""

from freewidth.sample.eigenvalues import Sample, sample, singular_values, spectrum
from freewidth.sample.forward import delocalised_input, layers
from freewidth.sample.methods import METHODS, accuracy_floor
from freewidth.sample.operator import operator
from freewidth.sample.product import jacobian
from freewidth.sample.quadrature import Estimate, Quadrature, quadrature

__all__ = [
    "METHODS",
    "Estimate",
    "Quadrature",
    "Sample",
    "accuracy_floor",
    "delocalised_input",
    "jacobian",
    "layers",
    "operator",
    "quadrature",
    "sample",
    "singular_values",
    "spectrum",
]
