"""Laws of the biases b_j: one public file, one entry, named after the file."""

from freewidth.biases._base import Bias
from freewidth.registry import discover

BIASES = discover(__name__, __path__, "bias")

__all__ = ["BIASES", "Bias"]
