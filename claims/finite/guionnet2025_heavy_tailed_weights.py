"""Heavy-tailed or very sparse weights leave entries of one row of Y correlated."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from claims._base import Claim, Source
from claims._papers import GUIONNET2025
from claims.finite._experiments import cases, entry, error, ingredients, mistakes
from claims.finite._kernels import ratios, setting
from freewidth.limits.heavy_rows import cauchy_rows, heavy_moments, sparse_rows
from freewidth.stats import at_infinite_width

NAMES = ("m_1", "mean of Y_ia^2 Y_ib^2", "m_2")
ALIKE = "rows alike and f not linear at all"
LINEAR = "rows alike and f linear"
LIMITS = ("cauchy", "sparse")  # cases whose limits are known in closed form


def entries(study):
    """Sparse and Cauchy weights against their limits; stable ones; Gaussian ones as a control."""
    for case, draws in cases(study, "conjugate_kernel").items():
        for activation in draws.settings["heavy"] if has_rows(draws) else ():
            if case in LIMITS:
                expected = limits(draws, activation, case)
                items = against(draws, activation, expected, not mistakes(draws))
                yield entry(draws, activation, "theorem", items)
            elif case == "alpha_stable":
                yield entry(draws, activation, "theorem", [spread(draws, activation)])
            elif case == "gaussian" and not mistakes(draws):
                items = against(draws, activation, limits(draws, activation, "sparse"), False)
                note = "Gaussian weights tested against the limits for sparse ones"
                yield entry(draws, activation, "control", items, note)


def has_rows(draws):
    """Whether all activations used with heavy tails were used here."""
    return all(f"rows/{name}" in draws.observed for name in draws.settings["heavy"])


def limits(draws, activation, case):
    """Limits of the statistics ``NAMES``."""
    q = setting(draws, "q") * error(draws, "q")
    degree = setting(draws, "degree") * error(draws, "degree")
    return moments(activation, q, None if case == "cauchy" else degree, *ratios(draws))


@lru_cache(maxsize=256)  # errors of what does not matter to a case leave it as it is
def moments(activation, q, degree, *ratios):
    """The same for so many weights per row on average, or for Cauchy weights."""
    rows = cauchy_rows(q) if degree is None else sparse_rows(degree, q)
    return heavy_moments(activation, rows, *ratios)


def statistics(draws, activation):
    """m_1, the mean of products of squares, and m_2, per kernel."""
    spectra, rows = (draws.observed[f"{kind}/{activation}"] for kind in ("spectra", "rows"))
    return {
        n: np.column_stack([values.mean(axis=1), rows[n], (values**2).mean(axis=1)])
        for n, values in spectra.items()
    }


def against(draws, activation, expected, rivals):
    """The statistics against limits; rivals are Gaussian equivalents of the same m_1."""
    first = expected[0]
    ratio, inner = ratios(draws)
    others = {
        ALIKE: [first, first**2, (1 + ratio) * first**2],
        LINEAR: [first, first**2, (1 + ratio + inner) * first**2],
    }
    observed = statistics(draws, activation)
    return at_infinite_width(NAMES, observed, expected, others if rivals else {})


def spread(draws, activation):
    """The variance of the mean squares of rows, which is not 0."""
    observed = {n: v[:, 1:2] - v[:, :1] ** 2 for n, v in statistics(draws, activation).items()}
    name = f"{NAMES[1]}, less m_1^2"
    (item,) = at_infinite_width([name], observed, [0.0], {ALIKE: [0.0]}, distinct=False)
    return replace(item, side="at least", rivals={} if mistakes(draws) else item.rivals)


claim = Claim(
    statement=(
        "Heavy-tailed or very sparse weights: squares of the entries of one row of Y = f(W X) stay "
        "correlated, and the spectrum of Y Y^T/m is not that of light tails: m_2 has the variance "
        "of the rows' mean squares in it."
    ),
    formula=(
        r"m_2 = \mathbb{E}\,v(\tau)^2 + \frac{n}{m}\,m_1^2 + \frac{n}{n_0}\,\kappa \qquad "
        r"v(\tau) = \mathbb{E} f(\sqrt{\tau}\,g)^2 \qquad "
        r"\tau = \sigma_x^2 |w|^2"
    ),
    source=Source(
        "abstract",
        (GUIONNET2025,),
        "That the entries of Y are strongly correlated and the spectrum is another says the "
        "abstract; the limits of these three statistics were derived here",
    ),
    hypotheses={
        "symmetric alpha-stable weights, alpha < 2, or sparse ones with O(1) entries per row, "
        "and light-tailed inputs": "abstract",
        "f bounded, smooth, odd and nonlinear": "abstract",
        "limits are known here for Cauchy and for sparse Gaussian weights": "ours",
    },
    rival="rows alike, as for light tails, with any linear part of f",
    entries=entries,
    ingredients=ingredients("q", "rows", "inner", "degree"),
)
