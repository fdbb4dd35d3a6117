"""Draws of experiments, read back."""

from freewidth import artifact
from freewidth.finite.draws import Draws


def load(path: str) -> Draws:
    """One case."""
    params, arrays = artifact.load(path)
    return Draws(params["experiment"], params["case"], params["settings"], Draws.group(arrays))
