"""Claims on experiments, at the sizes of the quick profile: what they find, what refutes them."""

from dataclasses import replace

import numpy as np
import pytest
import yaml

from claims import CLAIMS
from freewidth.sample.finite.draws import Draws
from freewidth.stats import judge
from scripts.experiment import draw
from scripts.figures import experiments as figures
from workflow import experiments
from workflow.fingerprint import ROOT

NAMES = [name for name, claim in CLAIMS.items() if claim.family == "experiments"]


def quick():
    """The experiments of the quick profile: its part laid over that of the default one."""
    default, over = (
        yaml.safe_load((ROOT / "config" / f"{name}.yaml").read_text())["experiments"]
        for name in ("default", "quick")
    )
    return {"experiments": {name: part | over.get(name, {}) for name, part in default.items()}}


def sampled(seed):
    """All experiments of the quick profile."""
    config = quick()
    return {
        (name, case): draw(name, case, experiments.settings(config, name), seed)
        for name, some in experiments.cases(config).items()
        for case in some
    }


@pytest.fixture(scope="module")
def study(seed):
    return sampled(seed)


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


def test_a_small_study_refutes_nothing(study, name):
    """One false alarm in ten thousand by design; the seed is pinned."""
    finding = judge(CLAIMS[name], study, name)
    assert finding["verdict"] in (finding["should"], "inconclusive"), finding["reasons"]
    roles = {entry["role"] for entry in finding["entries"]}
    assert "theorem" in roles
    if finding["should"] == "refuted":
        return
    assert "control" in roles
    for entry in finding["entries"]:
        assert entry["role"] != "theorem" or entry["rivals"], entry["subject"]


@pytest.mark.slow  # 20 s for every seed
@pytest.mark.parametrize("master", range(1, 21))
def test_no_master_seed_gives_a_wrong_verdict(master):
    """At these sizes a verdict may be open."""
    other = sampled(master)
    verdicts = {name: judge(CLAIMS[name], other, name)["verdict"] for name in NAMES}
    assert {n: v for n, v in verdicts.items() if v not in (CLAIMS[n].should, "inconclusive")} == {}


def spoilt(draws):
    """Everything larger, the more the wider, and shifted, but for what others are compared with."""
    observed = {
        group: {n: v if group.endswith("full") else n / 2 * v + 0.5 for n, v in some.items()}
        for group, some in draws.observed.items()
    }
    return replace(draws, observed=observed)


def test_wrong_numbers_are_refuted(study, name):
    wrong = {key: spoilt(draws) for key, draws in study.items()}
    assert judge(CLAIMS[name], wrong, name)["verdict"] == "refuted"


def test_nothing_sampled_is_inconclusive(name):
    finding = judge(CLAIMS[name], {}, name)
    assert finding["verdict"] == "inconclusive"
    assert finding["entries"] == []


@pytest.mark.parametrize("part", figures.PARTS)
def test_every_figure_is_drawn_and_says_what_it_shows(study, part):
    shelf = {}
    for (name, case), draws in study.items():
        shelf.setdefault(name, {})[case] = draws
    panels = [ax for ax in figures.draw(shelf, part).axes if ax.axison]
    assert all(ax.get_title() or ax.get_xlabel() for ax in panels)
    assert len(figures.caption(shelf, part)) > 100


def test_draws_survive_storage(study):
    for draws in study.values():
        again = Draws.group(draws.arrays())
        assert again.keys() == draws.observed.keys()
        for group, by_width in draws.observed.items():
            assert list(again[group]) == sorted(by_width)
            for width, values in by_width.items():
                assert np.array_equal(again[group][width], values)


def test_the_same_seed_gives_the_same_draws():
    config = quick()
    settings = experiments.settings(config, "holomorphic") | {"widths": [[4, 3], [6, 3]]}
    one, two, other = (draw("holomorphic", "unitary", settings, s).arrays() for s in (1, 1, 2))
    for key, values in one.items():
        assert np.array_equal(values, two[key])
        assert not np.array_equal(values, other[key])


def test_batches_and_other_widths_change_no_draw_of_a_width():
    config = quick()
    settings = experiments.settings(config, "corrections")
    some, more = (
        draw("corrections", "relu", settings | {"widths": widths}, 1).arrays()
        for widths in ([[4, 3], [6, 3]], [[4, 3], [5, 3], [6, 3]])
    )
    for key, values in some.items():
        assert np.array_equal(values, more[key])


def test_controls_have_no_rivals_so_that_none_is_ever_supported(study, name):
    """A control too weak to fail is inconclusive; one that is supported would fail the run."""
    entries = judge(CLAIMS[name], study, name)["entries"]
    assert not [e["subject"] for e in entries if e["role"] == "control" and e["rivals"]]
