"""Spectra of both signs against families of limit laws: distances, fits, and what chance does.

A :class:`Trial` says how well one family describes several spectra; :func:`attempt` makes it, from
the :func:`fit` to each spectrum and the :func:`bootstrap` of its distance. A :class:`HeldOut`
says how well laws fitted to one spectrum describe another. Local statistics, which
need no law, are in :mod:`freewidth.stats.fits.local`.
"""

from freewidth.stats.fits._bootstrap import bootstrap, p_value
from freewidth.stats.fits._fit import Fit, fit
from freewidth.stats.fits.distance import Empirical, bulk, clean, kolmogorov, wasserstein
from freewidth.stats.fits.held_out import HeldOut, hold_out
from freewidth.stats.fits.trial import Trial, attempt

__all__ = [
    "Empirical",
    "Fit",
    "HeldOut",
    "Trial",
    "attempt",
    "bootstrap",
    "bulk",
    "clean",
    "fit",
    "hold_out",
    "kolmogorov",
    "p_value",
    "wasserstein",
]
