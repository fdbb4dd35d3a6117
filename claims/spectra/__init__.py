"""Claims about Jacobian spectra against their limit laws: one public file, one claim."""

from freewidth.registry import discover

CLAIMS = discover(__name__, __path__, "claim")

__all__ = ["CLAIMS"]
