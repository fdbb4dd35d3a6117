"""Entries that are odd, and what they say."""

from math import gamma, log, sqrt

import numpy as np

from freewidth.contracts._kinds import moments as of_cumulants
from freewidth.ensembles import EVERY, Ensemble, biunitary, iid, sparse
from freewidth.kinds import HAAR, IID, Density, Factor, Kind, SingularValues

NAN, INF = float("nan"), float("inf")


def two_point(a):
    """sqrt((1-a)/a) with probability a, else -sqrt(a/(1-a))."""
    high, low = sqrt((1 - a) / a), -sqrt(a / (1 - a))
    return iid(
        f"two points, {a:g}", "", lambda rng, shape: np.where(rng.random(shape) < a, high, low),
        fourth_moment=1 / (a * (1 - a)) - 3, third_moment=(1 - 2 * a) / sqrt(a * (1 - a)),
    )  # fmt: skip


def student(nu):
    fourth = 3 * (nu - 2) / (nu - 4) if nu > 4 else INF
    return iid(
        f"t{nu:g}", "", lambda rng, shape: rng.standard_t(nu, shape) / sqrt(nu / (nu - 2)),
        fourth_moment=fourth, finite_moments=nu, third_moment=0.0 if nu > 3 else NAN,
    )  # fmt: skip


def discrete(values, masses, name="discrete"):
    values, masses = np.array(values, dtype=float), np.array(masses)
    m = [masses @ values**k for k in (3, 4)]
    return iid(
        name, "", lambda rng, shape: rng.choice(values, shape, p=masses),
        fourth_moment=m[1], third_moment=m[0],
    )  # fmt: skip


def lognormal(s):
    mean, square = np.exp(s**2 / 2), np.exp(2 * s**2)
    deviation = sqrt(square - mean**2)
    w = np.exp(s**2)
    return iid(
        "log-normal", "", lambda rng, shape: (rng.lognormal(0, s, shape) - mean) / deviation,
        third_moment=(w + 2) * sqrt(w - 1), fourth_moment=w**4 + 2 * w**3 + 3 * w**2 - 3,
    )  # fmt: skip


def weibull(k):
    scale = sqrt(gamma(1 + 2 / k))
    return iid(
        "Weibull, signed", "",
        lambda rng, shape: rng.weibull(k, shape) * rng.choice([-1, 1], shape) / scale,
        fourth_moment=gamma(1 + 4 / k) / scale**4,
    )  # fmt: skip


def contaminated(p, ratio):
    """A share p of entries is larger by a factor."""
    scale = sqrt(1 - p + p * ratio**2)

    def entry(rng, shape):
        return rng.standard_normal(shape) * np.where(rng.random(shape) < p, ratio, 1) / scale

    fourth = 3 * (1 - p + p * ratio**4) / scale**4
    return iid("contaminated", "", entry, fourth_moment=fourth)


def pareto(alpha):
    scale = sqrt(alpha / (alpha - 2))
    return iid(
        "Pareto, signed", "",
        lambda rng, shape: (1 + rng.pareto(alpha, shape)) * rng.choice([-1, 1], shape) / scale,
        fourth_moment=alpha / (alpha - 4) / scale**4, finite_moments=alpha,
    )  # fmt: skip


def phases(rng, shape):
    return np.exp(2j * np.pi * rng.random(shape))


def corners(rng, shape):
    return (rng.choice([-1, 1], shape) + 1j * rng.choice([-1, 1], shape)) / sqrt(2)


def qr(rng, rows, columns):
    q, r = np.linalg.qr(rng.standard_normal((max(rows, columns), min(rows, columns))))
    q = q * np.sign(np.diag(r))
    return q if rows >= columns else q.T.copy()


def polar(rng, rows, columns):
    u, _, v = np.linalg.svd(rng.standard_normal((rows, columns)), full_matrices=False)
    return u @ v


def unit_columns(rng, rows, columns):
    g = rng.standard_normal((rows, columns))
    return g / np.linalg.norm(g, axis=0) * sqrt(rows / columns)


def one_scale(rng, rows, columns):
    """Student t entries, sums of each row's squares what they are on average."""
    t = rng.standard_t(3, (rows, columns))
    return t / np.sqrt(np.mean(t**2, axis=1, keepdims=True)) / sqrt(columns)


def product(rng, rows, columns):
    g, h = rng.standard_normal((rows, columns)), rng.standard_normal((columns, columns))
    return g @ h / columns


def ternary(rng, shape):
    return rng.choice([-1.0, 0.0, 0.0, 1.0], shape) * sqrt(2)


def _inner(moments):
    """Moments of H A H^T, H square and Gaussian: its free cumulants are the moments of A."""
    return of_cumulants(moments)


PRODUCT = Kind(
    name="product", label="products of two", gain=lambda columns, rows: 1.0,
    factor=lambda inner, outer: Factor(log(inner / outer), ((outer, 1), (inner, 1))),
    atoms=lambda law, ratio: {}, rivals=("iid", "haar"),
    cumulants=lambda moments, ratio: IID.cumulants(_inner(moments), ratio),
)  # fmt: skip


WEIGHTS = {
    "skewed": iid(
        "exponential", "", lambda rng, shape: rng.standard_exponential(shape) - 1,
        fourth_moment=9.0, third_moment=2.0,
    ),
    "two points, 0.01": two_point(0.01),
    "nearly degenerate": two_point(0.001),
    "mostly zero": discrete([-10, 0, 10], [0.005, 0.99, 0.005]),
    "five values": discrete(np.arange(-2, 3) / sqrt(2), [0.2] * 5),
    "arcsine": iid(
        "arcsine", "", lambda rng, shape: sqrt(2) * np.sin(2 * np.pi * rng.random(shape)),
        fourth_moment=1.5,
    ),
    "log-normal": lognormal(0.5),
    "Weibull": weibull(0.5),
    "contaminated": contaminated(0.01, 10),
    "t2.5": student(2.5), "t4.2": student(4.2), "t4.5": student(4.5), "t6": student(6),
    "t8.5": student(8.5),
    "Pareto 5": pareto(5.0),
    "alpha-stable": EVERY["alpha_stable"],
    "phases": iid("phases", "", phases, fourth_moment=1.0, field="complex"),
    "corners": iid("corners", "", corners, fourth_moment=1.0, field="complex"),
    "single precision": iid(
        "f4", "", lambda rng, shape: rng.standard_normal(shape, dtype="f4"), fourth_moment=3.0
    ),
    "whole numbers": iid(
        "int8", "", lambda rng, shape: 2 * rng.integers(0, 2, shape, dtype="i1") - 1,
        fourth_moment=1.0,
    ),
    "sparse, ternary": sparse("", "", lambda n: n**-0.5, ternary, fourth_moment=2.0),
    "sparse, Student": sparse(
        "", "", lambda n: min(1, 30 / n), lambda rng, shape: rng.standard_t(6, shape) / sqrt(1.5),
        fourth_moment=6.0,
    ),
    "QR": Ensemble("QR", "", HAAR, qr),
    "polar": Ensemble("polar", "", HAAR, polar),
    "dependent, heavy": Ensemble(
        "rows of one scale", "", IID, one_scale, 3, INF, third_moment=NAN, no_law="",
    ),
    "unit columns": Ensemble("unit columns", "", IID, unit_columns),
    "product": Ensemble("product", "", PRODUCT, product, fourth_moment=3.0),
    "low rank": biunitary("low", "", "", SingularValues(((0.0, 0.9), (sqrt(10), 0.1)))),
    "wide density": biunitary(
        "wide", "", "",
        SingularValues(density=Density(lambda s: 3 * s**2 / (5 / 3) ** 1.5, 0.0, sqrt(5 / 3))),
    ),
}  # fmt: skip
