r"""Whether weights are what their ensemble declares: sizes, field, variance, and the kind.

.. math:: n_{l-1}\,\mathbb E\,|W_{ij}|^2 = \text{gain}, \qquad
    \mathbb E\,n_l^{-1}\operatorname{tr}(WW^*)^2 = b_2 + b_1^2

with the gain and the free cumulants b of the kind, up to order 1/n of what is finite.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import checked
from freewidth.ensembles._base import Ensemble
from freewidth.errors import InvalidInputError
from freewidth.rng import stream

SIZES = ((48, 64), (64, 48))  # (rows, columns)
SQUARE = ((56, 56),)
DRAWS, SIGMAS = 8, 8.0  # a mean that far off is no chance, but for factors of fan-in
ROUNDING = 1e-9  # of isometries


@checked
@lru_cache(maxsize=256)
def check(ensemble: Ensemble) -> None:
    """Draw a few matrices of an ensemble before it is used.

    Raises:
        InvalidInputError: they are not what the ensemble declares; the message says how.
    """
    for rows, columns in SQUARE if ensemble.hermitian else SIZES:
        drawn = [_drawn(ensemble, i, rows, columns) for i in range(DRAWS)]
        if not ensemble.no_law:
            _normalised(ensemble, np.stack(drawn))
    rows, columns = SQUARE[0]
    first = _drawn(ensemble, 0, rows, columns)
    again = _drawn(ensemble, 0, rows, columns)
    if not np.allclose(again, first, rtol=ROUNDING, atol=ROUNDING):
        raise InvalidInputError(
            f"{ensemble.label}: sample draws another matrix from a generator in the same state; "
            "take random numbers from the generator that it is given, and from no other"
        )
    held = ensemble.draw([stream(0, "check of weights", 0)], rows, columns).dense()[0]
    if not np.allclose(held, first, rtol=ROUNDING, atol=ROUNDING):
        raise InvalidInputError(f"{ensemble.label}: hold and sample draw different matrices")


def _drawn(ensemble: Ensemble, index: int, rows: int, columns: int) -> NDArray:
    w = np.asarray(ensemble.sample(stream(0, "check of weights", index), rows, columns))
    if w.shape != (rows, columns) or not np.all(np.isfinite(w)):
        raise InvalidInputError(
            f"{ensemble.label}: sample(rng, rows, columns) gives finite numbers of shape "
            f"{(rows, columns)}, got shape {w.shape}"
        )
    if np.iscomplexobj(w) != (ensemble.field == "complex"):
        raise InvalidInputError(f"{ensemble.label}: field is {ensemble.field!r}, got {w.dtype}")
    return w


def _normalised(ensemble: Ensemble, w: NDArray) -> None:
    """The mean square and the second moment of W W^*, shape of W (DRAWS, rows, columns)."""
    rows, columns = w.shape[1:]
    kind, least = ensemble.kind, min(rows, columns)
    gram = w @ w.conj().swapaxes(1, 2)
    first = np.trace(gram, axis1=1, axis2=2).real / rows
    b1, b2 = (float(b) for b in kind.cumulants([1.0, 1.0], columns / rows))
    if ensemble.finite_moments > 4:  # else means have no standard error
        _near(ensemble, "a mean square of entries times columns", first, b1, 2 / least)
    if ensemble.finite_moments > 8:
        fourth = ensemble.fourth_moment_at
        excess = 4 + abs((fourth(columns) if fourth else ensemble.fourth_moment) - 3)
        second = (np.abs(gram) ** 2).sum(axis=(1, 2)) / rows
        given = kind.singular_values
        spread = 1.0 if given is None else float(given.moments(2)[1])  # E s^4
        what = f"tr (W W*)^2/n_l for its kind {kind.name!r}"
        _near(ensemble, what, second, spread * (b2 + b1**2), excess / least)


def _near(ensemble, what, seen, expected, allowed):
    off = abs(seen.mean() - expected)
    if off > SIGMAS * seen.std() / np.sqrt(DRAWS - 1) + allowed * expected:
        raise InvalidInputError(
            f"{ensemble.label}: {what} is {seen.mean():.4g} over {DRAWS} draws, not "
            f"{expected:.4g}; check the normalisation (a variance of 1/columns) and the kind"
        )
