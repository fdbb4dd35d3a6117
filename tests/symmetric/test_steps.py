"""What the steps wrote is read back, drawn, judged; and the verdicts can be other."""

import json
from dataclasses import replace

import IPython.display
import jupytext
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from claims import CLAIMS
from freewidth import plotting
from freewidth.stats import judge
from freewidth.symmetric.matrices import MATRICES
from freewidth.symmetric.trained.data import load
from freewidth.symmetric.trained.mlp import MLP
from freewidth.symmetric.trained.snapshot import Snapshot, take
from scripts.figures import hessian, trained
from scripts.studies.trained import find
from tests.symmetric.conftest import CONFIG
from workflow import hessians
from workflow.fingerprint import ROOT

OURS = {name: claim for name, claim in CLAIMS.items() if claim.family == "trained"}


@pytest.fixture
def shelf(made):
    return find(made / "results")


def verdict(study, name):
    return judge(OURS[name], study, name)["verdict"]


def by_role(study, name, role):
    entries = judge(OURS[name], study, name)["entries"]
    return {entry["verdict"] for entry in entries if entry["role"] == role}


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


def test_the_study_holds_what_was_configured(shelf):
    part, study = CONFIG["trained"], shelf.study
    count = len(part["networks"]) * part["runs"]
    assert len(study.snapshots) == count * len(part["epochs"])
    assert len(study.initial()) == count == len(study.trained())
    assert set(study.trials_on("hessian")) == {shot.case for shot in study.snapshots}
    for trials in study.trials_on("gauss_newton").values():
        assert set(trials) == set(part["families"])
    assert set(study.sampled) == set(part["controls"]["laws"])


def test_trials_are_fitted_held_out_and_bootstrapped(shelf):
    for trials in shelf.trials(next(iter(hessians.cases(CONFIG)))).values():
        for trial in trials.values():
            fitted = [fit.distance for fit in trial.fits]
            np.testing.assert_allclose(trial.fitted, fitted, rtol=1e-12)
            assert np.all(trial.others >= 0)
            kind = "matrices" if MATRICES[trial.family].spectrum is None else "spectra"
            assert len(trial.null) == CONFIG["trained"]["draws"][kind]


@pytest.mark.parametrize("name", OURS)
def test_claims_give_findings_that_json_holds(shelf, name):
    finding = judge(OURS[name], shelf.study, name)
    assert json.loads(json.dumps(finding, allow_nan=False))["verdict"] in (
        "supported",
        "refuted",
        "inconclusive",
    )
    for entry in finding["entries"]:
        assert entry["evidence"]


def test_known_zeros_are_supported_and_a_missing_one_refutes(shelf):
    study = shelf.study
    assert verdict(study, "trained_null_space") == "supported"
    shots = list(study.snapshots)
    values = shots[0].hessian.copy()
    values[np.argmin(np.abs(values))] = values[-1] / 2
    shots[0] = replace(shots[0], hessian=values)
    assert verdict(replace(study, snapshots=shots), "trained_null_space") == "refuted"


def test_weight_at_zero_is_a_ratio_and_another_ratio_is_refuted(shelf):
    study = shelf.study
    assert verdict(study, "granziol2020_dimension_ratio") == "supported"
    wrong = [
        replace(s, nullity=replace(s.nullity, rank_bound=s.nullity.rank_bound - 1))
        for s in study.sweep
    ]
    assert verdict(replace(study, sweep=wrong), "granziol2020_dimension_ratio") == "refuted"


def test_a_peak_that_is_not_there_is_refuted(shelf):
    study = shelf.study
    assert verdict(study, "granziol2020_zero_peak") == "supported"
    moved = [replace(s, hessian=s.hessian + 1.0) for s in study.snapshots]
    assert verdict(replace(study, snapshots=moved), "granziol2020_zero_peak") == "refuted"


@pytest.mark.parametrize("name", ["granziol2020_semicircle", "granziol2020_marchenko_pastur"])
def test_matrices_of_the_law_itself_refute_the_deviation(shelf, name):
    family = {"granziol2020_semicircle": "wigner"}.get(name, "wishart")
    assert by_role(shelf.study, name, "control") == {"refuted"}
    assert by_role(shelf.study, name, "theorem") <= {"supported", "inconclusive"}
    own = shelf.study.trials_on("sample", "sampled")[f"sampled {family}"][family]
    case = {"name": "disguised", "matrix": "hessian", "when": "trained"}
    disguised = replace(shelf.study, trials=[replace(own, case=case)])
    assert verdict(disguised, name) == "refuted"


@pytest.mark.parametrize("name", ["granziol2020_products"])
def test_products_are_not_better_where_a_classical_law_is_true(shelf, name):
    assert "supported" not in by_role(shelf.study, name, "control")
    sampled = shelf.study.trials_on("sample", "sampled")["sampled wigner"]
    worse = [
        replace(trial, case={"name": f"case {i}", "matrix": matrix, "when": "trained"})
        for i in range(3)
        for matrix in ("hessian", "gauss_newton")
        for trial in sampled.values()
    ]
    assert verdict(replace(shelf.study, trials=worse), name) == "refuted"
    better = [replace(t, held_out=t.held_out / 2 if "product" in t.family else t.held_out * 9)
              for t in worse]  # fmt: skip
    assert by_role(replace(shelf.study, trials=better), name, "theorem") == {"supported"}


def test_dilution_at_a_fixed_rate_leaves_the_semicircle(shelf):
    name = "granziol2020_fixed_rate"
    assert verdict(shelf.study, name) == "supported"
    trials = shelf.study.trials_on("sample", "sampled")
    sparse = trials["sampled percolated_wigner"]["wigner"]
    disguised = replace(sparse, case={**sparse.case, "law": "diluted_wigner"})
    others = [t for t in shelf.study.trials if t.case.get("law") != "diluted_wigner"]
    assert verdict(replace(shelf.study, trials=[*others, disguised]), name) == "refuted"


def matrices(rng, size, count, kind):
    values = rng.standard_normal((count, size, size))
    if kind == "orthogonal":
        return np.linalg.eigvalsh(values + values.transpose(0, 2, 1))
    return np.sort(values[:, 0], axis=1)


def with_spectra(study, spectra):
    """The study's networks with other eigenvalues, more than two layers, all trained."""
    shots = study.trained()
    return replace(
        study,
        snapshots=[
            replace(shots[i % len(shots)], hessian=values, replicate=i)
            for i, values in enumerate(spectra)
        ],
    )


def test_local_statistics_tell_the_orthogonal_ensemble_from_independent_eigenvalues(shelf, rng):
    name = "baskerville2021_local_statistics"
    good = with_spectra(shelf.study, matrices(rng, 300, 24, "orthogonal"))
    assert verdict(good, name) == "supported"
    bad = with_spectra(shelf.study, matrices(rng, 300, 24, "independent"))
    assert verdict(bad, name) == "refuted"


def test_layers_of_a_semicircle_refute_the_layering_claim(shelf, rng):
    name = "granziol2020_layering"
    sharp = matrices(rng, 400, 12, "orthogonal")
    study = replace(shelf.study, sampled={"wigner": sharp})
    assert verdict(with_spectra(study, sharp), name) == "refuted"
    deep = np.sort(np.sign(sharp) * np.abs(sharp) ** 6, axis=1)
    assert verdict(with_spectra(study, deep), name) == "supported"


@pytest.mark.parametrize(("count", "expected"), [(2, "supported"), (3, "refuted")])
def test_outliers_are_one_fewer_than_the_three_classes_of_wine(shelf, rng, count, expected):
    bulk = np.linspace(-1, 1, 400)
    far = [np.concatenate([bulk, rng.uniform(20, 30, count)]) for _ in range(24)]
    sharp = [rng.permutation(bulk) for _ in range(3)]  # no gap that stands out
    study = with_spectra(replace(shelf.study, sampled={"wigner": sharp}), far)
    assert by_role(study, "sagun2017_outliers", "theorem") == {expected}


def test_a_peak_beyond_the_trivial_one_would_be_seen(shelf):
    name, study = "granziol2020_peak_beyond_trivial", shelf.study
    assert verdict(study, name) == "refuted"
    assert by_role(study, name, "control") == {"refuted"}
    flat = []
    for shot in study.snapshots:
        values = np.sort(np.abs(shot.hessian))
        values[: shot.nullity.hessian + len(values) // 50] = 0
        flat.append(replace(shot, hessian=values))
    assert by_role(replace(study, snapshots=flat), name, "theorem") == {"supported"}


@pytest.mark.parametrize("part", trained.PARTS)
def test_overviews_are_drawn_the_same_twice(shelf, part):
    first, second = (plotting.png(trained.draw(shelf, part)) for _ in range(2))
    assert first == second
    assert trained.caption(shelf, part)


@pytest.mark.parametrize("network", hessians.cases(CONFIG))
def test_networks_are_drawn_with_every_family(shelf, network):
    figure = hessian.draw(shelf, network)
    (legend,) = figure.legends
    assert len(legend.get_texts()) == 1 + len(CONFIG["trained"]["families"])
    assert "training accuracy" in hessian.caption(shelf, network)
    assert plotting.png(figure) == plotting.png(hessian.draw(shelf, network))


@pytest.mark.parametrize(
    ("name", "parameters"),
    [("hessian", {"network": name}) for name in hessians.cases(CONFIG)] + [("trained", {})],
)
def test_notebooks_hold(made, execute, name, parameters):
    found, shown = execute(name, made, **parameters)
    assert found["holds"], found
    text = "\n".join(m.data for m in shown if isinstance(m, IPython.display.Markdown))
    assert "nan" not in text


@pytest.mark.parametrize("name", ["hessian", "trained"])
def test_notebooks_say_what_would_refute_them(name):
    cells = jupytext.read(ROOT / f"notebooks/{name}.py", fmt="py:percent").cells
    for part in ("# ", "$$", "**Hypotheses.**", "**What would refute it.**", "**Rival.**"):
        assert part in cells[0].source, part
    assert cells[-1].metadata["tags"] == ["verdict"]
