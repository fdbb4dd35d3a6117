"""Where there is no limit law, as without a variance, none is given."""

from dataclasses import replace

import numpy as np
import pytest

from freewidth import InvalidInputError, Network, law, limits
from freewidth.ensembles import EVERY
from freewidth.jacobian import free_product, restore

NONE = [name for name, ensemble in EVERY.items() if ensemble.no_law]


def nets(name):
    return [Network(name, "tanh", 2), Network(("gaussian", name, "orthogonal"), "relu", 3)]


def test_which_have_none():
    assert set(NONE) == {"cauchy", "alpha_stable", "sparse_fixed"}
    for name, ensemble in EVERY.items():
        if ensemble.entry is not None:  # independent entries: three moments, but no fourth, will do
            assert bool(ensemble.no_law) == (ensemble.finite_moments <= 2), name


@pytest.mark.parametrize("name", NONE)
def test_there_is_no_law(name):
    for net in nets(name):
        for road in (law, free_product):
            with pytest.raises(
                InvalidInputError, match=r"there is no limit law, as .*(variance|universal)"
            ):
                road(net)
    one = nets(name)[0]
    for road in (lambda: limits.resolvent(one, 1j), lambda: limits.covariances(one, np.eye(2))):
        with pytest.raises(InvalidInputError, match="there is no limit law"):
            road()


@pytest.mark.parametrize("name", NONE)
def test_nor_one_that_was_stored(name):
    one = Network("gaussian", "relu", 1)
    with pytest.raises(InvalidInputError, match="there is no limit law"):
        restore(replace(one, ensemble=name), law(one).arrays())


def test_all_others_have_one():
    for name, ensemble in EVERY.items():
        if not ensemble.no_law and ensemble.field == "real":
            assert free_product(Network(name, "relu", 1)).kinds == (ensemble.kind,)
