"""The gate: every file that is not what was made is named, refused and made again."""

import json
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from freewidth.errors import InvalidInputError
from scripts import _kept, artifact, gate, ledger
from scripts.publish import manifest, verify

SPECTRA = "results/spectra/main/{}.npz"
CLAIM, RECORD = "results/claims/spectra/true.json", "results/notebooks/spectra/limit_law-tanh.json"
PICTURE, SWEEP = "figures/spectra/breadth.png", "results/hessians/runs/sweep.npz"
PNG = bytes(100) + b"IEND\xaeB`\x82"
NAMES = [SPECTRA.format("gaussian"), SPECTRA.format("rademacher"), CLAIM, RECORD, PICTURE, SWEEP]


def sample(ensemble, seed=1):
    params = {"grid": "main", "ensemble": ensemble, "seed": seed}
    values = np.random.default_rng(len(ensemble) + seed).random((4, 8))
    artifact.save(SPECTRA.format(ensemble), params, **{"true/tanh/L2/n8": values})


def write(name, data):
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    ledger.enter(name)


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A finished run: two samples, a claim, a notebook's record, a figure, pages and manifest."""
    monkeypatch.chdir(tmp_path)
    for ensemble in ("gaussian", "rademacher"):
        sample(ensemble)
    finding = {"name": "true", "verdict": "refuted", "should": "refuted", "reasons": [],
               "entries": [], "tests": 1}  # fmt: skip
    write(CLAIM, finding)
    write(RECORD, {"name": "limit_law", "what": "a number", "holds": True})
    write(PICTURE, PNG)
    artifact.save(SWEEP, {"name": "sweep"}, x=np.arange(3))
    write(gate.SETTINGS, b"profile: quick\nseed: 1\n")
    write("results/report.html", b"<html></html>\n")
    manifest.main([gate.MANIFEST, *NAMES])
    verify.main(["results/verdicts.txt", "--claims", CLAIM, "--notebooks", RECORD])
    return tmp_path


def test_a_finished_run_is_what_was_made(made):
    assert gate.check(made) == []
    assert gate.before(made, [*NAMES, *gate.PAGES], 1, act=True) == []
    assert not (made / gate.REFUSED).exists()


def cut(path):
    path.write_bytes(path.read_bytes()[:-20])


def said_otherwise(path):
    path.write_text(path.read_text().replace("refuted", "supported"))


def another_seed(path):
    """With its checksum, as where whole runs are mixed: only what is inside tells."""
    sample(path.stem, seed=2)


def swapped(path):
    shutil.copy(SPECTRA.format("rademacher"), path)


def swapped_with_its_checksum(path):
    swapped(path)
    ledger.enter(path)


def one_number_changed(path):
    params, arrays = artifact.load(path)
    (name, values), = arrays.items()  # fmt: skip
    other = path.with_name("other.npz")
    np.savez(other, **{name: values + 1e-12})
    with zipfile.ZipFile(other, "a") as archive:
        archive.writestr("params.json", json.dumps(params))
    other.replace(path)


GAUSSIAN = NAMES[0]
TROUBLES = {
    "missing": (GAUSSIAN, Path.unlink, "missing"),
    "missing claim": (CLAIM, Path.unlink, "missing"),
    "swapped": (GAUSSIAN, swapped, "changed since"),
    "swapped, entered": (GAUSSIAN, swapped_with_its_checksum, "not gaussian"),
    "number": (GAUSSIAN, one_number_changed, "changed since"),
    "verdict": (CLAIM, said_otherwise, "changed since"),
    "cut npz": (GAUSSIAN, cut, "cut short"),
    "cut json": (CLAIM, cut, "cut short"),
    "cut record": (RECORD, cut, "cut short"),
    "cut png": (PICTURE, cut, "cut short"),
    "cut page": ("results/report.html", lambda path: path.write_text("<html>"), "cut short"),
    "foreign seed": (GAUSSIAN, another_seed, "seed 2, not 1"),
    "foreign network": (SWEEP, lambda path: artifact.save(path, {"name": "other"}), '"other"'),
    "manifest": (gate.MANIFEST, lambda path: path.write_text("0" * 64 + f"  {CLAIM}\n"), "changed"),
    "settings": (gate.SETTINGS, lambda path: path.write_text("seed: 1\n"), "changed since"),
}  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLES)
def test_check_names_the_file_and_says_why(made, trouble):
    name, do, why = TROUBLES[trouble]
    do(made / name)
    lines = gate.check(made)
    assert [line for line in lines if line.startswith(f"{name}: ") and why in line]
    others = {"manifest": CLAIM, "foreign seed": GAUSSIAN, "swapped, entered": GAUSSIAN}
    expected = {name, others.get(trouble, name)}
    assert {line.partition(": ")[0] for line in lines} == expected


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_run_has_it_made_again_and_keeps_what_lay_there(made, trouble):
    name, do, why = TROUBLES[trouble]
    do(made / name)
    found = (made / name).read_bytes() if (made / name).exists() else None
    dry = gate.before(made, [*NAMES, *gate.PAGES], 1, act=False)
    assert (made / name).exists() == (found is not None)
    lines = gate.before(made, [*NAMES, *gate.PAGES], 1, act=True)
    assert lines[1] == dry[1]
    assert lines[1].startswith(f"  {name}: ")
    assert why in lines[1]
    assert not (made / name).exists()
    refused = made / gate.REFUSED / name
    assert (refused.read_bytes() if refused.exists() else None) == found


def test_what_was_put_aside_before_stays(made):
    for text in ("first", "second"):
        (made / CLAIM).write_text(text)
        gate.before(made, NAMES, 1, act=True)
    folder = (made / gate.REFUSED / CLAIM).parent
    assert {path.read_text() for path in folder.iterdir()} == {"first", "second"}
    assert (made / gate.REFUSED / "why.txt").read_text().count(CLAIM.removesuffix(".json")) == 2


def test_a_file_that_nobody_made_is_foreign(made):
    shutil.copy(CLAIM, "results/claims/spectra/mine.json")
    assert gate.check(made) == [f"results/claims/spectra/mine.json: {ledger.STRANGE}"]


def test_what_a_configuration_has_no_more_may_lie_there_or_not(made):
    """Of another seed, too; but it must be what was made."""
    sample("uniform", seed=3)
    assert gate.check(made) == []
    cut(made / SPECTRA.format("uniform"))
    assert gate.check(made) == [f"{SPECTRA.format('uniform')}: cut short"]
    (made / SPECTRA.format("uniform")).unlink()
    assert gate.check(made) == []


def test_before_a_first_run_nothing_is_amiss(tmp_path):
    assert gate.before(tmp_path, NAMES, 1, act=True) == []
    assert "nothing was made here" in gate.check(tmp_path)[0]


def test_many_faults_are_counted(made):
    names = [f"results/claims/spectra/c{i}.json" for i in range(gate.SHOWN + 5)]
    for name in names:
        write(name, {"name": Path(name).stem})
        (made / name).write_text("{}")
    lines = gate.before(made, names, 1, act=True)
    assert len(lines) == gate.SHOWN + 3
    assert "and 5 more" in lines[-2]
    assert len((made / gate.REFUSED / "why.txt").read_text().splitlines()) == len(names)


def test_steps_refuse_what_is_not_what_was_made(made):
    """Whoever reads, also where nobody looked before."""
    swapped(made / GAUSSIAN)
    said_otherwise(made / CLAIM)
    for read in (
        lambda: artifact.load(GAUSSIAN),
        lambda: artifact.parameters(GAUSSIAN),
        lambda: _kept.made_from([], [GAUSSIAN]),
    ):
        with pytest.raises(InvalidInputError, match=r"gaussian\.npz: changed since it was made"):
            read()
    with pytest.raises(InvalidInputError, match=r"true\.json: changed since"):
        verify.main(["results/verdicts.txt", "--claims", CLAIM, "--notebooks", RECORD])
    with pytest.raises(InvalidInputError, match="changed since"):
        manifest.main([gate.MANIFEST, *NAMES])


def test_a_file_says_itself_that_it_lies_where_it_does_not_belong(made):
    """As where somebody is given results without their ledger."""
    swapped(made / GAUSSIAN)
    (made / ledger.NAME).unlink()
    with pytest.raises(InvalidInputError, match='says ensemble "rademacher", not gaussian'):
        artifact.load(GAUSSIAN)


def test_a_file_made_anew_is_trusted_at_once(made):
    artifact.load(GAUSSIAN)
    sample("gaussian", seed=4)
    assert artifact.load(GAUSSIAN)[0]["seed"] == 4


def test_a_line_of_the_ledger_that_was_cut_off_spoils_no_other(made):
    with (made / ledger.NAME).open("a") as file:
        file.write("0123456789abcdef")
    sample("gaussian", seed=5)
    known = ledger.entered(made)
    assert known[GAUSSIAN] == ledger.digest(GAUSSIAN)
    assert len(known) == len(NAMES) + len(gate.PAGES)
    ledger.tidy(made)
    assert ledger.entered(made) == known
    assert len((made / ledger.NAME).read_text().splitlines()) == len(known)


def test_a_hostile_ledger_moves_no_file_from_elsewhere(made):
    mine = made.parent / "mine.txt"
    mine.write_text("mine")
    with (made / ledger.NAME).open("a") as file:
        for name in ("../mine.txt", str(mine), "results/../../mine.txt", "notes.txt"):
            file.write(f"{'0' * 64}  {name}\n")
    (made / "notes.txt").write_text("mine")
    assert gate.before(made, NAMES, 1, act=True) == []
    assert gate.check(made) == []
    assert mine.read_text() == (made / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("text", ['{"verdict": "supp', "[" * 10**6, "", "\0"])
def test_json_that_is_none_is_named(tmp_path, text):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(InvalidInputError, match=r"a\.json is no readable JSON"):
        ledger.read_json(tmp_path / "a.json")


@pytest.mark.parametrize(
    ("changes", "acts", "speaks"),
    [({}, True, True), ({"dryrun": True}, False, True), ({"touch": True}, False, False),
     ({"executor_plugin": None}, False, False), ({"is_main_process": False}, False, False),
     ({"persistence": SimpleNamespace(locked=True)}, False, False)],
)  # fmt: skip
def test_only_a_run_of_jobs_moves_files(made, changes, acts, speaks):
    said_otherwise(made / CLAIM)
    planned, said = [], []
    workflow = SimpleNamespace(
        modifier=SimpleNamespace(path_modifier=SimpleNamespace(prefix=None)),
        persistence=SimpleNamespace(locked=False),
        executor_plugin="local", is_main_process=True, touch=False, dryrun=False,
        _build_dag=lambda: planned.append((made / CLAIM).exists()),
    )  # fmt: skip
    gate.guard(workflow, NAMES, 1, said.append)
    vars(workflow).update(changes)
    workflow._build_dag()
    assert planned == [not acts]
    assert bool(said) == speaks
