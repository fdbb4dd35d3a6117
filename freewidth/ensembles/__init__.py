"""Weight ensembles: one public file, one entry, named after the file."""

from freewidth.ensembles._base import Ensemble, Weights, iid
from freewidth.ensembles._weights import Dense, normal
from freewidth.registry import discover

ENSEMBLES = discover(__name__, __path__, "ensemble")

__all__ = ["ENSEMBLES", "Dense", "Ensemble", "Weights", "iid", "normal"]
