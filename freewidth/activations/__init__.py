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
    """An activation of bounded slope by its name, or the object itself.

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
    """The activation of this name, of bounded slope or not, or the one that is given.

    Raises:
        InvalidInputError: none has this name.
    """
    return phi if isinstance(phi, Activation) else lookup(EVERY, phi, "activation")


__all__ = ["ACTIVATIONS", "EVERY", "EXTRA", "Activation", "inside", "known", "named"]
