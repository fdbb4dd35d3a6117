"""Steps with a cache write the bytes that they write without one, and compute nothing twice."""

import pytest

from freewidth import cache
from scripts.finite import sample as experiment
from scripts.hessians import cells, held_out, lanczos, matrices, tables, train, trials
from scripts.spectra import laws
from scripts.spectra import sample as spectra
from scripts.study import law
from scripts.study import sample as blocks
from tests.hessians.conftest import words

NET = "--activations tanh --depths 2 --sigma-w2 1.0 --sigma-b2 0.1 --q0 1.0 --seed 1 --code tanh=c"
STUDY = (
    "--ensemble gaussian gaussian --activation tanh tanh --sigma-w2 1 1 --sigma-b2 0 0"
    " --bias gaussian gaussian --q0 1.0 --code c"
)
TRAIN = "--data wine --activation tanh --rate 0.1 --seed 1 --code c"
LAWS = "results/hessians/laws/wigner.npz"
STEPS = {
    "spectra": (
        spectra,
        "results/spectra/main/gaussian.npz --grid main --ensemble gaussian --dependences true"
        f" independent --widths 12:5 --block 3 {NET}",
    ),
    "experiment": (
        experiment,
        "gluings results/finite/gluings.npz --sizes quick --set cases=[wigner] --seed 1"
        " --code wigner=c",
    ),
    "laws": (
        laws,
        "results/laws/main/tanh.npz --grid main --depths 2 --sigma-w2 1.0 --sigma-b2 0.1 --q0 1.0"
        " --rivals shifted",
    ),
    "study": (blocks, f"results/spectra/mine.npz --seed 1 --widths 12:3 {STUDY}"),
    "law": (law, f"results/laws/mine.npz --mistakes shifted {STUDY}"),
    "matrices": (
        matrices,
        "results/hessians/matrices.npz --law wishart ratio=0.5 --size 20 --count 2 --seed 3"
        " --code c",
    ),
    "tables": (tables, LAWS),
    "train": (train, f"results/hessians/runs/w.npz {TRAIN} --runs 1 --epochs 0 2 --hidden 3"),
    "cells": (
        cells,
        "results/hessians/cells/wine.npz --data wine --network tanh 3 --runs 1 --tries 3"
        " --epochs 60 --rate 0.1 --seed 1 --code c",
    ),
    "lanczos": (
        lanczos,
        f"results/hessians/lanczos/w.npz {TRAIN} --epochs 2 --hidden 3 --exact"
        " --way plain probes=2 steps=5 deflate=0",
    ),
}  # fmt: skip


@pytest.fixture
def cached(tmp_path, monkeypatch):
    """Call a step in a new folder, with a cache or without; what it wrote, taken and added."""

    def call(name, step, given, use=True):
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.chdir(folder)
        if use:
            monkeypatch.setenv("FREEWIDTH_CACHE", str(tmp_path / "cache"))
        else:
            monkeypatch.delenv("FREEWIDTH_CACHE", raising=False)
        cache.current.cache_clear()
        step.main(words(given))
        kept = cache.current()
        made = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*.npz"))
        }
        return made, kept and kept.taken, kept and kept.added

    yield call
    cache.current.cache_clear()


@pytest.mark.parametrize("name", STEPS)
def test_what_one_folder_has_made_another_takes(name, cached):
    if name in ("train", "cells", "lanczos"):
        pytest.importorskip("sklearn")
    step, given = STEPS[name]
    alone, *_ = cached("alone", step, given, use=False)
    first, taken, added = cached("first", step, given)
    assert taken == 0
    assert added > 0
    second, taken_then, added_then = cached("second", step, given)
    assert (taken_then, added_then) == (added, 0)
    assert alone == first == second
    if "--seed 1" in given:
        other, taken, _ = cached("other", step, given.replace("--seed 1", "--seed 2"))
        assert taken == 0
        assert other != first
    if "--code" in given:
        changed = (
            given.replace("=c", "=d") if "=c" in given else given.replace("--code c", "--code d")
        )
        _, taken, added_now = cached("changed", step, changed)
        assert (taken, added_now) == (0, added)


def test_inputs_count_by_their_content(cached, tmp_path):
    pytest.importorskip("sklearn")
    here = {}
    for name in ("tables", "matrices"):
        here |= cached(name, *STEPS[name])[0]
    for path, content in here.items():
        target = tmp_path / "inputs" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    spectra, laws = tmp_path / "inputs/results/hessians/matrices.npz", tmp_path / "inputs" / LAWS
    rest = "--removed 0.0 --draws-matrices 1 --draws-spectra 2 --seed 5 --code c"
    given = f"results/hessians/trials/t.npz {spectra} --laws {laws} {rest}"
    first, *_ = cached("first", trials, given)
    again, taken, added = cached("again", trials, given)
    assert (taken, added) == (1, 0)
    assert first == again
    more = STEPS["matrices"][1].replace("--count 2", "--count 3")
    spectra.write_bytes(cached("more", matrices, more)[0]["results/hessians/matrices.npz"])
    _, taken, added = cached("changed", trials, given)
    assert (taken, added) == (0, 1)
    drawn = "--law wishart ratio=0.5 --sizes 40 --count 2 --code c"
    judge = f"results/hessians/held_out/s.npz {drawn} --laws {laws}"
    assert cached("judged", held_out, judge)[1:] == (0, 1)
    assert cached("judged again", held_out, judge)[1:] == (1, 0)


def test_by_hand_without_a_fingerprint_nothing_is_kept(cached):
    step, given = STEPS["matrices"]
    assert cached("by hand", step, given.replace(" --code c", ""))[1:] == (0, 0)
