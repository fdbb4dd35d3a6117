"""Every experiment of the folder: what it samples, where randomness comes from, what it draws."""

import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from freewidth import plotting
from freewidth.ensembles import EVERY
from freewidth.sample import Draws
from scripts import finite
from scripts.fingerprint import closure
from scripts.finite import experiments
from tests.finite.conftest import drawn, small
from tests.plotted import inspected

ROOT = Path(__file__).parents[2]


def test_the_folder_is_the_list():
    files = {path.stem for path in ROOT.glob("scripts/finite/[a-z]*.py")} - set(experiments.TOOLS)
    steps = {f for f in files if hasattr(import_module(f"scripts.finite.{f}"), "main")}
    assert set(experiments.pictures()) == files - steps
    assert set(experiments.names()) <= set(experiments.pictures())


def test_a_module_that_is_nothing_is_an_error(tmp_path, monkeypatch):
    (tmp_path / "idle.py").write_text("SIZE = 3\n")
    (tmp_path / "_helper.py").write_text("SIZE = 3\n")
    monkeypatch.setattr(finite, "__path__", [*finite.__path__, str(tmp_path)])
    for ask in (experiments.names, experiments.pictures, lambda: experiments.load("idle")):
        with pytest.raises(ImportError, match=r"idle\.py defines none of PAPER \(an experiment\)"):
            ask()
    (tmp_path / "idle.py").write_text("def main():\n    pass  # a step\n")
    monkeypatch.delitem(sys.modules, "scripts.finite.idle")
    assert "idle" not in experiments.pictures()


def test_planning_loads_no_picture_and_no_solver():
    """Workflows import every experiment to learn its settings."""
    program = f"""if True:
        import sys
        from scripts.finite import experiments
        for name in {experiments.names()}:
            experiments.settings(name, "paper")
        assert experiments.pictures()
        heavy = ("matplotlib", "scipy.stats", "scipy.optimize", "freewidth.freeprob", "claims")
        sys.exit(" ".join(name for name in heavy if name in sys.modules) or 0)
    """
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_a_picture_may_change_without_its_draws_being_made_again(name):
    """What a fingerprint of ``sample`` covers: no picture, no claim."""
    reached = closure(f"scripts.finite.{name}:sample")
    networks = "freewidth.network", "freewidth.symmetric.trained.mlp"
    assert {*networks, "freewidth.symmetric.matrices"} & reached
    assert not [m for m in reached if m.startswith(("claims", "freewidth.plotting"))]
    assert "scripts.finite._pictures" not in reached


def test_a_case_is_drawn_by_its_own_modules():
    """So that one more ensemble draws no other again."""
    found = experiments.drawing("exact_moments", small("exact_moments"))
    assert set(found) == set(EVERY)
    for case, modules in found.items():
        assert modules[0] == "scripts.finite.exact_moments:sample"
        named = {module.rpartition(".")[2] for module in modules[1:]}
        assert named == {case, "gaussian", "linear"}


def test_every_case_is_sampled(name, draws):
    assert tuple(draws) == small(name).cases
    counts = {1, *whole(experiments.plain(small(name)))}  # a solved law has one row
    for case, own in draws.items():
        assert (own.experiment, own.case) == (name, case)
        assert own.settings == experiments.shared(small(name))
        assert own.observed
        for group, by_width in own.observed.items():
            for size, values in by_width.items():
                assert isinstance(size, int), group
                assert len(values) in counts, group
                assert np.isfinite(values).all(), group


def whole(data):
    """The whole numbers anywhere in plain data."""
    if isinstance(data, int):
        return {data}
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return {number for part in inside for number in whole(part)}


def test_draws_survive_storage(draws):
    for own in draws.values():
        again = Draws.group(own.arrays())
        assert again.keys() == own.observed.keys()
        for group, by_width in own.observed.items():
            assert list(again[group]) == sorted(by_width)
            for width, values in by_width.items():
                assert np.array_equal(again[group][width], values)


def test_the_same_seed_gives_the_same_draws_and_another_one_others(name):
    case = small(name).cases[0]
    one = drawn(name)[case].arrays()
    two = experiments.draw_case(name, case, small(name), 0).arrays()
    other = experiments.draw_case(name, case, small(name), 1).arrays()
    assert all(np.array_equal(values, two[key]) for key, values in one.items())
    networks = [key for key, values in one.items() if np.ptp(values, axis=0).any()]
    moved = [not np.array_equal(one[key], other[key]) for key in networks]
    assert np.mean(moved) > 0.5  # counts, such as masses at 0, may agree by chance
    assert any(moved)


def test_other_cases_and_widths_change_no_draw(name):
    """A case sampled apart, at one more width, has the numbers that it has among others."""
    settings = small(name)
    case = settings.cases[-1]
    if hasattr(settings, "widths"):
        between = sum(width for width, _ in settings.widths[:2]) // 2
        more = ((between, settings.widths[0][1]), *settings.widths)
        settings = replace(settings, widths=more)
    again = experiments.draw_case(name, case, settings, 0).arrays()
    for key, values in drawn(name)[case].arrays().items():
        assert np.array_equal(values, again[key]), key


def test_every_picture_is_drawn_and_says_what_it_shows(picture, shown):
    figure, again = (experiments.load(picture).draw(shown) for _ in range(2))
    assert inspected(figure) == plotting.png(again)
    axes = [ax for part in [figure, *all_parts(figure)] for ax in part.axes if ax.axison]
    assert all(ax.get_title() or ax.get_xlabel() for ax in axes)
    assert len(experiments.load(picture).caption(shown)) > 100


def all_parts(figure):
    """Its subfigures, and theirs."""
    return [part for sub in figure.subfigs for part in (sub, *all_parts(sub))]
