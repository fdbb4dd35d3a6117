r"""Which initialisation: from an activation, weights and a depth to a critical network and its law.

All layers are square and start at the fixed point :math:`q^*` of the variance
(:mod:`freewidth.limits.critical`, :mod:`freewidth.limits.phases`); :func:`critical` takes a point
of the critical line, :func:`given` any other variances of weights and biases. What they return
says how variances and correlations decay, what the spectrum of J J^T is at that depth
(:mod:`freewidth.jacobian`), and what to type in PyTorch, JAX and Keras (:func:`lines`).
"""

from freewidth.initialisation._choose import critical, given, nonlinearity
from freewidth.initialisation._lines import NEEDS, lines
from freewidth.initialisation._network import Initialisation
from freewidth.initialisation._remarks import remarks
from freewidth.initialisation._width import DECADE, spectral_width

__all__ = [
    "DECADE",
    "NEEDS",
    "Initialisation",
    "critical",
    "given",
    "lines",
    "nonlinearity",
    "remarks",
    "spectral_width",
]
