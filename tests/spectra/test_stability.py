"""Verdicts from many seeds, counted: open ones are allowed, opposite ones are not."""

import json

import pytest

from claims import CLAIMS
from scripts import stability
from tests.workflow.test_plan import DEFAULT

TRUE = next(name for name, claim in CLAIMS.items() if claim.should == "supported")
FALSE = next(name for name, claim in CLAIMS.items() if claim.should == "refuted")


def counted(tmp_path, *runs):
    paths = [tmp_path / f"{number}.json" for number in range(len(runs))]
    for path, found in zip(paths, runs, strict=True):
        path.write_text(json.dumps(found))
    stability.main(path=str(tmp_path / "all.json"), runs=[str(path) for path in paths])
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


@pytest.mark.parametrize("seed", [1, 2])
def test_every_seed_has_its_own_spectra(tmp_path, monkeypatch, seed):
    """The smallest grid there can be, judged by every claim on spectra."""
    from scripts import theory
    from workflow import grids

    monkeypatch.chdir(tmp_path)
    widths = [{"width": 8, "networks": 4}, {"width": 12, "networks": 4}]
    small = {"ensembles": ["gaussian"], "activations": ["tanh"], "depths": [2], "widths": widths}
    config = DEFAULT | {"grids": {"main": DEFAULT["grids"]["main"] | small}}
    for law in grids.solved(grids.grids(config)):
        networks, rivals = law.grid.design.networks, list(law.grid.rivals)
        case = {"activation": law.activation, "networks": networks, "rivals": rivals}
        theory.main(cases=[case | {"path": law.path}])
    found = stability.spectra(config, seed)
    assert {key[4] for key in found} == {"true", "independent", "shifted"}
    other = stability.spectra(config, 3)
    for key, comparison in found.items():
        assert (comparison.observed[8] != other[key].observed[8]).any()
    assert set(stability.verdicts(config, seed)) == {
        name for name, claim in CLAIMS.items() if claim.family in stability.FAMILIES
    }
