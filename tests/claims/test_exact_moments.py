"""The claim on the sampler, with samplers that are slightly wrong: each is refuted."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from claims import CLAIMS
from freewidth.ensembles import EVERY, sparse
from freewidth.ensembles._weights import Dense, stacked
from freewidth.stats import judge
from scripts.finite import experiments

NAME = "exact_moments"
QUICK = experiments.settings(NAME, "quick")


def verdict(case, change=None, seed=0, monkeypatch=None):
    """Of one case at quick size, drawn by ``change`` of the ensemble that is expected."""
    right = EVERY[case]
    if change:
        monkeypatch.setitem(EVERY._found, case, change(right))
    draws = experiments.draw_case(NAME, case, QUICK, seed)
    if change:
        monkeypatch.setitem(EVERY._found, case, right)
    return judge(CLAIMS[NAME], {(NAME, case): draws}, NAME)["verdict"]


def scaled(factor):
    """Weights times ``factor(columns)``."""

    def change(ensemble):
        def hold(rngs, rows, columns):
            return Dense(factor(columns) * ensemble.draw(rngs, rows, columns).dense())

        return replace(ensemble, hold=hold)

    return change


def unsigned(ensemble):
    """The orthogonal factor as LAPACK returns it."""

    def sample(rng, rows, columns):
        tall = rng.standard_normal((max(rows, columns), min(rows, columns)))
        q = np.linalg.qr(tall)[0]
        return q if rows >= columns else q.T

    return replace(ensemble, sample=sample, hold=stacked(sample))


def denser(ensemble):
    """2 % more entries, of the same variance."""
    return sparse("denser", "", lambda columns: 1.02 * ensemble.density(columns))


def laplace(ensemble):
    """The right variance, a fourth cumulant of 3."""
    return EVERY["laplace"]


narrow = scaled(lambda columns: (columns / (columns + 1)) ** 0.5)
WRONG = {
    "variance 1/(n+1)": ("gaussian", narrow),
    "variance 1/(n+1), signs": ("rademacher", narrow),
    "QR without signs": ("orthogonal", unsigned),
    "sparse p x 1.02": ("sparse_sqrt", denser),
    "sparse p x 1.02, four per row": ("sparse_fixed", denser),
    "another fourth cumulant": ("gaussian", laplace),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_sampler_that_is_slightly_wrong_is_refuted(what, monkeypatch):
    assert verdict(*WRONG[what], monkeypatch=monkeypatch) == "refuted"


@pytest.mark.parametrize("case", sorted({case for case, _ in WRONG.values()}))
def test_the_right_one_is_supported(case):
    assert verdict(case) == "supported"


@pytest.mark.slow  # 3 s each
@pytest.mark.parametrize("seed", range(1, 4))
def test_spectra_alone_see_qr_without_signs(seed, monkeypatch):
    """ReLU networks of width 6, their second W times x^1 >= 0; weights' traces left out."""
    settings = replace(QUICK, networks=(((6, 6, 6), 4000),), matrices=((2, 3, 2),))
    draw = partial(experiments.draw_case, NAME, "orthogonal", settings, seed)
    right = draw()
    monkeypatch.setitem(EVERY._found, "orthogonal", unsigned(EVERY["orthogonal"]))
    wrong = draw()
    monkeypatch.undo()
    found = [
        judge(CLAIMS[NAME], {(NAME, "orthogonal"): d}, NAME)["verdict"] for d in (right, wrong)
    ]
    assert found[0] != "refuted"
    assert found[1] == "refuted"
