"""Activations: one public file, one entry, named after the file.

``ACTIVATIONS`` have bounded slopes, and "all activations" means these everywhere; ``EXTRA`` take
part where they are named, in all but limit laws; ``EVERY`` is both.
"""

from freewidth.activations._base import Activation, inside
from freewidth.activations._extra import EXTRA
from freewidth.errors import InvalidInputError
from freewidth.registry import discover, lookup

ACTIVATIONS = discover(__name__, __path__, "activation")
EVERY = ACTIVATIONS | EXTRA


def known(activation: str | Activation) -> Activation:
    """For what needs a bounded slope: as :func:`named`, but names of ``EXTRA`` are refused.

    An object is taken as it is; whether its slope is bounded, it says itself
    (:attr:`Activation.bounded_slope`).

    Raises:
        InvalidInputError: no entry of ``ACTIVATIONS`` has this name.
    """
    if isinstance(activation, Activation):
        return activation
    if str(activation) in EXTRA:  # whatever was given
        raise InvalidInputError(
            f"the slope of {activation} is not bounded, which is needed here; take another "
            f"activation"
        )
    return lookup(ACTIVATIONS, activation, "activation")


def named(phi: str | Activation) -> Activation:
    """For what takes any slope: the activation of this name, or the one that is given.

    Raises:
        InvalidInputError: none has this name.
    """
    return phi if isinstance(phi, Activation) else lookup(EVERY, phi, "activation")


__all__ = ["ACTIVATIONS", "EVERY", "EXTRA", "Activation", "inside", "known", "named"]
