r"""A network that you have: its weights, the law that random ones would have, and its own spectrum.

``from_arrays`` makes a :class:`Model` of matrices; ``from_torch``, ``from_keras``, ``from_flax``,
``from_mapping`` and ``from_safetensors`` get the matrices out of what other libraries keep them in,
and import nothing before they are called. A model measures its weights (``measured``), names the
random network that is like it (``network``), and gives the eigenvalues of its own :math:`JJ^\top`
(``spectrum``). Nothing here knows a limit law; ``model.compare(x)`` lays one beside the other and
lives where theory and simulation meet (:mod:`freewidth.compare.models`).
"""

from freewidth.model._keras import from_keras
from freewidth.model._mapping import from_flax, from_mapping
from freewidth.model._measure import LEVEL, Measured
from freewidth.model._model import LawWarning, Model, from_arrays
from freewidth.model._safetensors import from_safetensors, safetensors
from freewidth.model._spectrum import OwnSpectrum
from freewidth.model._torch import from_torch

__all__ = [
    "LEVEL",
    "LawWarning",
    "Measured",
    "Model",
    "OwnSpectrum",
    "from_arrays",
    "from_flax",
    "from_keras",
    "from_mapping",
    "from_safetensors",
    "from_torch",
    "safetensors",
]
