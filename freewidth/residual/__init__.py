r"""Limit laws of residual networks: layers that add to what enters them, 1 + a D W.

- :mod:`.equation`: log z as an analytic function, of layers or of many weak ones; moments;
- :mod:`.factors`: from a network to its layers, :mod:`.limit`: many weak layers;
- :mod:`.continuation`: from the negative axis to the spectrum, :mod:`.edges`: where that is;
- :mod:`.solve`: the density between edges, and what it proves about itself.

If one of them lies: closed forms for 1 + aU and 1 + a Gaussian matrix, the median of one ReLU
layer, sampled networks, all in tests/residual.
"""

from freewidth.residual._law import ResidualLaw, law, moments, restore
from freewidth.residual.factors import strengths, tuned
from freewidth.residual.limit import ResidualLimit
from freewidth.residual_network import ResidualNetwork

__all__ = [
    "ResidualLaw",
    "ResidualLimit",
    "ResidualNetwork",
    "law",
    "moments",
    "restore",
    "strengths",
    "tuned",
]
