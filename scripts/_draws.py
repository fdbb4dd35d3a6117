"""Draws of experiments, read back."""

from freewidth.sample.finite.draws import Draws
from scripts import artifact


def load(path: str) -> Draws:
    """One case."""
    params, arrays = artifact.load(path)
    return Draws(params["experiment"], params["case"], params["settings"], Draws.group(arrays))
