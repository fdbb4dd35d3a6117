"""Spectra against means that are exact at finite width: every ensemble, every method and shape.

Tests allow what a Student law of the number of networks allows at ``LEVEL``, and pin the streams.
"""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from freewidth import genus, sample
from freewidth.ensembles import EVERY
from freewidth.network import Network
from freewidth.rng import stream

LEVEL = 1e-6  # of one statistic, two-sided
KNOWN = [name for name, ensemble in EVERY.items() if ensemble.known_at_width]
METHODS = ("auto", "gram", "svd", "graded")
WIDTH, NETWORKS = 6, 110
SHAPES = (None, (2, 3, 1), (1, 2, 2))
SINGLE = (1, 51, 1)  # wider than what is multiplied together, and yet quick


def drawn(net, width, independent, method, networks):
    """m_1 and m_2, shape (networks, 2)."""
    label = (net.ensemble, net.activation, *net.ratios, independent, method)
    rngs = [stream(0, "exact", *label, i) for i in range(networks)]
    found = sample.spectra(net, width, rngs, independent=independent, method=method)
    assert method in {"auto", *found.methods}
    return np.stack([(found.eigenvalues**k).mean(axis=1) for k in (1, 2)], axis=1)


def distances(values, expected):
    """Of the means, in standard errors beyond rounding, with their sign."""
    gap = values.mean(axis=0) - expected
    beyond = np.sign(gap) * np.maximum(np.abs(gap) - 1e-12, 0)  # a few small products
    sem = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    return beyond / np.maximum(sem, 1e-16)


def cases(name):
    """Networks of one ensemble, with how D is drawn, the method, the width and how many."""
    turn = KNOWN.index(name)
    shapes = SHAPES[:1] if EVERY[name].hermitian else SHAPES
    for i, shape in enumerate(shapes):
        net = Network(name, "linear", 2, 0.6, 0.1, widths=shape)
        for j, (own, independent) in enumerate(
            [(net, False), (replace(net, activation="sin"), True)]
        ):
            method = METHODS[(turn + 2 * i + j) % 4]  # each ensemble meets them all
            yield own, independent, method, WIDTH, NETWORKS
    if shapes is SHAPES:
        yield replace(net, widths=SINGLE), False, "auto", 4, 20


@pytest.mark.parametrize("name", KNOWN)
def test_means_are_exact_at_finite_width(name):
    light = EVERY[name].finite_moments > 8 or EVERY[name].density is not None
    orders = 2 if light else 1  # m_2 needs eight moments of an entry for a standard error
    narrow = []
    for net, independent, method, width, networks in cases(name):
        values = drawn(net, width, independent, method, networks)[:, :orders]
        exact = np.array(genus.finite_moments(net, width, orders))
        limit = stats.t.isf(LEVEL / 2, networks - 1)
        assert np.all(np.abs(distances(values, exact)) < limit), (net.label, method)
        sizes = np.array(net.sizes(width)[:-1])
        wrong = exact[:1] * np.prod(sizes / (sizes + 1))  # variance 1/(n + 1) in place of 1/n
        narrow.append(distances(values[:, :1], wrong)[0])
    assert sum(narrow) / len(narrow) ** 0.5 > stats.norm.isf(LEVEL / 2)  # all networks together


@pytest.mark.parametrize("name", ["gaussian", "orthogonal", "biunitary_two"])
def test_relu_networks_own_slopes_are_as_good_as_independent(name):
    """Their rows may change signs; with 1/2 for the share of units that are on, all is known."""
    net = Network(name, "relu", 2, 1.5, 0.1, widths=(2, 3, 1))
    values = drawn(net, 8, False, "auto", 400)
    limit = stats.t.isf(LEVEL / 2, 399)
    assert np.all(np.abs(distances(values, genus.finite_moments(net, 8, 2))) < limit)
    other = Network("rademacher", "linear", 2, 1.5, 0.1, widths=(2, 3, 1))
    assert np.all(distances(values, genus.finite_moments(other, 8, 2)) < -2 * limit)
