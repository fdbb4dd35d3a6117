"""Ensembles beyond the main comparison: they take part only where they are named."""

from freewidth.registry import discover

EXTRA = discover(__name__, __path__, "ensemble")

__all__ = ["EXTRA"]
