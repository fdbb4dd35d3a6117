"""Evidence: a measured number, its prediction and its rivals; how to make it, and the judge.

``exact``, ``at_infinite_width``, ``forecast``, ``difference``, ``log_slope`` and others turn
samples into :class:`Evidence`; an :class:`Entry` holds the evidence on one subject, a
:class:`Claim` yields entries. ``judge`` gives the verdict on a claim, ``check`` says by the same
rule whether some entries are as they should be.
"""

from freewidth.stats._check import check
from freewidth.stats._judge import ALPHA, holm, judge
from freewidth.stats.claim import Claim, Entry, Role, Scope, Verdict
from freewidth.stats.evidence import Evidence, Side
from freewidth.stats.extrapolation import Extrapolation, extrapolate, jointly
from freewidth.stats.lines import Line
from freewidth.stats.rates import growth, log_slope
from freewidth.stats.samples import (
    at_infinite_width,
    cautious,
    counted,
    difference,
    exact,
    forecast,
    mean,
    pooled,
    single,
    without_rivals,
)
from freewidth.stats.sequences import at_limit
from freewidth.stats.sign_flip import SignFlip, sign_flip
from freewidth.stats.source import Known, Paper, Source

__all__ = [
    "ALPHA",
    "Claim",
    "Entry",
    "Evidence",
    "Extrapolation",
    "Known",
    "Line",
    "Paper",
    "Role",
    "Scope",
    "Side",
    "SignFlip",
    "Source",
    "Verdict",
    "at_infinite_width",
    "at_limit",
    "cautious",
    "check",
    "counted",
    "difference",
    "exact",
    "extrapolate",
    "forecast",
    "growth",
    "holm",
    "jointly",
    "judge",
    "log_slope",
    "mean",
    "pooled",
    "sign_flip",
    "single",
    "without_rivals",
]
