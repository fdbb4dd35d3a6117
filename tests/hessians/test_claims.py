"""Claims about trained networks are judged on small results; and the verdicts can be other."""

import json
from dataclasses import replace

import numpy as np
import pytest

from claims.hessians import CLAIMS
from claims.hessians._trained import chosen
from claims.hessians.baskerville2021_local_statistics import mixed
from freewidth.stats import judge
from freewidth.stats.fits import Fit, Trial


def verdict(study, name):
    return judge(CLAIMS[name], study, name)["verdict"]


def by_role(study, name, role):
    entries = judge(CLAIMS[name], study, name)["entries"]
    return {entry["verdict"] for entry in entries if entry["role"] == role}


@pytest.mark.parametrize("name", CLAIMS)
def test_claims_give_findings_that_json_holds(results, name):
    finding = judge(CLAIMS[name], results.study, name)
    assert json.loads(json.dumps(finding, allow_nan=False))["verdict"] in (
        "supported",
        "refuted",
        "inconclusive",
    )
    for entry in finding["entries"]:
        assert entry["evidence"]


def test_known_zeros_are_supported_and_a_missing_one_refutes(results):
    study = results.study
    assert verdict(study, "trained_null_space") == "supported"
    shots = list(study.snapshots)
    values = shots[0].hessian.copy()
    values[np.argmin(np.abs(values))] = values[-1] / 2
    shots[0] = replace(shots[0], hessian=values)
    assert verdict(replace(study, snapshots=shots), "trained_null_space") == "refuted"


def test_weight_at_zero_is_a_ratio_and_another_ratio_is_refuted(results):
    study = results.study
    assert verdict(study, "dimension_ratio") == "supported"
    wrong = [
        replace(s, nullity=replace(s.nullity, rank_bound=s.nullity.rank_bound - 1))
        for s in study.sweep
    ]
    assert verdict(replace(study, sweep=wrong), "dimension_ratio") == "refuted"


def test_a_peak_that_is_not_there_is_refuted(results):
    study = results.study
    assert verdict(study, "granziol2020_zero_peak") == "supported"
    moved = [replace(s, hessian=s.hessian + 1.0) for s in study.snapshots]
    assert verdict(replace(study, snapshots=moved), "granziol2020_zero_peak") == "refuted"


@pytest.mark.parametrize("name", ["granziol2020_semicircle", "granziol2020_marchenko_pastur"])
def test_matrices_of_the_law_itself_refute_the_deviation(results, name):
    family = {"granziol2020_semicircle": "wigner"}.get(name, "wishart")
    assert by_role(results.study, name, "control") == {"refuted"}
    assert by_role(results.study, name, "theorem") <= {"supported", "inconclusive"}
    own = results.study.trials_on("sample", "sampled")[f"sampled {family}"][family]
    case = {"name": "disguised", "matrix": "hessian", "when": "trained"}
    disguised = replace(results.study, trials=[replace(own, case=case)])
    assert verdict(disguised, name) == "refuted"


@pytest.mark.parametrize("name", ["granziol2020_products"])
def test_products_are_not_better_where_a_classical_law_is_true(results, name):
    assert "supported" not in by_role(results.study, name, "control")
    sampled = results.study.trials_on("sample", "sampled")["sampled wigner"]
    worse = [
        replace(trial, case={"name": f"case {i}", "matrix": matrix, "when": "trained"})
        for i in range(8)
        for matrix in ("hessian", "gauss_newton")
        for trial in sampled.values()
    ]
    assert verdict(replace(results.study, trials=worse), name) == "refuted"
    better = [replace(t, held_out=t.held_out / 2 if "product" in t.family else t.held_out * 9)
              for t in worse]  # fmt: skip
    assert by_role(replace(results.study, trials=better), name, "theorem") == {"supported"}


def test_dilution_at_a_fixed_rate_leaves_the_semicircle(results):
    name = "percolation_at_fixed_rate"
    assert verdict(results.study, name) == "supported"
    trials = results.study.trials_on("sample", "sampled")
    sparse = trials["sampled percolated_wigner"]["wigner"]
    disguised = replace(sparse, case={**sparse.case, "law": "diluted_wigner"})
    others = [t for t in results.study.trials if t.case.get("law") != "diluted_wigner"]
    assert verdict(replace(results.study, trials=[*others, disguised]), name) == "refuted"


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


def test_local_statistics_tell_the_orthogonal_ensemble_from_independent_eigenvalues(results, rng):
    name = "baskerville2021_local_statistics"
    good = with_spectra(results.study, matrices(rng, 300, 24, "orthogonal"))
    assert verdict(good, name) == "supported"
    bad = with_spectra(results.study, matrices(rng, 300, 24, "independent"))
    assert verdict(bad, name) == "refuted"


@pytest.mark.parametrize(("count", "pairs"), [(4, 2), (5, 2), (24, 12)])
def test_a_network_is_in_one_pair_of_the_control_at_most(results, rng, count, pairs):
    """Else its standard error would be that of more networks than there are."""
    study = with_spectra(results.study, matrices(rng, 50, count, "orthogonal"))
    shots = study.trained()
    found = mixed(shots)
    assert len(found) == pairs
    changed = [replace(shots[0], hessian=np.arange(50.0)), *shots[1:]]
    assert sum(a != b for a, b in zip(found, mixed(changed), strict=True)) == 1


def test_layers_of_a_semicircle_refute_the_layering_claim(results, rng):
    name = "granziol2020_layering"
    sharp = matrices(rng, 400, 24, "orthogonal")
    study = replace(results.study, sampled={"wigner": sharp})
    assert verdict(with_spectra(study, sharp), name) == "refuted"
    deep = np.sort(np.sign(sharp) * np.abs(sharp) ** 6, axis=1)
    assert verdict(with_spectra(study, deep), name) == "supported"


@pytest.mark.parametrize(("count", "expected"), [(2, "supported"), (3, "refuted")])
def test_outliers_are_one_fewer_than_the_three_classes_of_wine(results, rng, count, expected):
    bulk = np.linspace(-1, 1, 400)
    far = [np.concatenate([bulk, rng.uniform(20, 30, count)]) for _ in range(24)]
    sharp = [rng.permutation(bulk) for _ in range(3)]  # no gap that stands out
    study = with_spectra(replace(results.study, sampled={"wigner": sharp}), far)
    assert by_role(study, "sagun2017_outliers", "theorem") == {expected}


def test_a_peak_beyond_the_trivial_one_would_be_seen(results):
    name, study = "peak_beyond_trivial", results.study
    assert verdict(study, name) == "refuted"
    assert by_role(study, name, "control") == {"refuted"}
    flat = []
    for shot in study.snapshots:
        values = np.sort(np.abs(shot.hessian))
        values[: shot.nullity.hessian + len(values) // 50] = 0
        flat.append(replace(shot, hessian=values))
    assert by_role(replace(study, snapshots=flat), name, "theorem") == {"supported"}


def test_a_family_is_chosen_by_its_fit_and_judged_by_the_networks_held_out():
    """The one that fits better is taken, although the other is nearer to the other network."""

    def trial(family, held_out):
        fits = (Fit(family, (), 1.0, 0.0, 0.0),) * 2
        return Trial({}, 50, 0, fits, np.array(held_out), np.empty(0))

    trials = {
        "wigner": trial("wigner", [[0.1, 0.9], [0.8, 0.4]]),
        "wishart": trial("wishart", [[0.2, 0.3], [0.3, 0.2]]),
    }
    assert chosen(trials, ("wigner", "wishart")) == pytest.approx([0.9, 0.3])
    assert chosen(trials, ("wishart", "none such")) == pytest.approx([0.3, 0.3])
