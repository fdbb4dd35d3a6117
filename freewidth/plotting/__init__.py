"""Figures of spectra, laws and evidence: arrays in, a ``matplotlib.figure.Figure`` out.

Nothing here reads a file, imports pyplot, chooses a backend or leaves an rcParam changed.
"""

from freewidth.plotting.cases import cases
from freewidth.plotting.convergence import convergence
from freewidth.plotting.evidence import claim, forest
from freewidth.plotting.independence import independence
from freewidth.plotting.law import law
from freewidth.plotting.limit_law import limit_law
from freewidth.plotting.style import png, save

__all__ = [
    "cases",
    "claim",
    "convergence",
    "forest",
    "independence",
    "law",
    "limit_law",
    "png",
    "save",
]
