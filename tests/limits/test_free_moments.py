"""Mixed moments of free families: closed forms, other methods, and the limits of random words."""

from itertools import product
from math import comb, prod

import numpy as np
import pytest
from numpy.testing import assert_allclose

from freewidth import genus
from freewidth.ensembles import ENSEMBLES
from freewidth.genus import free_cumulants, kreweras, noncrossing
from freewidth.limits import (
    circular_moment,
    commuting_moment,
    haar_moment,
    mixed_moment,
    word_limit,
)
from freewidth.network import Network
from freewidth.sample import forward, inputs, weights, word_traces

POINTS = {"a": np.array([0.3, 1.0, 2.5]), "b": np.array([-1.0, 0.4]), "c": np.array([0.1, 3.0])}


def moment(family, letters):
    """Letters are powers of one element, uniform on a few points."""
    return float((POINTS[family] ** sum(letters)).mean())


def word(text):
    return [(letter, 1) for letter in text]


def tau(family, power):
    return moment(family, [power])


def test_two_and_three_letters_factor():
    for text in ("ab", "abc", "aab", "abb"):
        expected = prod(tau(f, text.count(f)) for f in sorted(set(text)))
        assert_allclose(mixed_moment(word(text), moment), expected, rtol=1e-14)


def test_abab():
    a1, a2, b1, b2 = tau("a", 1), tau("a", 2), tau("b", 1), tau("b", 2)
    expected = a2 * b1**2 + a1**2 * b2 - a1**2 * b1**2
    assert_allclose(mixed_moment(word("abab"), moment), expected, rtol=1e-14)


def test_abcabc():
    """No two of three families can both be centred: a sum over non-crossing pairs of letters."""
    means = {f: tau(f, 1) for f in "abc"}
    variances = {f: tau(f, 2) - means[f] ** 2 for f in "abc"}
    expected = prod(means.values()) ** 2
    for f in "abc":
        expected += variances[f] * prod(means[g] for g in "abc" if g != f) ** 2
    assert_allclose(mixed_moment(word("abcabc"), moment), expected, rtol=1e-14)


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_powers_of_a_product_are_sums_over_noncrossing_partitions(k):
    """tr (ab)^k = sum of free cumulants of a over pi times moments of b over its complement."""
    cumulants = free_cumulants([tau("a", j) for j in range(1, k + 1)])
    expected = sum(
        prod(cumulants[len(block) - 1] for block in partition)
        * prod(tau("b", len(block)) for block in kreweras(partition))
        for partition in noncrossing(k)
    )
    assert_allclose(mixed_moment(word("ab" * k), moment), expected, rtol=1e-12)


def test_words_may_be_turned():
    text = "abacbbca"
    values = [mixed_moment(word(text[i:] + text[:i]), moment) for i in range(len(text))]
    assert_allclose(values, values[0], rtol=1e-13)


def test_centred_neighbours_have_no_trace():
    def centred(family, letters):
        return float(((POINTS[family] - POINTS[family].mean()) ** len(letters)).mean())

    for text in ("abab", "abcb", "abcabc", "abcbcacb"):
        value = mixed_moment(word(text), centred)
        assert abs(value) < 1e-14  # products of a few numbers of order one
    assert mixed_moment(word("aabb"), centred) > 0.1


def test_commuting_letters_are_independent():
    expected = tau("a", 3) * tau("b", 1)
    assert_allclose(commuting_moment(word("aaba"), moment), expected, rtol=1e-14)


def test_no_letters_and_one_family():
    assert mixed_moment([], moment) == 1
    assert mixed_moment(word("aaa"), moment) == pytest.approx(tau("a", 3))


def test_moments_of_a_circular_element_are_catalan_numbers():
    for k in range(6):
        assert circular_moment([1, -1] * k) == comb(2 * k, k) / (k + 1)


@pytest.mark.parametrize("length", [2, 4, 6])
def test_a_circular_element_is_made_of_two_free_semicircular_ones(length):
    """c = (s + i t)/sqrt 2, expanded: mixed moments of s and t, whose own are Catalan numbers."""

    def semicircular(_, letters):
        k = len(letters) // 2
        return 0.0 if len(letters) % 2 else comb(2 * k, k) / (k + 1)

    for signs in product((1, -1), repeat=length):
        total = 0
        for choice in product("st", repeat=length):
            factor = prod(
                (sign * 1j if c == "t" else 1) for sign, c in zip(signs, choice, strict=True)
            )
            total += factor * mixed_moment([(c, 1) for c in choice], semicircular)
        assert_allclose(circular_moment(signs), total / 2 ** (length / 2), atol=1e-12)


def test_a_haar_unitary_element_has_no_moments_but_those_that_cancel():
    assert haar_moment([]) == haar_moment([1, -1]) == haar_moment([1, 1, -1, -1]) == 1
    assert haar_moment([1]) == haar_moment([1, 1]) == haar_moment([-1, -1, 1]) == 0


def net(ensemble):
    return Network(ensemble, "tanh", 2, sigma_w2=1.5, sigma_b2=0.1)


def test_moments_of_the_jacobian_are_words():
    """m_1 and m_2 of J J^T by the words they are, against the sum over planar gluings."""
    for ensemble, own in (("orthogonal", haar_moment), ("gaussian", circular_moment)):
        some = net(ensemble)
        once = "W2 D1 W1 W1' D1 W2' D2 D2"
        found = [some.sigma_w2**2 * word_limit(some, once, own)]
        found.append(some.sigma_w2**4 * word_limit(some, f"{once} {once}", own))
        assert_allclose(found, genus.moments(some, 2), rtol=1e-9)  # two quadratures


def test_two_letters_of_a_layer_by_hand():
    some = net("orthogonal")
    slope = [word_limit(some, f"D{layer}", haar_moment) for layer in (1, 2)]
    assert word_limit(some, "W2 D1 W2' D2", haar_moment) == pytest.approx(slope[0] * slope[1])
    assert word_limit(some, "W2 C1 W2' D2", haar_moment) == pytest.approx(0, abs=1e-15)
    square = word_limit(some, "D1 D1", haar_moment)
    assert word_limit(some, "C1 C1", haar_moment) == pytest.approx(square - slope[0] ** 2)
    joint = word_limit(some, "W1 D1 W1' D1", haar_moment, commuting_moment)
    assert joint == pytest.approx(square)


def test_sampled_traces_are_those_of_matrices(rng):
    some, words = net("gaussian"), ("W2 D1 W2' C2 W1", "W1 C1")
    x = inputs(rng, [[1.0]], 5, 3)
    layers = list(forward(some, some.sizes(5), weights(ENSEMBLES["gaussian"]), rng, x))
    found = word_traces(some, layers, words)
    for i in range(3):
        w1, w2 = (layer.weights.dense()[i] for layer in layers)
        d1, d2 = (np.diag(some.phi.df(layer.y[i, :, 0])) for layer in layers)
        c1, c2 = (d - np.trace(d) / 5 * np.eye(5) for d in (d1, d2))
        expected = [np.trace(w2 @ d1 @ w2.T @ c2 @ w1) / 5, np.trace(w1 @ c1) / 5]
        assert_allclose(found[i], expected, rtol=1e-12, atol=1e-14)
