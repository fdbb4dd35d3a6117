r"""Whether weights are what their ensemble declares.

Forms first: shapes, numbers, generators. Then what they are declared to be: independent entries
(``_independent``), or weights of a kind (``_of_kind``).
"""

from collections.abc import Iterator

import numpy as np

from freewidth.contracts import _independent, _kinds, _of_kind
from freewidth.contracts._draws import close, source
from freewidth.contracts._fault import Fault
from freewidth.contracts._sampling import impure
from freewidth.ensembles import Ensemble
from freewidth.kinds import HAAR, IID

SHAPES = ((1, 7), (7, 1), (5, 3), (64, 96))  # (rows, columns) of which forms are looked at
HELD = ((64, 96), (96, 64), (11, 5))


def faults(ensemble: Ensemble) -> Iterator[Fault]:
    """What is wrong with an ensemble; what follows from a fault found before is not looked for."""
    for look in (_own_kind, _forms, _pure, _held, _lawful):
        found = list(look(ensemble))
        yield from found
        if found:
            return


def _shapes(ensemble: Ensemble, *some: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """The shapes asked for, square if weights are Hermitian."""
    return tuple((max(s), max(s)) if ensemble.hermitian else s for s in some)


def independent(ensemble: Ensemble) -> bool:
    """Whether entries are declared to be independent of each other."""
    stated = ensemble.entry is not None or ensemble.fourth_moment_at is not None
    return stated and not ensemble.hermitian


def _own_kind(ensemble: Ensemble) -> Iterator[Fault]:
    if ensemble.kind not in (IID, HAAR):  # these are entries of their own
        yield from _kinds.parts(ensemble.kind)


def _forms(ensemble: Ensemble) -> Iterator[Fault]:
    wanted = np.complex128 if ensemble.field == "complex" else np.float64
    for rows, columns in _shapes(ensemble, *SHAPES):
        w = ensemble.sample(source("form"), rows, columns)
        if type(w) is not np.ndarray or w.shape != (rows, columns):
            yield Fault(
                f"sample(rng, {rows}, {columns}) is an array of shape ({rows}, {columns})",
                f"shape {np.shape(w)}, a {type(w).__name__}",
                "return a NumPy array with one row per unit of the layer",
            )
        elif w.dtype != wanted:
            yield Fault(
                f"weights are {ensemble.field}: numbers of type {np.dtype(wanted)}",
                f"numbers of type {w.dtype}",
                f"return .astype({np.dtype(wanted)}), or set field to what weights are",
            )
        elif not np.isfinite(w).all():
            share = np.mean(~np.isfinite(w))
            yield Fault(
                "weights are finite numbers",
                f"{share:.1%} of {rows} x {columns} are nan or infinite",
                "draw no infinite numbers; cut off what overflows",
            )
        else:
            continue
        return


def _pure(ensemble: Ensemble) -> Iterator[Fault]:
    *_, shape = _shapes(ensemble, *SHAPES)
    first, other = lambda: source("pure", 0), source("pure", 1)
    yield from impure(
        "sample(rng, rows, columns)", lambda rng: ensemble.sample(rng, *shape), first, other
    )
    if ensemble.entry is not None:
        entry = ensemble.entry
        yield from impure("entry(rng, shape)", lambda rng: entry(rng, shape), first, other)
        for form in ((5,), (3, 4)):
            drawn = np.shape(entry(first(), form))
            if drawn != form:
                yield Fault(
                    f"entry(rng, {form}) is an array of shape {form}",
                    f"shape {drawn}",
                    "hand the shape on to the generator: rng.standard_normal(shape)",
                )


def _held(ensemble: Ensemble) -> Iterator[Fault]:
    """The form in which weights are applied holds what ``sample`` draws."""
    if ensemble.hold is None:
        return
    for rows, columns in _shapes(ensemble, *HELD):
        rngs = [source("hold", i) for i in range(2)]
        held = ensemble.draw(rngs, rows, columns)
        exact = np.stack([ensemble.sample(source("hold", i), rows, columns) for i in range(2)])
        x, y = np.ones((2, columns, 1)), np.ones((2, rows, 1))
        pairs = {
            "dense()": (held.dense(), exact),
            "times(x)": (held.times(x), exact @ x),
            "adjoint_times(y)": (held.adjoint_times(y), exact.conj().swapaxes(1, 2) @ y),
        }
        for name, (found, wanted) in pairs.items():
            if not close(found, wanted):
                yield Fault(
                    "hold(rngs, rows, columns) holds the matrices that sample draws",
                    f"{name} differs at {rows} x {columns}",
                    "draw the same numbers in the same order in both, or leave out hold",
                )
                return


def _lawful(ensemble: Ensemble) -> Iterator[Fault]:
    if independent(ensemble):
        yield from _independent.faults(ensemble)
    if not independent(ensemble) or ensemble.kind is not IID:
        yield from _of_kind.faults(ensemble)
