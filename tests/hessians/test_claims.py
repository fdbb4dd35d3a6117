"""Claims about trained networks are judged on small results; and the verdicts can be other."""

import json
from dataclasses import replace

import numpy as np
import pytest

from claims.hessians import CLAIMS
from claims.hessians._trained import PRODUCTS, chosen
from claims.hessians.baskerville2021_local_statistics import mixed
from claims.hessians.distance_by_size import by_size
from freewidth.stats import judge
from freewidth.stats.fits import Fit, HeldOut


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


def test_a_peak_is_what_is_more_than_the_known_zeros(results):
    study = results.study
    assert verdict(study, "granziol2020_zero_peak") == "refuted"  # smooth networks have no more
    there = [
        replace(run, hessian=np.r_[np.zeros(run.nullity.hessian + 9), run.hessian[-60:]])
        for run in study.cells
    ]
    assert verdict(replace(study, cells=there), "granziol2020_zero_peak") == "supported"


def more_pairs(study):
    """The study with ten times as many pairs of sampled matrices, copies of those there are."""
    pairs = [
        replace(each, case={**each.case, "first": f"{each.case['first']}, {i}"})
        for i in range(10)
        for each in study.pairs
    ]
    return replace(study, pairs=pairs)


def test_lanczos_sees_a_peak_only_where_weights_say_so(results):
    study, name = more_pairs(results.study), "lanczos_peak"
    assert by_role(study, name, "control") == {"refuted"}  # an atom is shown as it is
    runs = [run for i in range(20) for run in _named(study.cells, f"data {i}")]
    shown = [_shown(run, 0.2) for run in runs]
    assert verdict(replace(study, cells=shown), name) == "supported"
    hidden = [_shown(run, 0.0) for run in runs]
    assert verdict(replace(study, cells=hidden), name) == "refuted"


def _named(runs, data):
    return [replace(run, data=data) for run in runs]


def _shown(run, more):
    return replace(run, nearest={"single": 0.1 + more, "double": 0.1, "zeros": 0.1})


def at_sizes(found, exponent, rng):
    """Eight spectra of each size, at least distances .1 (size/50)^exponent, give or take 3 %."""
    sizes = [float(each.case["size"]) for each in found]
    scales = 1 + 0.03 * rng.standard_normal((len(sizes), 8))
    return [
        replace(
            each, fits=each.fits[:1] * 8, kolmogorov=np.diag(0.1 * (n / 50) ** exponent * scale)
        )
        for each, n, scale in zip(found, sizes, scales, strict=True)
    ]


def test_a_distance_that_falls_refutes_that_there_is_no_law(results, rng):
    study, name = results.study, "distance_by_size"
    alone = [each for each in study.sized if each.family == "wishart"]
    fall, stay = (at_sizes(alone, exponent, rng) for exponent in (-1.0, 0.0))
    assert verdict(replace(study, series=stay, sized=fall), name) == "supported"
    assert verdict(replace(study, series=fall, sized=fall), name) == "refuted"
    assert verdict(replace(study, series=stay, sized=stay), name) == "inconclusive"


def test_matrices_of_a_family_are_nearer_to_it_the_larger_they_are(results):
    means = [values.mean() for values in by_size(results.study.sized).values()]
    assert len(means) == 3
    assert means == sorted(means, reverse=True)
    assert means[-1] < means[0] / 4


@pytest.mark.parametrize("name", ["granziol2020_semicircle", "granziol2020_marchenko_pastur"])
def test_matrices_of_the_law_itself_refute_the_deviation(results, name):
    family = {"granziol2020_semicircle": "wigner"}.get(name, "wishart")
    assert by_role(results.study, name, "control") == {"refuted"}
    assert by_role(results.study, name, "theorem") <= {"supported", "inconclusive"}
    own = results.study.trials_on("sample", "sampled")[f"sampled {family}"][family]
    case = {"name": "disguised", "matrix": "hessian", "when": "trained"}
    disguised = replace(results.study, trials=[replace(own, case=case)])
    assert verdict(disguised, name) == "refuted"


@pytest.mark.parametrize("gain", [-1, 1])
def test_products_are_judged_by_what_they_were_not_fitted_to(results, gain):
    study, name = more_pairs(results.study), "granziol2020_products"
    assert by_role(study, name, "control") == {"refuted"}
    disguised = [
        _scaled(replace(each, case=_cell(each.case)), gain)
        for each in study.pairs
        if each.case["law"] == "wigner"
    ]
    found = by_role(replace(study, held_out=disguised), name, "theorem")
    assert found == {"supported" if gain < 0 else "refuted"}


def _cell(case):
    data = f"data {case['first']}"
    return {"data": data, "activation": "tanh", "name": data, "size": case["size"]}


def _scaled(each, gain):
    """Ten times nearer or farther off than the others, on what it was not fitted to."""
    factor = 0.1 if (each.family in PRODUCTS) == (gain < 0) else 10.0
    return replace(each, kolmogorov=each.kolmogorov * factor, wasserstein=each.wasserstein * factor)


def test_cells_of_one_data_set_count_once(results):
    """Copies of a cell under the same data do not make evidence of one."""
    one = [each for each in results.study.held_out if each.case["data"] == "mixture3"]
    copies = [
        replace(each, case={**each.case, "name": f"{each.case['name']} {i}"})
        for i in range(30)
        for each in one
    ]
    entries = judge(CLAIMS["granziol2020_products"], replace(results.study, held_out=copies), "x")[
        "entries"
    ]
    assert {entry["role"] for entry in entries} == {"control"}


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


@pytest.mark.parametrize(("count", "expected"), [(2, "supported"), (3, "refuted")])
def test_outliers_are_one_fewer_than_the_three_classes_of_wine(results, rng, count, expected):
    bulk = np.linspace(-1, 1, 400)
    far = [np.concatenate([bulk, rng.uniform(20, 30, count)]) for _ in range(24)]
    sharp = [rng.permutation(bulk) for _ in range(3)]  # no gap that stands out
    study = with_spectra(replace(results.study, sampled={"wigner": sharp}), far)
    assert by_role(study, "sagun2017_outliers", "theorem") == {expected}


def test_a_family_is_chosen_by_its_fit_and_judged_by_the_networks_held_out():
    """The one that fits better is taken, although the other is nearer to the other network."""

    def trial(family, held_out):
        fits = (Fit(family, (), 1.0, 0.0, 0.0),) * 2
        return HeldOut({}, fits, np.array(held_out), 2 * np.array(held_out))

    trials = {
        "wigner": trial("wigner", [[0.1, 0.9], [0.8, 0.4]]),
        "wishart": trial("wishart", [[0.2, 0.3], [0.3, 0.2]]),
    }
    both, one = ("wigner", "wishart"), ("wishart", "none such")
    assert chosen(trials, both, "kolmogorov") == pytest.approx([0.9, 0.3])
    assert chosen(trials, both, "wasserstein") == pytest.approx([1.8, 0.6])
    assert chosen(trials, one, "kolmogorov") == pytest.approx([0.3, 0.3])
