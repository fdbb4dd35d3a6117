"""Families of laws fitted to one spectrum and judged on another."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import Keys, Like, Stored, checked
from freewidth.errors import InvalidInputError
from freewidth.stats.fits._fit import Fit, fit
from freewidth.stats.fits.distance import kolmogorov, wasserstein
from freewidth.symmetric.laws import Tables

Distance = Literal["kolmogorov", "wasserstein"]


@checked
@dataclass(frozen=True, repr=False)
class HeldOut:
    """One family on several spectra.

    Attributes:
        case: which spectra.
        fits: the law of least Kolmogorov distance, one for each spectrum.
        kolmogorov, wasserstein: distance of spectrum j to the law fitted to spectrum i, shape
            (R, R).
    """

    case: Mapping[str, object]
    fits: tuple[Fit, ...]
    kolmogorov: NDArray
    wasserstein: NDArray

    def __repr__(self) -> str:
        return (
            f"HeldOut({self.family} on {', '.join(map(str, self.case.values()))}: "
            f"{len(self.fits)} spectra, mean distance {self.fitted.mean():.3g})"
        )

    @property
    def family(self) -> str:
        """Name in ``MATRIXLAWS``."""
        return self.fits[0].family

    @property
    def fitted(self) -> NDArray:
        """Kolmogorov distance of each spectrum to its own law."""
        return np.diag(self.kolmogorov)

    @checked
    def others(self, distance: Annotated[str, Like(Distance)]) -> NDArray:
        """Mean distance of the other spectra to the law of each, shape (R,).

        Raises:
            InvalidInputError: there is one spectrum only.
        """
        values, count = getattr(self, distance), len(self.fits)
        if count < 2:
            raise InvalidInputError("a held-out distance needs two spectra, got 1")
        return (values.sum(axis=1) - np.diag(values)) / (count - 1)

    def params(self) -> dict:
        """Everything but arrays, as plain data."""
        return {"case": dict(self.case), "fits": [asdict(each) for each in self.fits]}

    def arrays(self) -> dict[str, NDArray]:
        """The arrays, by name."""
        return {"kolmogorov": self.kolmogorov, "wasserstein": self.wasserstein}

    @classmethod
    @checked
    def restore(
        cls,
        params: Annotated[Mapping, Keys(("case", "fits"))],
        arrays: Annotated[Mapping[str, Stored], Keys(("kolmogorov", "wasserstein"))],
    ) -> "HeldOut":
        """Inverse of :meth:`params` and :meth:`arrays`."""
        fits = tuple(map(Fit.restore, params["fits"]))
        found: dict[str, Any] = {"case": params["case"], "fits": fits, **arrays}
        return cls(**found)


@checked
def hold_out(
    case: Mapping[str, object], spectra: Sequence[NDArray], family: str, tables: Tables
) -> HeldOut:
    """Fit a family to each spectrum, and judge every law on every spectrum."""
    fits = tuple(fit(values, family, tables) for values in spectra)
    laws = [each.law(tables) for each in fits]
    near = np.array([[kolmogorov(values, law) for values in spectra] for law in laws])
    far = np.array([[wasserstein(values, law) for values in spectra] for law in laws])
    return HeldOut(case, fits, near, far)
