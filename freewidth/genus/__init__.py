"""Moments as sums over gluings: planar ones in the limit, every genus at finite width.

A second way to what ``freewidth.freeprob`` computes by solving an equation: nothing here is
imported from there, nor from the simulation.
"""

from freewidth.genus.corrections import (
    finite_moments,
    first_correction,
    forgets_signs,
    fourth_cumulant_slope,
    planar_moments,
)
from freewidth.genus.expansion import layer, moments, slope_moments
from freewidth.genus.noncrossing import kreweras, noncrossing
from freewidth.genus.quadratic import Quadratic, identity, weight_means, weighted
from freewidth.genus.surfaces import Gluing, gluings
from freewidth.genus.wick import census, mean_moments, power_sums
from freewidth.kinds import free_cumulants

__all__ = [
    "Gluing",
    "Quadratic",
    "census",
    "finite_moments",
    "first_correction",
    "forgets_signs",
    "fourth_cumulant_slope",
    "free_cumulants",
    "gluings",
    "identity",
    "kreweras",
    "layer",
    "mean_moments",
    "moments",
    "noncrossing",
    "planar_moments",
    "power_sums",
    "slope_moments",
    "weight_means",
    "weighted",
]
