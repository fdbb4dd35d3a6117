"""Laws of the biases b_j: one public file, one entry, named after the file."""

from freewidth.biases._base import Bias
from freewidth.biases._check import check
from freewidth.registry import discover, lookup

BIASES = discover(__name__, __path__, "bias")


def named(bias: str | Bias) -> Bias:
    """The law of this name, or the one that is given.

    Raises:
        InvalidInputError: none has this name.
    """
    return bias if isinstance(bias, Bias) else lookup(BIASES, bias, "bias")


__all__ = ["BIASES", "Bias", "check", "named"]
