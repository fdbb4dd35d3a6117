"""Steps and the one way to reach their results: what is written is what is read."""

import os
from dataclasses import replace
from math import log
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from freewidth.compare import Probes, compare
from freewidth.errors import InvalidInputError
from freewidth.jacobian import law as solve
from freewidth.network import Network, shifted
from freewidth.perturbed import FACTORS, INGREDIENTS
from freewidth.stats.sensitivity import interpolate
from scripts import _kept, artifact
from scripts.sheets import RESULTS
from scripts.spectra import compare as comparing
from scripts.spectra import laws, sample
from scripts.spectra._kinds import KINDS, foreign, of_kind
from scripts.spectra._rivals import OWN, RIVALS, perturbed, place
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
    wrong = {
        name: {factor: solve(INGREDIENTS[name](one, factor)) for factor in FACTORS}
        for name in made.perturbed
    }
    again = compare(one, spectra, solve(one), rivals, dependence, wrong)
    stored = found["main", one.ensemble, PHI, 2, dependence]
    assert (stored.net, stored.dependence, stored.names) == (one, dependence, again.names)
    assert stored.arrays().keys() == again.arrays().keys()
    for name, values in again.arrays().items():
        assert_allclose(stored.arrays()[name], values, rtol=1e-12, atol=1e-300, err_msg=name)


@pytest.mark.parametrize("name", ["q", "slope"])
@pytest.mark.parametrize("role", ["iid", "haar"])
def test_between_stored_laws_one_may_interpolate(found, role, name):
    """To 2 % of what an error of 5 % does to any statistic that it does something to."""
    stored = found["main", ROLES[role], PHI, 2, "true"]
    places = [-log(1.1), 0.0, log(1.1)]
    values = [stored.perturbed[name][1 / 1.1], stored.expected, stored.perturbed[name][1.1]]
    between = interpolate(places, values, log(1.05))
    exact = Probes.of(solve(net(role))).expect(solve(INGREDIENTS[name](net(role), 1.05)))
    effect = exact - stored.expected
    some = abs(effect) > 0.1 * abs(effect).max()
    assert some.sum() > 4
    assert_allclose((between - exact)[some] / effect[some], 0.0, atol=0.02)


def test_ingredients_that_a_network_has_not_are_not_solved():
    one = net("iid", sigma_b2=0.0)
    assert {name for name, _ in perturbed(one, INGREDIENTS)} == INGREDIENTS.keys() - {"sigma_b2"}


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
    for stem, kinds in ((PHI, KINDS), (f"{PHI}-biunitary_two", ("biunitary_two",))):
        solved = laws.Solved.of(Path(f"{stem}.npz"), SHAPE, ["shifted", "deeper"])
        assert solved.activation == PHI
        names = [name for name, _ in solved.networks()]
        assert names == [place(kind, 2, of) for kind in kinds for of in (OWN, "shifted", "deeper")]


@pytest.mark.parametrize("step", ["solve", "compare"])
def test_what_would_come_out_the_same_is_kept(made, step):
    place = made.path("laws", PHI) if step == "solve" else made.path("compare", ROLES["iid"])
    before = place.stat()
    made.solve() if step == "solve" else made.compare(ROLES["iid"])
    after = place.stat()
    assert after.st_ino == before.st_ino
    assert after.st_mtime_ns > before.st_mtime_ns


@pytest.mark.parametrize("change", [{"rivals": ()}, {"rivals": ("shifted", "deeper")}])
def test_another_rival_is_another_law_and_another_comparison(spoilt, change):
    other, ensemble = replace(spoilt, **change), ROLES["iid"]
    places = spoilt.path("laws", PHI), spoilt.path("compare", ensemble)
    before = [place.stat().st_ino for place in places]
    other.solve()
    _kept._once.cache_clear()  # as in a new process
    other.compare(ensemble)
    assert all(p.stat().st_ino != number for p, number in zip(places, before, strict=True))
    assert artifact.parameters(places[1])["rivals"] == list(change["rivals"])


def test_missing_files_and_grids_are_named(made, capsys):
    law = str(made.path("laws", PHI))
    with pytest.raises(SystemExit):
        laws.main([law])
    assert "no --grid says what networks of main are" in capsys.readouterr().err
    given = ["--spectra", str(made.path("spectra", ROLES["iid"])), "--laws", law]
    with pytest.raises(SystemExit):
        comparing.main(["compare/main/nobody.npz", *given])
    assert "nobody" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        comparing.main(["compare/main/x.npz", *given, "--rivals", "main", "shiftde"])
    assert "no rival shiftde" in capsys.readouterr().err


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
