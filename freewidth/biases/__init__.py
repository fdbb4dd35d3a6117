"""Laws of the biases b_j: one public file, one entry, named after the file."""

from freewidth.biases._base import Bias
from freewidth.biases._check import check
from freewidth.registry import discover

BIASES = discover(__name__, __path__, "bias")


def named(bias: str | Bias) -> Bias:
    """The law of this name, or the one that is given."""
    return BIASES[bias] if isinstance(bias, str) else bias


__all__ = ["BIASES", "Bias", "check", "named"]
