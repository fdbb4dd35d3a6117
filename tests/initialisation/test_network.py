"""Points of critical lines, and what is said of them: by closed forms, gluings and other roads."""

from dataclasses import replace
from math import erf, exp, inf, pi, sqrt

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import ndtr

import freewidth
from freewidth import activations, genus, initialisation
from freewidth.activations import known
from freewidth.ensembles import EVERY, iid
from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.gaussian import expect
from freewidth.initialisation import spectral_width
from freewidth.limits import critical
from freewidth.limits.deep import DeepLaw
from tests.initialisation.own import SELU, SIGMOID, SOFTPLUS


@pytest.mark.parametrize("activation", ["tanh", "hardtanh", "gelu"])
def test_the_usual_point_adds_a_quarter_to_the_second_moment(activation):
    net = initialisation.critical(activation, "orthogonal", 20)
    assert net.chi == pytest.approx(1.0, abs=1e-12)
    assert initialisation.nonlinearity(net) == pytest.approx(0.25, rel=1e-9)
    assert net.moments == pytest.approx((1.0, 1.25), rel=1e-9)


def test_where_no_point_adds_so_little_it_is_the_one_that_adds_least():
    for activation in (SELU, SIGMOID):
        net = initialisation.critical(activation, "orthogonal", 50)
        here = critical.spread(activation, net.q)
        others = [q for q in (0.8 * net.q, 1.25 * net.q) if critical.critical(activation, q)[1] > 0]
        assert others
        assert all(critical.spread(activation, q) > here for q in others)


@pytest.mark.parametrize("ensemble", ["gaussian", "orthogonal", "biunitary_two"])
def test_moments_are_sums_over_gluings_and_those_of_the_law(ensemble):
    net = initialisation.critical("tanh", ensemble, 4, q=0.3)
    steady = critical.steady(ensemble, "tanh", 4, 0.3)
    assert net.moments == pytest.approx(genus.moments(steady, 2), rel=1e-9)
    assert net.moments == pytest.approx(net.law.moments(2), rel=1e-9)


def test_the_law_is_that_of_the_steady_network():
    net = initialisation.critical("hardtanh", "orthogonal", 6, q=0.5)
    law = freewidth.law(critical.steady("orthogonal", "hardtanh", 6, 0.5))
    assert net.edges[1] == pytest.approx(max(law.support[-1][1], law.atoms[-1][0]), rel=1e-9)
    assert net.spectral_width == pytest.approx(spectral_width(law), rel=1e-9)


@pytest.mark.parametrize(("ensemble", "power"), [("gaussian", 1), ("orthogonal", 0)])
@pytest.mark.parametrize("activation", ["tanh", SELU])
def test_the_upper_edge_is_the_critical_point_of_the_equation(activation, ensemble, power):
    """log z of w beyond the largest slope, all layers alike, is least at the edge."""
    depth, q = 5, 0.3
    net = initialisation.critical(activation, ensemble, depth, q=q)
    phi = known(activation)
    top = float(np.max(phi.df(np.linspace(-6, 6, 4001)) ** 2))

    def log_z(log_excess):
        w = top * (1 + np.exp(log_excess))
        m = expect(lambda h: phi.df(h) ** 2 / (w - phi.df(h) ** 2), q, phi.cuts)
        layer = np.log(net.sigma_w2 * w * m / (1 + m)) + power * np.log(1 + m)
        return np.log((1 + m) / m) + depth * layer

    found = minimize_scalar(log_z, bounds=(-6, 6), method="bounded", options={"xatol": 1e-7})
    assert net.edges[1] == pytest.approx(np.exp(found.fun), rel=1e-8)  # xatol squared, and 1e-9


def fuss_catalan_width(depth):
    """Of Gaussian linear networks, from the density's parametric form."""

    def x(t):
        return np.sin((depth + 1) * t) ** (depth + 1) / (np.sin(t) * np.sin(depth * t) ** depth)

    end = np.pi / (depth + 1)
    t = (np.arange(20_000) + 0.5) / 20_000 * end
    density = np.sin(t) ** 2 * np.sin(depth * t) ** (depth - 1) / np.sin((depth + 1) * t) ** depth
    falls = (
        1 / np.tan(t) + depth**2 / np.tan(depth * t) - (depth + 1) ** 2 / np.tan((depth + 1) * t)
    )
    mass = np.cumsum(density * x(t) * falls) * end / 20_000 / np.pi  # falls: -d log x/dt
    assert mass[-1] == pytest.approx(1.0, abs=1e-6)
    median = x(t)[np.searchsorted(mass, 0.5)]
    return sqrt((depth + 1) ** (depth + 1) / depth**depth / median)


@pytest.mark.parametrize("depth", [1, 3, 6])
def test_the_width_of_gaussian_linear_networks_is_that_of_fuss_catalan_laws(depth):
    net = initialisation.critical("linear", "gaussian", depth)
    assert net.spectral_width == pytest.approx(fuss_catalan_width(depth), rel=1e-3)  # 20,000 steps


def test_zeros_are_left_out_of_the_width():
    """Two free projections of trace 1/2: half zeros, the rest has the arcsine law, median 1/2."""
    net = initialisation.critical("relu", "orthogonal", 2)
    assert net.spectral_width == pytest.approx(sqrt(2), rel=1e-9)


@pytest.mark.parametrize(
    ("ensemble", "activation"), [("gaussian", "linear"), ("orthogonal", "relu"), ("gaussian", SELU)]
)
def test_a_layer_more_than_the_decade_depth_is_wider_than_a_decade(ensemble, activation):
    net = initialisation.critical(activation, ensemble, 12)
    depth = net.decade_depth
    assert replace(net, depth=depth).spectral_width <= 10
    assert replace(net, depth=depth + 1).spectral_width > 10
    widths = [replace(net, depth=each).spectral_width for each in range(1, depth + 2)]
    assert widths == sorted(widths)  # so that it is the greatest such depth


def test_depths_that_are_none():
    assert initialisation.critical("linear", "orthogonal", 3).decade_depth == inf
    assert initialisation.critical("leaky_relu", "gaussian", 3).deepest(1.5) == 0
    with pytest.raises(NotConvergedError, match="more than 4 layers"):
        initialisation.critical("tanh", "orthogonal", 3).deepest(10, limit=4)
    with pytest.raises(InvalidInputError, match="finite number >= 1"):
        initialisation.critical("tanh", "orthogonal", 3).deepest(0.5)


def test_the_width_asked_for_is_had():
    net = initialisation.critical("hardtanh", "orthogonal", 6, width=4.0)
    assert net.spectral_width == pytest.approx(4.0, rel=1e-6)  # 1e-8 of q, times d log w/d log q
    assert net.is_critical


def test_widths_next_to_the_atom_are_none():
    """Where the median leaves the atom at the top, a gap lies between both."""
    with pytest.raises(InvalidInputError, match=r"jumps from 1 to 1\.09"):
        initialisation.critical("hardtanh", "orthogonal", 6, width=1.05)


def test_deep_networks_are_as_wide_as_the_law_of_their_class():
    """Double scaling at s = 1/4: corrections are of order L^-1/2 for smooth phi, and fall."""
    law = DeepLaw("smooth", 0.25)
    limit = sqrt(law.support[1] / law.quantile(0.5))
    off = [
        abs(initialisation.critical("erf", "orthogonal", depth).spectral_width / limit - 1)
        for depth in (8, 128)
    ]
    assert off[1] < 0.5 * off[0]  # a quarter is expected
    assert off[1] < 0.05


def test_networks_on_their_way_to_no_variance():
    """tanh at sigma_w = 1, sigma_b = 0: q_L ~ 1/(2 L), chi_L ~ 1 - 1/L, so that m_1 ~ 1/L."""
    net = initialisation.critical("tanh", "orthogonal", 400, sigma_b2=0.0)
    assert (net.q, net.sigma_w2, net.chi) == (0.0, 1.0, 1.0)
    assert net.variances[-1] * net.depth == pytest.approx(0.5, rel=0.02)  # log L/L
    half = replace(net, depth=200)
    assert net.moments[0] / half.moments[0] == pytest.approx(0.5, rel=0.005)
    shallow = replace(net, depth=5)
    exact = freewidth.Network("orthogonal", "tanh", 5, 1.0, 0.0, 1.0)
    assert shallow.variances == pytest.approx(exact.q, rel=1e-12)
    assert shallow.moments == pytest.approx(freewidth.law(exact).moments(2), rel=1e-9)
    assert shallow.edges == pytest.approx((0.0, freewidth.law(exact).support[-1][1]), rel=1e-9)


def test_given_networks_in_both_phases():
    chaos = initialisation.given("tanh", "gaussian", 10, sigma_w2=25 / 9)
    assert chaos.q == pytest.approx(critical.fixed_point("tanh", 25 / 9, 0.0), rel=1e-9)
    assert chaos.chi > 1
    assert chaos.correlation == 0
    assert 0 < chaos.correlation_depth < inf
    order = initialisation.given("tanh", "gaussian", 10, sigma_w2=0.5)
    assert (order.q, order.chi) == (0.0, 0.5)
    assert order.moments[0] < 0.5**9
    steady = initialisation.given(SELU, "gaussian", 10, sigma_w2=1.0)
    assert steady.q == pytest.approx(1.0, rel=1e-9)
    assert not steady.is_critical
    with_bias = initialisation.given("tanh", "gaussian", 10, sigma_w2=0.9, sigma_b2=0.1)
    assert with_bias.correlation == 1
    assert with_bias.correlation_depth == pytest.approx(-1 / np.log(with_bias.chi))


def test_remarks_say_the_phase_and_how_variances_get_there():
    def said(activation, **given):
        return " ".join(initialisation.remarks(initialisation.given(activation, **given)))

    assert "Chaos" in said("tanh", sigma_w2=2.0)
    assert "Order" in said("tanh", sigma_w2=0.9, sigma_b2=0.1)
    assert "all outputs vanish" in said("relu", sigma_w2=1.0)
    assert "each is a fixed point" in said("relu", sigma_w2=2.0)
    repelling = initialisation.remarks(initialisation.critical("gelu", q=1.0))
    assert "repels" in repelling[1]
    limit = initialisation.remarks(initialisation.critical("tanh", sigma_b2=0.0))
    assert "a limit no layer reaches" in limit[1]
    assert "share 0.5 of the singular values" in said("relu", sigma_w2=2.0)
    assert "singular" not in " ".join(initialisation.remarks(initialisation.critical("leaky_relu")))


@pytest.mark.parametrize(
    ("activation", "asked", "message"),
    [
        ("tahn", {}, "did you mean tanh"),
        ("threshold", {}, "jumps at h=1"),
        (SOFTPLUS, {}, "no critical point .* nearest chi"),
        ("tanh", {"ensemble": "cauchy"}, "no limit law here"),
        ("tanh", {"ensemble": "unitary"}, "complex"),
        ("tanh", {"depth": 0}, "depth must be"),
        ("tanh", {"q": 0.1, "sigma_b2": 0.1}, "take one"),
        ("tanh", {"q": -1.0}, "finite variance >= 0"),
        ("tanh", {"sigma_b2": -1.0}, "finite and >= 0"),
        (SIGMOID, {"q": 1.0}, "critical with q in"),
        ("relu", {"sigma_b2": 0.1}, "homogeneous"),
        ("relu", {"width": 10.0}, "at every q"),
        ("tanh", {"ensemble": "gaussian", "width": 2.0}, "narrowest"),
        ("tanh", {"width": 0.5}, "finite number >= 1"),
    ],
)
def test_what_cannot_be_had_is_refused(activation, asked, message):
    with pytest.raises(InvalidInputError, match=message):
        initialisation.critical(activation, **asked)


def test_variances_that_grow_for_ever_are_refused():
    with pytest.raises(InvalidInputError, match="no fixed point"):
        initialisation.given("relu", sigma_w2=3.0)


def test_an_ensemble_may_be_an_object():
    uniform = iid(
        "mine", "here", lambda rng, shape: rng.uniform(-(3**0.5), 3**0.5, shape), fourth_moment=1.8
    )
    mine = initialisation.critical("tanh", uniform, 3, q=0.1)
    named = initialisation.critical("tanh", "gaussian", 3, q=0.1)
    assert mine.moments == named.moments
    assert mine.edges == named.edges
    assert mine.label.startswith("mine tanh, L=3")
    with pytest.raises(InvalidInputError, match="no initialiser of mine weights"):
        initialisation.lines(mine)
    registered = initialisation.critical("tanh", EVERY["gaussian"], 3, q=0.1)
    assert initialisation.lines(registered) == initialisation.lines(named)


@pytest.mark.parametrize(("sigma_w2", "depth"), [(1e-300, 50), (0.5, 600)])
def test_variances_that_underflow_are_refused_with_the_layer(sigma_w2, depth):
    net = initialisation.given("relu", "gaussian", depth, sigma_w2=sigma_w2)
    with pytest.raises(InvalidInputError, match=r"underflows in layer .*take fewer layers"):
        _ = net.moments


def test_a_registered_activation_of_unbounded_slope_is_not_called_unknown():
    for activation in ("quadratic", activations.EVERY["quadratic"]):
        with pytest.raises(InvalidInputError, match=r"the slope of .* is not bounded"):
            initialisation.critical(activation)


def test_hard_tanh_of_weights_one_dies_as_tanh_does():
    """E phi^2 < q at every q, but below rounding where q is small."""
    net = initialisation.given("hardtanh", "orthogonal", 3, sigma_w2=1.0)
    assert net.q == 0.0
    below = erf(1 / sqrt(2)) - sqrt(2 / pi) * exp(-1 / 2) + 2 * ndtr(-1.0)  # E min(|g|, 1)^2
    assert net.variances[:2] == pytest.approx((1.0, below), rel=1e-12)
