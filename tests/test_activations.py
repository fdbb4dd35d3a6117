"""What every activation promises, whatever it is; and digits of those with a second formula."""

import re
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from freewidth.activations import ACTIVATIONS, Activation
from freewidth.errors import InvalidInputError

RADIUS = 0.15  # how far off the real axis continuation is relied on; GELU by a tangent has poles
CIRCLE = np.exp(2j * np.pi * np.arange(64) / 64)  # 0.34 off at 6: aliasing (0.15/0.34)**64 = 2e-23
CENTRES = np.linspace(-6, 6, 49)


def interior(phi, margin, wanted):
    """Points inside the pieces for which ``wanted(slope)``, ``margin`` away from every kink."""
    points = np.concatenate([CENTRES, *(k + np.array([-2, 2]) * margin for k in phi.kinks)])
    inside = np.zeros(points.shape, dtype=bool)
    for (left, right), slope in zip(phi.pieces, phi.slopes, strict=True):
        if wanted(slope):
            inside |= (points > left + margin) & (points < right - margin)
    return points[inside]


def test_df_is_the_derivative_of_f(activation):
    h, step = interior(activation, 1e-5, lambda slope: True), 1e-5
    slope = (activation.f(h + step) - activation.f(h - step)) / (2 * step)
    # step**2/6 |phi'''| (at most 4 here) = 7e-11, rounding 6 eps/step = 1.3e-10
    assert_allclose(activation.df(h), slope, rtol=0, atol=1e-9)


def cauchy(phi, x):
    """phi(x), phi'(x) from values of phi on a circle, and phi'(x) from values of phi' there."""
    z = x[:, None] + RADIUS * CIRCLE
    f, df = phi.f(z), phi.df(z)
    return f.mean(axis=1), (f / CIRCLE).mean(axis=1) / RADIUS, df.mean(axis=1), np.max(np.abs(f))


def test_curved_pieces_are_analytic(curved_activation):
    x = interior(curved_activation, RADIUS, lambda slope: slope is None)
    f, derivative, df, scale = cauchy(curved_activation, x)
    rounding = 1e-14 * scale / RADIUS  # a mean of 64 values, each good to some 10 eps
    assert_allclose(f, curved_activation.f(x), rtol=0, atol=rounding)
    assert_allclose(df, curved_activation.df(x), rtol=0, atol=rounding)
    assert_allclose(derivative, curved_activation.df(x), rtol=0, atol=rounding)


def test_a_derivative_of_the_real_part_alone_is_not_analytic():
    def fake(h):
        return 1 / np.cosh(np.real(h)) ** 2 + 0 * h

    x = CENTRES[:, None] + RADIUS * CIRCLE
    assert np.max(np.abs(fake(x).mean(axis=1) - fake(CENTRES))) > 0.01  # the check above: 1e-13
    with pytest.raises(InvalidInputError, match=r"derivative of f, complex arguments included"):
        Activation("fake", np.tanh, fake, bounded=True)


def test_slopes_hold_far_out(activation):
    far = np.array([-1e9, -1e3, -30.0, 30.0, 1e3, 1e9])
    h = np.concatenate([far, interior(activation, 1e-12, lambda slope: True)])
    for (left, right), slope in zip(activation.pieces, activation.slopes, strict=True):
        if slope is not None:
            seen = activation.df(h[(h > left) & (h < right)])
            assert_array_equal(seen, slope)


def test_f_jumps_at_its_thresholds_alone(activation):
    jumps = {"hardshrink": (-0.5, 0.5), "threshold": (1.0,)}.get(activation.label, ())
    assert activation.jumps == jumps
    kinks = np.array([kink for kink in activation.kinks if kink not in jumps])
    step = activation.f(np.nextafter(kinks, np.inf)) - activation.f(np.nextafter(kinks, -np.inf))
    # twice the spacing of doubles, times phi' <= 1.8
    assert_allclose(step, 0, atol=4 * np.spacing(np.max(np.abs(kinks), initial=1.0)))


def test_every_kink_is_one(activation):
    for kink, (left, right) in zip(activation.kinks, pairwise(activation.slopes), strict=True):
        if left is None or right is None:
            continue  # a jump of a higher derivative is a kink too
        assert left != right, f"nothing happens at {kink}"


def test_bounded_says_whether_f_is(activation):
    h = np.logspace(0, 12, 200)
    reach = max(np.max(np.abs(activation.f(h))), np.max(np.abs(activation.f(-h))))
    assert activation.bounded == (reach < 100)  # of order one, or at 1e12 far beyond


def test_shape_and_finiteness(activation):
    h = np.linspace(-50, 50, 24).reshape(2, 3, 4)
    for function in (activation.f, activation.df):
        assert function(h).shape == h.shape
        assert np.all(np.isfinite(function(h)))


def test_f_and_df_leave_their_argument_alone(activation):
    h = np.linspace(-3, 3, 7)
    activation.f(h), activation.df(h)
    assert_array_equal(h, np.linspace(-3, 3, 7))


SLOPES = {  # a second road to phi', with 50 digits
    "erf": lambda h: 2 / mpmath.sqrt(mpmath.pi) * mpmath.exp(-(h**2)),
    "gelu": lambda h: mpmath.ncdf(h) + h * mpmath.npdf(h),
    "sin": mpmath.cos,
    "tanh": lambda h: mpmath.sech(h) ** 2,
}


@pytest.mark.parametrize("name", SLOPES)
def test_tails_keep_their_digits(name):
    h = np.linspace(-25, 25, 41)
    with mpmath.workdps(50):
        exact = np.array([float(SLOPES[name](mpmath.mpf(x))) for x in h])
    # exp(-h**2) turns the rounding of h**2 = 625 into 625 eps = 1.4e-13
    assert_allclose(ACTIVATIONS[name].df(h), exact, rtol=4e-13, atol=0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kinks": (1.0, -1.0)}, "strictly increasing"),
        ({"kinks": (0.0,), "slopes": (0.0, 1.0, 0.0)}, "1 kinks make 2 pieces"),
        ({"slopes": (0.0, 1.0, 0.5)}, "should be 0.5"),
        ({"kinks": (-1.0, 2.0)}, "fix slopes, kinks or df"),
        ({"slopes": (None, 1.0, 0.0)}, "declared curved"),
        ({"period": 2.0}, "no period 2"),
    ],
)
def test_a_wrong_declaration_is_refused(change, message):
    parts = {"kinks": (-1.0, 1.0), "slopes": (0.0, 1.0, 0.0)}
    clip = ACTIVATIONS["hardtanh"]
    assert Activation("clip", clip.f, clip.df, bounded=True, **parts) is not None
    with pytest.raises(InvalidInputError, match=message):
        Activation("clip", clip.f, clip.df, bounded=True, **(parts | change))


def steep(c, place=1.3, height=0.1):
    """tanh h + height * tanh(c (h - place)), and its derivative."""
    tanh = ACTIVATIONS["tanh"]
    return (
        lambda h: np.tanh(h) + height * np.tanh(c * (h - place)),
        lambda h: tanh.df(h) + height * c * tanh.df(c * (h - place)),
    )


def test_a_wrong_factor_is_refused_where_it_is(activation):
    """df = .9 f', along the whole line."""
    with pytest.raises(InvalidInputError) as error:
        Activation(
            activation.label,
            activation.f,
            lambda h: 0.9 * activation.df(h),
            bounded=True,
            kinks=activation.kinks,
            slopes=tuple(s if s is None else 0.9 * s for s in activation.slopes),
            period=activation.period,
        )
    assert re.search(r"f grows by \S+ from h=\S+ to \S+, but the integral of df", str(error.value))


@pytest.mark.parametrize("height", [1e-6, 1e-3, 1.0])
@pytest.mark.parametrize("place", [-11.3, 0.0, 1.3, 5.0])
def test_a_narrow_step_of_f_without_a_slope_is_seen(place, height):
    f, _ = steep(300.0, place, height)
    with pytest.raises(InvalidInputError, match="df must be the derivative of f"):
        Activation("step", f, ACTIVATIONS["tanh"].df, bounded=True)


def test_a_slope_that_is_wrong_far_out_is_refused():
    def df(h):
        return np.cos(h) * np.where(np.abs(np.real(h)) > 50, 1.001, 1.0)

    with pytest.raises(InvalidInputError, match=r"from h=-?\d{2,}"):
        Activation("sine", np.sin, df, bounded=True)


@pytest.mark.parametrize(
    ("f", "df", "message"),
    [
        (lambda h: np.tanh(np.real(h)), lambda h: ACTIVATIONS["tanh"].df(h), "complex arguments"),
        (lambda h: np.tanh(h) + 1e-3j * (np.imag(h) != 0), ACTIVATIONS["tanh"].df, "mirror|grows"),
        (lambda h: np.tanh(h) + (h > 0.3), ACTIVATIONS["tanh"].df, "not smooth near h=0.3"),
        (
            lambda h: np.tanh(h) + 0.1 * np.abs(h - 0.3),
            lambda h: ACTIVATIONS["tanh"].df(h) + 0.1 * np.sign(h - 0.3),
            "not smooth near h=0.3",
        ),
        (lambda h: np.tanh(1e8 * h), lambda h: 1e8 * ACTIVATIONS["tanh"].df(1e8 * h), "grows by"),
    ],
)
def test_what_is_not_one_analytic_function_is_refused(f, df, message):
    with pytest.raises(InvalidInputError, match=message):
        Activation("wrong", f, df, bounded=True)


def test_a_jump_at_a_declared_kink_is_allowed():
    """As ever: the slopes beside it are right, and the slope of the jump itself is left out."""
    step = Activation("step", np.sign, np.zeros_like, bounded=True, kinks=(0.0,), slopes=(0.0, 0.0))
    assert step.cuts == (0.0,)


def test_a_slope_that_is_nothing_at_whole_numbers_is_no_noise():
    """Panels end there: what counts as rounding is measured everywhere."""
    erf = ACTIVATIONS["erf"]

    def df(h):
        return 90.0 * erf.df(90.0 * (h - 0.5254540897515056))

    found = Activation("step", lambda h: erf.f(90.0 * (h - 0.5254540897515056)), df, bounded=True)
    assert len(found.cuts) < 40


@pytest.mark.parametrize("c", [3.0, 30.0, 1e3, 1e5])
def test_cuts_find_how_steep_it_is(c):
    found = np.array(Activation("steep", *steep(c), bounded=True).cuts)
    if c > 10:
        assert np.min(np.abs(found - 1.3)) < 5 / c
    assert found.size < 60


def test_registered_activations_need_no_cuts(activation):
    assert activation.cuts == activation.kinks


def test_a_curve_has_its_own_slope_at_a_kink():
    """Whatever df says of the kink itself: 1 from the left, 1/2 from the right."""
    bent = Activation(
        "bent",
        lambda h: np.where(np.real(h) > 0, h / 2, np.exp(h) - 1),
        lambda h: np.where(np.real(h) > 0, 0.5 + 0 * h, np.exp(h)),
        bounded=False,
        kinks=(0.0,),
        slopes=(None, 0.5),
    )
    for piece, slope in zip(bent.pieces, (1.0, 0.5), strict=True):
        at = bent.slope_on(*piece)(np.array([0.0, 1e-300, -1e-300]))
        assert_allclose(at, slope, rtol=1e-14)


@pytest.mark.parametrize("at", [0.0, 1.0, 0.5, -3.0])
def test_a_kink_that_is_not_declared_is_found_wherever_panels_end(at):
    def bent(h):
        return np.where(np.real(h) > at, h - at, 0 * h)

    with pytest.raises(
        InvalidInputError, match=f"not smooth near h={at:g}|not smooth near h=.*e-1"
    ):
        Activation(
            "bent",
            f=lambda h: np.tanh(h) + 0.5 * bent(h),
            df=lambda h: 1 / np.cosh(h) ** 2 + 0.5 * (np.real(h) > at),
            bounded=False,
        )
    soft = Activation(
        "bent in its slope",
        f=lambda h: np.tanh(h) + 0.25 * bent(h) ** 2,
        df=lambda h: 1 / np.cosh(h) ** 2 + 0.5 * bent(h),
        bounded=False,
    )
    assert np.abs(np.array(soft.cuts) - at).min() < 1e-6  # panels are fine there
