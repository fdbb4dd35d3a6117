"""Laws of networks whose layers differ, by roads that know one layer at a time, and invariances."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.laws import fuzz, witness
from freewidth import Network, genus, law
from freewidth.activations import ACTIVATIONS, Activation
from freewidth.errors import InvalidInputError
from freewidth.freeprob import compose, isometry, marchenko_pastur, scaled
from freewidth.gaussian import expect
from freewidth.jacobian import diagonal, localised
from freewidth.limits import localised_input_moments, resolvent
from freewidth.sample import spectrum

PROMISED = 1e-10  # of densities of a law, relative
SHARES = np.linspace(0.05, 0.95, 19)
NET = Network(
    ("gaussian", "orthogonal", "rademacher", "orthogonal"),
    ("tanh", "erf", "gelu", "linear"),
    sigma_w2=(1.3, 0.7, 2.0, 0.5),
    sigma_b2=(0.1, 0.0, 0.3, 0.2),
    widths=(1.0, 2.0, 1.5, 1.2, 1.8),
)


def by_hand(net):
    """One Marchenko-Pastur law or isometry and one diagonal matrix for each layer."""
    parts, energy = [], net.q0
    for layer, phi in enumerate(net.activation):
        after, before = net.widths[layer + 1], net.widths[layer]
        haar = net.ensemble[layer] == "orthogonal"
        q = net.sigma_w2[layer] * energy * (min(1, before / after) if haar else 1)
        q += net.sigma_b2[layer]
        energy = expect(lambda h, f=ACTIVATIONS[phi].f: f(h) ** 2, q)
        parts.append((isometry if haar else marchenko_pastur)(after / before))
        parts.append(scaled(diagonal(phi, q), net.sigma_w2[layer]))
    return compose(*parts)


def inside(found):
    x = found.quantile(SHARES)
    return np.unique(x[x > 0])


def same(one, other):
    x = inside(one)
    assert_allclose(other.density(x), one.density(x), rtol=PROMISED)
    assert_allclose(other.cdf(x), one.cdf(x), atol=PROMISED)


def test_a_law_is_the_free_product_of_its_layers():
    found, hand = law(NET), law(by_hand(NET))
    same(found, hand)
    swapped = law(replace(NET, activation=("erf", "tanh", "gelu", "linear")))
    assert np.max(np.abs(swapped.cdf(inside(found)) - found.cdf(inside(found)))) > 1e-4


def test_moments_are_sums_over_partitions_layer_by_layer():
    found, sums = law(NET), genus.moments(NET, 6)
    assert_allclose(found.moments(6), sums, rtol=1e-11)
    integrals = [found.expect(lambda x, k=k: x**k) for k in range(1, 7)]
    assert_allclose(integrals, sums, rtol=PROMISED)
    moved = genus.moments(replace(NET, sigma_w2=(0.7, 1.3, 2.0, 0.5)), 6)
    assert np.all(np.abs(moved / sums - 1) > 1e-3)


def test_the_negative_axis_and_the_upper_half_plane_agree():
    assert witness.defect(law(NET)) < 1e-9
    square = replace(NET, ensemble="gaussian", widths=None)
    z = np.array([0.3 + 0.2j, 1 + 0.5j, -0.2 + 0.1j])
    assert_allclose(resolvent(square, z), law(square).stieltjes(z), rtol=1e-9)


def test_one_variance_may_be_split_between_linear_layers():
    one = Network(("gaussian", "orthogonal", "gaussian"), "linear", 3, widths=(1, 2, 1, 1))
    same(law(one), law(replace(one, sigma_w2=(4.0, 0.5, 0.5))))
    stretched = law(replace(one, sigma_w2=(4.0, 0.5, 0.6)))
    x = inside(law(one))
    assert_allclose(stretched.cdf(1.2 * x), law(one).cdf(x), atol=PROMISED)


def inserted(net, at):
    """With a square Haar layer that is linear after layer ``at``."""
    values = {
        "ensemble": "orthogonal", "activation": "linear", "sigma_w2": 1.0, "sigma_b2": 0.0,
    }  # fmt: skip
    rest = {
        name: (*getattr(net, name)[:at], value, *getattr(net, name)[at:])
        for name, value in values.items()
    }
    widths = (*net.widths[: at + 1], *net.widths[at:])
    return replace(net, **rest, widths=widths, depth=net.depth + 1)


@pytest.mark.parametrize("at", range(NET.depth + 1))
def test_a_linear_rotation_changes_nothing(at):
    more = inserted(NET, at)
    assert_allclose([*more.q[:at], *more.q[at + 1 :]], NET.q, rtol=1e-14)
    assert_allclose(genus.moments(more, 5), genus.moments(NET, 5), rtol=1e-13)
    same(law(NET), law(more))


def test_ensembles_of_equal_variances_may_change_places():
    """S-transforms multiply; with all q_l = 1 so may activations, each with its own sigma_w2."""
    names = ("tanh", "erf", "tanh", "linear")
    ensembles = ("gaussian", "orthogonal", "orthogonal", "rademacher")
    behind = [expect(lambda h, f=ACTIVATIONS[phi].f: f(h) ** 2, 1.0) for phi in names]
    net = Network(ensembles, names, sigma_w2=(1, *(1 / e for e in behind[:-1])))
    assert_allclose(net.q, 1, rtol=1e-14)
    same(law(net), law(replace(net, ensemble=ensembles[::-1])))
    order = [2, 1, 0, 3]
    moved = [names[i] for i in order]
    energies = [behind[i] for i in order]
    same(law(net), law(Network(ensembles, moved, sigma_w2=(1, *(1 / e for e in energies[:-1])))))
    unequal = replace(net, q0=0.3)  # then places matter
    other = replace(unequal, activation=("erf", "tanh", "tanh", "linear"))
    x = inside(law(unequal))
    assert np.max(np.abs(law(other).cdf(x) - law(unequal).cdf(x))) > 1e-4


def test_an_activation_of_ones_own_has_the_law_of_the_same_function():
    """tanh under another label, and GELU next to its limit, which is solved by inversion."""
    for name, ensemble in (("tanh", "gaussian"), ("gelu", "orthogonal")):
        phi = ACTIVATIONS[name]
        twin = Activation("a twin", lambda h, f=phi.f: f(h), phi.df, bounded=False)
        for depth in (1, 2):
            net = Network(ensemble, name, depth, sigma_b2=0.1)
            own = replace(net, activation=twin)
            assert own.activation is twin
            same(law(net), law(own))


def test_an_unbounded_slope_of_ones_own_is_refused():
    square = Activation("square", lambda h: h**2 / 2, lambda h: 1.0 * h, bounded=False)
    root = Activation(
        "root", lambda h: 2 * (1 + h**2) ** 0.55, lambda h: 2.2 * h * (1 + h**2) ** -0.45, False
    )
    for phi in (square, root):
        with pytest.raises(InvalidInputError, match=f"{phi.label} is not among the activations"):
            law(Network("gaussian", ("tanh", phi), 2))
        with pytest.raises(InvalidInputError, match=f"{phi.label} is not among the activations"):
            diagonal(phi, 1.0)


@pytest.mark.parametrize("entries", [1, 3])
def test_a_localised_input_of_layers_that_differ(entries):
    net = Network(
        "rademacher", ("tanh", "erf", "linear"), sigma_w2=(1.3, 0.8, 1.1), sigma_b2=(0, 0.2, 0)
    )
    found = law(localised(net, entries)).moments(4)
    assert_allclose(found, localised_input_moments(net, 4, entries), rtol=1e-10)
    wide = replace(net, widths=(1, 2, 1, 1))
    assert law(localised(wide, entries)).moments(1)[0] == pytest.approx(found[0], rel=1e-12)


# Finite networks: D independent of the weights has exact moments at every width


def means(net, width, networks, independent):
    from freewidth.rng import stream

    names = ("layers that differ", independent)
    values = np.array(
        [
            [np.mean(x), np.mean(x**2)]
            for x in (
                spectrum(net, width, stream(0, *names, i), independent=independent)
                for i in range(networks)
            )
        ]
    )
    return values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(networks)


SAMPLED = {  # whether D is independent: activations, and the same in another order
    True: (("tanh", "erf", "gelu", "linear"), ("linear", "tanh", "erf", "gelu")),
    False: (("relu", "linear", "leaky_relu", "linear"), ("linear", "relu", "relu", "relu")),
}


@pytest.mark.parametrize("independent", SAMPLED)
def test_sampled_networks_have_the_exact_moments(independent):
    """So has the network's own D where it forgets signs: linear on either side of 0."""
    right, order = SAMPLED[independent]
    net = replace(NET, ensemble="gaussian", activation=right, sigma_w2=(3.0, 0.7, 2.0, 0.5))
    mean, sem = means(net, 30, 300, independent)
    assert np.all(np.abs(mean - genus.finite_moments(net, 30, 2)) < 5 * sem)
    wrong = (
        replace(net, activation=order),
        replace(net, sigma_w2=(3.0, 0.7, 2.0, 0.7)),
        replace(net, widths=(1.0, 0.3, 1.5, 1.2, 1.8)),
    )
    for other in wrong:
        off = np.abs(mean - genus.finite_moments(other, 30, 2)) / sem
        assert off.max() > 8


def test_true_slopes_approach_the_law_in_the_right_order():
    """Means at widths n and 2n, extrapolated; what is left of b/n is taken as its square."""
    net = Network("gaussian", ("sin", "tanh", "linear"), sigma_w2=(3.0, 2.0, 1.0))
    (one, first), (two, second) = (means(net, n, 300, False) for n in (30, 60))
    sem = np.hypot(2 * second, first)
    bias = (2 * np.abs(one - two) + sem) ** 2 / np.abs(two)
    found = law(net).moments(2)
    assert np.all(np.abs(2 * two - one - found) < 5 * sem + bias)
    swapped = law(replace(net, activation=("tanh", "sin", "linear"))).moments(2)
    assert np.any(np.abs(2 * two - one - swapped) > 8 * sem + bias)


@pytest.mark.parametrize("index", [1, 2])
def test_networks_drawn_layer_by_layer_are_right(index):
    verdict, seen = fuzz.judge_layers(fuzz.layered(index))
    assert verdict in ("right", "refused", "no network", "no reference"), seen


@pytest.mark.slow
@pytest.mark.parametrize("index", range(100))
def test_many_networks_drawn_layer_by_layer_are_right(index):
    verdict, seen = fuzz.judge_layers(fuzz.layered(index))
    assert verdict != "wrong", seen


@pytest.mark.parametrize("activation", ["elu", "softsign", "selu"])
def test_a_variance_so_small_that_all_lies_beside_a_kink(activation):
    """Nearer than any step of a difference; phi'^2 has its values at both ends of the pieces."""
    found = law(Network("gaussian", (activation, "tanh"), sigma_w2=(1e-13, 1.0)))
    moments = [found.expect(lambda x, k=k: x**k) for k in (1, 2, 3, 4)]
    assert_allclose(moments, genus.moments(found.net, 4), rtol=1e-9)
    assert witness.defect(found) < 1e-9


def test_an_edge_far_below_the_reach_of_tables():
    """Hardly any unit is off: the atom at 0 of mass 6e-11 leaves a gap above it, to 2e-65."""
    net = Network(
        "gaussian", ("hard_sigmoid", "tanhshrink"), sigma_w2=(0.4, 1.4), sigma_b2=(0, 0.3), q0=0.54
    )
    found = law(net)
    assert 0 < found.atoms[0][1] < 1e-9
    assert 0 < found.support[0][0] < 1e-60
    assert found.cdf(found.support[0][0]) == found.atoms[0][1]
    assert witness.defect(found) < 1e-9
