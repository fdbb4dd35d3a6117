"""Evidence: a measured number, its prediction and its rivals; fits, extrapolation, the judge."""

from freewidth.stats.claim import Claim, Entry
from freewidth.stats.evidence import Evidence, extrapolate
from freewidth.stats.judge import judge

__all__ = ["Claim", "Entry", "Evidence", "extrapolate", "judge"]
