"""Activations of unbounded slope: they take part only where they are named."""

from freewidth.registry import discover

EXTRA = discover(__name__, __path__, "activation")

__all__ = ["EXTRA"]
