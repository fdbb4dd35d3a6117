"""Activations against other people's: JAX, and formulas in 60 digits; and the table of the docs."""

from pathlib import Path

import mpmath
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from freewidth.activations import ACTIVATIONS
from freewidth.activations.celu import celu
from freewidth.activations.elu import elu
from freewidth.activations.hardshrink import hardshrink
from freewidth.activations.leaky_relu import leaky_relu
from freewidth.activations.silu import silu
from freewidth.activations.softplus import softplus
from freewidth.activations.softshrink import softshrink
from freewidth.activations.squareplus import squareplus
from freewidth.activations.threshold import threshold
from freewidth.errors import InvalidInputError
from freewidth.gaussian import expect

PAGE = Path(__file__).parents[1] / "docs/activations.md"
NEAR = np.concatenate([np.linspace(-8, 8, 33) + 0.01, [-1e-3, -1e-9, 1e-9, 1e-3, -0.249, 0.251]])
FAR = np.array([30.0, 200.0, 700.0, 1e4])
KINKS = sorted({kink for phi in ACTIVATIONS.values() for kink in phi.kinks})
BESIDE = [kink + away for kink in KINKS for away in (-1e-3, -1e-13, 1e-13, 1e-3)]
GRID = np.concatenate([NEAR, -FAR, FAR, BESIDE])  # one for all: JAX compiles for a number of points


def theirs():
    """JAX's functions, by our names."""
    import jax  # here: slow to load

    nn = jax.nn
    return {
        "arctan": jax.numpy.arctan,
        "celu": nn.celu,
        "elu": nn.elu,
        "erf": jax.lax.erf,
        "gelu": lambda h: nn.gelu(h, approximate=False),
        "gelu_tanh": nn.gelu,
        "hard_sigmoid": nn.hard_sigmoid,
        "hard_swish": nn.hard_swish,
        "hardtanh": nn.hard_tanh,
        "leaky_relu": lambda h: nn.leaky_relu(h, 0.1),
        "linear": nn.identity,
        "log_sigmoid": nn.log_sigmoid,
        "mish": nn.mish,
        "relu": nn.relu,
        "relu6": nn.relu6,
        "rrelu": lambda h: nn.leaky_relu(h, (1 / 8 + 1 / 3) / 2),
        "selu": nn.selu,
        "sigmoid": nn.sigmoid,
        "silu": nn.silu,
        "sin": jax.numpy.sin,
        "softplus": nn.softplus,
        "softsign": nn.soft_sign,
        "sparse_plus": nn.sparse_plus,
        "squareplus": nn.squareplus,
        "tanh": jax.numpy.tanh,
    }


NONE = {"hardshrink", "softshrink", "tanhshrink", "threshold"}  # not in JAX: see STRAIGHT and EXACT


@pytest.mark.filterwarnings("default")
def test_functions_and_slopes_are_those_of_jax():
    import jax

    known = theirs()
    assert set(known) | NONE == set(ACTIVATIONS)
    with jax.enable_x64(True):
        for name, function in known.items():
            agrees(ACTIVATIONS[name], function)


def agrees(phi, function):
    """That phi is JAX's function, and its slope what JAX makes of it."""
    import jax

    f, df = jax.jvp(function, (jax.numpy.array(GRID),), (jax.numpy.ones(GRID.size),))
    near = 4e-16 * np.minimum(1 + np.abs(GRID), 1e3)  # rounding of theirs: h (1 + tanh), and such
    assert np.all(np.abs(phi.f(GRID) - f) <= 1e-12 * np.abs(f) + near), phi
    assert np.all(np.abs(phi.df(GRID) - df) <= 1e-12 * np.abs(df) + 4 * near), phi


@pytest.mark.filterwarnings("default")
def test_families_are_those_of_jax():
    import jax

    nn = jax.nn
    families = (
        (elu(0.3), lambda t: nn.elu(t, 0.3)),
        (celu(2.5), lambda t: nn.celu(t, 2.5)),
        (leaky_relu(-1), jax.numpy.abs),
        (silu(1.702), lambda t: t * nn.sigmoid(1.702 * t)),
        (softplus(3.0), lambda t: nn.softplus(3.0 * t) / 3.0),
        (squareplus(0.2), lambda t: nn.squareplus(t, 0.2)),
    )
    with jax.enable_x64(True):
        for phi, function in families:
            agrees(phi, function)
        with pytest.raises(AssertionError):  # its two forms differ by 5e-4
            agrees(ACTIVATIONS["gelu"], nn.gelu)


def sigma(h):
    return 1 / (1 + mpmath.exp(-h))


def softplus_exactly(h):
    return mpmath.log1p(mpmath.exp(h))


EXACT = {  # f of those with curved pieces; tails keep their digits
    "arctan": mpmath.atan,
    "celu": lambda h: h if h > 0 else mpmath.expm1(h),
    "elu": lambda h: h if h > 0 else mpmath.expm1(h),
    "gelu_tanh": lambda h: (
        h * sigma(2 * mpmath.sqrt(2 / mpmath.pi) * (h + mpmath.mpf("0.044715") * h**3))
    ),
    "hard_swish": lambda h: h * min(max(h + 3, 0), 6) / 6,
    "log_sigmoid": lambda h: -softplus_exactly(-h),
    "mish": lambda h: h * mpmath.tanh(softplus_exactly(h)),
    "selu": lambda h: (
        mpmath.mpf("1.0507009873554804934193349852946")
        * (h if h > 0 else mpmath.mpf("1.6732632423543772848170429916717") * mpmath.expm1(h))
    ),
    "sigmoid": sigma,
    "silu": lambda h: h * sigma(h),
    "softplus": softplus_exactly,
    "softsign": lambda h: h / (1 + abs(h)),
    "sparse_plus": lambda h: 0 if h < -1 else h if h > 1 else (h + 1) ** 2 / 4,
    "squareplus": lambda h: (h + mpmath.sqrt(h**2 + 4)) / 2,
    "tanhshrink": lambda h: h - mpmath.tanh(h),
}


@pytest.mark.parametrize("name", EXACT)
def test_all_digits_are_kept(name):
    """Relative, in far tails as well, where JAX's are differences of large numbers."""
    phi, step = ACTIVATIONS[name], mpmath.mpf(10) ** -40
    h = np.concatenate([NEAR, [-300.0, -100.0, -30.0, 30.0, 100.0, 300.0]])
    with mpmath.workdps(300), np.errstate(under="ignore"):
        x = [mpmath.mpf(t) for t in h]
        f = np.array([float(EXACT[name](t)) for t in x])
        df = [float((EXACT[name](t + step) - EXACT[name](t - step)) / (2 * step)) for t in x]
        kept = np.abs(f) > 1e-300  # numbers lose digits below
        # the argument of GELU's tangent, rounded, times its rate: 40 roundings at 8
        assert_allclose(phi.f(h)[kept], f[kept], rtol=2e-14)
        kept = np.abs(df) > 1e-300
        assert_allclose(phi.df(h)[kept], np.array(df)[kept], rtol=2e-14)


def test_selu_keeps_mean_0_and_variance_1():
    phi = ACTIVATIONS["selu"]
    assert abs(expect(phi.f, 1.0, phi.cuts)) < 1e-15
    assert_allclose(expect(lambda h: phi.f(h) ** 2, 1.0, phi.cuts), 1, rtol=1e-14)


STRAIGHT = {  # f and slope, by hand
    "softshrink": (np.sign(NEAR) * np.maximum(np.abs(NEAR) - 0.5, 0), np.abs(NEAR) > 0.5),
    "hardshrink": (NEAR * (np.abs(NEAR) > 0.5), np.abs(NEAR) > 0.5),
    "threshold": (NEAR * (NEAR > 1), NEAR > 1),
}


@pytest.mark.parametrize("name", STRAIGHT)
def test_thresholds_by_hand(name):
    f, df = STRAIGHT[name]
    assert_allclose(ACTIVATIONS[name].f(NEAR), f, rtol=1e-15)
    assert_array_equal(ACTIVATIONS[name].df(NEAR), df)


def test_members_of_a_family_say_which_they_are():
    assert [phi.label for phi in (elu(), elu(0.5), celu(2), silu(1.702))] == [
        "ELU",
        "ELU (0.5)",
        "CELU (2)",
        "SiLU (1.702)",
    ]
    assert threshold(0.0, 0.0).label == "threshold (0, 0)"
    assert threshold(0.0, -1.0).jumps == (0.0,)
    assert threshold(0.0, 0.0).jumps == ()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: elu(0.0), "ELU: alpha must be a positive number, not 0"),
        (lambda: celu(-1.0), "CELU: alpha must be"),
        (lambda: silu(np.nan), "SiLU: beta must be"),
        (lambda: softplus(np.inf), "softplus: beta must be"),
        (lambda: squareplus(0), "squareplus: b must be"),
        (lambda: softshrink(-0.5), "softshrink: lambd must be"),
        (lambda: hardshrink(0), "hardshrink: lambd must be"),
        (lambda: threshold(np.inf), "threshold: theta must be a finite"),
        (lambda: leaky_relu(np.nan), "leaky ReLU: slope must be a finite"),
    ],
)
def test_parameters_that_make_no_member_are_named(make, says):
    with pytest.raises(InvalidInputError, match=says):
        make()


def rows():
    """Cells of the table of docs/activations.md."""
    lines = [
        line
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.count("|") == 8 and "`" in line
    ]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def listed(numbers):
    return (
        ", ".join("curved" if number is None else f"{number:.4g}" for number in numbers) or "none"
    )


def test_the_table_of_the_docs_is_that_of_the_registry():
    found = rows()
    assert [row[0].strip("`") for row in found] == list(ACTIVATIONS)
    for (name, _, bounded, kinks, slopes, *means), phi in zip(
        found, ACTIVATIONS.values(), strict=True
    ):
        assert bounded == ("yes" if phi.bounded else "no"), name
        assert kinks == listed(phi.kinks) + ("; jumps there" if phi.jumps else ""), name
        assert slopes == listed(phi.slopes), name
        for said, of in zip(means, (phi.df, phi.f), strict=True):
            assert said == f"{expect(lambda h, of=of: of(h) ** 2, 1.0, phi.cuts):.6f}", name
