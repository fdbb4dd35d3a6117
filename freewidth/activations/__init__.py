"""Activations: one public file, one entry, named after the file.

``ACTIVATIONS`` have bounded slopes, and "all activations" means these everywhere; ``EXTRA`` take
part where they are named, in all but limit laws; ``EVERY`` is both.
"""

from freewidth.activations._base import Activation, inside
from freewidth.activations._extra import EXTRA
from freewidth.registry import discover

ACTIVATIONS = discover(__name__, __path__, "activation")
EVERY = ACTIVATIONS | EXTRA

__all__ = ["ACTIVATIONS", "EVERY", "EXTRA", "Activation", "inside"]
