"""Theorems as executable claims: a folder for each study, in it one file for each claim."""

from types import MappingProxyType

from claims import finite, hessians, spectra
from claims._base import Claim, Entry, Study
from freewidth.stats import judge

CLAIMS = MappingProxyType(
    dict(sorted({**spectra.CLAIMS, **finite.CLAIMS, **hessians.CLAIMS}.items()))
)

__all__ = ["CLAIMS", "Claim", "Entry", "Study", "judge"]
