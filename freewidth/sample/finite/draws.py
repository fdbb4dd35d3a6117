"""Former names of :mod:`freewidth.sample`, until their last user is renamed."""

from freewidth.sample import Draws, batches
from freewidth.sample import hermite_means as hermite

__all__ = ["Draws", "batches", "hermite"]
