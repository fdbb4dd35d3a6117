"""Random-matrix theory of wide random neural networks, replicated by computation."""

from freewidth import simulate
from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import ENSEMBLES
from freewidth.errors import FreewidthError, InvalidInputError, NotConvergedError
from freewidth.network import Network
from freewidth.theory import Law, law

__all__ = [
    "ACTIVATIONS",
    "ENSEMBLES",
    "FreewidthError",
    "InvalidInputError",
    "Law",
    "Network",
    "NotConvergedError",
    "law",
    "simulate",
]
