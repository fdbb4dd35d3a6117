"""Steps and the one way to reach their results: what is written is what is read."""

import os
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from freewidth.compare import compare
from freewidth.errors import InvalidInputError
from freewidth.jacobian import law as solve
from freewidth.network import Network, shifted
from scripts import artifact
from scripts.sheets import RESULTS
from scripts.spectra import laws, sample
from scripts.spectra._kinds import KINDS, foreign, of_kind
from scripts.spectra._rivals import OWN, RIVALS, place
from scripts.spectra.grids import DEPENDENCES, Sizes
from scripts.spectra.results import Spectra, find
from tests.spectra.conftest import PHI, ROLES, SHAPE, Small


@pytest.fixture
def found(made):
    return Spectra(made.paths())


def net(role, **changes):
    return Network(ROLES[role], PHI, **SHAPE.network(2) | changes)


def test_every_network_is_there_once(found):
    assert set(found) == {
        ("main", ensemble, PHI, 2, dependence)
        for ensemble in ROLES.values()
        for dependence in DEPENDENCES
    }
    assert len(found) == len(set(found))


@pytest.mark.parametrize("dependence", DEPENDENCES)
def test_a_comparison_is_of_the_networks_that_were_drawn(found, made, dependence):
    """Sampled again and compared in memory, past all files."""
    one = net("iid")
    spectra = {
        width: sample.draw(one, dependence, width, range(count), made.seed)["eigenvalues"]
        for width, count in made.sizes.widths
    }
    rivals = {"haar": solve(net("haar")), "shifted": solve(shifted(one))}
    again = compare(one, spectra, solve(one), rivals, dependence)
    stored = found["main", one.ensemble, PHI, 2, dependence]
    assert (stored.net, stored.dependence, stored.names) == (one, dependence, again.names)
    assert stored.arrays().keys() == again.arrays().keys()
    for name, values in again.arrays().items():
        assert_allclose(stored.arrays()[name], values, rtol=1e-12, atol=1e-300, err_msg=name)


@pytest.mark.parametrize("role", ["iid", "haar"])
def test_laws_are_those_of_the_network_of_the_other_kind_and_of_rivals(found, role):
    one = net(role)
    other = net("haar" if role == "iid" else "iid")
    x = np.array([0.05, 0.4, 1.1])
    for stored, solved in (
        (found.law("main", one), solve(one)),
        (found.law("main", one, foreign(one)), solve(other)),
        (found.law("main", one, of="shifted"), solve(shifted(one))),
    ):
        assert_allclose(stored.cdf(x), solved.cdf(x), rtol=1e-12)


def test_without_a_variance_the_law_is_that_of_others_with_the_same_sigma(found):
    """A comparison, on purpose wrong: weights without a variance have no law of their own."""
    one, x = net("no variance"), np.array([0.05, 0.4, 1.1])
    for law, same in (
        (found.law("main", one), found.law("main", net("iid"))),
        (found.law("main", one, of="shifted"), found.law("main", net("iid"), of="shifted")),
    ):
        assert_array_equal(law.cdf(x), same.cdf(x))
    assert of_kind(net("no fourth moment")).ensemble == ROLES["no fourth moment"]
    with pytest.raises(InvalidInputError, match="no variance"):
        solve(one)


def test_a_step_solves_for_the_law_of_every_kind_and_rival():
    names = [name for name, _ in laws.networks(PHI, KINDS, SHAPE.networks, ["shifted", "deeper"])]
    assert names == [place(kind, 2, of) for kind in KINDS for of in (OWN, "shifted", "deeper")]


def test_rivals_differ_from_the_network_in_what_they_say():
    one = net("iid", bias="rademacher")
    assert RIVALS["deeper"](one).depth == 3
    assert RIVALS["sigma_b"](one).sigma_b2 == pytest.approx(0.1 * 1.0201)  # 1 % in sigma
    assert RIVALS["gaussian_bias"](one).bias == "gaussian"
    uneven = replace(one, widths=(6, 12, 9))
    assert RIVALS["deeper"](uneven).widths == (6, 12, 9, 9)


def test_the_widest_spectra_are_shown(found, made):
    ensemble = ROLES["iid"]
    for dependence in DEPENDENCES:
        (shown,) = found.widest("main", ensemble, dependence).values()
        assert shown.shape == (48, 64)
        _, stored = artifact.load(made.path("spectra", ensemble), f"{dependence}/{PHI}/L2/")
        assert_array_equal(shown, stored["n64"])


def test_networks_are_found_by_ensemble_and_by_activation(found):
    ensemble = ROLES["haar"]
    assert list(found.networks("main", ensemble)) == [(PHI, 2)]
    across = found.across("main", PHI, "independent")
    assert set(across) == {(each, 2) for each in ROLES.values()}
    assert across[ensemble, 2] is found["main", ensemble, PHI, 2, "independent"]
    assert found.ensembles("main") == sorted(ROLES.values())


def test_files_are_read_when_they_are_asked_for(made, tmp_path):
    missing = [path.replace(str(made.folder), str(tmp_path)) for path in made.paths()]
    found = Spectra(missing)
    assert "main" in repr(found)
    with pytest.raises(KeyError):
        found["main", "nobody", PHI, 2, "true"]
    with pytest.raises(FileNotFoundError):
        found["main", ROLES["iid"], PHI, 2, "true"]


def test_a_notebook_is_given_its_results_or_finds_all(made, tmp_path, monkeypatch):
    monkeypatch.delenv(RESULTS, raising=False)
    assert set(find(made.folder / "results")) == set(Spectra(made.paths()))
    with pytest.raises(FileNotFoundError, match=r"reproduce\.py"):
        find(tmp_path)
    ensemble = ROLES["haar"]
    given = [path for path in made.paths() if ensemble in path]
    monkeypatch.setenv(RESULTS, os.pathsep.join(given))
    assert {key[1] for key in find(tmp_path)} == {ensemble}


def test_layers_of_unequal_size_and_other_biases_come_back(tmp_path):
    shape = replace(SHAPE, ratios=((2, 4, 3),), bias="rademacher")
    sizes = Sizes(((8, 4), (16, 4)), 4)
    small = Small(
        tmp_path, "uneven", shape, sizes, dependences=("true",), rivals=("gaussian_bias",)
    )
    small.solve()
    small.sample("gaussian")
    small.compare("gaussian")
    (comparison,) = find(tmp_path / "results").values()
    assert comparison.net.widths == (2, 4, 3)
    assert comparison.net.bias == "rademacher"
    assert "gaussian_bias" in comparison.rivals
    found = find(tmp_path / "results").widest("uneven", "gaussian")
    assert found[PHI, 2].shape == (4, 24)  # n_L = 16 * 3 / 2
