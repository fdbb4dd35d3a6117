"""Grids follow from the configuration, and say every network once."""

import copy
from dataclasses import replace

import pytest
import yaml

from freewidth.ensembles import ENSEMBLES
from freewidth.errors import InvalidInputError
from freewidth.kinds import HAAR
from freewidth.network import Network
from scripts.fingerprint import ROOT
from scripts.folders import entries
from scripts.spectra import _kinds
from scripts.spectra.grids import DEPENDENCES, Architecture, Sizes, grids
from workflow.configuration import completed

QUICK = yaml.safe_load((ROOT / "config/quick.yaml").read_text())


@pytest.fixture(params=[{}, QUICK], ids=["paper", "quick"])
def config(request):
    return completed(copy.deepcopy(request.param), ROOT / "config")


def architecture(**changes):
    values = {"depths": (2,), "sigma_w2": 1.0, "sigma_b2": 0.1, "q0": 1.0}
    return Architecture(**values | changes)


def test_unknown_names_list_what_exists(config):
    for key, name in (("ensembles", "gaussian"), ("activations", "tanh"), ("figures", "limit_law")):
        wrong = copy.deepcopy(config)
        wrong["grids"]["main"][key] = [f"{name}x"]
        with pytest.raises(ValueError, match=rf"{name}x.*available:.*{name}"):
            grids(wrong)


def test_a_width_listed_twice_is_refused(config):
    config["grids"]["main"]["widths"] *= 2
    with pytest.raises(ValueError, match="main lists a width twice"):
        grids(config)


def test_every_depth_needs_its_row_of_ratios():
    with pytest.raises(ValueError, match=r"depths \(2,\) need one row"):
        architecture(ratios=((1, 2),))
    assert architecture(ratios=((1, 2, 3),)).network(2)["widths"] == (1, 2, 3)


def test_an_architecture_says_how_to_make_its_networks(config):
    for grid in grids(config).values():
        own = grid.architecture
        for depth in own.depths:
            net = Network(grid.ensembles[0], grid.activations[0], **own.network(depth))
            assert (net.depth, net.bias, net.sigma_b2) == (depth, own.bias, own.sigma_b2)
        assert [network["depth"] for network in own.networks] == list(own.depths)


def test_no_network_is_on_two_grids(config):
    """Nothing is sampled twice."""
    found = [
        (dependence, ensemble, activation, str(network), width)
        for grid in grids(config).values()
        for dependence in grid.dependences
        for ensemble in grid.ensembles
        for activation in grid.activations
        for network in grid.architecture.networks
        for width, _ in grid.sizes.widths
    ]
    assert len(set(found)) == len(found)


def test_all_stands_for_every_entry(config):
    main = grids(config)["main"]
    assert main.ensembles == entries("freewidth/ensembles")
    assert main.figures == entries("scripts/spectra/figures/ensemble")
    assert set(main.dependences) <= set(DEPENDENCES)


@pytest.mark.parametrize("block", [1, 2, 3, 100])
def test_blocks_cover_every_replicate_once(block):
    sizes = Sizes(((8, 5), (16, 4)), block)
    blocks = list(sizes.blocks())
    for width, replicates in sizes.widths:
        covered = [r for w, _, some in blocks if w == width for r in some]
        assert covered == list(range(replicates))
        assert [n for w, n, _ in blocks if w == width] == list(range(-(-replicates // block)))
    assert max(len(some) for _, _, some in blocks) <= block


@pytest.mark.parametrize("widths", [((8, 5), (16, 4), (32, 2)), ((8, 9), (16, 4))])
def test_growing_adds_blocks_and_keeps_those_that_are_full(widths):
    small, large = (
        {(width, number): some for width, number, some in Sizes(each, 2).blocks()}
        for each in (((8, 5), (16, 4)), widths)
    )
    assert set(small) < set(large)
    assert all(large[key] == some for key, some in small.items() if len(some) == 2)


@pytest.mark.parametrize("key", ["bias", "ensembles", "activations"])
def test_a_name_in_no_registry_says_where_it_stands(config, key):
    config["grids"]["main"][key] = "gauss" if key == "bias" else ["gauss"]
    with pytest.raises(ValueError, match=rf"grids\.main\.{key}: gauss .*available"):
        grids(config)


def test_a_kind_that_no_ensemble_has_lists_those_there_are():
    with pytest.raises(InvalidInputError, match=r"no ensemble has weights of kind 'har'; .*haar"):
        _kinds.representative("har")


class Named:
    """An ensemble with a kind of some name."""

    def __init__(self, name):
        self.kind = replace(HAAR, name=name)


def test_the_name_of_a_further_kind_is_its_own_and_names_files(monkeypatch):
    made = {"a": Named("mine"), "b": Named("mine"), "c": Named("haar"), "d": Named("two scales")}
    monkeypatch.setattr(_kinds, "EVERY", {**ENSEMBLES, **made})
    assert _kinds.further(["gaussian", "a", "orthogonal"]) == {"mine": "a"}
    for names, said in (("ab", "'mine' already"), ("c", "'haar' already"), ("d", "two scales")):
        with pytest.raises(InvalidInputError, match=said):
            _kinds.further(names)
