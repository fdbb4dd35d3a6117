"""Entries that are not what they say: each lies in one thing, and is right in all others."""

import random
from dataclasses import replace
from math import sqrt

import numpy as np

from freewidth.activations import Activation
from freewidth.biases import Bias
from freewidth.ensembles import ENSEMBLES, EXTRA, Ensemble, biunitary, iid
from freewidth.kinds import HAAR, IID, Density, SingularValues

NAN, INF = float("nan"), float("inf")


def normal(rng, shape):
    return rng.standard_normal(shape)


def of(entry, **declared):
    return iid("liar", "", entry, **{"fourth_moment": 3.0} | declared)


def weights(sample, kind=IID, **declared):
    return Ensemble("liar", "", kind, sample, **declared)


def scaled(factor):
    return of(lambda rng, shape: factor * normal(rng, shape))


def fan_out(rng, rows, columns):
    return normal(rng, (rows, columns)) / sqrt(rows)


def one_row(rng, shape):
    return np.broadcast_to(normal(rng, shape[-1:]), shape).copy()


def antithetic(rng, shape):
    half = normal(rng, (shape[0] - shape[0] // 2, *shape[1:]))
    return np.concatenate([half, -half])[: shape[0]]


def common(rng, shape):
    """A tenth of the variance is shared by all entries of a column."""
    return sqrt(0.9) * normal(rng, shape) + sqrt(0.1) * normal(rng, shape[-1:])


def volatile(rng, shape):
    """Every row has a scale of its own: uncorrelated, dependent."""
    scale = np.sqrt(0.7 + 0.6 * rng.random((shape[0],) + (1,) * (len(shape) - 1)))
    return normal(rng, shape) * scale


def standardised(rng, shape):
    x = normal(rng, shape)
    return x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True)) if len(shape) > 1 else x


def smoothed(rng, shape):
    x = normal(rng, shape)
    return (x + 0.25 * np.roll(x, 1, axis=-1)) / sqrt(1 + 0.25**2) if len(shape) > 1 else x


def fixed_part(rng, shape):
    """The same for all networks: a tenth of the variance."""
    return sqrt(0.9) * normal(rng, shape) + sqrt(0.1) * normal(np.random.default_rng(1), shape)


class Remembering:
    """A third of what it drew last is in what it draws next."""

    def __init__(self):
        self.last = {}

    def __call__(self, rng, shape):
        x = normal(rng, shape)
        x = (x + self.last.get(shape, 0.0) / 3) / sqrt(1 + 1 / 9)
        self.last[shape] = x
        return x


def global_numbers(rng, shape):
    return np.random.standard_normal(shape)  # noqa: NPY002


def global_choice(rng, shape):
    return normal(rng, shape) * random.choice([-1, 1])


def own_generator(rng, shape):
    return normal(np.random.default_rng(), shape)


def always_the_same(rng, shape):
    return normal(np.random.default_rng(5), shape)


def rewound(rng, shape):
    state = rng.bit_generator.state
    x = normal(rng, shape)
    rng.bit_generator.state = state
    return x


def without_signs(rng, rows, columns):
    q = np.linalg.qr(normal(rng, (max(rows, columns), min(rows, columns)))).Q
    return q if rows >= columns else q.T


def special(rng, rows, columns):
    """Haar, but of determinant 1."""
    w = ENSEMBLES["orthogonal"].sample(rng, rows, columns)
    if rows == columns and np.linalg.det(w) < 0:
        w[0] *= -1
    return w


def permuted(rng, rows, columns):
    w = np.eye(max(rows, columns))[rng.permutation(max(rows, columns))]
    return (w * rng.choice([-1.0, 1.0], len(w)))[:rows, :columns]


def one_sided(rng, rows, columns):
    """Haar from the left alone."""
    s = np.where(np.arange(columns) % 2, sqrt(1.6), sqrt(0.4))
    return ENSEMBLES["orthogonal"].sample(rng, rows, columns) * s


def held_otherwise(rngs, rows, columns):
    return ENSEMBLES["gaussian"].draw([np.random.default_rng(3) for _ in rngs], rows, columns)


def profile(rng, rows, columns):
    """Two halves of columns of variance 1.4 and 0.6: dependent on nothing, but not of one law."""
    scale = np.where(np.arange(columns) < columns / 2, sqrt(1.4), sqrt(0.6))
    return normal(rng, (rows, columns)) * scale / sqrt(columns)


TWO = SingularValues(((sqrt(0.4), 0.5), (sqrt(1.6), 0.5)))
THREE = SingularValues(((sqrt(0.1), 0.5), (sqrt(1.9), 0.5)))
PAIR = biunitary("pair", "pair", "", TWO)

WEIGHTS = {
    "variance 2": scaled(sqrt(2)),
    "variance 1.06": scaled(sqrt(1.06)),
    "mean 1": of(lambda rng, shape: normal(rng, shape) * 0 + 1 + normal(rng, shape) * 1e-3),
    "mean 0.05": of(lambda rng, shape: 0.05 + sqrt(1 - 0.05**2) * normal(rng, shape)),
    "zeros": of(lambda rng, shape: 0.0 * normal(rng, shape)),
    "fan-out": weights(fan_out, entry=normal),
    "not standardised": of(
        lambda rng, shape: rng.standard_t(3, shape),
        finite_moments=3,
        fourth_moment=INF,
        third_moment=NAN,
    ),
    "no variance": of(lambda rng, shape: rng.standard_cauchy(shape)),
    "fourth moment too small": of(lambda rng, shape: rng.laplace(0, sqrt(0.5), shape)),
    "fourth moment too large": of(normal, fourth_moment=4.0),
    "fourth moment of t5": of(
        lambda rng, shape: rng.standard_t(5, shape) / sqrt(5 / 3),
        fourth_moment=3.0,
        finite_moments=5,
    ),
    "third moment": of(lambda rng, shape: rng.standard_exponential(shape) - 1, fourth_moment=9.0),
    "tails": of(normal, fourth_moment=INF, third_moment=NAN, finite_moments=3),
    "moments that are kept back": weights(
        lambda rng, r, c: normal(rng, (r, c)) * sqrt(2 / c),
        fourth_moment=INF,
        third_moment=NAN,
        finite_moments=2,
    ),
    "own kind": replace(
        ENSEMBLES["gaussian"],
        kind=replace(
            IID,
            name="own",
            cumulants=lambda moments, ratio: [
                b * (1 + (s > 2) / 10) for s, b in enumerate(IID.cumulants(moments, ratio), 1)
            ],
        ),
    ),
    "complex": of(lambda rng, shape: normal(rng, shape) * np.exp(1j)),
    "complex without phase": of(
        lambda rng, shape: normal(rng, shape) + 0j, field="complex", fourth_moment=3.0
    ),
    "single precision": weights(lambda rng, r, c: (normal(rng, (r, c)) / sqrt(c)).astype("f4")),
    "shape": weights(lambda rng, r, c: normal(rng, (c, r)) / sqrt(c)),
    "not finite": of(
        lambda rng, shape: np.where(rng.random(shape) < 0.01, INF, normal(rng, shape))
    ),
    "one row": of(one_row),
    "antithetic rows": of(antithetic),
    "common part": of(common),
    "scale of rows": of(volatile, fourth_moment=3 * 1.03),
    "rows of norm 1": of(standardised),
    "moving average": of(smoothed),
    "profile": weights(profile, fourth_moment_at=lambda columns: 3 * 1.16, fourth_moment=3 * 1.16),
    "profile, dependent": weights(profile),
    "fixed part": of(fixed_part),
    "remembering": of(Remembering()),
    "global numbers": of(global_numbers),
    "global choice": of(global_choice),
    "own generator": of(own_generator),
    "always the same": of(always_the_same),
    "rewound": of(rewound),
    "QR without signs": weights(without_signs, HAAR),
    "special orthogonal": weights(special, HAAR),
    "permutations": weights(permuted, HAAR, fourth_moment=INF, third_moment=NAN, finite_moments=2),
    "no isometry": weights(ENSEMBLES["gaussian"].sample, HAAR),
    "wrong kind": weights(ENSEMBLES["orthogonal"].sample, IID),
    "one-sided": weights(one_sided, PAIR.kind),
    "other singular values": replace(PAIR, kind=biunitary("three", "", "", THREE).kind),
    "hold": replace(ENSEMBLES["gaussian"], hold=held_otherwise),
    "not hermitian": weights(ENSEMBLES["gaussian"].sample, hermitian=True),
    "hermitian, not Gaussian": weights(
        lambda rng, r, c: (lambda s: (np.triu(s) + np.triu(s, 1).T) / sqrt(r))(
            rng.choice([-1.0, 1.0], (r, r))
        ),
        hermitian=True,
    ),
    "density": replace(EXTRA["sparse_sqrt"], density=lambda columns: 0.01),
    "raises": of(lambda rng, shape: normal(rng, shape) / [][0]),
}


def gauss(points):
    b, w = np.polynomial.hermite_e.hermegauss(points)
    return lambda scale: (b, w / w.sum())


UNIFORM = {"label": "liar", "source": "", "rule": None}


def bias(sample, rule, **declared):
    return Bias("liar", "", sample, rule, **declared)


SIGNS = lambda scale: (np.array([-1.0, 1.0]), np.array([0.5, 0.5]))  # noqa: E731


def signs(rng, shape):
    return rng.choice([-1.0, 1.0], shape)


BIASES = {
    "bias variance": bias(lambda rng, shape: 1.05 * signs(rng, shape), SIGNS, discrete=True),
    "rule of another law": bias(normal, SIGNS, discrete=True),
    "rule too coarse": bias(normal, gauss(12)),
    "bias with a density": bias(signs, SIGNS),
    "one bias": bias(lambda rng, shape: signs(rng, ()) + np.zeros(shape), SIGNS, discrete=True),
}


def tanh(h):
    return np.tanh(h)


def slope(h):
    return 1 / np.cosh(h) ** 2


ACTIVATIONS = {
    "df": lambda: Activation("liar", tanh, lambda h: 1.1 * slope(h), bounded=True),
    "normalised": lambda: Activation(
        "liar", lambda h: tanh(h) + 1e-6 * np.mean(h).real, slope, bounded=True
    ),
    "bounded": lambda: Activation(
        "liar", lambda h: tanh(h) + h / 2, lambda h: slope(h) + 0.5, bounded=True
    ),
    "slope": lambda: Activation("liar", lambda h: h**2 / 2, lambda h: h + 0.0, bounded=False),
    "in place": lambda: Activation("liar", in_place, slope, bounded=True),
}


def in_place(h):
    found = np.tanh(h)
    h *= 1 + 1e-15
    return found


KINDS = {
    "rivals": lambda: replace(HAAR, rivals=("none",)),
    "name": lambda: replace(HAAR, name="other"),
    "cumulants of third order": lambda: replace(
        IID,
        name="liar",
        cumulants=lambda moments, ratio: [
            b * (1 + (s > 2) / 10) for s, b in enumerate(IID.cumulants(moments, ratio), 1)
        ],
    ),
}
QUARTER = Density(lambda s: np.sqrt(4 - s**2) / np.pi, 0.0, 2.0)
