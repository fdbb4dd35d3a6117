"""Experiments on finite networks, one figure for each and one for the gluings themselves."""

from scripts.drawings import (
    corrections,
    dilution,
    gluings,
    holomorphic,
    operator_graphs,
    outputs,
    tangent,
)

FAMILY = "experiments"
PARTS = ("operator_graphs", "gluings", "corrections", "outputs", "tangent", "dilution",
         "holomorphic")  # fmt: skip
SOURCES = {
    "operator_graphs": operator_graphs,
    "gluings": gluings,
    "corrections": corrections,
    "outputs": outputs,
    "tangent": tangent,
    "dilution": dilution,
    "holomorphic": holomorphic,
}


def draw(study, part):
    """One of ``PARTS``."""
    return SOURCES[part].draw(study[_experiment(part)])


def caption(study, part):
    """What is drawn."""
    return SOURCES[part].caption(study[_experiment(part)])


def _experiment(part):
    return "gluings" if part == "operator_graphs" else part
