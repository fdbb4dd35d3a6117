"""Claims about Jacobian spectra against their limit laws: one public file, one claim."""

from collections import ChainMap

from claims.spectra import _yours
from claims.spectra._yours import yours
from freewidth.registry import discover

CLAIMS = ChainMap(discover(__name__, __path__, "claim"), _yours.claims())  # type: ignore[arg-type]

__all__ = ["CLAIMS", "yours"]
