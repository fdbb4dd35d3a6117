r"""What the weights of one layer look like: variances, and tests of a random matrix.

With N entries of mean square :math:`m_2` and mean fourth power :math:`m_4`, fan-in n:
:math:`\hat\sigma_w^2 = n\,m_2` with standard error :math:`n\sqrt{(m_4 - m_2^2)/N}` if the entries
are independent of one law, whichever it is. That they are is tested by five statistics, each
known under it up to the law of the entries:

* the mean, a normal number after division by its standard error;
* mean squares of rows, :math:`S_i`, of variance :math:`v = (m_4-m_2^2)/n`: :math:`\sum_i
  (S_i-m_2)^2/v` is a gamma variable of the mean and variance it should have; of columns likewise;
* correlations of the rows :math:`u_i = W_i/|W_i|`: :math:`\sum_{i<k} n (u_i\cdot u_k)^2` is
  a gamma variable of mean P and variance :math:`P\,2(n-1)/(n+2)` for P pairs (the test of Schott,
  2005, recalled, who takes it for normal);
* the largest singular value, whose square over :math:`m_2` has the mean :math:`(\sqrt{r-1}
  +\sqrt{c})^2` and fluctuates like Tracy and Widom's law in the units of Johnstone (2001, recalled;
  for other than Gaussian entries by universality): what low rank adds to W shows there. As few
  large entries shift it, a small p is checked against matrices of the same entries, shuffled.

Each is two-sided but rows, columns and the largest singular value, which can only be too uneven and
too large. ``LEVEL`` is the chance that any of a model's tests fails although all its weights are
independent with light tails, shared out evenly. Isometries are recognised, not tested.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import AnyFloat, checked
from freewidth.arrays import outline
from freewidth.model._layer import Layer
from freewidth.rng import stream

LEVEL = 0.01  # of all tests of a model together
TESTS = {  # by name: what is seen where it fails
    "mean": "the entries have a mean that is not 0",
    "rows": "rows differ in their mean square",
    "columns": "columns differ in their mean square",
    "correlation": "rows are correlated",
    "largest": "the largest singular value is too large",
}
ENTRIES = {"rademacher": 1.0, "uniform": 1.8, "gaussian": 3.0, "laplace": 6.0}  # E X^4
CLOSE = 4.0  # standard errors within which a fourth moment is taken for one of these
EXACT = 1e-6  # of it, where entries take two values and there is no standard error
HEAVY = 10.0  # E X^4 above that of all registered entries that have one, of which t5's is 9
CAREFUL, SHUFFLES = 0.01, 30  # p below which so many shuffled matrices are looked at
TRACY_WIDOM = -1.2065, 1.2680  # mean and deviation (index 1; recalled)
TINY = 1e-12
SMALLEST = 8  # rows and columns below which the tests say nothing
ISOMETRY = 100.0, 0.03  # spacings of stored numbers that W W^T may be off 1, and at most so much


@checked
@dataclass(frozen=True, repr=False)
class Measured:
    """One layer as a random matrix.

    Attributes:
        name: of the layer.
        shape: of W, (n_l, n_{l-1}).
        sigma_w2: mean square times fan-in; of an isometry the c of W W^T = c or W^T W = c.
        sigma_w2_sem: its standard error for independent entries; 0 for an isometry.
        sigma_b2: mean square of the biases, 0 without any.
        sigma_b2_sem: its standard error.
        ensemble: the registered ensemble that stands for the layer.
        looks: the same in words.
        kurtosis: m_4/m_2^2 of the weights.
        p_values: of the tests, by name; empty where they say nothing.
        level: below which one of them is a warning.
        warnings: what is unlike any registered law, each in a sentence.
    """

    name: str
    shape: tuple[int, int]
    sigma_w2: AnyFloat
    sigma_w2_sem: AnyFloat
    sigma_b2: AnyFloat
    sigma_b2_sem: AnyFloat
    ensemble: str
    looks: str
    kurtosis: AnyFloat
    p_values: Mapping[str, AnyFloat]
    level: AnyFloat
    warnings: tuple[str, ...]

    def __repr__(self) -> str:
        return outline(self)


def measure(layer: Layer, level: float) -> Measured:
    """The variances of a layer, the ensemble it looks like, and what it does not look like.

    ``level`` is that of each test.
    """
    w, unit = _scaled(layer.weights)
    square, fourth = np.mean(w**2), np.mean(w**4)
    kurtosis = float(fourth / square**2) if square else np.nan
    scale = isometry(w, layer.epsilon)
    found = {} if scale or not square else p_values(w)
    ensemble, looks = _recognised(w, kurtosis, scale)
    warnings = _warnings(layer, kurtosis, found, level)
    if warnings and not scale:
        looks = "none of these laws" if found else "unclear"
    sigma_w2, sem = (scale, 0.0) if scale else _mean_square(w, w.shape[1])
    return Measured(
        layer.name,
        (w.shape[0], w.shape[1]),
        sigma_w2 * unit * unit,  # inf beyond what numbers hold, which Network refuses
        sem * unit * unit,
        *((0.0, 0.0) if layer.bias is None else _mean_square(layer.bias, 1)),
        ensemble,
        looks,
        kurtosis,
        found,
        level,
        warnings,
    )


def _scaled(w: NDArray) -> tuple[NDArray, float]:
    """W over a power of two near its largest entry, and that: no eighth power overflows."""
    unit = float(2.0 ** np.frexp(np.abs(w).max())[1])
    return (w / unit, unit) if unit > 0 else (w, 1.0)


def _mean_square(x: NDArray, factor: float) -> tuple[float, float]:
    """factor times the mean square, and its standard error for independent entries."""
    squares = x**2
    return float(factor * squares.mean()), float(factor * squares.std() / np.sqrt(x.size))


def isometry(w: NDArray, epsilon: float) -> float:
    """c where W W^T = c 1 or W^T W = c 1 to the rounding of stored numbers, else 0.

    The norm of W W^T/c - 1 over that of 1 is about 1 for independent entries and a square W, and a
    few ``epsilon`` for what was an isometry before it was rounded.
    """
    rows, columns = w.shape
    if min(rows, columns) < 2:
        return 0.0
    gram = w @ w.T if rows <= columns else w.T @ w
    scale = float(np.trace(gram) / len(gram))
    if scale == 0:
        return 0.0
    off = np.linalg.norm(gram / scale - np.eye(len(gram))) / np.sqrt(len(gram))
    return scale if off <= min(ISOMETRY[0] * epsilon, ISOMETRY[1]) else 0.0


def p_values(w: NDArray) -> dict[str, float]:
    """The p-values of the tests named in ``TESTS``; none for matrices too small."""
    if min(w.shape) < SMALLEST:
        return {}
    square = np.mean(w**2)
    return {
        "mean": _two_sided(w.mean() / w.std() * np.sqrt(w.size)) if w.std() else 0.0,
        "rows": _uneven(w, square),
        "columns": _uneven(w.T, square),
        "correlation": _correlation(w),
        "largest": _largest(w, square),
    }


def _upper(statistic: float, mean: float, variance: float) -> float:
    """The chance of a gamma variable of this mean and variance to be larger."""
    from scipy.special import gammaincc  # takes longer to load than small models to read

    return float(gammaincc(mean**2 / variance, max(statistic, 0.0) * mean / variance))


def _two_sided(z: float) -> float:
    from scipy.special import erfc

    return float(erfc(abs(z) / np.sqrt(2)))


def _uneven(w: NDArray, square: float) -> float:
    r"""That mean squares of rows spread as far as they do.

    The standardised :math:`S_i` have the fourth cumulant :math:`e/n`, e that of :math:`W^2`, so
    their sum of squares has the variance :math:`(r-1)(2 + e/n)`.
    """
    rows, columns = w.shape
    centred = w**2 - square
    variance = np.mean(centred**2)
    means = centred.mean(axis=1)
    if variance <= EXACT * square**2:  # entries of one size
        return float(np.all(means**2 <= EXACT * square**2))
    statistic = np.sum(means**2) * columns / variance
    excess = max(np.mean(centred**4) / variance**2 - 3, 0.0)
    return _upper(statistic, rows - 1, (rows - 1) * (2 + excess / columns))


def _correlation(w: NDArray) -> float:
    """That rows are as far from orthogonal to each other as they are."""
    w = w if w.shape[0] <= w.shape[1] else w.T
    rows, columns = w.shape
    norms = np.linalg.norm(w, axis=1, keepdims=True)
    if not np.all(norms > 0):
        return 0.0
    gram = (w / norms) @ (w / norms).T
    pairs = rows * (rows - 1) / 2
    squares = columns * (np.sum(gram**2) - rows) / 2
    upper = _upper(squares, pairs, pairs * 2 * (columns - 1) / (columns + 2))
    return 2 * min(upper, 1 - upper)


def _largest(w: NDArray, square: float) -> float:
    r"""That the largest singular value is at least so large.

    By the right tail of Tracy and Widom's law (index 1), :math:`e^{-2 s^{3/2}/3}/(4\sqrt\pi
    s^{3/4})`: at the quantiles .95, .99 and .999 (recalled: .979, 2.023, 3.272) it gives .074, .012
    and .0011.
    """
    rows, columns = sorted(w.shape)
    top = _top(w) / square
    root = np.sqrt(columns - 1) + np.sqrt(rows)
    unit = root * (1 / np.sqrt(columns - 1) + 1 / np.sqrt(rows)) ** (1 / 3)
    p = _tail((top - root**2) / unit)
    return p if p > CAREFUL else max(p, _beyond_shuffled(w, top * square))


def _tail(s: float) -> float:
    """Of Tracy and Widom's law; 1 where that is no small probability."""
    return float(np.exp(-2 * s**1.5 / 3) / (4 * np.sqrt(np.pi) * s**0.75)) if s > 0.5 else 1.0


def _beyond_shuffled(w: NDArray, top: float) -> float:
    """The same tail, with the mean and deviation that shuffling the entries gives.

    A deviation known from so few is taken larger by its relative standard error.
    """
    rng = stream(0, "model", "shuffled", *w.shape)
    tops = [_top(rng.permuted(w, axis=None)) for _ in range(SHUFFLES)]
    deviation = np.std(tops, ddof=1) * (1 + 1 / np.sqrt(2 * (SHUFFLES - 1)))
    mean, unit = TRACY_WIDOM
    return _tail(mean + unit * (top - np.mean(tops)) / deviation)


def _top(w: NDArray) -> float:
    """The largest eigenvalue of W W^T."""
    gram = w @ w.T if w.shape[0] <= w.shape[1] else w.T @ w
    return float(np.linalg.eigvalsh(gram)[-1])


def _recognised(w: NDArray, kurtosis: float, scale: float) -> tuple[str, str]:
    """The ensemble that stands for the layer, and how to say it."""
    if scale:
        return "orthogonal", "orthogonal"
    if not kurtosis > 0:
        return "gaussian", "zero"
    x = w**2 / np.mean(w**2)
    sem = float(np.std(x**2 - 2 * kurtosis * x) / np.sqrt(w.size))  # first order, of m_4/m_2^2
    near = min(ENTRIES, key=lambda name: abs(ENTRIES[name] - kurtosis))
    if abs(ENTRIES[near] - kurtosis) <= max(CLOSE * sem, EXACT * kurtosis):
        return near, f"independent, {near}"
    return "gaussian", f"independent, E X^4 = {kurtosis:.3g}"


def _warnings(
    layer: Layer, kurtosis: float, p_values: Mapping[str, float], level: float
) -> tuple[str, ...]:
    """What is unlike any registered law, the least likely first."""
    failed = sorted((p, name) for name, p in p_values.items() if p < level)
    said = [
        f"{TESTS[name]} ({_seen(name, _scaled(layer.weights)[0])}, {_small(p)})"
        for p, name in failed
    ]
    if kurtosis > HEAVY:
        said.append(f"tails are heavy or few entries dominate (E X^4 = {kurtosis:.3g})")
    if not np.any(layer.weights):
        said.append("all weights are 0")
    if layer.bias is not None and len(layer.bias) >= SMALLEST and layer.bias.std() > 0:
        p = _two_sided(layer.bias.mean() / layer.bias.std() * np.sqrt(layer.bias.size))
        if p < level:
            said.append(f"biases have a mean that is not 0 ({layer.bias.mean():.3g}, {_small(p)})")
    return tuple(said)


def _small(p: float) -> str:
    """A p-value; those that no approximation reaches are not told apart."""
    return f"p = {p:.1e}" if p > TINY else f"p < {TINY:.0e}"


def _seen(name: str, w: NDArray) -> str:
    """The size of what a test saw."""
    square = np.mean(w**2)
    if name == "mean":
        return f"{w.mean() / np.sqrt(square):.3g} of their size"
    if name in ("rows", "columns"):
        means = np.mean(w**2, axis=1 if name == "rows" else 0) / square
        return f"from {means.min():.3g} to {means.max():.3g} of the mean"
    if name == "correlation":
        return "by the sum of squared cosines"
    edge = (np.sqrt(w.shape[0]) + np.sqrt(w.shape[1])) * np.sqrt(square)
    return f"{np.linalg.norm(w, 2) / edge:.3g} of where Marchenko and Pastur's law ends"
