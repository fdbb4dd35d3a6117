"""Limit laws of Jacobian spectra: solved, exact to rounding, certified."""

from freewidth.theory.certify import Certificate
from freewidth.theory.law import Law, law, restore

__all__ = ["Certificate", "Law", "law", "restore"]
