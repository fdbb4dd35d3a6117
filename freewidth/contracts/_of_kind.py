r"""Whether weights whose entries may depend on each other are of their kind.

By the mean square of their entries, moments of :math:`WAW^*` against the free cumulants of the kind
or the singular values that are given, and invariance (``_haar``).
"""

from collections.abc import Iterator
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from freewidth.contracts import _bounds, _haar, _independent
from freewidth.contracts._draws import HEAVY, ROUNDING, fourth_moment, source
from freewidth.contracts._fault import Fault
from freewidth.ensembles import Ensemble
from freewidth.kinds import HAAR

SHAPES, SQUARE = ((64, 96), (96, 64)), ((80, 80),)  # (rows, columns)
DRAWS = 16  # each a matrix and the next of the same generator
SMALL = 800  # matrices of a few rows, for invariance
SAME = 0.5  # correlation of two matrices, which is of order 1/columns


def faults(ensemble: Ensemble) -> Iterator[Fault]:
    """What is wrong with weights of a kind."""
    for shape in SQUARE if ensemble.hermitian else SHAPES:
        drawn = np.stack([_pair(ensemble, i, shape) for i in range(DRAWS)], axis=1)
        yield from _of_kind(ensemble, *drawn)
    frame = ensemble.kind.frame or ensemble.kind
    if frame is HAAR and not ensemble.no_law:
        yield from _invariant(ensemble)


def _pair(ensemble: Ensemble, number: int, shape: tuple[int, int]) -> NDArray:
    """A matrix, and the next one of the same generator."""
    one = source("pair", number)
    return np.stack([ensemble.sample(one, *shape) for _ in range(2)])


def _of_kind(ensemble: Ensemble, w: NDArray, layer: NDArray) -> Iterator[Fault]:
    """Matrices, shape (DRAWS, rows, columns), and the next of each generator, against the kind."""
    rows, columns = w.shape[1:]
    over = f"over {DRAWS} draws of {rows} x {columns}"
    yield from _common(w, layer, over)
    if ensemble.hermitian:
        yield from _hermitian(ensemble, w, over)
    if ensemble.kind.isometry:
        yield from _isometric(w, over)
    if ensemble.no_law:
        return
    yield from _lengths(ensemble, w, over)
    if ensemble.finite_moments > 8:
        yield from _spectral(ensemble, w, over)
        yield from _entrywise(ensemble, w, over)


def _common(w: NDArray, layer: NDArray, over: str) -> Iterator[Fault]:
    """Parts that draws share: products of independent weights of mean 0 have mean 0."""
    networks, spread = _overlaps(w)
    if networks:
        yield Fault(
            "weights have mean 0, and two networks (two generators) are independent",
            f"matrices share a part: {networks}, {over}",
            "subtract the mean; take all numbers from rng",
        )
        return
    flat = w.reshape(len(w), -1), layer.reshape(len(w), -1)
    norms = [np.linalg.norm(each, axis=1) for each in flat]
    same = np.einsum("ki,ki->k", flat[0].conj(), flat[1]).real / (norms[0] * norms[1])
    z = float(same.mean()) * sqrt(len(w)) / spread
    turned, _ = _overlaps(w.conj().swapaxes(1, 2) @ layer)
    moved, _ = _overlaps(w @ layer.conj().swapaxes(1, 2))
    if abs(z) > _bounds.SIGMAS or turned or moved:
        said = turned or moved or f"a mean correlation of {same.mean():.3g}"
        yield Fault(
            "two layers (one generator) are independent",
            f"they are not: {said}, {over}",
            "take all numbers from rng, keep nothing from one call to the next",
        )


def _overlaps(w: NDArray) -> tuple[str, float]:
    """What correlations between draws say of a common part, if any, and their deviation."""
    flat = w.reshape(len(w), -1)
    flat = flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-300)
    pairs = (flat @ flat.conj().T).real[np.triu_indices(len(w), 1)]
    spread = max(float(np.std(pairs)), ROUNDING)
    z = float(pairs.mean()) * sqrt(pairs.size) / spread
    if np.abs(pairs).max() > SAME:
        return f"two of them are the same to {np.abs(pairs).max():.3g}", spread
    if abs(z) > _bounds.SIGMAS:
        return f"correlations of {pairs.mean():.3g} on average", spread
    return "", spread


def _hermitian(ensemble: Ensemble, w: NDArray, over: str) -> Iterator[Fault]:
    if not np.array_equal(w, w.conj().swapaxes(1, 2)):
        yield Fault(
            "hermitian: W is its own conjugate transpose",
            f"it differs by {np.abs(w - w.conj().swapaxes(1, 2)).max():.2g} {over}",
            "return (w + w.conj().T) / sqrt(2), or leave out hermitian",
        )
        return
    n = w.shape[1]
    upper = w[:, *np.triu_indices(n, 1)] * sqrt(n)
    fourth = 2.0 if ensemble.field == "complex" else 3.0
    yield from _independent.first_two(upper, np.abs(upper), fourth, np.inf, over)
    off = _bounds.sigmas((np.abs(upper.ravel()) ** 2) ** 2, fourth, fourth**2)
    if off > _bounds.SIGMAS:
        yield Fault(
            f"hermitian: entries are Gaussian, E |X|^4 = {fourth:g}",
            f"{np.mean(np.abs(upper) ** 4):.4g} {over}, off by {off:.0f} standard errors",
            "leave out hermitian: exact moments are known for Gaussian weights alone",
        )


def _isometric(w: NDArray, over: str) -> Iterator[Fault]:
    rows, columns = w.shape[1:]
    adjoint = w.conj().swapaxes(1, 2)
    gram = adjoint @ w if rows >= columns else w @ adjoint
    off = float(np.abs(gram - np.eye(min(rows, columns))).max())
    if off > ROUNDING:
        yield Fault(
            "the kind is an isometry: W* W = 1 if tall, W W* = 1 if wide",
            f"an entry is off by {off:.2g} {over}",
            "normalise columns (tall) or rows (wide) to an orthonormal set, or choose another kind",
        )


def _lengths(ensemble: Ensemble, w: NDArray, over: str) -> Iterator[Fault]:
    """Mean squares of entries in all of W and in its quarters: 1/columns times the gain."""
    rows, columns = w.shape[1:]
    gain = ensemble.kind.gain(columns, rows)
    allowed = 2 / min(rows, columns) if ensemble.finite_moments > 4 else 2 * HEAVY
    square = np.abs(w) ** 2 * columns
    parts = {"": square.mean(axis=(1, 2))}
    for i, row in enumerate(np.array_split(square, 2, axis=1)):
        for j, block in enumerate(np.array_split(row, 2, axis=2)):
            place = f" in the {('upper', 'lower')[i]} {('left', 'right')[j]} quarter"
            parts[place] = block.mean(axis=(1, 2))
    for place, seen in parts.items():
        if _off(seen, gain, allowed):
            yield Fault(
                f"entries have variance {gain:.4g}/columns{place}",
                f"{seen.mean():.4g}/columns {over}",
                f"divide weights by {sqrt(max(seen.mean(), 1e-300) / gain):.4g}"
                if not place
                else "give all entries the same variance",
            )
            return


def _off(seen: NDArray, expected: float, allowed: float) -> bool:
    """Whether a mean over draws is off by more than chance, and a share ``allowed`` of it."""
    sem = float(seen.std(ddof=1)) / sqrt(seen.size)
    return bool(
        abs(seen.mean() - expected) > _bounds.SIGMAS * sem + allowed * abs(expected) + ROUNDING
    )


def _spectral(ensemble: Ensemble, w: NDArray, over: str) -> Iterator[Fault]:
    """Moments of W A W*, with and without a diagonal A, as the kind has them."""
    rows, columns = w.shape[1:]
    excess = (4 + abs(fourth_moment(ensemble, columns) - 3)) / min(rows, columns)
    given = ensemble.kind.singular_values
    if given is not None:
        s = np.linalg.svd(w, compute_uv=False) ** 2
        for k, expected in enumerate(given.moments(3), 1):
            if _off((s**k).mean(axis=1), expected, k * excess):
                yield _spectrum(f"E s^{2 * k} = {expected:.4g} of singular values s",
                                (s**k).mean(), ensemble, over)  # fmt: skip
                return
        return
    for name, a in (("1", np.ones(columns)), ("diag(.2, 1, 2.5, ...)", _levels(columns))):
        predicted = _moments_of(ensemble, a, rows)
        for k, (wanted, seen) in enumerate(zip(predicted, _traces(w, a), strict=True), 1):
            if _off(seen, wanted, k * (k - 1) / 2 * excess + (k == 1) * 0.02):
                said = f"tr (W A W*)^{k}/rows is {wanted:.4g} for A = {name}"
                yield _spectrum(said, seen.mean(), ensemble, over)
                return


def _levels(columns: int) -> NDArray:
    return np.array([0.2, 1.0, 2.5])[np.arange(columns) % 3]


def _moments_of(ensemble: Ensemble, a: NDArray, rows: int) -> tuple[float, float, float]:
    """The first three moments of W A W*, from free cumulants."""
    moments = [float(np.mean(a**k)) for k in (1, 2, 3)]
    b1, b2, b3 = (float(b) for b in ensemble.kind.cumulants(moments, a.size / rows))
    return b1, b2 + b1**2, b3 + 3 * b1 * b2 + b1**3


def _traces(w: NDArray, a: NDArray) -> NDArray:
    """tr (W A W*)^k over the rows, k = 1, 2, 3, shape (3, draws)."""
    m = (w * a) @ w.conj().swapaxes(1, 2)
    square = m @ m
    found = [np.trace(each, axis1=1, axis2=2).real for each in (m, square)]
    found.append(np.einsum("kij,kji->k", square, m).real)
    return np.stack(found) / w.shape[1]


def _spectrum(said: str, seen: float, ensemble: Ensemble, over: str) -> Fault:
    return Fault(
        f"kind {ensemble.kind.name!r}: {said}",
        f"{seen:.4g} {over}",
        "choose the kind that has the limit law of these weights, or make one (docs/adding.md)",
    )


def _entrywise(ensemble: Ensemble, w: NDArray, over: str) -> Iterator[Fault]:
    """Third and fourth moment of single entries, in the limit of many columns."""
    rows, columns = w.shape[1:]
    scale = sqrt(columns / ensemble.kind.gain(columns, rows))
    fourth = ensemble.fourth_moment
    seen = np.mean((np.abs(w) ** 2) ** 2, axis=(1, 2)) * scale**4
    if _off(seen, fourth, 6 / min(rows, columns)):
        yield Fault(
            f"fourth_moment is {fourth:.4g}",
            f"{seen.mean():.4g} {over}",
            "set fourth_moment to its limit for many columns",
        )
    if not np.iscomplexobj(w):
        third = np.mean(w * w * w, axis=(1, 2)) * scale**3
        if _off(third - ensemble.third_moment, 0.0, 0.0) and abs(
            third.mean() - ensemble.third_moment
        ) > 6 / min(rows, columns):
            yield Fault(
                f"third_moment is {ensemble.third_moment:.4g}",
                f"{third.mean():.4g} {over}",
                "set third_moment to its limit for many columns",
            )


def _invariant(ensemble: Ensemble) -> Iterator[Fault]:
    """Haar singular vectors look the same from everywhere."""
    dtype: type = complex if ensemble.field == "complex" else float
    draw = _many(ensemble)
    signs = list(_haar.against_rotations(draw, SMALL // 2, dtype))
    if ensemble.kind is HAAR:
        signs += _haar.against_the_sphere(draw, SMALL, dtype)
    if signs:
        what, distance, allowed = max(signs, key=lambda sign: sign[1] / sign[2])
        yield Fault(
            f"kind {ensemble.kind.name!r}: singular vectors are Haar, weights look the same from "
            f"everywhere",
            f"the law of {what} is off by {distance:.3g} (Kolmogorov); chance allows {allowed:.2g}",
            "multiply by Haar matrices on both sides; of a QR decomposition, make the diagonal of "
            "R positive (Mezzadri 2007), and give determinants both signs",
        )


def _many(ensemble: Ensemble) -> _haar.Sampler:
    rng = source("many")

    def draw(count: int, rows: int, columns: int) -> NDArray:
        if ensemble.hold is not None:
            return ensemble.draw([rng] * count, rows, columns).dense()
        return np.stack([ensemble.sample(rng, rows, columns) for _ in range(count)])

    return draw
