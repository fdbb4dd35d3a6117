"""Verdicts from many seeds, counted: open ones are allowed, opposite ones are not."""

import json

import pytest

from claims.spectra import CLAIMS
from scripts.spectra import stability
from scripts.spectra.grids import DEPENDENCES, Sizes
from scripts.spectra.results import find
from tests.spectra.conftest import Small

TRUE = next(name for name, claim in CLAIMS.items() if claim.should == "supported")
FALSE = next(name for name, claim in CLAIMS.items() if claim.should == "refuted")


def counted(tmp_path, *runs):
    paths = [tmp_path / f"{number}.json" for number in range(len(runs))]
    for path, found in zip(paths, runs, strict=True):
        path.write_text(json.dumps(found))
    stability.main([str(tmp_path / "all.json"), "--count", *map(str, paths)])
    return json.loads((tmp_path / "all.json").read_text())


def test_open_verdicts_are_counted_and_allowed(tmp_path):
    good = {TRUE: "supported", FALSE: "refuted"}
    rows = counted(tmp_path, good, {**good, TRUE: "inconclusive"}, good)
    assert {row["claim"]: row["verdicts"] for row in rows} == {
        TRUE: {"supported": 2, "inconclusive": 1},
        FALSE: {"refuted": 3},
    }
    assert not any(row["wrong"] for row in rows)


@pytest.mark.parametrize("name", [TRUE, FALSE])
def test_an_opposite_verdict_fails_and_is_counted_all_the_same(tmp_path, name):
    opposite = {"supported": "refuted", "refuted": "supported"}[CLAIMS[name].should]
    with pytest.raises(SystemExit, match="opposite"):
        counted(tmp_path, {name: CLAIMS[name].should}, {name: opposite})
    assert json.loads((tmp_path / "all.json").read_text())[0]["wrong"] == 1


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The smallest grid there can be."""
    made = Small(tmp_path_factory.mktemp("run"), sizes=Sizes(((8, 4), (12, 4)), 4), seed=7)
    made.solve()
    made.sample("gaussian")
    made.compare("gaussian")
    return made


def drawn(small, seed):
    places = [small.path("compare", "gaussian")], [small.path("laws", "tanh")]
    return stability.drawn(*places, seed)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_seed_has_its_own_spectra(small, seed):
    found, other = drawn(small, seed), drawn(small, 3)
    assert {key[4] for key in found} == set(DEPENDENCES)
    for key, comparison in found.items():
        assert (comparison.observed[8] != other[key].observed[8]).any()


def test_the_seed_of_the_run_gives_its_comparisons(small):
    """The same networks, the same laws, the same rivals, sampled again."""
    results = find(small.folder / "results")
    found = drawn(small, small.seed)
    assert set(found) == set(results)
    for key, comparison in found.items():
        for name, values in comparison.arrays().items():
            assert (values == results[key].arrays()[name]).all(), name


def test_a_seed_is_judged_by_every_claim_of_the_study(small, tmp_path):
    out = tmp_path / "1.json"
    places = ("--compared", small.path("compare", "gaussian"), "--laws", small.path("laws", "tanh"))
    stability.main([str(word) for word in (out, "--seed", 1, *places)])
    assert set(json.loads(out.read_text())) == set(CLAIMS)
