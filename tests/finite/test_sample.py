"""Cases of an experiment are kept exactly as long as drawing them again would give the same."""

import os

import pytest

from scripts import artifact
from scripts.finite import experiments, sample

CASES = ("wigner", "gaussian", "orthogonal")
OUT = "results/finite/gluings.npz"


class Killed(Exception):
    """A run that ends in the middle."""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the step; returns which cases were drawn."""
    monkeypatch.chdir(tmp_path)
    drawn, draw = [], experiments.draw_case

    def spy(name, case, settings, seed):
        if len(drawn) == run.most:
            raise Killed
        drawn.append(case)
        return draw(name, case, settings, seed)

    monkeypatch.setattr(experiments, "draw_case", spy)

    def run(cases=CASES, seed=1, most=None, code=None, **settings):
        drawn.clear()
        run.most = most
        given = {"cases": f"[{', '.join(cases)}]", "networks": 200, **settings}
        words = ["gluings", OUT, "--sizes", "quick", "--seed", str(seed)]
        words += ["--set", *(f"{name}={value}" for name, value in given.items())]
        digests = dict.fromkeys(cases, "c") | (code or {})
        sample.main([*words, "--code", *(f"{case}={digests[case]}" for case in cases)])
        return sorted(drawn)

    return run


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_second_run_draws_nothing_and_everything_lies_there_once(run, tmp_path):
    assert run() == sorted(CASES)
    whole = (tmp_path / OUT).read_bytes()
    assert run() == []
    assert (tmp_path / OUT).read_bytes() == whole
    assert files(tmp_path) == [OUT, f"{OUT[:-4]}/made.json", "results/made.sha256"]


@pytest.mark.parametrize(
    ("change", "new"),
    [
        ({"cases": (*CASES, "rademacher")}, ["rademacher"]),
        ({"cases": CASES[:1]}, []),
        ({"cases": CASES[::-1]}, []),
        ({"code": {"gaussian": "d"}}, ["gaussian"]),
        ({"seed": 2}, sorted(CASES)),
        ({"networks": 201}, sorted(CASES)),
    ],
)
def test_a_change_draws_only_what_it_concerns(run, change, new):
    run()
    before = artifact.load(OUT)[1]
    assert run(**change) == new
    after = artifact.load(OUT)[1]
    for name in before.keys() & after.keys():
        if name.partition("/")[0] not in new:
            assert (before[name] == after[name]).all()


def test_a_run_that_ended_in_the_middle_goes_on(run, tmp_path):
    run()
    whole = (tmp_path / OUT).read_bytes()
    (tmp_path / OUT).unlink()
    with pytest.raises(Killed):
        run(most=2)
    assert run() == [CASES[2]]
    assert (tmp_path / OUT).read_bytes() == whole


def truncate(path):
    path.write_bytes(path.read_bytes()[:100])


@pytest.mark.parametrize("name", [OUT, "results/finite/gluings/made.json"])
@pytest.mark.parametrize("damage", [truncate, os.unlink])
def test_a_damaged_artifact_or_record_is_not_drawn_from(run, tmp_path, damage, name):
    run()
    whole = (tmp_path / OUT).read_bytes()
    damage(tmp_path / name)
    assert run() == sorted(CASES)
    assert (tmp_path / OUT).read_bytes() == whole
