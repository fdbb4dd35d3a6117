"""Jacobian spectra once more, for claims on their moments alone."""

from scripts.studies.jacobian import study

__all__ = ["study"]
