"""One measured number against one predicted number, and how sure one may be of either."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import scipy  # its parts are loaded at first use

from freewidth.arguments import AnyFloat, Moderate, checked
from freewidth.errors import InvalidInputError

Side = Literal["equal", "at least", "at most"]

LEAST_FREEDOM = 7.0  # degrees: with fewer, limits are of ten standard errors and more


@checked
@dataclass(frozen=True, repr=False)
class Evidence:
    """A statistic, its prediction, and the predictions that must be excluded.

    Attributes:
        what: name of the statistic.
        observed: measured value (extrapolated to infinite width).
        expected: value the statement predicts.
        sem: standard error of ``observed``.
        bias: deterministic error allowed for, with its reason in ``why_bias``.
        rivals: predictions of the named rivals for the same statistic.
        freedom: degrees of freedom behind ``sem`` (Student t).
        at_width: plain mean at the widest network, for the reader.
        side: ``"at least"`` or ``"at most"`` if the statement is an inequality: ``expected`` is
            then its bound, and what lies on the right side of it is at distance 0.
        fit: p-value of the lack of fit, where ``observed`` was extrapolated; else nan.
    """

    what: str
    observed: float
    expected: float
    sem: AnyFloat
    bias: AnyFloat
    why_bias: str
    rivals: Mapping[str, float] = field(default_factory=dict)
    freedom: float = np.inf
    at_width: float = np.nan
    side: Side = "equal"
    fit: float = np.nan

    def __post_init__(self):
        if self.sem < 0 or self.bias < 0:
            raise InvalidInputError(
                f"{self.what}: errors are >= 0, got sem={self.sem!r}, bias={self.bias!r}"
            )

    def __repr__(self):
        relation = "" if self.side == "equal" else f"{self.side} "
        rivals = ", ".join(f"{name}: {value:.6g}" for name, value in self.rivals.items())
        return (
            f"Evidence({self.what}: {self.observed:.6g} +- {self.sem:.2g}, bias <= {self.bias:.2g};"
            f" expected {relation}{self.expected:.6g}" + (f"; rivals {rivals})" if rivals else ")")
        )

    @property
    def counted(self) -> bool:
        """Whether it is a number without any error: counted, not estimated."""
        return self.sem == 0 and self.bias == 0

    @property
    def powerless(self) -> bool:
        """Whether its standard error rests on too few networks for a verdict.

        With fewer than ``LEAST_FREEDOM`` degrees of freedom, Student's law puts the limit of many
        tests at ten standard errors or more: what decides there is not the statistic, but how
        normal a handful of numbers are, far out.
        """
        return self.freedom < LEAST_FREEDOM

    @checked
    def distance(self, target: Moderate | None = None) -> float:
        """Distance to ``target`` (default: expected) beyond the bias, in standard errors."""
        return self._off(target)

    @checked
    def p_value(self, target: Moderate | None = None) -> float:
        """Two-sided probability of a distance this large if ``target`` were the truth."""
        return self._own if target is None else self._beyond(target)

    @cached_property
    def _own(self) -> float:
        """Against what is expected: judges ask for it again and again."""
        return self._beyond(None)

    def _beyond(self, target: float | None) -> float:
        return float(2 * scipy.special.stdtr(self.freedom, -self._off(target)))

    def _off(self, target: float | None) -> float:
        side: Side = self.side if target is None else "equal"
        above = self.observed - (self.expected if target is None else target)
        beyond = {"equal": abs(above), "at least": -above, "at most": above}[side] - self.bias
        if beyond <= 0:
            return 0.0
        return beyond / self.sem if self.sem > 0 else np.inf
