"""Experiments on finite networks, one figure for each and one for the gluings themselves."""

from scripts import finite

FAMILY = "experiments"
PARTS = ("operator_graphs", "gluings", "corrections", "outputs", "tangent", "dilution",
         "holomorphic", "fluctuations", "rotations", "flaws", "deep", "phases",
         "classes")  # fmt: skip


def draw(study, part):
    """One of ``PARTS``."""
    return finite.load(part).draw(study[_experiment(part)])


def caption(study, part):
    """What is drawn."""
    return finite.load(part).caption(study[_experiment(part)])


def _experiment(part):
    return "gluings" if part == "operator_graphs" else part
