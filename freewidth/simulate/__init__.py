"""Finite networks: draw one, and take the spectrum of its input-output Jacobian."""

from freewidth.simulate.eigenvalues import Sample, sample, singular_values, spectrum
from freewidth.simulate.forward import delocalised_input, layers
from freewidth.simulate.methods import METHODS, accuracy_floor
from freewidth.simulate.operator import operator
from freewidth.simulate.product import jacobian
from freewidth.simulate.quadrature import Estimate, Quadrature, quadrature

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
