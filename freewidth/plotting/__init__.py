"""Figures of laws and evidence, panels and a style: arrays in, a ``matplotlib.figure.Figure`` out.

Nothing here reads a file, imports pyplot, chooses a backend or leaves an rcParam changed. Pictures
that belong to one study lie in that study.
"""

from freewidth.plotting._law import law
from freewidth.plotting._model import model
from freewidth.plotting._phases import phases
from freewidth.plotting.evidence import claim, forest
from freewidth.plotting.sensitivity import sensitivities
from freewidth.plotting.style import png, save
from freewidth.plotting.verdicts import verdicts

__all__ = ["claim", "forest", "law", "model", "phases", "png", "save", "sensitivities", "verdicts"]
