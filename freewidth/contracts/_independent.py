r"""Whether entries are independent, and have the moments that are declared.

Independence first (``_ranks``), as bounds of means (``_bounds``) are for independent numbers.
"""

from collections.abc import Iterator
from math import isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from freewidth.contracts import _bounds, _haar, _ranks
from freewidth.contracts._draws import HEAVY, close, fourth_moment, source
from freewidth.contracts._fault import Fault
from freewidth.ensembles import Ensemble

WIDE, TALL = (192, 288), (288, 192)  # (rows, columns)
RARE = 40  # entries, at least, in which a moment must be found
LIGHT = 0.15  # 1/alpha of tails that are none of a law without a fourth moment


def faults(ensemble: Ensemble) -> Iterator[Fault]:
    """What is wrong with entries that are declared to be independent."""
    rngs = [source("entries", i) for i in range(3)]
    one, layer, other = (ensemble.sample(rngs[i], *WIDE) for i in (0, 0, 1))
    tall = ensemble.sample(rngs[2], *TALL)
    wide = np.stack([one, layer, other]) * sqrt(WIDE[1])
    dependent = list(_apart(one, layer, other))
    yield from dependent
    if dependent:  # moments would be no means of so many independent numbers
        return
    found = list(_rare(ensemble, wide.size)) or list(_moments(ensemble, wide, WIDE))
    yield from found or _moments(ensemble, tall * sqrt(TALL[1]), TALL)
    yield from _as_entry(ensemble, one * sqrt(WIDE[1]))


def _rare(ensemble: Ensemble, n: int) -> Iterator[Fault]:
    """A fourth moment that so many entries can say nothing of."""
    fourth = fourth_moment(ensemble, WIDE[1])
    if isfinite(fourth) and n < RARE * fourth:
        yield Fault(
            f"fourth_moment is {fourth:.4g} at {WIDE[1]} columns",
            f"some {n / fourth:.2g} of {n:,} entries would make it up",
            f"weights that rare cannot be told from others; keep it below {n / RARE:,.0f}",
        )


def _moments(ensemble: Ensemble, x: NDArray, shape: tuple[int, int]) -> Iterator[Fault]:
    """Standardised entries against every moment that is declared and can be seen."""
    fourth = fourth_moment(ensemble, shape[1])
    over = f"over {x.size:,} entries of {shape[0]} x {shape[1]}"
    size = np.abs(x)
    yield from _zeros(ensemble, size, shape[1], over)
    if isfinite(fourth) or ensemble.finite_moments > 2:
        found = list(first_two(x, size, fourth, ensemble.finite_moments, over))
        yield from found
        if found:
            return
    yield from _higher(ensemble, x, size, fourth, over)


def _zeros(ensemble: Ensemble, size: NDArray, columns: int, over: str) -> Iterator[Fault]:
    if ensemble.density is None:
        return
    p, seen = float(ensemble.density(columns)), float(np.mean(size > 0))
    if seen > p + _bounds.bernstein(size.size, p, 1.0):
        yield Fault(
            f"density: a share {p:.4g} of entries is there at {columns} columns",
            f"{seen:.4g} of them are not zero, {over}",
            "let density say what is kept",
        )


def first_two(x: NDArray, size: NDArray, fourth: float, exist: float, over: str) -> Iterator[Fault]:
    parts = {"": x} if not np.iscomplexobj(x) else {"real ": x.real, "imaginary ": x.imag}
    for name, part in parts.items():
        seen, allowed = _bounds.centred(part.ravel(), 1.0, fourth)
        if abs(seen) > allowed:
            yield Fault(
                f"entries have mean 0 ({name}part)" if name else "entries have mean 0",
                f"{seen:.4g} times the standard deviation {over}; chance allows {allowed:.2g}",
                "subtract the mean",
            )
    if np.iscomplexobj(x):
        yield from _circular(x, fourth, over)
    square = size.ravel() ** 2
    if isfinite(fourth):
        bounds = (_bounds.below(square, 1.0, fourth), _bounds.above(square, 1.0, fourth))
    else:  # one bound that needs no more than the variance, one by the declared tail
        bounds = (_behind(square, exist / 2), _bounds.most(square, 1.0))
    (low, least), (high, greatest) = bounds
    if low < least or high > greatest:
        seen = low if low < least else float(np.mean(square))
        yield Fault(
            "entries have variance 1/columns (fan-in)",
            f"{seen:.4g}/columns {over}; chance allows {least:.4g} to {greatest:.4g}",
            f"divide entries by {sqrt(seen):.4g}" if seen > 0 else "draw something else than zeros",
        )


def _behind(square: NDArray, alpha: float) -> tuple[float, float]:
    """A mean with a tail of the declared index behind it, and the least it may be."""
    if alpha < 1.2:  # what lies behind would be most of it
        return float("inf"), 0.0
    return _bounds.extrapolated(square, alpha), 1.0 - 2 * HEAVY


def _circular(x: NDArray, fourth: float, over: str) -> Iterator[Fault]:
    """E X^2 = 0: without it, pre-activations are no circular complex Gaussians."""
    square = (x**2).ravel()
    for part in (square.real, square.imag):
        seen = float(np.mean(part))
        allowed = sqrt(2 * _bounds.LOG * fourth / part.size) + 1e-12
        if abs(seen) > 2 * allowed:
            yield Fault(
                "field is complex: entries turn freely, E X^2 = 0",
                f"a part of E X^2 is {seen:.4g} {over}; chance allows {2 * allowed:.2g}",
                "give real and imaginary parts variance 1/2 each, uncorrelated",
            )
            return


def _higher(
    ensemble: Ensemble, x: NDArray, size: NDArray, fourth: float, over: str
) -> Iterator[Fault]:
    """Third and fourth moment, and the tail where there is none."""
    y = (size.ravel() ** 2) ** 2
    if not isfinite(fourth):
        yield from _tail(ensemble, size.ravel(), over)
        return
    stated = f"fourth_moment is {fourth:.6g}"
    mend = "set it to what the law has; inf, with finite_moments of 4 or less, if it has none"
    seen, greatest = _bounds.most(y, fourth)
    if seen > greatest:
        yield Fault(stated, f"{np.mean(y):.6g} {over}; {greatest:.4g} is beyond chance", mend)
    elif ensemble.finite_moments > 8:
        off = _bounds.sigmas(y, fourth, fourth**3)
        if off > _bounds.SIGMAS:
            yield Fault(
                stated,
                f"{np.mean(y):.6g} {over}, off by {off:.0f} standard errors; chance allows "
                f"{_bounds.SIGMAS:.0f}",
                mend,
            )
    elif ensemble.finite_moments > 4:
        guess = _bounds.extrapolated(y, ensemble.finite_moments / 4)
        if guess < fourth / 2:
            yield Fault(stated, f"about {guess:.3g} {over}, its tail included", mend)
    if not np.iscomplexobj(x) and ensemble.finite_moments > 3:
        yield from _third(ensemble, x.ravel(), fourth, over)


def _third(ensemble: Ensemble, x: NDArray, fourth: float, over: str) -> Iterator[Fault]:
    declared = ensemble.third_moment
    seen, allowed = _bounds.cubed(x, fourth)
    off = _bounds.sigmas(x * x * x, declared, fourth**2) if ensemble.finite_moments > 6 else 0.0
    if abs(seen - declared) > allowed or off > _bounds.SIGMAS:
        yield Fault(
            f"third_moment is {declared:.6g}",
            f"{np.mean(x * x * x):.6g} {over}",
            "set third_moment to what the law has",
        )


def _tail(ensemble: Ensemble, size: NDArray, over: str) -> Iterator[Fault]:
    """Without a fourth moment, the largest entries of many are far apart."""
    slope, _, _ = _bounds.tail(size)
    if ensemble.finite_moments <= 4 and slope < LIGHT:
        yield Fault(
            f"entries have no fourth moment (finite_moments is {ensemble.finite_moments:g})",
            f"tails as of alpha = {1 / slope if slope else np.inf:.3g} {over}",
            "declare the moments that the law has",
        )


def _as_entry(ensemble: Ensemble, x: NDArray) -> Iterator[Fault]:
    """``entry`` draws what ``sample`` has, from the same numbers or others."""
    if ensemble.entry is None:
        return
    entries = np.asarray(ensemble.entry(source("entries", 0), WIDE))
    if close(entries, x):
        return
    parts = ((x.real, entries.real), (x.imag, entries.imag))
    distance = max(_haar.two_samples(a.ravel(), b.ravel()) for a, b in parts)
    allowed = sqrt((_bounds.LOG + 0.31) / x.size)
    if distance > allowed:
        yield Fault(
            "sample(rng, rows, columns) has entries entry(rng, shape) / sqrt(columns)",
            f"the two laws differ by {distance:.3g} (Kolmogorov); chance allows {allowed:.2g}",
            "make the ensemble by iid(label, source, entry, ...)",
        )


BETWEEN = "two layers (one generator)", "two networks (two generators)"


def _apart(one: NDArray, layer: NDArray, other: NDArray) -> Iterator[Fault]:
    """Independence within a matrix, and between matrices of one generator and of two."""
    ties = source("ties")
    matrices = [(w.real, w.imag) if np.iscomplexobj(w) else (w,) for w in (one, layer, other)]
    scored = [[_ranks.scores(part, ties) for part in parts] for parts in matrices]
    signs = [sign for part in scored[0] for sign in _ranks.within(part)]
    for others, what in zip(scored[1:], BETWEEN, strict=True):
        for a, b in zip(scored[0], others, strict=True):
            signs = signs or list(_ranks.between(a, b, what))
    if signs:
        worst = max(signs, key=lambda sign: sign.statistic / sign.allowed)
        yield Fault(
            "entries are independent and of one law",
            f"{worst.between} depend on each other: {worst.statistic:.3g} standard deviations over "
            f"{WIDE[0]} x {WIDE[1]} entries; chance allows {worst.allowed:g}",
            "draw every entry anew from rng; if entries depend on each other by design, make an "
            "Ensemble(...) with a kind that has their limit law, not iid(...)",
        )
