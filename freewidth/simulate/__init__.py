"""Finite networks: draw one, and take the spectrum of its input-output Jacobian."""

from freewidth.simulate.eigenvalues import METHODS, Sample, accuracy_floor, sample, spectrum
from freewidth.simulate.forward import delocalised_input, layers
from freewidth.simulate.product import jacobian

__all__ = [
    "METHODS",
    "Sample",
    "accuracy_floor",
    "delocalised_input",
    "jacobian",
    "layers",
    "sample",
    "spectrum",
]
