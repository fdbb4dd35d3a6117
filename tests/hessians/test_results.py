"""Results are found by folder and name, read once, and missing ones are named."""

import json
import os

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from freewidth.errors import InvalidInputError
from freewidth.symmetric.matrices import MATRICES
from freewidth.symmetric.trained.data import load
from freewidth.symmetric.trained.mlp import MLP
from freewidth.symmetric.trained.snapshot import Snapshot, take
from scripts.hessians.results import Hessians, find
from tests.hessians.conftest import CONFIG
from workflow import hessians


def test_snapshots_come_back_as_they_were(rng):
    mlp = MLP((13, 4, 3), "relu")
    shot = take(mlp, mlp.initial(rng), load("wine"), 2, 7)
    back = Snapshot.restore(json.loads(json.dumps(shot.params())), shot.arrays())
    assert back.params() == shot.params()
    assert back.case == "wine relu 13-4-3"
    for name, values in shot.arrays().items():
        assert_array_equal(back.arrays()[name], values)
    assert len(back.blocks) == mlp.depth
    total = sum(values.sum() for values in back.blocks)
    assert abs(total - back.hessian.sum()) < 1e-12  # both are the trace, of norm one


def test_the_study_holds_what_was_configured(results):
    part, study = CONFIG["trained"], results.study
    count = len(part["networks"]) * part["runs"]
    assert set(results.networks) == set(hessians.networks(CONFIG))
    assert len(study.snapshots) == count * len(part["epochs"])
    assert len(study.trained()) == count
    assert set(study.trials_on("hessian")) == {shot.case for shot in study.snapshots}
    for trials in study.trials_on("gauss_newton").values():
        assert set(trials) == set(part["families"])
    assert set(study.sampled) == set(part["controls"]["laws"])
    assert len(study.sweep) == len(part["sweep"]["samples"])
    assert set(results.tables) == set(part["families"])


def test_trials_are_fitted_held_out_and_bootstrapped(results):
    for trials in results.fits(next(iter(hessians.networks(CONFIG)))).values():
        for trial in trials.values():
            fitted = [fit.distance for fit in trial.fits]
            np.testing.assert_allclose(trial.fitted, fitted, rtol=1e-12)
            assert np.all(trial.others >= 0)
            kind = "matrices" if MATRICES[trial.family].spectrum is None else "spectra"
            assert len(trial.null) == CONFIG["trained"]["draws"][kind]


def test_networks_are_listed_in_the_order_of_the_paths(results):
    backwards = Hessians.of(map(str, reversed(results.paths)))
    assert backwards.networks == results.networks[::-1]
    cases = [list(dict.fromkeys(s.case for s in r.study.snapshots)) for r in (results, backwards)]
    assert cases[0] == cases[1][::-1]


def test_claims_find_the_same_in_the_results_as_in_plain_data(results):
    study = results.study
    assert results.trained() == study.trained()
    for when in ("trained", "sampled"):
        matrix = "sample" if when == "sampled" else "hessian"
        assert results.trials_on(matrix, when) == study.trials_on(matrix, when)
    assert repr(results) == "Hessians(2 networks, 4 families of laws, 2 estimated spectra)"


def test_a_notebook_finds_what_the_workflow_gives_it(results, tmp_path, monkeypatch):
    given = [path for path in results.paths if path.parent.name == "runs"]
    monkeypatch.setenv("FREEWIDTH_RESULTS", os.pathsep.join(map(str, given)))
    assert find(tmp_path).paths == tuple(given)


def test_what_is_missing_is_named(results, tmp_path):
    with pytest.raises(InvalidInputError, match=r"lanczos/huge\.npz.*exact, large"):
        results.lanczos("huge")
    with pytest.raises(InvalidInputError, match=r"runs/sweep\.npz.*nothing"):
        Hessians.of([]).runs("sweep")
    with pytest.raises(FileNotFoundError, match="no trained networks under"):
        find(tmp_path)
