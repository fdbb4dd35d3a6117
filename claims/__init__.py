"""Theorems as executable claims: a folder for each study, in it one file for each claim.

*Study*: claims that are judged by the same measurements; what their functions ``entries(study)``
get are these measurements. *Claim*: a statement that they could refute. *Entry*: the evidence on
one subject. *Rival*: what would be true instead, to be excluded. *Control*: an entry of which the
statement is known to be false. docs/glossary.md has all terms.
"""

from pathlib import Path
from types import MappingProxyType

from claims._base import Claim, Entry, Study
from claims._studies import discover_studies
from freewidth.stats import judge

STUDIES = discover_studies(__name__, Path(__path__[0]))  # study -> name -> claim
CLAIMS = MappingProxyType(dict(sorted(item for some in STUDIES.values() for item in some.items())))

__all__ = ["CLAIMS", "STUDIES", "Claim", "Entry", "Study", "judge"]
