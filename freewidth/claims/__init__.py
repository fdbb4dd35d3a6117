"""Theorems as executable claims: one public file, one claim, named after the file."""

from freewidth.claims._base import Claim, Entry, Study
from freewidth.claims._judge import judge
from freewidth.registry import discover

CLAIMS = discover(__name__, __path__, "claim")

__all__ = ["CLAIMS", "Claim", "Entry", "Study", "judge"]
