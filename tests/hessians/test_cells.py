"""The step that trains cells, and the protocol that was written before it."""

import re
from pathlib import Path

import pytest
import yaml

from scripts.fingerprint import ROOT
from scripts.hessians import cells, held_out
from workflow import hessians

WHAT = ["--runs", "2", "--tries", "2", "--epochs", "3", "--rate", "0.05", "--seed", "1"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--data", "mixtur4", "--network", "tanh", "5"], "no data set named 'mixtur4'"),
        (["--data", "mixture4", "--network", "tanh", "x"], "whole numbers are needed"),
        (["--data", "mixture4", "--network", "tanhh", "5"], "tanhh 5: an activation"),
    ],
)
def test_wrong_options_end_in_one_line(tmp_path, capsys, words, message):
    with pytest.raises(SystemExit) as stopped:
        cells.main([str(tmp_path / "x.npz"), *words, *WHAT])
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err.splitlines()[-1]


def test_a_cell_without_two_runs_is_left_out_and_named(tmp_path, capsys):
    path = tmp_path / "x.npz"
    cells.main([str(path), "--data", "teacher9", "--network", "tanh", "3", *WHAT])
    assert cells.load(path) == []
    assert "0 of 2 runs count; left out" in capsys.readouterr().out


def test_matched_networks_have_as_many_samples_as_parameters(made):
    runs = cells.load(made / "results/hessians/cells/series.npz")
    assert runs
    assert all(run.samples == run.nullity.parameters for run in runs)


def test_laws_are_held_out_for_networks_or_for_matrices_not_both(tmp_path, capsys):
    with pytest.raises(SystemExit):
        held_out.main([str(tmp_path / "x.npz"), "--laws", "none.npz"])
    assert "either --cells or --law" in capsys.readouterr().err


def test_the_reported_cells_are_those_of_the_protocol():
    config = yaml.safe_load(Path(ROOT, "config/default.yaml").read_text(encoding="utf-8"))
    protocol = Path(ROOT, "docs/protocol.md").read_text(encoding="utf-8")
    found = hessians.cells(config)
    series = found.pop(hessians.SERIES)
    count = sum(len(each.shapes) for each in found.values())
    stated = re.search(r"([0-9]+) data sets, two architectures each, ([0-9]+) cells", protocol)
    assert stated
    assert (len(found), count) == tuple(map(int, stated.groups()))
    assert {(c.runs, c.tries, c.epochs) for c in found.values()} == {(2, 6, 60)}
    assert (series.data, series.runs, series.tries) == ("teacher4", 8, 12)
    assert config["trained"]["rate"] == 0.05
    for data in ("mixture", "teacher"):
        assert {f"{data}{classes}" for classes in range(2, 11)} <= set(found)
