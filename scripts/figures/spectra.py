"""Spectra of all grids together, one part at a time."""

from scripts.drawings import breadth, forecast, power, universality

FAMILY = "jacobian"
PARTS = ("breadth", "universality", "forecast", "power")
SOURCES = {
    "breadth": breadth,
    "universality": universality,
    "forecast": forecast,
    "power": power,
}


def draw(study, part):
    """One of ``PARTS``."""
    return SOURCES[part].draw(study)


def caption(study, part):
    """What is drawn."""
    return SOURCES[part].caption(study)
