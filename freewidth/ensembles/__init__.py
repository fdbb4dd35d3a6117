"""Weight ensembles: one public file, one entry, named after the file.

``ENSEMBLES`` are those of the main comparison, which "all ensembles" means everywhere; ``EXTRA``
take part where they are named; ``EVERY`` is both.
"""

from freewidth.ensembles._base import Ensemble, Weights, iid
from freewidth.ensembles._biunitary import biunitary
from freewidth.ensembles._check import check
from freewidth.ensembles._extra import EXTRA
from freewidth.ensembles._sparse import sparse
from freewidth.ensembles._weights import Dense, normal
from freewidth.registry import discover, lookup

ENSEMBLES = discover(__name__, __path__, "ensemble")
EVERY = ENSEMBLES | EXTRA


def named(ensemble: str | Ensemble) -> Ensemble:
    """The ensemble of this name, or the one that is given.

    Raises:
        InvalidInputError: none has this name.
    """
    return ensemble if isinstance(ensemble, Ensemble) else lookup(EVERY, ensemble, "ensemble")


__all__ = [
    "ENSEMBLES",
    "EVERY",
    "EXTRA",
    "Dense",
    "Ensemble",
    "Weights",
    "biunitary",
    "check",
    "iid",
    "named",
    "normal",
    "sparse",
]
