"""Experiments on finite networks, one figure for each and one for the gluings themselves."""

from scripts.drawings import (
    classes,
    corrections,
    deep,
    dilution,
    flaws,
    fluctuations,
    gluings,
    holomorphic,
    operator_graphs,
    outputs,
    phases,
    rotations,
    tangent,
)

FAMILY = "experiments"
PARTS = ("operator_graphs", "gluings", "corrections", "outputs", "tangent", "dilution",
         "holomorphic", "fluctuations", "rotations", "flaws", "deep", "phases",
         "classes")  # fmt: skip
SOURCES = {
    "operator_graphs": operator_graphs,
    "gluings": gluings,
    "corrections": corrections,
    "outputs": outputs,
    "tangent": tangent,
    "dilution": dilution,
    "holomorphic": holomorphic,
    "fluctuations": fluctuations,
    "rotations": rotations,
    "flaws": flaws,
    "deep": deep,
    "phases": phases,
    "classes": classes,
}


def draw(study, part):
    """One of ``PARTS``."""
    return SOURCES[part].draw(study[_experiment(part)])


def caption(study, part):
    """What is drawn."""
    return SOURCES[part].caption(study[_experiment(part)])


def _experiment(part):
    return "gluings" if part == "operator_graphs" else part
