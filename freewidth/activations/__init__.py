"""Activations: one public file, one entry, named after the file."""

from freewidth.activations._base import Activation
from freewidth.registry import discover

ACTIVATIONS = discover(__name__, __path__, "activation")

__all__ = ["ACTIVATIONS", "Activation"]
